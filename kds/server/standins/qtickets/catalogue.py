"""Buyers, events, colours, discounts and promotional codes (Q7 to Q12 and Q14 to Q18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select, update

from kds.server.standins.qtickets.calls import Call
from kds.server.standins.qtickets.event_forms import stored_event
from kds.server.standins.qtickets.listing import Json, Listing, page_of, rows_of
from kds.server.standins.qtickets.numbering import next_id
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.shapes import written_client, written_event
from kds.server.standins.qtickets.tables import clients, discounts, events, promo_codes, shows

_COLORS = (
    "1 d80000, 2 d8007f, 3 b700d8, 4 8400d8, 5 004cd8, 6 00add8, 7 00d8d0, 8 00d833, 15 009f4b, 9 a8d800, "
    "10 d5d800, 11 d89e00, 12 e27500, 13 606060, 14 a82d2d"
)
"""The fifteen price shades in the vendor's order (qtickets 2.8)."""

_NEW_DETAILS = {"name": "", "middlename": None, "surname": None, "phone": None, "vk_id": "", "facebook_id": ""}
_PROMO_MEMBERS = ("is_active", "discount_id", "code", "max_uses_count", "active_from", "active_to")


def _clients(_connection: Connection, rows: Sequence[RowMapping]) -> list[Json]:
    return [written_client(row) for row in rows]


def _events(_connection: Connection, rows: Sequence[RowMapping]) -> list[Json]:
    return [written_event(row) for row in rows]


def _promo_codes(_connection: Connection, rows: Sequence[RowMapping]) -> list[Json]:
    return [dict(row) for row in rows]


CLIENTS = Listing(clients, 100, _clients)
EVENTS = Listing(events, 10, _events)
DISCOUNTS = Listing(discounts, 100, _events)
PROMO_CODES = Listing(promo_codes, 500, _promo_codes)


def list_clients(call: Call) -> Json:
    """Q7: a page of buyers."""
    return _page(call, CLIENTS)


def list_events(call: Call) -> Json:
    """Q9: a page of events with their shows."""
    return _page(call, EVENTS)


def list_discounts(call: Call) -> Json:
    """Q15: a page of discounts."""
    return _page(call, DISCOUNTS)


def list_promo_codes(call: Call) -> Json:
    """Q16: a page of promotional codes."""
    return _page(call, PROMO_CODES)


def _page(call: Call, listing: Listing) -> Json:
    with call.stand_in.database.reading() as connection:
        return page_of(connection, listing, call.members())


def show_client(call: Call) -> Json:
    """One buyer, by a route that the page does not name."""
    return _one(call, CLIENTS, "Client")


def show_event(call: Call) -> Json:
    """Q10: one event."""
    return _one(call, EVENTS, "Event")


def show_discount(call: Call) -> Json:
    """One discount, by a route that the page does not name."""
    return _one(call, DISCOUNTS, "Discount")


def _one(call: Call, listing: Listing, resource: str) -> Json:
    key = call.number("id")
    with call.stand_in.database.reading() as connection:
        written = listing.written(connection, rows_of(connection, listing.table, [key]))
    if not written:
        raise not_found(resource, key)
    return {"data": written[0]}


def save_client(call: Call) -> Json:
    """Q8: make a buyer, or change the one who has this e-mail address."""
    form = call.written_form()
    with call.stand_in.database.writing() as transaction:
        key = upsert_client(transaction.connection, form)
        return {"data": _clients(transaction.connection, rows_of(transaction.connection, clients, [key]))[0]}


def upsert_client(connection: Connection, form: Mapping[str, Any]) -> int:
    """Store a buyer by e-mail address and give the id.

    Raises:
        Refusal: 503, there is no e-mail address.
    """
    email, details = form.get("email"), form.get("details") or {}
    if not isinstance(email, str) or "@" not in email or not isinstance(details, dict):
        raise unknown_error()
    known = {name: value for name, value in details.items() if name in _NEW_DETAILS}
    found = connection.execute(select(clients).where(clients.c.email == email)).mappings().first()
    if found is not None:
        merged = {**found["details"], **known}
        connection.execute(update(clients).where(clients.c.id == found["id"]).values(details=merged))
        return int(found["id"])
    key = next_id(connection, clients)
    row = {"id": key, "email": email, "details": {"id": key, **_NEW_DETAILS, **known}}
    connection.execute(clients.insert(), row)
    return key


def create_event(call: Call) -> Json:
    """Q11: make an event; ids in the body are not used."""
    form = call.written_form()
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        key = next_id(connection, events)
        row = stored_event(connection, form, None, call.now)
        connection.execute(events.insert(), {"id": key, **row})
        _store_shows(connection, key, row)
        return {"data": _events(connection, rows_of(connection, events, [key]))[0]}


def update_event(call: Call) -> Json:
    """Q12: change an event; the id of the address counts, not the one in the body."""
    form, key = call.written_form(), call.number("id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        found = rows_of(connection, events, [key])
        if not found:
            raise not_found("Event", key)
        row = stored_event(connection, form, found[0], call.now)
        connection.execute(update(events).where(events.c.id == key).values(**row))
        _store_shows(connection, key, row)
        return {"data": _events(connection, rows_of(connection, events, [key]))[0]}


def _store_shows(connection: Connection, event_id: int, row: Mapping[str, Any]) -> None:
    known = set(connection.execute(select(shows.c.id).where(shows.c.event_id == event_id)).scalars())
    for show in row["document"]["shows"]:
        if show["id"] not in known:
            connection.execute(shows.insert(), {"id": show["id"], "event_id": event_id})


def list_color_themes(_call: Call) -> Json:
    """Q14: the price shades."""
    pairs = [pair.split(" ") for pair in _COLORS.split(", ")]
    return {"data": [{"id": int(key), "color": f"#{color}"} for key, color in pairs]}


def create_promo_code(call: Call) -> Json:
    """Q17: make a promotional code of a discount."""
    form = call.written_form()
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        discount_id = form.get("discount_id")
        if not rows_of(connection, discounts, [discount_id] if isinstance(discount_id, int) else []):
            raise not_found("Discount", discount_id)
        key = next_id(connection, promo_codes)
        row = {"id": key, "type": 1, "is_active": 1, "max_uses_count": 0, "created_at": call.now}
        connection.execute(promo_codes.insert(), row | _promo_form(form, call.now, _PROMO_MEMBERS))
        return _promo_code(connection, promo_codes, key)


def update_promo_code(call: Call) -> Json:
    """Q18: change a promotional code; it stays with its discount."""
    form, key = call.written_form(), call.number("id")
    members = tuple(name for name in _PROMO_MEMBERS if name != "discount_id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        if not rows_of(connection, promo_codes, [key]):
            raise not_found("PromoCode", key)
        changes = _promo_form(form, call.now, members)
        connection.execute(update(promo_codes).where(promo_codes.c.id == key).values(**changes))
        return _promo_code(connection, promo_codes, key)


def _promo_form(form: Mapping[str, Any], now: str, members: Sequence[str]) -> Json:
    chosen = {name: form[name] for name in members if name in form}
    if not isinstance(chosen.get("code", ""), str):
        raise unknown_error()
    return {"code": "", **chosen, "updated_at": now} if "discount_id" in members else {**chosen, "updated_at": now}


def _promo_code(connection: Connection, table: Table, key: int) -> Json:
    return {"data": dict(rows_of(connection, table, [key])[0])}
