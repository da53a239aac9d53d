"""What a list can be filtered and sorted by: a member's name, its type, and the column behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from kds.server.ndata.syntax import Operator
from kds.server.values import instant_of, instant_text

LONGEST_TEXT = 2000
"""Texts to compare with are no longer than this."""

EQUALITY = frozenset({Operator.EQ, Operator.NE, Operator.IN, Operator.NIN, Operator.NULL, Operator.NNULL})
"""Operators of every member."""

ORDERING = EQUALITY | {Operator.GT, Operator.GTE, Operator.LT, Operator.LTE}
"""Operators of members with an order."""


class Kind(StrEnum):
    """Types of members."""

    TEXT = "text"
    INTEGER = "a whole number"
    DECIMAL = "a number"
    BOOLEAN = "true or false"
    MOMENT = "a date and time"
    WORD = "one of its words"


OPERATORS: Mapping[Kind, frozenset[Operator]] = {
    Kind.TEXT: ORDERING | {Operator.LIKE},
    Kind.INTEGER: ORDERING,
    Kind.DECIMAL: ORDERING,
    Kind.BOOLEAN: EQUALITY,
    Kind.MOMENT: ORDERING,
    Kind.WORD: EQUALITY,
}
"""Operators by the type of the member."""


PATTERNS: Mapping[Kind, str] = {
    Kind.INTEGER: r"[+-]?[0-9]{1,18}",
    Kind.DECIMAL: r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?",
    Kind.BOOLEAN: "true|false",
}
"""How values of some types are written."""


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that a list can be filtered or sorted by.

    Attributes:
        name: as documented; matched without regard to case.
        kind: type of its values.
        column: what SQL compares.
        words: the words of a `Kind.WORD`.
        within: turns a condition on rows that belong to the listed one into a condition on the listed one.
        takes_list: whether `a,b` without operator means one of them.
    """

    name: str
    kind: Kind
    column: ColumnElement[Any]
    words: tuple[str, ...] = ()
    within: Callable[[ColumnElement[bool]], ColumnElement[bool]] | None = None
    takes_list: bool = False

    def value(self, text: str) -> str | int | float | bool:
        """Read one value as the column holds it.

        Raises:
            ValueError: the text is none of this type.
        """
        return _READERS[self.kind](self, text)


def _word(member: Member, text: str) -> str:
    for word in member.words:
        if word.lower() == text.lower():
            return word
    raise ValueError(text)


def _number(member: Member, text: str) -> int | float:
    if not re.fullmatch(PATTERNS[member.kind], text):
        raise ValueError(text)
    return int(text) if member.kind is Kind.INTEGER else float(text)


def _text(_member: Member, text: str) -> str:
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise ValueError(text)
    return text


def _boolean(member: Member, text: str) -> bool:
    if not re.fullmatch(PATTERNS[member.kind], text.lower()):
        raise ValueError(text)
    return text.lower() == "true"


_READERS: Mapping[Kind, Callable[[Member, str], str | int | float | bool]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.BOOLEAN: _boolean,
    Kind.MOMENT: lambda _member, text: instant_text(instant_of(text)),
    Kind.WORD: _word,
}
