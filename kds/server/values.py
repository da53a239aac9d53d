"""How single values look on the wire: moments, amounts, identifiers; no request or database is known here."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

IDENTIFIER_PATTERN = r"^[0-9a-f]{24}$"
"""Ids of orders, tickets, users, sessions and API keys (contract 1)."""

CENT = Decimal("0.01")
"""Precision of totals (contract 2)."""


def instant_text(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC with milliseconds; these texts sort like the moments they name."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def optional_instant_text(moment: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return None if moment is None else instant_text(moment)


def instant_of(text: str) -> datetime:
    """Read a moment; one without an offset, or at the very ends of time, is taken as UTC.

    Raises:
        ValueError: the text names no moment.
    """
    moment = datetime.fromisoformat(text.upper())
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def optional_instant_of(text: str | None) -> datetime | None:
    """Read a moment that may be missing."""
    return None if text is None else instant_of(text)


def number(amount: Decimal) -> int | float:
    """Give the JSON number of an amount: an integer where it is one; exact up to 15 digits."""
    whole = int(amount)
    return whole if whole == amount else float(amount)


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """Round half up to a step such as 0.01."""
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def json_text(document: Any) -> str:
    """Write a document as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def identifiers(clock: Callable[[], datetime]) -> Callable[[], str]:
    """Give a source of ids: 8 hex digits of time, 10 of this process, 6 that count, so later ids sort behind earlier."""
    process = secrets.token_hex(5)
    counter = itertools.count(secrets.randbelow(0x1000))

    def next_identifier() -> str:
        seconds = int(clock().timestamp()) & 0xFFFFFFFF
        return f"{seconds:08x}{process}{next(counter) & 0xFFFFFF:06x}"

    return next_identifier
