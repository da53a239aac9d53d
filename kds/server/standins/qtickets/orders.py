"""Orders: lists, single ones, purchases (Q1, Q2 and the route the page does not name), and payment for the demo."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, update

from kds.server.standins.qtickets.calls import Call, QticketsStandIn
from kds.server.standins.qtickets.catalogue import upsert_client
from kds.server.standins.qtickets.hooks import tell
from kds.server.standins.qtickets.listing import Json, Listing, page_of
from kds.server.standins.qtickets.numbering import next_id, public_id, unused_barcode
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.shapes import COMPANY, GUEST, SITE, written_order, written_orders
from kds.server.standins.qtickets.tables import baskets, events, orders, seats, shows
from kds.server.standins.qtickets.wire import stamp

_RESERVED_FOR = timedelta(days=1)
_PER_PAGE = 50
_PAYEE = 36


def is_live(stand_in: QticketsStandIn) -> bool:
    """Say whether answers look as the live service's do."""
    return stand_in.switches.quirks == "live"


def list_orders(call: Call) -> Json:
    """Q1: a page of orders."""
    listing = Listing(orders, _PER_PAGE, partial(written_orders, is_live=is_live(call.stand_in)))
    with call.stand_in.database.reading() as connection:
        return page_of(connection, listing, call.members())


def show_order(call: Call) -> Json:
    """Q2: one order."""
    with call.stand_in.database.reading() as connection:
        return {"data": order_or_refusal(call, connection, call.number("order_id"))}


def order_or_refusal(call: Call, connection: Connection, order_id: int) -> Json:
    """Write an order.

    Raises:
        Refusal: 404, there is none of this id.
    """
    written = written_order(connection, order_id, is_live=is_live(call.stand_in))
    if written is None:
        raise not_found("Order", order_id)
    return written


def create_order(call: Call) -> Json:
    """Store a purchase; without `data`, as when somebody tries to read by POST, it is refused with 503."""
    form = call.written_form()
    rows = form.get("baskets")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise unknown_error()
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        event_id = connection.execute(select(events.c.id).where(events.c.id == form.get("event_id"))).scalar()
        buyer = form.get("client")
        if event_id is None or not isinstance(buyer, dict):
            raise unknown_error()
        client_id = upsert_client(connection, buyer)
        tickets = [_new_ticket(connection, row, event_id, call.now) for row in rows]
        total = sum(ticket["price"] for ticket in tickets)
        order_id = next_id(connection, orders)
        reserved_to = stamp(call.stand_in.clock.now() + _RESERVED_FOR)
        connection.execute(
            orders.insert(),
            new_order(order_id, event_id, client_id, call.now, price=total)
            | {"reserved_to": reserved_to, "document": _rest(form)},
        )
        for ticket in tickets:
            identifier = next_id(connection, baskets)
            connection.execute(baskets.insert(), {**ticket, "id": identifier, "order_id": order_id})
        tell(call.stand_in, transaction, "created", order_id)
        return {"data": order_or_refusal(call, connection, order_id)}


def new_order(order_id: int, event_id: int, client_id: int, now: str, *, price: float) -> Json:
    """Give the row of an order that nobody has paid for."""
    return {
        "id": order_id,
        "uniqid": public_id(random.Random(order_id)),
        "payed": False,
        "created_at": now,
        "updated_at": now,
        "client_id": client_id,
        "site_id": SITE["id"],
        "payment_id": _PAYEE,
        "payment_type_id": "bankcard",
        "basket_user_id": order_id + 10_000,
        "reserved": False,
        "reserve_extended": False,
        "event_id": event_id,
        "price": price,
        "original_price": price,
        "currency_id": "RUB",
        "document": {},
    }


def _rest(form: Mapping[str, Any]) -> Json:
    return {name: form[name] for name in ("utm", "custom", "fields") if isinstance(form.get(name), dict)}


def _new_ticket(connection: Connection, row: Mapping[str, Any], event_id: int, now: str) -> Json:
    show_id, seat_id = row.get("show_id"), row.get("seat_id")
    if connection.execute(select(shows.c.id).filter_by(id=show_id, event_id=event_id)).first() is None:
        raise unknown_error()
    of_show = select(seats.c.document, seats.c.root_id).where(seats.c.show_id == show_id)
    seat = connection.execute(of_show.where((seats.c.id == seat_id) | (seats.c.root_id == seat_id))).first()
    if seat is None:
        raise not_found("Seat", seat_id)
    price = seat.document["price"]
    return {
        "barcode": unused_barcode(connection, random.SystemRandom()),
        "show_id": show_id,
        "seat_id": seat.root_id,
        "price": price,
        "original_price": price,
        "multiprice_code": seat.document.get("multiprice_code"),
        **{name: row.get(name) for name in GUEST},
        "comment": row.get("comment"),
        "created_at": now,
        "updated_at": now,
        "document": {"seat_name": seat.document["name"], **{name: row.get(name) for name in COMPANY}},
    }


def pay(stand_in: QticketsStandIn, order_id: int) -> Json:
    """Let the money for an order arrive, which no route of the vendor does.

    Raises:
        LookupError: there is no such order.
    """
    now = stamp(stand_in.clock.now())
    with stand_in.database.writing() as transaction:
        connection = transaction.connection
        connection.execute(
            update(orders).where(orders.c.id == order_id).values(payed=True, payed_at=now, updated_at=now)
        )
        connection.execute(update(baskets).where(baskets.c.order_id == order_id).values(updated_at=now))
        written = written_order(connection, order_id, is_live=is_live(stand_in))
        if written is None:
            raise LookupError(f"There is no order {order_id}.")
        tell(stand_in, transaction, "payed", order_id)
        return written
