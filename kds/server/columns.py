"""Types of columns that hold and compare alike in SQLite and PostgreSQL; knows no table.

SQLite compares texts by their bytes, bounds no length and counts to 2^63. PostgreSQL is told to do the same: texts
without a length in the collation "C", integers of eight bytes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.types import TypeEngine

_ALIKE = Text(collation="C")


def string(length: int) -> TypeEngine[str]:
    """Give the type of a text; `length` says what is usual in it, the bodies of requests say what is allowed."""
    return String(length).with_variant(_ALIKE, "postgresql")


def text() -> TypeEngine[str]:
    """Give the type of a text of any length."""
    return Text().with_variant(_ALIKE, "postgresql")


def integer() -> TypeEngine[Any]:
    """Give the type of a whole number; as a primary key it counts up by itself."""
    return Integer().with_variant(BigInteger(), "postgresql")
