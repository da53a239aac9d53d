"""How Qtickets writes single values: Moscow time whatever the venue's zone, numbers without needless fractions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from kds.server.values import number

MOSCOW = timezone(timedelta(hours=3))
"""Offset of every moment on the wire (qtickets 1)."""


def stamp(moment: datetime) -> str:
    """Write a moment; these texts are stored too and sort like the moments they name."""
    return moment.astimezone(MOSCOW).isoformat(timespec="seconds")


def moment_of(text: str) -> datetime:
    """Read a moment; without an offset it is Moscow time.

    Raises:
        ValueError: the text names no moment.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=MOSCOW) if moment.tzinfo is None else moment


def money(amount: float | None) -> int | float | None:
    """Give the JSON number of a stored amount."""
    return None if amount is None else number(Decimal(str(amount)))


def or_list(members: Mapping[str, Any]) -> Mapping[str, Any] | list[Any]:
    """Write an object as PHP does: one without members is an empty list."""
    return members or []


def number_in_path(text: str) -> int:
    """Read an id of an address; what is not a number counts as 0 (qtickets 3)."""
    return int(text) if text.isascii() and text.isdigit() else 0
