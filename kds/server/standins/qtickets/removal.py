"""Removing, refunding and restoring admission tickets (Q3, Q5, Q6), season tickets with what belongs to them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from kds.server.database import Transaction
from kds.server.standins.qtickets.calls import Call
from kds.server.standins.qtickets.hooks import tell
from kds.server.standins.qtickets.listing import Json
from kds.server.standins.qtickets.numbering import unused_barcode
from kds.server.standins.qtickets.orders import is_live, order_or_refusal
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.shapes import written_basket
from kds.server.standins.qtickets.tables import baskets, orders
from kds.server.standins.qtickets.wire import money, number_in_path
from kds.server.values import CENT, rounded

Tickets = Mapping[int, RowMapping]


def remove_or_refund(call: Call) -> Json:
    """Q3 and Q5, which differ by the one key of the body; anything but exactly one of them is refused."""
    body = call.members()
    if len(body) != 1 or not body.keys() <= {"delete", "refund"}:
        raise unknown_error()
    ((kind, asked),) = body.items()
    if not isinstance(asked, dict):
        raise unknown_error()
    order_id = call.number("order_id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        order = connection.execute(select(orders).where(orders.c.id == order_id)).mappings().first()
        if order is None:
            raise not_found("Order", order_id)
        tickets = _tickets(connection, order_id)
        chosen = _chosen(asked.get("baskets"), tickets)
        if kind == "delete":
            _remove(call, transaction, order, chosen)
        else:
            _refund(call, transaction, order, [tickets[key] for key in chosen], asked)
        return {"data": order_or_refusal(call, connection, order_id)}


def _tickets(connection: Connection, order_id: int) -> Tickets:
    rows = connection.execute(select(baskets).where(baskets.c.order_id == order_id).order_by(baskets.c.id)).mappings()
    return {row["id"]: row for row in rows}


def _is_active(ticket: RowMapping) -> bool:
    return ticket["deleted_at"] is None and ticket["refunded_at"] is None


def _chosen(asked: object, tickets: Tickets) -> list[int]:
    """Give the tickets that a body means.

    A season ticket named with some of its related tickets goes too once none of them is left; named alone it takes
    all of them along.
    """
    if not isinstance(asked, dict) or not asked:
        raise unknown_error()
    found: dict[int, None] = {}
    for name, related in asked.items():
        main = number_in_path(str(name))
        if main not in tickets:
            raise not_found("Basket", main)
        own = [key for key, ticket in tickets.items() if ticket["main_id"] == main and _is_active(ticket)]
        named = related if isinstance(related, list) else [related]
        if any(key not in tickets or tickets[key]["main_id"] != main for key in named):
            raise unknown_error()
        found.update(dict.fromkeys(named or own))
        if set(own) <= set(found):
            found[main] = None
    if not all(_is_active(tickets[key]) for key in found):
        raise unknown_error()
    return list(found)


def _remove(call: Call, transaction: Transaction, order: RowMapping, chosen: Sequence[int]) -> None:
    connection, order_id = transaction.connection, order["id"]
    gone = {"deleted_at": call.now, "updated_at": call.now, "barcode": None}
    connection.execute(update(baskets).where(baskets.c.id.in_(chosen)).values(**gone))
    is_empty = not any(_is_active(ticket) for ticket in _tickets(connection, order_id).values())
    changes = {"updated_at": call.now, **({"deleted_at": call.now} if is_empty else {})}
    connection.execute(update(orders).where(orders.c.id == order_id).values(**changes))
    tell(call.stand_in, transaction, "deleted" if is_empty else "updated", order_id)


def _refund(
    call: Call, transaction: Transaction, order: RowMapping, chosen: Sequence[RowMapping], asked: Mapping[str, Any]
) -> None:
    connection = transaction.connection
    if not order["payed"] or order["deleted_at"] is not None:
        raise unknown_error()
    prices = [Decimal(str(ticket["price"])) for ticket in chosen]
    back = _paid_back(asked, sum(prices, Decimal(0)))
    shares = _shares(back, prices)
    for ticket, price, share in zip(chosen, prices, shares, strict=True):
        changes = {
            "refunded_at": call.now,
            "refunded_amount": float(share),
            "refunded_deduction_amount": float(price - share),
            "updated_at": call.now,
        }
        connection.execute(update(baskets).where(baskets.c.id == ticket["id"]).values(**changes))
    refunded = [ticket["id"] for ticket in chosen]
    earlier = order["document"].get("refunds", [])
    refund = {
        "id": len(earlier) + 1,
        "amount": money(float(back)),
        "deduction_amount": money(float(sum(prices, Decimal(0)) - back)),
        "baskets": refunded,
        "created_at": call.now,
    }
    document = {**order["document"], "refunds": [*earlier, refund]}
    connection.execute(update(orders).where(orders.c.id == order["id"]).values(document=document, updated_at=call.now))
    rows = [row for key, row in _tickets(connection, order["id"]).items() if key in refunded]
    written = [written_basket(row, order, rows, is_live=is_live(call.stand_in)) for row in rows]
    tell(call.stand_in, transaction, "refunded", order["id"], {"refunded_baskets": written})


def _paid_back(asked: Mapping[str, Any], total: Decimal) -> Decimal:
    """Give the amount that goes back to the buyer: as named, or the prices less what is kept."""
    named = [name for name in ("amount", "deduction_amount") if name in asked]
    if len(named) != 1:
        raise unknown_error()
    amount = asked[named[0]]
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount <= total:
        raise unknown_error()
    exact = rounded(Decimal(str(amount)), CENT)
    return exact if named[0] == "amount" else total - exact


def _shares(amount: Decimal, prices: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount in proportion to prices; the last share takes what rounding leaves."""
    total = sum(prices, Decimal(0))
    if not total:
        return [Decimal(0)] * len(prices)
    shares = [rounded(amount * price / total, CENT) for price in prices[:-1]]
    return [*shares, amount - sum(shares, Decimal(0))]


def restore(call: Call) -> Any:
    """Q6: take a cancellation back; an order with refunds is refused, one that was not cancelled stays as it is."""
    order_id = call.number("order_id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        order = connection.execute(select(orders).where(orders.c.id == order_id)).mappings().first()
        if order is None:
            raise not_found("Order", order_id)
        if order["document"].get("refunds"):
            raise unknown_error()
        removed = [ticket for ticket in _tickets(connection, order_id).values() if ticket["deleted_at"] is not None]
        for ticket in removed:
            back = {"deleted_at": None, "updated_at": call.now}
            back["barcode"] = ticket["barcode"] or unused_barcode(connection, random.SystemRandom())
            connection.execute(update(baskets).where(baskets.c.id == ticket["id"]).values(**back))
        if removed or order["deleted_at"] is not None:
            changes = {"deleted_at": None, "updated_at": call.now}
            connection.execute(update(orders).where(orders.c.id == order_id).values(**changes))
            tell(call.stand_in, transaction, "updated", order_id)
        return reply_of(call, order_or_refusal(call, connection, order_id))


def reply_of(call: Call, written: Json) -> Any:
    """Wrap an object of which the page says only "array of the object", as the switch says."""
    shape = call.stand_in.switches.object_reply
    return {"data": written} if shape == "wrapped" else written if shape == "bare" else [written]
