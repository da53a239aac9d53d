"""Filters of Qtickets' request bodies: conditions and their type-tolerant comparison (qtickets 1.3); knows no table."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kds.server.standins.qtickets.refusals import unknown_error
from kds.server.standins.qtickets.wire import moment_of

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS = {"true": 1.0, "false": 0.0}

Comparable = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of a `where`: a column, what holds of it, and the value it is compared with."""

    column: str
    holds: Callable[[Any], bool]


def conditions(where: object) -> list[Condition]:
    """Read a `where`; nothing, or an empty container, lets everything through.

    Raises:
        Refusal: 503, it is no list of conditions with known operators.
    """
    if not where and (where is None or isinstance(where, (dict, list))):
        return []
    if not isinstance(where, list):
        raise unknown_error()
    return [_condition(row) for row in where]


def _condition(row: object) -> Condition:
    if not isinstance(row, Mapping) or not isinstance(row.get("column"), str):
        raise unknown_error()
    name = row.get("operator", "=")
    if name == "null":
        return Condition(row["column"], lambda value: value is None)
    if name in _SCALAR:
        return Condition(row["column"], _SCALAR[name](row.get("value")))
    make = _LISTED.get(name)
    value = row.get("value")
    if make is None or (name in {"in", "not in"} and not isinstance(value, list)):
        raise unknown_error()
    return Condition(row["column"], make(value if isinstance(value, list) else [value]))


def comparable(value: object) -> Comparable:
    """Give what a value is compared by: numbers and booleans alike, moments as instants, else the text itself."""
    if value is None:
        return ("none", 0)
    if isinstance(value, (bool, int, float)):
        return ("number", float(value))
    text = str(value)
    if _NUMBER.fullmatch(text):
        return ("number", float(text))
    if _DAY.match(text):
        moment = _moment(text)
        if moment is not None:
            return ("moment", moment.timestamp())
    word = _WORDS.get(text.lower())
    return ("text", text) if word is None else ("number", word)


def _moment(text: str) -> datetime | None:
    try:
        return moment_of(text)
    except ValueError:
        return None


def _equal(value: object) -> Callable[[Any], bool]:
    wanted = comparable(value)
    return lambda found: comparable(found) == wanted


def _unequal(value: object) -> Callable[[Any], bool]:
    wanted = comparable(value)
    return lambda found: comparable(found) != wanted


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[object], Callable[[Any], bool]]:
    def with_value(value: object) -> Callable[[Any], bool]:
        kind, wanted = comparable(value)

        def holds(found: Any) -> bool:
            found_kind, found_value = comparable(found)
            return found_kind == kind != "none" and compare(found_value, wanted)

        return holds

    return with_value


def _within(values: list[object]) -> Callable[[Any], bool]:
    wanted = {comparable(value) for value in values}
    return lambda found: comparable(found) in wanted


def _containing(values: list[object]) -> Callable[[Any], bool]:
    wanted = {comparable(value) for value in values}
    return lambda found: isinstance(found, list) and any(comparable(member) in wanted for member in found)


def _negated(make: Callable[[list[object]], Callable[[Any], bool]]) -> Callable[[list[object]], Callable[[Any], bool]]:
    def with_values(values: list[object]) -> Callable[[Any], bool]:
        holds = make(values)
        return lambda found: not holds(found)

    return with_values


_SCALAR: dict[object, Callable[[object], Callable[[Any], bool]]] = {
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(operator.lt),
    ">": _ordered(operator.gt),
    "<=": _ordered(operator.le),
    ">=": _ordered(operator.ge),
}

_LISTED: dict[object, Callable[[list[object]], Callable[[Any], bool]]] = {
    "in": _within,
    "not in": _negated(_within),
    "in array": _containing,
    "not in array": _negated(_containing),
}
