"""The derived statuses of contract 1: everything here follows from the pairs and may be rebuilt from them at any time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kds.domain.terms import Status

if TYPE_CHECKING:  # an empty board is painted before orders are loaded
    from kds.domain.order import Item, Order, Pair


def is_unrouted(item: Item, inactive: frozenset[str]) -> bool:
    """Whether the item has no active endpoint: it shows on every station rather than nowhere."""
    return all(pair.endpoint is None or pair.endpoint in inactive for pair in item.pairs)


def counted_pairs(item: Item, inactive: frozenset[str]) -> tuple[Pair, ...]:
    """Give the pairs that count: the active ones, or all of them when none is active."""
    if is_unrouted(item, inactive):
        return item.pairs
    return tuple(pair for pair in item.pairs if pair.endpoint not in inactive)


def least_advanced(statuses: Iterable[Status]) -> Status:
    """Give the status furthest from served, `CANCELLED` only when all are; `SERVED` when there is none at all."""
    return min(statuses, key=lambda status: status.rank, default=Status.SERVED)


def item_status(item: Item, inactive: frozenset[str]) -> Status:
    """Give the least advanced status among the pairs that count."""
    return least_advanced(pair.status for pair in counted_pairs(item, inactive))


def endpoint_status(order: Order, endpoint: str) -> Status | None:
    """Give an endpoint's status within an order, None when no item is made there."""
    statuses = [pair.status for item in order.items for pair in item.pairs if pair.endpoint == endpoint]
    return least_advanced(statuses) if statuses else None


def order_status(order: Order) -> Status:
    """Give the least advanced status of all pairs that count."""
    return least_advanced(pair.status for item in order.items for pair in counted_pairs(item, order.inactive_endpoints))


def is_processable(order: Order) -> bool:
    """Whether at least one pair that counts is neither served nor cancelled; an order we can't read stays on the board."""
    return order.oddity is not None or any(
        pair.status.is_open for item in order.items for pair in counted_pairs(item, order.inactive_endpoints)
    )
