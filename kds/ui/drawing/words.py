"""Short words of the board: ages, clocks, counts and shortened names; plain text, no looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from kds.domain.order import Purchase
from kds.domain.text import cell_width

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


def clock(moment: datetime, local: tzinfo | None) -> str:
    """Give `19:42:07` in the restaurant's time zone (None: this machine's)."""
    return moment.astimezone(local).strftime("%H:%M:%S")


def short_clock(moment: datetime, local: tzinfo | None) -> str:
    """Give `19:42`."""
    return moment.astimezone(local).strftime("%H:%M")


def minutes_seconds(span: timedelta) -> str:
    """Give `0:09`, `12:40`; never negative."""
    seconds = max(span // _SECOND, 0)
    return f"{seconds // 60}:{seconds % 60:02}"


def minutes(span: timedelta) -> str:
    """Give `9m`; never negative."""
    return f"{max(span // _MINUTE, 0)}m"


def short_name(name: str) -> str:
    """Give a dish without its portion size: `RIBEYE 300` is `RIBEYE` where there is one word for it."""
    words = name.split()
    while len(words) > 1 and words[-1][0].isdigit():
        words.pop()
    return " ".join(words)


def order_type(purchase: Purchase) -> str:
    """Give the word that may never be missing for an order that is not eaten here, `""` for guests at a table."""
    return {Purchase.TAKE_AWAY: "TAKE", Purchase.DELIVERY: "DELIV"}.get(purchase, "")


def fitted_list(entries: Sequence[str], room: int, *, separator: str = ", ", more: str = "") -> str:
    """Give as many whole entries as fit into `room` cells; `more` follows the last when some are missing."""
    text = ""
    for index, entry in enumerate(entries):
        longer = f"{text}{separator}{entry}" if text else entry
        tail = more if index + 1 < len(entries) else ""
        if cell_width(longer) + len(tail) > room:
            return text + (more if text else "")
        text = longer
    return text


def joined(*parts: str, by: str = "  ") -> str:
    """Give the parts that are not empty, joined."""
    return by.join(part for part in parts if part)


def oldest(moments: Iterable[datetime | None], now: datetime) -> timedelta | None:
    """Give the age of the oldest moment, None when there is none."""
    known = [moment for moment in moments if moment is not None]
    return max(now - min(known), timedelta(0)) if known else None
