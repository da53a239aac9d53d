"""Filters and pages of Lightspeed's lists: `limit`, `page`, `since_id`, bounds of moments (lightspeed 1.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, func, select

from kds.server.standins.lightspeed.calls import Call
from kds.server.standins.lightspeed.refusals import invalid
from kds.server.standins.lightspeed.shapes import stamp

USUAL_LIMIT = 50
"""Rows of a page where nothing is asked for."""
HIGHEST_LIMIT = 250
"""Most rows of a page."""

_SIGNS = {"_min": ">=", "_max": "<="}


def filtered(call: Call, table: Table, moments: tuple[str, ...] = ("created_at",)) -> Select[Any]:
    """Give the rows that the query asks for, of all pages.

    Args:
        call: whose query.
        table: where they are; it has an `id` and columns such as `createdAt`.
        moments: which moments can be bounded by `_min` and `_max`.

    Raises:
        Refusal: 400, a filter is malformed.
    """
    found = select(table).where(table.c.id > _number(call, "since_id", 0, lowest=0))
    for name in moments:
        first, _, last = name.partition("_")
        column = table.c[first + last.capitalize()]
        for end, sign in _SIGNS.items():
            if (text := call.query.get(name + end)) is not None:
                found = found.where(column.op(sign)(_moment(name + end, text)))
    return found


def page_of(call: Call, connection: Connection, found: Select[Any], table: Table) -> list[RowMapping]:
    """Give the rows of the page that the query asks for.

    Raises:
        Refusal: 400, `limit` or `page` are malformed.
    """
    switches = call.stand_in.switches
    limit = _number(call, "limit", USUAL_LIMIT, lowest=1)
    if limit > HIGHEST_LIMIT and switches.limit_mode == "400":
        raise invalid(f"limit is at most {HIGHEST_LIMIT}.")
    limit = min(limit, HIGHEST_LIMIT)
    page = _number(call, "page", 1, lowest=1)
    order = table.c.id.asc() if switches.order == "asc" else table.c.id.desc()
    return list(connection.execute(found.order_by(order).limit(limit).offset((page - 1) * limit)).mappings())


def count_of(connection: Connection, found: Select[Any]) -> dict[str, int]:
    """Give how many rows there are on all pages."""
    return {"count": connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()}


def _number(call: Call, name: str, usual: int, *, lowest: int) -> int:
    text = call.query.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit()) or int(text) < lowest:
        raise invalid(f"{name} has to be a number from {lowest}.")
    return int(text)


def _moment(name: str, text: str) -> str:
    try:
        return stamp(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
    except ValueError:
        raise invalid(f"{name} has to look like 2026-11-22 18:30:00.") from None
