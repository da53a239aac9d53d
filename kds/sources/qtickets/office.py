"""The routes of Qtickets that move money, remove tickets or change what is sold; the board never imports this module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

from kds.errors import Refused
from kds.language import tr
from kds.sources.qtickets import translate
from kds.sources.qtickets.connection import Writer
from kds.sources.qtickets.translate import Unreadable, as_row
from kds.sources.qtickets.values import QtClient, QtEvent, QtOrder, QtPromoCode, QtTicket
from kds.sources.qtickets.wire import wire_time

Tickets = Sequence[int] | Mapping[int, Sequence[int]]
"""Numbers of tickets; for a season ticket its number with those of the tickets within it."""
EDITABLE = frozenset(
    {
        "client_email",
        "client_name",
        "client_surname",
        "client_middlename",
        "multiprice_code",
        "ticket_original_price",
        "discount_value",
    }
)
"""What Q4 can change; the two amounts only while the order is unpaid (qtickets 3)."""
Thing = TypeVar("Thing")


class QticketsOffice:
    """The routes Q3 to Q6, Q8, Q11, Q12, Q17 and Q18.

    Answers whose form is not documented are given as a value when they can be read as one, else as None.

    Args:
        writer: the half of the connection that writes.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def remove_tickets(self, order_id: int, tickets: Tickets) -> QtOrder:
        """Q3, DELETE `/orders/{id}/baskets` with the one key `delete`."""
        body = {"delete": {"baskets": _baskets(tickets)}}
        return await self._one("DELETE", f"/orders/{order_id}/baskets", body, translate.order)

    async def edit_ticket(self, ticket_id: int, **changes: str | Decimal | None) -> QtTicket:
        """Q4, PUT `/baskets/{id}`.

        Args:
            changes: any of `EDITABLE`.

        Raises:
            Refused: nothing to change, or something that can't be; nothing was sent.
            SourceError: no good answer.
        """
        unknown = sorted(set(changes) - EDITABLE)
        if unknown or not changes:
            raise Refused(
                tr("A ticket has nothing to change called {names}.", names=", ".join(unknown) or tr("nothing"))
            )
        body = {"data": {name: _plain(value) for name, value in changes.items()}}
        return await self._one("PUT", f"/baskets/{ticket_id}", body, translate.ticket)

    async def refund_tickets(
        self, order_id: int, tickets: Tickets, *, amount: Decimal | None = None, deduction: Decimal | None = None
    ) -> QtOrder:
        """Q5, DELETE `/orders/{id}/baskets` with the one key `refund`.

        Args:
            amount: what is paid back.
            deduction: what is kept; the rest of the tickets' prices is paid back. Exactly one of the two.

        Raises:
            Refused: both or neither were given; nothing was sent.
            SourceError: no good answer.
        """
        if (amount is None) == (deduction is None):
            raise Refused(tr("A refund needs either the amount paid back or the amount kept."))
        money = {"amount": _plain(amount)} if amount is not None else {"deduction_amount": _plain(deduction)}
        body = {"refund": {**money, "baskets": _baskets(tickets)}}
        return await self._one("DELETE", f"/orders/{order_id}/baskets", body, translate.order)

    async def restore_order(self, order_id: int) -> QtOrder:
        """Q6, POST `/orders/{id}/restore`; only orders without refunds can be restored."""
        return await self._one("POST", f"/orders/{order_id}/restore", {}, translate.order)

    async def upsert_client(self, email: str, *, name: str, surname: str) -> QtClient | None:
        """Q8, POST `/clients`: a buyer made or changed, by his e-mail address."""
        body = {"data": {"email": email, "details": {"name": name, "surname": surname}}}
        return await self._maybe("POST", "/clients", body, translate.client)

    async def create_event(self, form: Mapping[str, object]) -> QtEvent | None:
        """Q11, POST `/events`.

        Args:
            form: the event in its form for writing: `payments` and `poster` differ from reading, a zone names a new price
                by its place in `prices` as `#n` (qtickets 2.4, 2.5).
        """
        return await self._maybe("POST", "/events", {"data": dict(form)}, translate.event)

    async def update_event(self, event_id: int, form: Mapping[str, object]) -> QtEvent | None:
        """Q12, PUT `/events/{id}`; prices that exist carry their `id`."""
        return await self._maybe("PUT", f"/events/{event_id}", {"data": dict(form)}, translate.event)

    async def create_promo_code(
        self,
        discount_id: int,
        code: str,
        *,
        most_uses: int = 0,
        is_active: bool = True,
        active_from: datetime | None = None,
        active_to: datetime | None = None,
    ) -> QtPromoCode | None:
        """Q17, POST `/promo-codes`."""
        fields = _promo_code(code, most_uses, is_active, active_from, active_to)
        return await self._maybe(
            "POST", "/promo-codes", {"data": {"discount_id": discount_id, **fields}}, translate.promo_code
        )

    async def update_promo_code(
        self,
        promo_code_id: int,
        code: str,
        *,
        most_uses: int = 0,
        is_active: bool = True,
        active_from: datetime | None = None,
        active_to: datetime | None = None,
    ) -> QtPromoCode | None:
        """Q18, PUT `/promo-codes/{id}`; the discount stays what it is."""
        fields = _promo_code(code, most_uses, is_active, active_from, active_to)
        return await self._maybe("PUT", f"/promo-codes/{promo_code_id}", {"data": fields}, translate.promo_code)

    async def _one(
        self, method: Literal["POST", "PUT", "DELETE"], path: str, body: object, read: Callable[[Any], Thing]
    ) -> Thing:
        raw, answer = await self._writer.write(method, path, body)
        try:
            return read(as_row(raw))
        except Unreadable as error:
            raise self._writer.strange(answer) from error

    async def _maybe(
        self, method: Literal["POST", "PUT"], path: str, body: object, read: Callable[[Any], Thing]
    ) -> Thing | None:
        raw, _ = await self._writer.write(method, path, body)
        try:
            return read(as_row(raw))
        except Unreadable:
            return None


def _baskets(tickets: Tickets) -> dict[str, list[int]]:
    """Name tickets as Q3 and Q5 do.

    Raises:
        Refused: there are none, and what an empty choice means is not documented.
    """
    if not tickets:
        raise Refused(tr("No ticket was chosen, so nothing was sent."))
    related = tickets if isinstance(tickets, Mapping) else dict.fromkeys(tickets, ())
    return {str(ticket): list(within) for ticket, within in related.items()}


def _promo_code(
    code: str, most_uses: int, is_active: bool, active_from: datetime | None, active_to: datetime | None
) -> dict[str, object]:
    return {
        "is_active": int(is_active),
        "code": code,
        "max_uses_count": most_uses,
        "active_from": wire_time(active_from) if active_from else None,
        "active_to": wire_time(active_to) if active_to else None,
    }


def _plain(value: str | Decimal | None) -> str | int | float | None:
    """Write money as a JSON number, a whole one where it is whole."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
