"""A checked list query as SQL that SQLite and PostgreSQL answer alike; runs it, knows no table by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Text, and_, func, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.functions import GenericFunction

from kds.server.ndata.query import Condition, ListQuery, SortKey
from kds.server.ndata.syntax import Operator

_ESCAPE = "\\"


class Lowered(GenericFunction[str]):
    """A text in lower case as `str.lower` writes it, in every language.

    The server gives SQLite a `lower` of its own. PostgreSQL's follows the collation, and that of the columns, "C",
    knows ASCII only; the neutral one of ICU gives what Python gives for every character there is.
    """

    type = Text()
    inherit_cache = True
    name = "lower"


@compiles(Lowered, "postgresql")
def _lowered_by_icu(element: Lowered, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    return f'lower({compiler.process(column, **options)} COLLATE "und-x-icu")'


def condition_sql(condition: Condition) -> ColumnElement[bool]:
    """Give one operation as SQL; a missing value equals nothing and differs from every value."""
    column, values = condition.member.column, condition.values
    match condition.operator:
        case Operator.EQ:
            return column == values[0]
        case Operator.NE:
            return column.is_distinct_from(values[0])
        case Operator.GT:
            return column > values[0]
        case Operator.GTE:
            return column >= values[0]
        case Operator.LT:
            return column < values[0]
        case Operator.LTE:
            return column <= values[0]
        case Operator.IN:
            return column.in_(values)
        case Operator.NIN:
            return or_(column.is_(None), not_(column.in_(values)))
        case Operator.LIKE:
            return Lowered(column).like(_pattern(str(values[0]).lower()), escape=_ESCAPE)
        case Operator.NULL:
            return column.is_(None)
        case Operator.NNULL:
            return column.is_not(None)


def _pattern(text: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    return text.replace("*", "%")


def where(conditions: Sequence[Condition]) -> list[ColumnElement[bool]]:
    """Give all conditions; those on one member of belonging rows must hold for one and the same row."""
    members = {condition.member.name: condition.member for condition in conditions}
    clauses = []
    for name, member in members.items():
        together = and_(*(condition_sql(condition) for condition in conditions if condition.member.name == name))
        clauses.append(together if member.within is None else member.within(together))
    return clauses


def order_by(sort: Sequence[SortKey], key: Column[Any]) -> list[UnaryExpression[Any]]:
    """Give the sort order; the key makes it complete, missing values stand lowest."""
    clauses: list[UnaryExpression[Any]] = []
    for entry in sort:
        column = entry.member.column
        nullable = getattr(column, "nullable", False)
        if entry.descending:
            clauses.append(column.desc().nulls_last() if nullable else column.desc())
        else:
            clauses.append(column.asc().nulls_first() if nullable else column.asc())
        if column is key:
            return clauses
    return [*clauses, key.asc()]


def page_statement(
    query: ListQuery, columns: Sequence[Column[Any]], key: Column[Any], *always: ColumnElement[bool]
) -> Select[Any]:
    """Give the SELECT of one page."""
    statement = select(*columns).where(*always, *where(query.conditions)).order_by(*order_by(query.sort, key))
    return statement.offset(query.skip).limit(query.take)


def count_statement(query: ListQuery, key: Column[Any], *always: ColumnElement[bool]) -> Select[Any]:
    """Give the SELECT that counts all matches."""
    return select(func.count()).select_from(key.table).where(*always, *where(query.conditions))


def fetch(
    connection: Connection,
    query: ListQuery,
    columns: Sequence[Column[Any]],
    key: Column[Any],
    *always: ColumnElement[bool],
) -> tuple[Sequence[Row[Any]], int]:
    """Give the rows of one page and the number of all matches; no rows where only the number was asked."""
    rows: Sequence[Row[Any]] = []
    if not query.only_count:
        rows = connection.execute(page_statement(query, columns, key, *always)).all()
        if (rows or query.skip == 0) and len(rows) < query.take:
            return rows, query.skip + len(rows)
    return rows, connection.execute(count_statement(query, key, *always)).scalar_one()
