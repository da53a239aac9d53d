"""From a changed ticket to the kitchen: makes the orders that `orders.generate` drafts, moves and cancels earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from kds.server.access.callers import Caller
from kds.server.kitchen_notes.stored import KitchenNotes
from kds.server.numbering import next_number
from kds.server.orders.generate import Draft, Line, difference
from kds.server.orders.model import Article, ItemType, Modifier, Order, Origin, Place
from kds.server.orders.status import cancelled
from kds.server.orders.stored import StoredOrders
from kds.server.tickets.model import Ticket, TicketItem

DEFAULT_ENDPOINT_SETTING = "DefaultOrderEndpointName"
"""Device setting that routes lines without endpoints (portos 1.1)."""


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Where the orders of one change go, who made it, and when.

    Attributes:
        connection: where numbers are taken.
        orders: where orders are kept.
        notes: today's notes, whose countdowns follow new orders.
        caller: who changed the ticket.
        now: when.
        business_day: the day whose numbers are counted.
        new_identifier: source of ids.
    """

    connection: Connection
    orders: StoredOrders
    notes: KitchenNotes
    caller: Caller
    now: datetime
    business_day: str
    new_identifier: Callable[[], str]

    def follow(self, before: Ticket | None, after: Ticket, *, is_deleted: bool = False) -> None:
        """Bring the kitchen from one version of a ticket to the next.

        Args:
            before: the version the kitchen knows; None for a new ticket.
            after: the version that was written.
            is_deleted: whether the ticket is gone and takes everything back.
        """
        former = [] if before is None else self.orders.of_ticket(after.id)
        change = difference(
            [] if before is None else _lines(before),
            [] if is_deleted else _lines(after),
            former,
            default_endpoint=self.caller.device_settings.get(DEFAULT_ENDPOINT_SETTING) or None,
        )
        origin = self._origin(after)
        head = _head(after)
        new_head = head if before is not None and head != _head(before) else {}
        for order in former:
            self._update(order, change.cancelled.get(order.id, frozenset()), new_head)
        for draft in change.drafts:
            self._add(draft, origin)

    def _update(self, order: Order, unneeded: frozenset[int], head: Mapping[str, Any]) -> None:
        updated = cancelled(order, unneeded, at=self.now, by=self.caller.user_name)
        if head and self.orders.is_open(updated):
            updated = replace(updated, origin=replace(updated.origin, **head))
        if updated != order:
            self.orders.replace(updated)

    def _add(self, draft: Draft, origin: Origin) -> None:
        order = Order(
            id=self.new_identifier(),
            number=next_number(self.connection, "orders", self.business_day),
            origin=origin,
            created_at=self.now,
            processed_at=self.now if draft.is_processed else None,
            items=draft.items,
            version=1,
        )
        self.orders.add(order, self.business_day)
        self.notes.follow(order)

    def _origin(self, ticket: Ticket) -> Origin:
        return Origin(
            ticket_id=ticket.id,
            device_name=self.caller.device_name,
            user_name=self.caller.user_name,
            user_label=self.caller.name,
            purchase_type=ticket.purchase_type,
            **_head(ticket),
        )


def _head(ticket: Ticket) -> Mapping[str, Any]:
    """Give what stands at the head of a bill: its open orders follow when it changes.

    Contract 2 says so of table and name. The others go the same way, since a note may be an allergy that a guest tells late, and a
    promised time that a kitchen does not hear of is a cold dish.
    """
    location = ticket.location
    return {
        "place": None if location is None else Place(location.zone_name, location.table_name),
        "ticket_name": ticket.name,
        "guest_count": ticket.guest_count,
        "note": ticket.note,
        "due_at": ticket.due_at,
        "pickup_name": ticket.pickup_name,
    }


def _lines(ticket: Ticket) -> Sequence[Line]:
    """Give what the kitchen has to do with: returned goods generate nothing."""
    return [_line(item) for item in ticket.items if item.type is ItemType.POSITIVE]


def _line(item: TicketItem) -> Line:
    plu = item.plu
    return Line(
        id=item.id or 0,
        article=Article(plu.code, plu.stock_name, plu.name, plu.article_category_label, plu.allergens),
        amount=item.quantity.amount,
        unit=item.quantity.unit,
        course=item.course_number,
        seat=item.seat,
        comment=item.comment,
        modifiers=tuple(Modifier(choice.name, choice.option_name, choice.quantity) for choice in item.modifiers or ()),
        endpoint_names=plu.order_endpoint_names or (),
    )
