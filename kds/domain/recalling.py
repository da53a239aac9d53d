"""The recall list: what was finished lately, from the till's state, so that it is the same on all screens (board 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kds.domain.cards import Recallable
from kds.domain.grouping import title_of
from kds.domain.order import Order, Pair
from kds.domain.routing import in_zone, is_done, is_fired, own_pairs
from kds.domain.station import Station
from kds.domain.terms import Status

RECALL_ORDERS = 50
"""The newest finished orders that are always listed (board 6)."""
RECALL_TIME = timedelta(minutes=15)
"""Older ones than the newest fifty are listed when they were finished within this time (board 6)."""


def recallable(
    station: Station, orders_open: Iterable[Order], orders_finished: Iterable[Order], now: datetime
) -> tuple[Recallable, ...]:
    """Give the orders whose part at this station is done, newest change first.

    Args:
        orders_open: the live orders; a cook's part may be done long before the order is.
        orders_finished: those the till calls finished; where both name an order, the open one counts.
        now: server time.
    """
    known = {order.id: order for order in (*orders_finished, *orders_open)}
    rows = [row for order in known.values() if (row := _finished_part(station, order)) is not None]
    rows.sort(key=lambda row: row.changed_at, reverse=True)
    return tuple(row for place, row in enumerate(rows) if place < RECALL_ORDERS or now - row.changed_at <= RECALL_TIME)


def _finished_part(station: Station, order: Order) -> Recallable | None:
    if order.oddity is not None or not is_fired(station, order) or not in_zone(station, order):
        return None
    parts = [(item, own_pairs(station, order, item)) for item in order.items if not item.is_negative]
    made = [(item, own) for item, own in parts if any(pair.status is not Status.CANCELLED for pair in own)]
    if not made or not all(is_done(station, own) for _, own in made):
        return None
    last = _newest([pair for _, own in made for pair in own])
    changed_at = (last.changed_at if last else None) or order.processed_at or order.created_at
    if changed_at is None:
        return None
    return Recallable(
        order=order,
        title=title_of(order),
        changed_at=changed_at,
        changed_by=last.changed_by if last else None,
        items=tuple(item for item, _ in made),
    )


def _newest(pairs: Sequence[Pair]) -> Pair | None:
    timed = [(pair.changed_at, place) for place, pair in enumerate(pairs) if pair.changed_at is not None]
    return pairs[max(timed)[1]] if timed else None
