"""Turns rows as Qtickets sends them into values and cleans every text that is shown; ids, seat keys and codes stay raw.

A row that does not fit is `Unreadable`; the caller counts it and goes on. Its reason names properties, never their content.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from kds.domain.text import clean
from kds.domain.venue.admission import Service
from kds.domain.venue.show import known_zone
from kds.sources.qtickets.values import (
    ColorTheme,
    Guest,
    QtBarcode,
    QtClient,
    QtDiscount,
    QtEvent,
    QtOrder,
    QtPromoCode,
    QtSeat,
    QtShow,
    QtTicket,
)
from kds.sources.qtickets.wire import (
    WireBarcode,
    WireCity,
    WireClient,
    WireClientDetails,
    WireColorTheme,
    WireDiscount,
    WireEvent,
    WireOrder,
    WirePromoCode,
    WireSeat,
    WireShow,
    WireTicket,
)

NAME_CELLS = 120
"""Longest name kept (reliability 4.1)."""
NOTE_CELLS = 4000
"""Longest remark kept, so that no allergy is lost."""
SERVICE_NAME_KEYS = ("name", "title", "service_name", "label")
"""Where the name of an add-on service is looked for; the shape of its row is not documented (qtickets 2.3)."""
SERVICE_QUANTITY_KEYS = ("quantity", "count", "amount")
"""Where its quantity is looked for."""
MOST_SERVICES = 50
"""Services of one ticket that are read."""
Shape = TypeVar("Shape", bound=BaseModel)
Thing = TypeVar("Thing")


class Unreadable(Exception):
    """A row has another shape; the text names the property at fault and nothing of its content."""


def read_row(shape: type[Shape], raw: object) -> Shape:
    """Read parsed JSON as a shape of `wire`.

    Raises:
        Unreadable: it has another shape.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the row"
        raise Unreadable(f"{place}: {first['type']}") from None


def all_readable(rows: list[Any], translate: Callable[[Any], Thing]) -> tuple[tuple[Thing, ...], int]:
    """Translate rows; gives those that fit and how many don't."""
    things: list[Thing] = []
    for row in rows:
        try:
            things.append(translate(row))
        except Unreadable:
            continue
    return tuple(things), len(rows) - len(things)


def order(raw: object) -> QtOrder:
    """Translate an order with its tickets."""
    wire = read_row(WireOrder, raw)
    tickets, unreadable = None, 0
    if wire.baskets is not None:
        tickets, unreadable = all_readable(wire.baskets, lambda row: _ticket(row, wire))
    return QtOrder(
        id=wire.id,
        uniqid=wire.uniqid,
        event_id=wire.event_id,
        is_paid=wire.payed,
        paid_at=wire.payed_at,
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        deleted_at=wire.deleted_at,
        is_reserved=wire.reserved,
        reserved_to=wire.reserved_to,
        price=wire.price or Decimal(0),
        currency=name(wire.currency_id),
        client_id=wire.client_id,
        buyer=_buyer(wire.client),
        answers={name(key): note(value) for key, value in {**wire.custom, **wire.fields}.items()},
        tickets=tickets,
        unreadable=unreadable,
        refunds=len(wire.refunds),
    )


def ticket(raw: object, *, order_id: int = 0) -> QtTicket:
    """Translate a ticket that arrives without its order."""
    row = as_row(raw)
    own = row.get("order_id", order_id)
    return _ticket(row, WireOrder(id=own if isinstance(own, int) else order_id, payed=False, event_id=0))


def _ticket(raw: object, of: WireOrder) -> QtTicket:
    wire = read_row(WireTicket, raw)
    related, _ = all_readable(wire.related_baskets, _related)
    return QtTicket(
        id=wire.id,
        order_id=of.id,
        show_id=wire.show_id,
        barcode=wire.barcode or None,
        seat_id=wire.seat_id,
        seat_name=name(wire.seat_name) or None,
        tariff=sys.intern(name(wire.multiprice_code)) or None,
        price=wire.price or Decimal(0),
        currency=name(of.currency_id),
        quantity=wire.quantity if wire.quantity is not None else 1,
        guest=Guest(
            name=name(wire.client_name),
            surname=name(wire.client_surname),
            middlename=name(wire.client_middlename),
            email=name(wire.client_email),
            phone=name(wire.client_phone),
        ),
        comment=note(wire.comment) or None,
        services=tuple(_service(row) for row in wire.services[:MOST_SERVICES]),
        related=related,
        checked_at=wire.checked_at,
        updated_at=wire.updated_at,
        deleted_at=wire.deleted_at,
        refunded_at=wire.refunded_at,
        refunded_amount=wire.refunded_amount,
        refunded_deduction_amount=wire.refunded_deduction_amount,
    )


def _related(raw: object) -> int:
    own = raw.get("id") if isinstance(raw, dict) else raw
    try:
        return int(str(own))
    except ValueError:
        raise Unreadable("related_baskets") from None


def _service(raw: object) -> Service:
    """Read what looks like a name and a quantity; a row without a name is shown as it came."""
    row: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    named = next((row[key] for key in SERVICE_NAME_KEYS if isinstance(row.get(key), str) and row[key]), None)
    counts = (row[key] for key in SERVICE_QUANTITY_KEYS if str(row.get(key, "")).isdecimal())
    quantity = next((int(str(count)[:4]) for count in counts), 1)
    verbatim = raw if isinstance(raw, str) else to_json(raw).decode()
    return Service(sys.intern(name(named or verbatim)), quantity)


