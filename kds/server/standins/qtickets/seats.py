"""The seat map of a show (Q13): filtered and cut to columns like a list, with quantities counted from the tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kds.server.standins.qtickets.calls import Call
from kds.server.standins.qtickets.listing import Json
from kds.server.standins.qtickets.refusals import not_found, unknown_error
from kds.server.standins.qtickets.tables import baskets, orders, seats, shows
from kds.server.standins.qtickets.where import conditions

SEAT_COLUMNS = [
    "id",
    "root_id",
    "name",
    "zone_id",
    "zone_root_id",
    "short_seat_id",
    "admission",
    "row",
    "place",
    "max_quantity",
    "free_quantity",
    "ordered_quantity",
    "available",
    "disabled",
    "ordered",
    "payed_quantity",
    "in_basket_quantity",
    "price",
    "currency_id",
    "related_seats",
    "multiprice_name",
    "multiprice_code",
    "spread",
    "color_theme_id",
    "coords",
]
"""What a seat has (qtickets 2.6)."""

_SPREAD = ("partner_id", "users", "client_groups", "client_emails", "agents")
_OTHER_NAMES = {"root_zone_id": "zone_root_id"}


def show_seats(call: Call) -> Json:
    """Q13: the seats of a show, as one object or by zones."""
    body, show_id = call.members(), call.number("show_id")
    asked = conditions(body.get("where"))
    columns = [_OTHER_NAMES.get(condition.column, condition.column) for condition in asked]
    chosen = _chosen(body.get("select"))
    context = body.get("context") or {}
    if not isinstance(context, dict) or not all(_is_known(column) for column in columns):
        raise unknown_error()
    with call.stand_in.database.reading() as connection:
        if connection.execute(select(shows.c.id).where(shows.c.id == show_id)).first() is None:
            raise not_found("Show", show_id)
        found = [
            (zone, seat)
            for zone, seat in _seats(connection, show_id, context)
            if all(condition.holds(_value(seat, column)) for condition, column in zip(asked, columns, strict=True))
        ]
    if not found:
        return {"data": [] if call.stand_in.switches.empty_seats == "list" else {}}
    if body.get("flat"):
        return {"data": {seat["id"]: _cut(seat, chosen) for _, seat in found}}
    zones: dict[str, Json] = {}
    for name, seat in found:
        zone = zones.setdefault(seat["zone_id"], {"id": seat["zone_id"], "name": name, "seats": {}})
        zone["seats"][seat["id"]] = _cut(seat, chosen)
    return {"data": {"zones": zones}}


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many tickets lie on each seat."""

    ordered: Counter[str]
    paid: Counter[str]


def _taken(connection: Connection, show_id: int) -> _Taken:
    rows = connection.execute(
        select(baskets.c.seat_id, orders.c.payed)
        .join(orders, orders.c.id == baskets.c.order_id)
        .where(
            baskets.c.show_id == show_id,
            baskets.c.deleted_at.is_(None),
            baskets.c.refunded_at.is_(None),
            orders.c.deleted_at.is_(None),
        )
    ).all()
    return _Taken(Counter(row.seat_id for row in rows), Counter(row.seat_id for row in rows if row.payed))


def _seats(connection: Connection, show_id: int, context: Mapping[str, Any]) -> list[tuple[str, Json]]:
    """Give each seat with the name of its zone."""
    taken = _taken(connection, show_id)
    rows = connection.execute(select(seats).where(seats.c.show_id == show_id).order_by(seats.c.position))
    written = []
    for row in rows.mappings():
        seat = dict(row["document"])
        ordered = max(taken.ordered[row["root_id"]], taken.ordered[row["id"]])
        free = max(0, seat["max_quantity"] - ordered)
        seat |= {
            "id": row["id"],
            "root_id": row["root_id"],
            "admission": row["admission"],
            "free_quantity": free,
            "ordered_quantity": ordered,
            "payed_quantity": max(taken.paid[row["root_id"]], taken.paid[row["id"]]),
            "in_basket_quantity": 0,
            "ordered": ordered > 0,
            "available": free > 0 and not seat["disabled"] and _is_in_quota(seat["spread"], context),
        }
        written.append((row["zone_name"], {name: seat[name] for name in SEAT_COLUMNS}))
    return written


def _is_in_quota(spread: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Say whether a seat that is kept for somebody is kept for the one who asks."""
    if spread["partner_id"] is None and not spread["users"] and not spread["client_emails"]:
        return True
    return (
        (spread["partner_id"] is not None and spread["partner_id"] == context.get("partner_id"))
        or context.get("user_id") in (spread["users"] or [])
        or context.get("client_email") in (spread["client_emails"] or [])
    )


def _is_known(column: str) -> bool:
    first, _, rest = column.partition(".")
    return first in SEAT_COLUMNS and (not rest or (first == "spread" and rest in _SPREAD))


def _value(seat: Json, column: str) -> Any:
    first, _, rest = column.partition(".")
    return seat[first][rest] if rest else seat[first]


def _chosen(asked: object) -> list[str]:
    if asked is None or asked == []:
        return list(SEAT_COLUMNS)
    if not isinstance(asked, list) or not all(isinstance(column, str) and _is_known(column) for column in asked):
        raise unknown_error()
    return asked


def _cut(seat: Json, chosen: list[str]) -> Json:
    """Give the chosen columns; `spread.users` comes within `spread`."""
    cut: Json = {}
    for column in chosen:
        first, _, rest = column.partition(".")
        if rest:
            cut.setdefault(first, {})[rest] = seat[first][rest]
        else:
            cut[first] = seat[first]
    return cut
