"""Which pairs belong to a station's part of an order, and which of them a key would move; no routes and no sentences."""

from __future__ import annotations

from collections.abc import Collection

from kds.domain.actions.routes import PairKey
from kds.domain.cards import CardLine, LineKind
from kds.domain.order import Item, Order, Pair
from kds.domain.station import Station
from kds.domain.status import is_unrouted
from kds.domain.terms import Status


def part_pairs(station: Station, order: Order, item: Item) -> tuple[Pair, ...]:
    """Give an item's pairs at this station's active endpoints; all of them when it has no active one."""
    if is_unrouted(item, order.inactive_endpoints):
        return item.pairs
    return tuple(
        pair
        for pair in item.pairs
        if pair.endpoint is not None
        and pair.endpoint not in order.inactive_endpoints
        and station.watches(pair.endpoint)
    )


def raised(
    station: Station, order: Order, status: Status, item_ids: Collection[int] | None = None
) -> dict[PairKey, Status]:
    """Give the pairs of a station's part that still stand before a status, each with where it should go.

    Pairs that are further already, and cancelled ones, are left alone. A Negative is read, not cooked: it becomes
    served by anything that finishes a dish (contract 2).

    Args:
        item_ids: only these items; None for all.
    """
    wanted: dict[PairKey, Status] = {}
    for item in order.items:
        if item_ids is not None and item.id not in item_ids:
            continue
        goal = Status.SERVED if item.is_negative else status
        if item.is_negative and status.rank < Status.READY.rank:
            continue
        for pair in part_pairs(station, order, item):
            if pair.status.is_open and pair.status.rank < goal.rank:
                wanted[item.id, pair.endpoint] = goal
    return wanted


def painted_items(orders: Collection[Order], order_id: str) -> frozenset[int]:
    """Give the ids of an order's items as they were painted."""
    return frozenset(item.id for order in orders if order.id == order_id for item in order.items)


def is_dish(line: CardLine) -> bool:
    """Whether a row is something to cook and send, and not only something to read."""
    return line.kind in (LineKind.DISH, LineKind.CHANGED) and line.quantity > 0
