"""The list of a show's valid barcodes (Q19); scans are another module's, so that reading can't write."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, select

from kds.server.standins.qtickets.calls import Call
from kds.server.standins.qtickets.listing import Json
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.tables import baskets, orders, seats, shows
from kds.server.standins.qtickets.wire import money

BARCODE_COLUMNS = [
    "barcode",
    "admission",
    "price",
    "seat_name",
    "zone_name",
    "row",
    "place",
    "client_name",
    "client_surname",
    "client_middlename",
]
"""What a row of the list can have; it has all of it where nothing is selected (qtickets 2.7)."""

_SEAT_KEY = re.compile(r"(?P<zone>.+)-(?P<row>[^-;]+);(?P<place>[^;]+)")


def is_valid() -> ColumnElement[bool]:
    """Give the condition under which a ticket lets its guest in (qtickets 2.3), for tickets joined with orders."""
    return and_(
        orders.c.payed,
        orders.c.deleted_at.is_(None),
        baskets.c.deleted_at.is_(None),
        baskets.c.refunded_at.is_(None),
        baskets.c.barcode.is_not(None),
    )


def check_show(connection: Connection, show_id: int) -> None:
    """Refuse a show that there is not.

    Raises:
        Refusal: 404.
    """
    if connection.execute(select(shows.c.id).where(shows.c.id == show_id)).first() is None:
        raise not_found("Show", show_id)


def list_barcodes(call: Call) -> list[Json]:
    """Q19: all tickets that are valid now; not paged, and without any trace of scans."""
    chosen = call.members().get("select") or BARCODE_COLUMNS
    if not isinstance(chosen, list) or not all(column in BARCODE_COLUMNS for column in chosen):
        raise unknown_error()
    show_id = call.number("show_id")
    with call.stand_in.database.reading() as connection:
        check_show(connection, show_id)
        found = (
            select(baskets)
            .join(orders, orders.c.id == baskets.c.order_id)
            .where(baskets.c.show_id == show_id, is_valid())
            .order_by(baskets.c.id)
        )
        tickets = connection.execute(found).mappings().all()
        columns = (seats.c.id, seats.c.root_id, seats.c.zone_name, seats.c.admission)
        of_show = connection.execute(select(*columns).where(seats.c.show_id == show_id)).all()
    zones = {key: (zone, is_admission) for own, root, zone, is_admission in of_show for key in (own, root)}
    rows = [_row(ticket, zones.get(ticket["seat_id"])) for ticket in tickets]
    return [{column: row[column] for column in chosen} for row in rows]


def _row(ticket: RowMapping, seat: tuple[str, bool] | None) -> Json:
    """Give all columns of a ticket; `seat` is the name of its zone and whether that has no seats."""
    parts = _SEAT_KEY.fullmatch(ticket["seat_id"])
    zone_id, row, place = parts.groups() if parts else (ticket["seat_id"], None, None)
    zone, is_admission = seat or (zone_id, False)
    return {
        "barcode": ticket["barcode"],
        "admission": is_admission,
        "price": money(ticket["price"]),
        "seat_name": ticket["document"].get("seat_name", ticket["seat_id"]),
        "zone_name": zone,
        "row": None if is_admission else row,
        "place": None if is_admission else place,
        **{name: ticket[name] for name in ("client_name", "client_surname", "client_middlename")},
    }
