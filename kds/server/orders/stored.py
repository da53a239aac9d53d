"""Orders in the database: documents and the columns derived from them, always written together; decides no rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from kds.server.database import Transaction
from kds.server.orders import derive
from kds.server.orders.model import Order
from kds.server.orders.wire import order_of, order_text
from kds.server.push.changes import ORDERS, Change, Kind
from kds.server.tables import order_endpoints, orders
from kds.server.values import instant_text, json_text

_BY_ID = select(orders.c.document).where(orders.c.id == bindparam("order_id"))
_BY_TICKET = select(orders.c.document).where(orders.c.ticket_id == bindparam("ticket")).order_by(orders.c.sequence)
_UNSETTLED = select(orders.c.document).where(orders.c.is_settled.is_(False)).order_by(orders.c.sequence)
_UPDATE = orders.update().where(orders.c.id == bindparam("order_id"))
_DELETE = orders.delete().where(orders.c.id == bindparam("order_id"))

OnChange = Callable[[Change | None], None]
"""Hears of each change, within its transaction; None for one that touches no single order."""


class Activity:
    """Which endpoints are active; an endpoint nobody knows counts as inactive."""

    def __init__(self, active: Iterable[str]) -> None:
        self.active = frozenset(active)
        self._agreements: dict[str, bool] = {}

    @classmethod
    def read(cls, connection: Connection) -> Activity:
        """Read it from the endpoints' table."""
        return cls(connection.execute(select(order_endpoints.c.name).where(order_endpoints.c.is_active)).scalars())

    def mark(self, order: Order) -> str:
        """Give what is stored beside an order: its endpoints and whether they were active."""
        return json_text({name: name in self.active for name in order.endpoint_names})

    def agrees(self, mark: str) -> bool:
        """Say whether a document with this mark still says the truth."""
        known = self._agreements.get(mark)
        if known is None:
            was_active: dict[str, bool] = json.loads(mark)
            known = all((name in self.active) == was for name, was in was_active.items())
            self._agreements[mark] = known
        return known


def current_text(document: str, mark: str, activity: Activity) -> str:
    """Give a stored document with its mark, written anew where endpoints changed since.

    Only settled orders can differ: the others are written anew with the change itself.
    """
    return document if activity.agrees(mark) else order_text(order_of(document), activity.active)


class StoredOrders:
    """The orders as one transaction sees them.

    Args:
        transaction: where everything is read and written.
        activity: which endpoints are active.
        on_change: called for each order that was written.
    """

    def __init__(self, transaction: Transaction, activity: Activity, on_change: OnChange) -> None:
        self._connection = transaction.connection
        self._activity = activity
        self._on_change = on_change

    def get(self, order_id: str) -> Order | None:
        """Give one order."""
        text = self._connection.execute(_BY_ID, {"order_id": order_id}).scalar_one_or_none()
        return None if text is None else order_of(text)

    def of_ticket(self, ticket_id: str) -> Sequence[Order]:
        """Give the orders of a ticket, oldest first."""
        return [order_of(text) for text in self._connection.execute(_BY_TICKET, {"ticket": ticket_id}).scalars()]

    def add(self, order: Order, business_day: str) -> str:
        """Store a new order and give its document."""
        columns = self._columns(order) | {"id": order.id, "business_day": business_day, "number": order.number}
        columns |= {"ticket_id": order.origin.ticket_id, "device_name": order.origin.device_name}
        columns |= {"user_user_name": order.origin.user_name, "created_at": instant_text(order.created_at)}
        self._connection.execute(orders.insert(), columns)
        return self._written(order.id, columns, Kind.CREATED)

    def replace(self, order: Order) -> str:
        """Store a changed order under its next version and give its document."""
        columns = self._columns(order.raised())
        self._connection.execute(_UPDATE, columns | {"order_id": order.id})
        return self._written(order.id, columns, Kind.UPDATED)

    def remove(self, order_id: str) -> None:
        """Delete an order."""
        self._connection.execute(_DELETE, {"order_id": order_id})
        self._tell(Change(ORDERS, order_id, None, Kind.DELETED))

    def text(self, order: Order) -> str:
        """Give the document of an order that stays as it is."""
        return order_text(order, self._activity.active)

    def is_open(self, order: Order) -> bool:
        """Say whether an order is on the live board."""
        return derive.is_processable(order, self._activity.active)

    def endpoints_changed(self) -> None:
        """Write all orders anew that a switched endpoint can make processable or not."""
        for text in self._connection.execute(_UNSETTLED).scalars().all():
            order = order_of(text)
            if self.text(order) != text:
                self.replace(order)
        self._tell(None)

    def _written(self, order_id: str, columns: dict[str, Any], kind: Kind) -> str:
        self._tell(Change(ORDERS, order_id, columns["version"], kind))
        document: str = columns["document"]
        return document

    def _tell(self, change: Change | None) -> None:
        self._on_change(change)

    def _columns(self, order: Order) -> dict[str, Any]:
        active = self._activity.active
        return {
            "ticket_name": order.origin.ticket_name,
            "is_processed": order.is_processed,
            "is_processable": derive.is_processable(order, active),
            "is_settled": derive.is_settled(order),
            "activity": self._activity.mark(order),
            "version": order.version,
            "document": order_text(order, active),
        }
