"""Short words of the board: ages, clocks, counts and shortened names; plain text, no looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from kds.domain.connection import Link
from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.language import mark, tr, trn

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_MOST_MINUTES = 120
"""From here on nobody reckons in minutes."""
_LINKS = {
    Link.CONNECTING: mark("CONNECTING"),
    Link.LIVE: mark("LIVE"),
    Link.SLOW: mark("SLOW"),
    Link.OFFLINE: mark("OFFLINE"),
}


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


def hours(span: timedelta) -> str:
    """Give `9m`, from `_MOST_MINUTES` on `16h`; never negative."""
    return minutes(span) if span < _MOST_MINUTES * _MINUTE else f"{span // _HOUR}h"


def told_age(words: str) -> str:
    """Give the age of a card for a place where nothing else says that it is one: `4m`; other words as they are."""
    return f"{words}m" if words.isdecimal() else words


def seat_word(seat: str | None) -> str:
    """Give `seat 3`; nothing where no seat is named."""
    return tr("seat {seat}", seat=seat) if seat else ""


def guest_words(guests: int | None) -> str:
    """Give `4 guests`; nothing where nobody counted them."""
    return trn("{count} guest", "{count} guests", guests) if guests else ""


def table_words(count: int) -> str:
    """Give `3 tables`."""
    return trn("{count} table", "{count} tables", count)


def link_word(link: Link) -> str:
    """Give how alive a source is, in one word."""
    return tr(_LINKS[link])


def short_name(name: str) -> str:
    """Give a dish without its portion size: `RIBEYE 300` is `RIBEYE` where there is one word for it."""
    words = name.split()
    while len(words) > 1 and words[-1][0].isdigit():
        words.pop()
    return " ".join(words)


def fitted_list(entries: Iterable[str], room: int, *, separator: str = ", ", more: str = "") -> str:
    """Give as many whole entries as fit into `room` cells; `more` follows the last when some are missing."""
    text = with_more = ""
    used = 0
    for entry in entries:
        # counted entry by entry: these are the same again and again, every beginning of a list is another text
        used += cell_width(entry) + (len(separator) if text else 0)
        if used > room:
            return with_more
        text = f"{text}{separator}{entry}" if text else entry
        if used + len(more) <= room:
            with_more = text + more
    return text


def dotted(text: str, room: int) -> str:
    """Give a text, cleaned, for so many cells; what is cut ends with two dots."""
    words = clean(text)
    return words if cell_width(words) <= room else f"{cut_cells(words, max(room - 2, 0))}.."


def packed(entries: Iterable[str], room: int, *, between: str = "   ") -> tuple[str, ...]:
    """Give rows of whole entries beside each other; only one that is longer than a row goes on in the next."""
    rows: list[str] = []
    for entry in entries:
        if rows and cell_width(rows[-1]) + len(between) + cell_width(entry) <= room:
            rows[-1] = f"{rows[-1]}{between}{entry}"
        else:
            rows.extend(wrap_cells(entry, room))
    return tuple(rows)


def padded(text: str, cells: int) -> str:
    """Give the text with blanks behind it up to that many cells."""
    return text + " " * max(cells - cell_width(text), 0)


def joined(*parts: str, by: str = "  ") -> str:
    """Give the parts that are not empty, joined."""
    return by.join(part for part in parts if part)


def oldest(moments: Iterable[datetime | None], now: datetime) -> timedelta | None:
    """Give the age of the oldest moment, None when there is none."""
    known = [moment for moment in moments if moment is not None]
    return max(now - min(known), timedelta(0)) if known else None
