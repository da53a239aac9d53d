"""Take away and delivery with a promised time: kept off the board until it is time to prepare them (board 4).

What is kept off is counted and listed as the next promised. In doubt a card is shown: whatever is cooked already, was on
this screen before, is wanted at once, or has news that somebody must read is never kept off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from kds.domain.cards import Card, Unseen
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.pace import time_ahead
from kds.domain.station import Station
from kds.domain.status import is_processable
from kds.domain.terms import Purchase, Status
from kds.domain.unseen import dish_mark

COURIER = re.compile(r"\b(courier|rider|driver|kuri[eé]r)", re.IGNORECASE)
"""Words of a note that say that somebody stands at the door for it, English and Slovak."""

_NEWS = frozenset({Unseen.VOID, Unseen.CHANGED, Unseen.MOVED})


def set_apart(
    cards: Sequence[Card], station: Station, marks: Marks, rushed: Collection[str], now: datetime
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Give the cards for the board, and those that wait for their time, the next promised first.

    Args:
        cards: all cards of the station.
        marks: what the station remembers: what stood on its screen stays there.
        rushed: ids of orders that go first.
        now: server time.
    """
    waiting = [card for card in cards if waits(card, station, marks, rushed, now)]
    if not waiting:
        return tuple(cards), ()
    keys = {card.key for card in waiting}
    shown = tuple(card for card in cards if card.key not in keys)
    return shown, tuple(sorted(waiting, key=lambda card: (card.due_at or now, card.numbers)))


def waits(card: Card, station: Station, marks: Marks, rushed: Collection[str], now: datetime) -> bool:
    """Whether a card is kept off the board for now."""
    if card.purchase is Purchase.WALK_IN or card.due_at is None or now >= card.due_at - time_ahead(card, station):
        return False
    slips = [order for order in card.orders if is_processable(order)]
    if any(order.purchase is Purchase.WALK_IN or order.due_at is None for order in slips):
        return False
    if any(order.id in rushed or _is_fetched(order) for order in card.orders):
        return False
    if card.oddity or card.refusal or card.is_again or any(what in _NEWS for _, what in card.unseen):
        return False
    return not any(
        line.shown_status not in (Status.NEW, Status.OTHER)
        or dish_mark(line.order_id, line.item_id, line.quantity) in marks.painted
        for line in card.lines
    )


def _is_fetched(order: Order) -> bool:
    return bool(order.note and COURIER.search(order.note))
