"""NData text to operations, `gt:1;lt:5` to two of them; pure, knows neither members' types nor a database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Operator(StrEnum):
    """What can be asked of a member (contract 4)."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    NIN = "nin"
    LIKE = "like"
    NULL = "null"
    NNULL = "nnull"


WORDS = {operator.value: operator for operator in Operator} | {"neq": Operator.NE}
"""Operators by their word in lower case."""

LISTS = frozenset({Operator.IN, Operator.NIN})
"""Operators that take one value or more."""

BARE = frozenset({Operator.NULL, Operator.NNULL})
"""Operators that take no value."""


class SyntaxFault(Exception):
    """A query does not follow the grammar; `message` and `values` are those of the catalogue."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator with its values as written, quotes taken away."""

    operator: Operator
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    text: str
    quoted: bool
    end: str


def parse(text: str, *, is_moment: bool = False) -> tuple[Operation, ...]:
    """Read the text behind `Member=`.

    Args:
        text: one or several operations, separated by `;`.
        is_moment: whether `:` belongs to the values, as in times of day.

    Raises:
        SyntaxFault: an unknown operator, a wrong number of values, or a quote without end.
    """
    operations = []
    current: list[_Segment] = []
    for segment in _segments(text):
        current.append(segment)
        if segment.end in {";", ""}:
            operations.append(_operation(current, is_moment=is_moment))
            current = []
    return tuple(operations)


def parse_values(text: str) -> tuple[Operation, ...]:
    """Read a member that also takes a plain list: `a,b` is `in:a,b` (portos 2.1, DeviceName)."""
    segments = _segments(text)
    if len(segments) > 1 and all(segment.end in {",", ""} for segment in segments):
        return (Operation(Operator.IN, tuple(segment.text for segment in segments)),)
    return parse(text)


def _segments(text: str) -> list[_Segment]:
    """Cut at `:`, `,` and `;` outside quotes."""
    segments = []
    position = 0
    while True:
        if text.startswith('"', position):
            content, position = _quoted(text, position + 1)
            if position < len(text) and text[position] not in ":,;":
                raise SyntaxFault("query.quote")
            quoted = True
        else:
            stop = min((at for mark in ":,;" if (at := text.find(mark, position)) >= 0), default=len(text))
            content, position, quoted = text[position:stop], stop, False
        segments.append(_Segment(content, quoted, text[position : position + 1]))
        if position >= len(text):
            return segments
        position += 1


def _quoted(text: str, position: int) -> tuple[str, int]:
    """Give the content of a quoted value and the place behind its closing quote."""
    content: list[str] = []
    while position < len(text):
        character = text[position]
        if character == '"':
            return "".join(content), position + 1
        if character == "\\":
            position += 1
            character = text[position : position + 1]
        content.append(character)
        position += 1
    raise SyntaxFault("query.quote")


def _operation(segments: list[_Segment], *, is_moment: bool) -> Operation:
    first = segments[0]
    operator = None if first.quoted else WORDS.get(first.text.lower())
    if len(segments) == 1:
        if operator in BARE:
            return Operation(operator, ())
        return Operation(Operator.EQ, (first.text,))
    if first.end == ":" and operator is not None:
        arguments = segments[1:]
    elif is_moment or first.end == ",":
        operator, arguments = Operator.EQ, segments
    else:
        raise SyntaxFault("query.operator", operator=first.text)
    values = _values(arguments, operator, is_moment=is_moment)
    if operator in BARE or (operator not in LISTS and len(values) != 1):
        raise SyntaxFault("query.arguments", operator=operator.value)
    return Operation(operator, values)


def _values(segments: list[_Segment], operator: Operator, *, is_moment: bool) -> tuple[str, ...]:
    """Join what a mark of the other kind has cut: a comma belongs to a single value, a colon to a moment."""
    joined = {":"} if is_moment else set()
    if operator not in LISTS:
        joined.add(",")
    values = [segments[0].text]
    for before, segment in pairwise(segments):
        if before.end in joined:
            values[-1] += before.end + segment.text
        else:
            values.append(segment.text)
    return tuple(values)
