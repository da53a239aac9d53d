"""The write form of events (Q11, Q12) and how it is kept: new ids, `#n` resolved, cities and payees as objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from kds.server.standins.qtickets.listing import Json
from kds.server.standins.qtickets.refusals import unknown_error
from kds.server.standins.qtickets.tables import events, shows
from kds.server.standins.qtickets.wire import moment_of, stamp

CITIES = {
    1: {"id": 1, "name": "Москва", "timezone": "Europe/Moscow"},
    24: {"id": 24, "name": "Красноярск", "timezone": "Asia/Krasnoyarsk"},
}
"""Cities that an event can be in, by id."""

_COLUMNS = {"is_active": 1, "name": "", "scheme_id": None, "currency_id": "RUB", "city_id": 1, "external_id": None}
_TEXTS = ("place_name", "place_address", "place_description", "site_url", "description")
_FIRST_PRICE_ID = 1000
_SHOW_MOMENTS = ("sale_start_date", "sale_finish_date", "open_date", "start_date", "finish_date")


def stored_event(connection: Connection, form: Mapping[str, Any], former: RowMapping | None, now: str) -> Json:
    """Give the row of an event as a write form asks for it, without its id.

    Args:
        connection: reads which ids are taken.
        form: what stands under `data`.
        former: the row that is changed; None for a new event.
        now: the present moment as it is stored.

    Raises:
        Refusal: 503, the form is malformed.
    """
    document: Json = dict(former["document"]) if former is not None else {"age": "12+", "event_type_id": 1}
    row: Json = {
        name: form.get(name, former[name] if former is not None else usual) for name, usual in _COLUMNS.items()
    }
    if not isinstance(row["name"], str) or row["city_id"] not in CITIES:
        raise unknown_error()
    for name in _TEXTS:
        document[name] = form.get(name, document.get(name, ""))
    document["ticket_id"] = form.get("ticket_id", document.get("ticket_id"))
    document["mail_template_id"] = form.get("mail_template_id", document.get("mail_template_id"))
    document["payments"] = _payments(form.get("payments"), document.get("payments", []))
    document["poster"] = document.get("poster")
    document["city"] = CITIES[row["city_id"]]
    document["shows"] = _shows(connection, form.get("shows", []), document.get("shows", []), now)
    created = former["created_at"] if former is not None else now
    return {**row, "created_at": created, "updated_at": now, "document": document}


def _payments(asked: object, former: list[Json]) -> list[Json]:
    if asked is None:
        return former
    if not isinstance(asked, list) or not all(isinstance(key, int) for key in asked):
        raise unknown_error()
    return [{"id": key, "is_active": 1, "name": f"Payee {key}", "handler": "bank", "agree_url": ""} for key in asked]


def _shows(connection: Connection, asked: object, former: list[Json], now: str) -> list[Json]:
    """Give the shows with those of a form put in: by id where it is one of this event's, else as new ones."""
    if not isinstance(asked, list) or not all(isinstance(show, dict) for show in asked):
        raise unknown_error()
    kept = {show["id"]: show for show in former}
    new_shows = count((connection.execute(select(func.max(shows.c.id))).scalar() or 0) + 1)
    new_prices = count(_highest_price(connection) + 1)
    for form in asked:
        key = form["id"] if form.get("id") in kept else next(new_shows)
        kept[key] = _show(key, form, kept.get(key, {}), new_prices, now)
    return list(kept.values())


def _highest_price(connection: Connection) -> int:
    documents = connection.execute(select(events.c.document)).scalars()
    found = (price["id"] for each in documents for show in each["shows"] for price in show["prices"])
    return max(found, default=_FIRST_PRICE_ID)


def _show(key: int, form: Mapping[str, Any], former: Mapping[str, Any], new_prices: Iterator[int], now: str) -> Json:
    prices = form.get("prices", former.get("prices", []))
    if not isinstance(prices, list) or not all(isinstance(price, dict) for price in prices):
        raise unknown_error()
    written = [
        {
            "id": price.get("id") or next(new_prices),
            "default_price": price.get("default_price", 0),
            "color_theme": str(price.get("color_theme", "")),
            "modifiers": price.get("modifiers", []),
        }
        for price in prices
    ]
    show: Json = {"name": "", "is_active": 1, "deleted_at": None, "created_at": now, **former}
    show |= {name: form[name] for name in ("name", "is_active") if name in form}
    show |= {name: _moment(form.get(name, former.get(name))) for name in _SHOW_MOMENTS}
    by_amount = sorted(written, key=lambda price: price["default_price"])
    properties = form.get("scheme_properties", former.get("scheme_properties", {}))
    return show | {
        "id": key,
        "updated_at": now,
        "scheme_properties": _resolved(properties, written),
        "prices": written,
        "min_price": by_amount[0] if by_amount else None,
        "max_price": by_amount[-1] if by_amount else None,
    }


def _moment(text: object) -> str | None:
    if text is None:
        return None
    try:
        return stamp(moment_of(str(text)))
    except ValueError:
        raise unknown_error() from None


def _resolved(properties: Any, prices: list[Json]) -> Any:
    """Put the ids of prices where the form names them by their index, `#n`."""
    if isinstance(properties, list):
        return [_resolved(member, prices) for member in properties]
    if not isinstance(properties, dict):
        return properties
    resolved = {name: _resolved(member, prices) for name, member in properties.items()}
    named = resolved.get("price_id")
    if isinstance(named, str) and named.startswith("#"):
        index = named[1:]
        if not index.isdigit() or int(index) >= len(prices):
            raise unknown_error()
        resolved["price_id"] = str(prices[int(index)]["id"])
    return resolved
