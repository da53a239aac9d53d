"""How lists are asked for, and whether a row is what was asked for: filters may be ignored on the way, so each is applied again.

Filters, order and page travel in the body of a GET (qtickets 1); addresses carry none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from kds.sources.qtickets.wire import MOSCOW_TIME, wire_time

ORDERS_PER_PAGE = 50
"""Fixed page size of orders (qtickets 1.2)."""
EVENTS_PER_PAGE = 10
"""Fixed page size of events."""
CLIENTS_PER_PAGE = 100
"""Fixed page size of clients."""
DISCOUNTS_PER_PAGE = 100
"""Fixed page size of discounts."""
PROMO_CODES_PER_PAGE = 500
"""Fixed page size of promo codes."""
MOST_PAGES = 2000
"""Pages that a walk reads at most: 100,000 orders."""


class Operator(StrEnum):
    """How a column is compared (qtickets 1.3); `NULL` takes no value and is for lists, the last four for seats."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    MORE = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    NULL = "null"
    IN = "in"
    NOT_IN = "not in"
    IN_ARRAY = "in array"
    NOT_IN_ARRAY = "not in array"


@dataclass(frozen=True, slots=True)
class Where:
    """One condition; several are joined by *and*.

    Attributes:
        column: name of the column, dotted for a part of `spread`.
        value: what it is compared with; an aware `datetime` travels as `+03:00`.
        operator: how.
    """

    column: str
    value: object = None
    operator: Operator = Operator.EQUAL

    def on_the_wire(self) -> dict[str, object]:
        """Give the condition as it is sent."""
        sent: dict[str, object] = {"column": self.column}
        if self.operator is not Operator.EQUAL:
            sent["operator"] = str(self.operator)
        if self.operator is not Operator.NULL:
            sent["value"] = wire_time(self.value) if isinstance(self.value, datetime) else self.value
        return sent


def list_body(where: Sequence[Where], order: tuple[str, str], page: int) -> dict[str, object]:
    """Give the body of a GET for one page of a list."""
    column, direction = order
    body: dict[str, object] = {"orderBy": {column: direction}, "page": page}
    if where:
        body["where"] = [condition.on_the_wire() for condition in where]
    return body


def matches(row: Mapping[str, Any], where: Sequence[Where]) -> bool:
    """Whether a row is what was asked for; a column that the row does not carry proves nothing against it."""
    return all(_holds(row, condition) for condition in where)


def _holds(row: Mapping[str, Any], condition: Where) -> bool:
    value: Any = row
    for part in condition.column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return True
        value = value[part]
    return _CHECKS[condition.operator](value, condition.value)


def _same(found: Any, asked: Any) -> bool:
    left, right = _comparable(found), _comparable(asked)
    return type(left) is type(right) and bool(left == right)


def _compared(found: Any, asked: Any, accept: Callable[[Any, Any], bool]) -> bool:
    left, right = _comparable(found), _comparable(asked)
    return left is not None and type(left) is type(right) and accept(left, right)


def _members(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _is_in(found: Any, asked: Any) -> bool:
    return any(_same(found, one) for one in _members(asked))


def _has_in(found: Any, asked: Any) -> bool:
    return any(_is_in(one, asked) for one in _members(found))


_CHECKS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: _same,
    Operator.UNEQUAL: lambda found, asked: not _same(found, asked),
    Operator.LESS: lambda found, asked: _compared(found, asked, lambda left, right: left < right),
    Operator.MORE: lambda found, asked: _compared(found, asked, lambda left, right: left > right),
    Operator.AT_MOST: lambda found, asked: _compared(found, asked, lambda left, right: left <= right),
    Operator.AT_LEAST: lambda found, asked: _compared(found, asked, lambda left, right: left >= right),
    Operator.NULL: lambda found, _asked: found is None or found == "",
    Operator.IN: _is_in,
    Operator.NOT_IN: lambda found, asked: not _is_in(found, asked),
    Operator.IN_ARRAY: _has_in,
    Operator.NOT_IN_ARRAY: lambda found, asked: not _has_in(found, asked),
}


def _comparable(value: Any) -> Decimal | datetime | str | None:
    """Give a value in a form in which `1`, `"1"` and `true` are the same, and times are compared as instants."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0)
    if isinstance(value, (bool, int, float, Decimal)):
        return Decimal(str(int(value) if isinstance(value, bool) else value))
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        pass
    else:
        return number if number.is_finite() else text
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW_TIME)).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