def _buyer(raw: Mapping[str, Any]) -> Guest:
    try:
        return client(raw).person
    except Unreadable:
        return Guest()


def client(raw: object) -> QtClient:
    """Translate a buyer."""
    wire = read_row(WireClient, raw)
    details = read_row(WireClientDetails, wire.details)
    person = Guest(
        name=name(details.name),
        surname=name(details.surname),
        middlename=name(details.middlename),
        email=name(wire.email),
        phone=name(details.phone),
    )
    return QtClient(wire.id, person)


def event(raw: object) -> QtEvent:
    """Translate an event with its shows; a show that can't be read is left out."""
    wire = read_row(WireEvent, raw)
    city = read_row(WireCity, wire.city)
    shows, _ = all_readable(wire.shows, lambda row: _show(row, wire.id))
    return QtEvent(
        id=wire.id,
        name=name(wire.name),
        is_active=wire.is_active,
        currency=name(wire.currency_id),
        place=name(wire.place_name),
        address=name(wire.place_address),
        city=name(city.name),
        time_zone=known_zone(city.timezone),
        age=name(wire.age),
        shows=shows,
        updated_at=wire.updated_at,
        deleted_at=wire.deleted_at,
    )


def _show(raw: object, event_id: int) -> QtShow:
    wire = read_row(WireShow, raw)
    return QtShow(
        id=wire.id,
        event_id=event_id,
        name=name(wire.name),
        is_active=wire.is_active,
        sale_from=wire.sale_start_date,
        sale_until=wire.sale_finish_date,
        doors_at=wire.open_date,
        starts_at=wire.start_date,
        ends_at=wire.finish_date,
        deleted_at=wire.deleted_at,
    )


def seat(raw: object) -> QtSeat:
    """Translate a seat."""
    wire = read_row(WireSeat, raw)
    return QtSeat(
        id=wire.id,
        root_id=wire.root_id,
        name=name(wire.name),
        zone_id=sys.intern(name(wire.zone_id)),
        zone_root_id=sys.intern(name(wire.zone_root_id)),
        row=name(wire.row) or None,
        place=name(wire.place) or None,
        is_standing=wire.admission,
        most=wire.max_quantity,
        free=wire.free_quantity,
        ordered=wire.ordered_quantity,
        paid=wire.payed_quantity,
        is_available=wire.available,
        is_disabled=wire.disabled,
        price=wire.price,
        currency=name(wire.currency_id),
        tariff_name=sys.intern(name(wire.multiprice_name)),
        tariff=sys.intern(name(wire.multiprice_code)),
        color_theme_id=wire.color_theme_id,
    )


def barcode(raw: object) -> QtBarcode:
    """Translate a row of the list of codes."""
    wire = read_row(WireBarcode, raw)
    return QtBarcode(
        barcode=wire.barcode,
        is_standing=wire.admission,
        price=wire.price,
        seat_name=name(wire.seat_name),
        zone_name=sys.intern(name(wire.zone_name)),
        row=name(wire.row) or None,
        place=name(wire.place) or None,
        guest=Guest(name(wire.client_name), name(wire.client_surname), name(wire.client_middlename)),
    )


def color_theme(raw: object) -> ColorTheme:
    """Translate a price shade."""
    wire = read_row(WireColorTheme, raw)
    return ColorTheme(wire.id, name(wire.color))


def discount(raw: object) -> QtDiscount:
    """Translate a discount."""
    wire = read_row(WireDiscount, raw)
    return QtDiscount(
        id=wire.id,
        name=name(wire.name),
        type=name(wire.type),
        is_active=wire.is_active,
        active_from=wire.active_from,
        active_to=wire.active_to,
        deleted_at=wire.deleted_at,
    )


def promo_code(raw: object) -> QtPromoCode:
    """Translate a promo code."""
    wire = read_row(WirePromoCode, raw)
    return QtPromoCode(
        id=wire.id,
        discount_id=wire.discount_id,
        code=name(wire.code),
        type=wire.type,
        is_active=wire.is_active,
        most_uses=wire.max_uses_count or 0,
        active_from=wire.active_from,
        active_to=wire.active_to,
        deleted_at=wire.deleted_at,
    )


def as_row(raw: object) -> dict[str, Any]:
    """Take an object out of its wrapper: `{"data": {…}}`, a list of one, or itself (qtickets 1 and 9).

    Raises:
        Unreadable: there is no object in it.
    """
    inner = raw["data"] if isinstance(raw, dict) and isinstance(raw.get("data"), (dict, list)) else raw
    if isinstance(inner, list) and len(inner) == 1:
        inner = inner[0]
    if not isinstance(inner, dict):
        raise Unreadable("no object")
    return inner


def name(text: object) -> str:
    """Clean a short text."""
    return _cleaned(text) if isinstance(text, str) and text else ""


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    """Clean a name; a hall repeats the same few thousands of times."""
    return clean(text, limit_cells=NAME_CELLS).strip()


def note(value: object) -> str:
    """Clean a long text; anything but a text is written out."""
    text = value if isinstance(value, str) else "" if value is None else to_json(value).decode()
    return clean(text, limit_cells=NOTE_CELLS).strip()
