"""Which card a slip belongs to, decided once when it first appears (board 5): a card of its own, or an add-on to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.cards import CardLine, LineKind
from kds.domain.grouping import age_start
from kds.domain.lines import Sight, dish_lines, is_open_line
from kds.domain.order import ItemRef, Order
from kds.domain.routing import is_fired, is_pass, own_pairs
from kds.domain.terms import Status

SAME_TIME = timedelta(seconds=60)
"""Slips that a display first sees together and that were fired within this time are one order to a cook, no add-on."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the slips of one ticket (prep) or table (pass) stand.

    Attributes:
        card_of: order id → card key.
        added_at: order id → when it joined a card that was already there.
    """

    card_of: dict[str, str]
    added_at: dict[str, datetime]


def concerns(sight: Sight, order: Order) -> bool:
    """Whether a slip has anything for this station."""
    return order.oddity is not None or any(own_pairs(sight.station, order, item) for item in order.items)


def homes_of(sight: Sight, orders: Sequence[Order], now: datetime | None = None) -> Homes:
    """Give the card of each slip that has one: the remembered one, else the one decided now.

    Args:
        orders: the slips of one ticket (prep) or table (pass), oldest first; held ones have no card on prep.
        now: server time of the decision; None gives add-ons the time they were fired.
    """
    marks = sight.marks
    homes = Homes(
        {order.id: marks.card_of[order.id] for order in orders if order.id in marks.card_of},
        {order.id: marks.added_at[order.id] for order in orders if order.id in marks.added_at},
    )
    for order in orders:
        if order.id in homes.card_of or not concerns(sight, order):
            continue
        if is_pass(sight.station):
            _join_table(sight, orders, order, homes, now)
        elif is_fired(sight.station, order):
            _join_ticket(sight, orders, order, homes, now)
    return homes


def standing_keys(sight: Sight, orders: Sequence[Order], homes: Homes) -> dict[str, Order]:
    """Give the keys of the cards that are on a prep board by their dishes, each with its newest slip."""
    keys: dict[str, Order] = {}
    for order in orders:
        key = homes.card_of.get(order.id)
        if key is not None and (order.oddity is not None or _stands(sight, order)):
            keys[key] = order
    return keys


def adds_dishes(sight: Sight, order: Order) -> bool:
    """Whether a slip brings more than replacements and things taken back."""
    replacing = sight.replacing
    return any(
        not item.is_negative and ItemRef(order.id, item.id) not in replacing and own_pairs(sight.station, order, item)
        for item in order.items
    )


def _join_ticket(sight: Sight, orders: Sequence[Order], order: Order, homes: Homes, now: datetime | None) -> None:
    """Decide for a cook: the card of what it takes back, else the ticket's newest card, else one of its own."""
    standing = standing_keys(sight, orders, homes)
    slips = {each.id: each for each in orders}
    named = [ref for item in order.items if (ref := item.takes_back) and ref.order_id in homes.card_of]
    waiting = (
        ref for ref in named if homes.card_of[ref.order_id] in standing or _waits(sight, slips[ref.order_id], ref)
    )
    key = next((homes.card_of[ref.order_id] for ref in waiting), None) or next(reversed(standing), None)
    homes.card_of[order.id] = key or order.id
    if key is not None:
        _note_add_on(sight, orders, order, homes, now)


def _join_table(sight: Sight, orders: Sequence[Order], order: Order, homes: Homes, now: datetime | None) -> None:
    """Decide for the pass: the table's card; a slip seen held before, or before the table's first one, adds nothing."""
    key = next((homes.card_of[each.id] for each in orders if each.id in homes.card_of), None)
    homes.card_of[order.id] = key or order.id
    if key is not None and is_fired(sight.station, order):
        _note_add_on(sight, orders, order, homes, now)


def _note_add_on(sight: Sight, orders: Sequence[Order], order: Order, homes: Homes, now: datetime | None) -> None:
    key, first_seen = homes.card_of[order.id], sight.marks.first_seen
    before = [
        each
        for each in orders
        if each.id != order.id and homes.card_of.get(each.id) == key and is_fired(sight.station, each)
    ]
    if not before or not adds_dishes(sight, order):
        return
    start = age_start(order, first_seen)
    if any(each.id in sight.marks.card_of for each in before):
        joined = now or start
    else:
        founder = age_start(before[0], first_seen)
        apart = start is not None and founder is not None and start - founder > SAME_TIME
        joined = start if apart else None
    if joined is not None:
        homes.added_at[order.id] = joined


def _waits(sight: Sight, order: Order, ref: ItemRef) -> bool:
    """Whether a dish that is taken back was not done here, so that its card is still where the cook looks for it."""
    item = order.item(ref.item_id)
    own = own_pairs(sight.station, order, item) if item else ()
    return any(pair.status is Status.CANCELLED or pair.status.rank < sight.station.bump_to.rank for pair in own)


def _stands(sight: Sight, order: Order) -> bool:
    return any(
        _keeps_up(sight, line)
        for item in order.items
        if not item.is_negative
        for line in dish_lines(sight, order, item)
    )


def _keeps_up(sight: Sight, line: CardLine) -> bool:
    """Whether a line holds its card on the board: a dish to cook, or one taken off that was not done."""
    if line.kind is LineKind.VOID:
        return line.status is Status.CANCELLED or line.status.rank < sight.station.bump_to.rank
    return is_open_line(sight.station, line)
