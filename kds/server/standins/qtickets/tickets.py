"""Editing one admission ticket (Q4): its guest and tariff always, its money only until the order is paid for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from kds.server.standins.qtickets.calls import Call
from kds.server.standins.qtickets.hooks import tell
from kds.server.standins.qtickets.orders import is_live
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.removal import reply_of
from kds.server.standins.qtickets.shapes import written_basket
from kds.server.standins.qtickets.tables import baskets, orders

_TEXTS = ("client_email", "client_name", "client_surname", "client_middlename", "multiprice_code")
_AMOUNTS = {"ticket_original_price": "original_price", "discount_value": "discount_value"}


def edit_ticket(call: Call) -> Any:
    """Q4: change the members that are sent; others than the page's are ignored."""
    form = call.written_form()
    key = call.number("basket_id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        found = select(baskets).where(baskets.c.id == key)
        ticket = connection.execute(found).mappings().first()
        if ticket is None:
            raise not_found("Basket", key)
        order_id = ticket["order_id"]
        of_order = select(orders).where(orders.c.id == order_id)
        changes: dict[str, Any] = {name: form[name] for name in _TEXTS if name in form}
        if not all(value is None or isinstance(value, str) for value in changes.values()):
            raise unknown_error()
        amounts = {column: form[name] for name, column in _AMOUNTS.items() if name in form}
        if amounts:
            if connection.execute(of_order).mappings().one()["payed"] or not all(map(_is_amount, amounts.values())):
                raise unknown_error()
            changes |= amounts
            full = amounts.get("original_price", ticket["original_price"])
            changes["price"] = full - (amounts.get("discount_value", ticket["discount_value"]) or 0)
        connection.execute(update(baskets).where(baskets.c.id == key).values(**changes, updated_at=call.now))
        of_tickets = baskets.c.order_id == order_id
        sums = select(func.sum(baskets.c.price), func.sum(baskets.c.original_price)).where(of_tickets)
        price, original_price = connection.execute(sums).one()
        totals = {"price": price, "original_price": original_price, "updated_at": call.now}
        connection.execute(update(orders).where(orders.c.id == order_id).values(**totals))
        tell(call.stand_in, transaction, "updated", order_id)
        siblings = connection.execute(select(baskets).where(of_tickets)).mappings().all()
        order = connection.execute(of_order).mappings().one()
        edited = next(row for row in siblings if row["id"] == key)
        return reply_of(call, written_basket(edited, order, siblings, is_live=is_live(call.stand_in)))


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
