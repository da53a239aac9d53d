"""Statuses derived from an order's pairs (contract 1, status); pure, and always rebuilt, never stored as truth."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from kds.server.orders.model import Item, Order, Pair, Status

RANK = {Status.NEW: 0, Status.IN_PROGRESS: 1, Status.READY: 2, Status.SERVED: 3}
"""How far a status has come; `Cancelled` has no rank."""

SETTLED = frozenset({Status.SERVED, Status.CANCELLED})
"""Statuses that leave nothing to do."""


def least_advanced(statuses: Iterable[Status]) -> Status:
    """Give the status furthest behind; `Cancelled` only when all are."""
    ranked = [status for status in statuses if status is not Status.CANCELLED]
    return min(ranked, key=RANK.__getitem__) if ranked else Status.CANCELLED


def counting_pairs(item: Item, active: AbstractSet[str]) -> tuple[Pair, ...]:
    """Give the pairs that count: those on active endpoints, or all when there is none."""
    live = tuple(pair for pair in item.pairs if pair.endpoint is None or pair.endpoint in active)
    return live or item.pairs


def item_status(item: Item, active: AbstractSet[str]) -> Status:
    """Give the status of an item."""
    return least_advanced(pair.status for pair in counting_pairs(item, active))


def endpoint_status(order: Order, endpoint: str, active: AbstractSet[str]) -> Status:
    """Give the status of an endpoint within an order; of all its pairs where none of them counts."""
    there = [(item, pair) for item in order.items for pair in item.pairs if pair.endpoint == endpoint]
    counting = [pair.status for item, pair in there if pair in counting_pairs(item, active)]
    return least_advanced(counting or [pair.status for _, pair in there])


def order_status(order: Order, active: AbstractSet[str]) -> Status:
    """Give the status of an order."""
    return least_advanced(pair.status for item in order.items for pair in counting_pairs(item, active))


def is_processable(order: Order, active: AbstractSet[str]) -> bool:
    """Say whether a pair that counts is neither served nor cancelled."""
    return any(pair.status not in SETTLED for item in order.items for pair in counting_pairs(item, active))


def is_settled(order: Order) -> bool:
    """Say whether nothing is left to do on any endpoint, active or not."""
    return all(pair.status in SETTLED for item in order.items for pair in item.pairs)
