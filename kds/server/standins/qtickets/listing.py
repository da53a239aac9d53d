"""Lists by `where`, `orderBy` and `page`: reads the columns that are asked about, then only the rows of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select

from kds.server.standins.qtickets.refusals import unknown_error
from kds.server.standins.qtickets.where import comparable, conditions

Json = dict[str, Any]

_NO_COLUMNS = {"document", "details"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be paged through.

    Attributes:
        table: where its rows are; they have an `id`.
        per_page: how many come at once; callers can't choose it (qtickets 1.2).
        written: writes rows as they are sent.
    """

    table: Table
    per_page: int
    written: Callable[[Connection, Sequence[RowMapping]], list[Json]]


def page_of(connection: Connection, listing: Listing, body: Mapping[str, Any]) -> Json:
    """Give the page that a body asks for.

    Raises:
        Refusal: 503, the body asks for a column, an order or a page that there is not.
    """
    asked = conditions(body.get("where"))
    order = _order(body.get("orderBy"))
    page = body.get("page", 1)
    if isinstance(page, bool) or not isinstance(page, int) or page < 1:
        raise unknown_error()
    table = listing.table
    names = list(dict.fromkeys(["id", *(condition.column for condition in asked), *order]))
    if not _NO_COLUMNS.isdisjoint(names) or not all(name in table.c for name in names):
        raise unknown_error()
    rows = connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.id)).all()
    checks = [(names.index(condition.column), condition.holds) for condition in asked]
    found = [row for row in rows if all(holds(row[index]) for index, holds in checks)]
    for name, is_falling in reversed(order.items()):
        found.sort(key=_ranked_by(names.index(name)), reverse=is_falling)
    first = (page - 1) * listing.per_page
    identifiers = [row[0] for row in found[first : first + listing.per_page]]
    paging = {"perPage": listing.per_page, "currentPage": page, "total": len(found)}
    return {"data": listing.written(connection, rows_of(connection, table, identifiers)), "paging": paging}


def rows_of(connection: Connection, table: Table, identifiers: Sequence[int]) -> list[RowMapping]:
    """Give the rows of some ids, in their order."""
    rows = connection.execute(select(table).where(table.c.id.in_(identifiers))).mappings()
    by_id = {row["id"]: row for row in rows}
    return [by_id[identifier] for identifier in identifiers if identifier in by_id]


def _order(asked: object) -> dict[str, bool]:
    """Give whether each column falls, most important first."""
    if not asked and (asked is None or isinstance(asked, (dict, list))):
        return {}
    if not isinstance(asked, dict) or not all(str(way).lower() in {"asc", "desc"} for way in asked.values()):
        raise unknown_error()
    return {name: str(way).lower() == "desc" for name, way in asked.items()}


def _ranked_by(index: int) -> Callable[[Sequence[Any]], tuple[bool, str, Any]]:
    """Give the sort key of rows by one of their columns; nothing comes before everything, as in MySQL."""

    def rank(row: Sequence[Any]) -> tuple[bool, str, Any]:
        kind, content = comparable(row[index])
        return (kind != "none", kind, content)

    return rank
