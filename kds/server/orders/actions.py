"""What can be done with orders (contract 1, routes), within one transaction; rights and bodies were checked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kds.server.orders.model import Order, Status
from kds.server.orders.status import with_endpoint_status, with_item_status, with_order_status
from kds.server.orders.stored import StoredOrders
from kds.server.problems import missing, outdated


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A wanted status, who wants it when, and the version it was decided on, if it was sent."""

    status: Status
    version: int | None
    at: datetime
    by: str


def existing(orders: StoredOrders, order_id: str) -> Order:
    """Give an order.

    Raises:
        Problem: 404.
    """
    order = orders.get(order_id)
    if order is None:
        raise missing("missing.order", id=order_id)
    return order


def process(orders: StoredOrders, order_ids: Sequence[str], at: datetime) -> Sequence[str]:
    """Process orders and give the documents of all of them; those processed before stay as they are.

    Raises:
        Problem: 404 when one is unknown; then none is processed.
    """
    wanted = [existing(orders, order_id) for order_id in dict.fromkeys(order_ids)]
    return [
        orders.text(order) if order.is_processed else orders.replace(replace(order, processed_at=at))
        for order in wanted
    ]


def set_order_status(orders: StoredOrders, order_id: str, change: StatusChange) -> str:
    """Set a whole order and give its document."""
    order = existing(orders, order_id)
    return _stored(orders, order, with_order_status(order, change.status, at=change.at, by=change.by), change)


def set_item_status(orders: StoredOrders, order_id: str, item_id: int | None, change: StatusChange) -> str:
    """Set one item on all its endpoints and give the order's document.

    Raises:
        Problem: 404 when the order has no such item; 409.
    """
    order = existing(orders, order_id)
    if item_id is None or all(item.id != item_id for item in order.items):
        raise missing("missing.item", id=order_id, item="" if item_id is None else item_id)
    return _stored(orders, order, with_item_status(order, item_id, change.status, at=change.at, by=change.by), change)


def set_endpoint_status(orders: StoredOrders, order_id: str, endpoint: str, change: StatusChange) -> str:
    """Set all items of one endpoint on that endpoint and give the order's document.

    Raises:
        Problem: 404 when the order has nothing for this endpoint; 409.
    """
    order = existing(orders, order_id)
    if endpoint not in order.endpoint_names:
        raise missing("missing.endpoint", id=order_id, endpoint=endpoint)
    return _stored(
        orders, order, with_endpoint_status(order, endpoint, change.status, at=change.at, by=change.by), change
    )


def _stored(orders: StoredOrders, before: Order, after: Order, change: StatusChange) -> str:
    """Store what changed; already so comes before an older version, so that repeating is harmless."""
    if after is before:
        return orders.text(before)
    if change.version is not None and change.version < before.version:
        raise outdated("orders", before.id, sent=change.version, stored=before.version)
    return orders.replace(after)
