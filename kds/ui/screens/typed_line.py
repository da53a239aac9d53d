"""A line that a person types, as pure functions from key to text; whoever shows it decides what the keys around it mean."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from kds.domain.text import cell_width, clean

_TIME = re.compile(r"(?P<hours>[01]?\d|2[0-3]):?(?P<minutes>[0-5]\d)")
_STEP = timedelta(minutes=5)


def typed(text: str, key: str, character: str | None, *, most_cells: int) -> str | None:
    """Give the text after a key, None when the key types nothing.

    Args:
        text: what stands there.
        key: the key's name.
        character: what it prints, None for nothing.
        most_cells: longest text; what would make it longer is dropped.
    """
    if key in ("backspace", "ctrl+h"):
        return text[:-1]
    if not character or not character.isprintable():
        return None
    longer = text + clean(character)
    return longer if cell_width(longer) <= most_cells else text


def read_time(text: str) -> str:
    """Give `18:40` for `18:40`, `1840` or `8:05`; "" for what is no time of day."""
    found = _TIME.fullmatch(text.strip())
    return f"{int(found['hours']):02}:{found['minutes']}" if found else ""


def read_number(text: str) -> int | None:
    """Give a number of minutes from 1 to 999, None for anything else."""
    digits = text.strip()
    return int(digits) if re.fullmatch("[1-9][0-9]{0,2}", digits) else None


def likely_time(now: datetime, local: tzinfo | None) -> str:
    """Give a time that is offered at first: in a quarter of an hour, to the next five minutes."""
    moment = (now + 3 * _STEP).astimezone(local)
    late = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return f"{moment - late + _STEP if late else moment:%H:%M}"
