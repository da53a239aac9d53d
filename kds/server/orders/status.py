"""The three manual status changes (contract 1 and 2) as pure functions; an order that stays as it is comes back itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kds.server.orders.model import Item, ItemType, Order, Pair, Status

SEEN = frozenset({Status.READY, Status.SERVED})
"""Statuses that mark a Negative as seen."""


def with_order_status(order: Order, status: Status, *, at: datetime, by: str) -> Order:
    """Set all items on all endpoints, `Cancelled` ones left alone."""
    return _changed(order, lambda item, pair: _wide(item, pair, status, at, by))


def with_endpoint_status(order: Order, endpoint: str, status: Status, *, at: datetime, by: str) -> Order:
    """Set all items of one endpoint on that endpoint only, `Cancelled` ones left alone."""
    return _changed(order, lambda item, pair: _wide(item, pair, status, at, by) if pair.endpoint == endpoint else pair)


def with_item_status(order: Order, item_id: int, status: Status, *, at: datetime, by: str) -> Order:
    """Set one item on all its endpoints, out of `Cancelled` as well."""
    return _changed(order, lambda item, pair: _moved(item, pair, status, at, by) if item.id == item_id else pair)


def cancelled(order: Order, item_ids: frozenset[int], *, at: datetime, by: str) -> Order:
    """Cancel items that were taken back whole before anybody began them."""
    return _changed(order, lambda item, pair: pair.changed(Status.CANCELLED, at, by) if item.id in item_ids else pair)


def _wide(item: Item, pair: Pair, status: Status, at: datetime, by: str) -> Pair:
    return pair if pair.status is Status.CANCELLED else _moved(item, pair, status, at, by)


def _moved(item: Item, pair: Pair, status: Status, at: datetime, by: str) -> Pair:
    if item.type is ItemType.NEGATIVE:
        is_news = pair.status is Status.NEW and status in SEEN
        return pair.changed(Status.SERVED, at, by) if is_news else pair
    return pair if pair.status is status else pair.changed(status, at, by)


def _changed(order: Order, change: Callable[[Item, Pair], Pair]) -> Order:
    items = []
    for item in order.items:
        pairs = tuple(change(item, pair) for pair in item.pairs)
        items.append(item if pairs == item.pairs else replace(item, pairs=pairs))
    return order if tuple(items) == order.items else replace(order, items=tuple(items))
