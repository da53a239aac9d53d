"""The internal note of an inquiry: lines are only ever added to it, what others wrote stays (lightspeed 5)."""

from __future__ import annotations

from datetime import datetime, tzinfo

from kds.domain.inquiries.plain_text import one_line

MEMO_LINE_CELLS = 300
"""Longest line that is added or shown."""
MEMO_LINES_SHOWN = 200
"""Lines that are kept for showing, the newest ones."""


def memo_line(text: str, *, author: str, at: datetime, zone: tzinfo) -> str:
    """Give a line as it is added: `[12:31 Ana] will be called back`.

    Args:
        text: what was typed; line breaks become spaces.
        author: who typed it.
        at: when, aware.
        zone: the restaurant's time zone, because people read it.
    """
    return one_line(f"[{at.astimezone(zone):%H:%M} {author}] {text}", limit_cells=MEMO_LINE_CELLS)


def with_line(stored: str, line: str) -> str:
    """Give a stored memo with a line at its end; the very same memo when the line is there already."""
    if has_line(stored, line):
        return stored
    return f"{stored.rstrip()}\n{line}" if stored.strip() else line


def has_line(stored: str, line: str) -> bool:
    """Whether a stored memo has a line, so that an addition whose answer was lost is not made twice."""
    return line in shown_lines(stored)


def shown_lines(stored: str) -> tuple[str, ...]:
    """Give a stored memo as cleaned lines, empty ones left out, the newest `MEMO_LINES_SHOWN`."""
    lines = (one_line(line, limit_cells=MEMO_LINE_CELLS) for line in stored.splitlines()[-MEMO_LINES_SHOWN:])
    return tuple(line for line in lines if line)
