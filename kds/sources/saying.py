"""What every server's answers have in common for people: which error a status means, and how its own words are quoted."""

from __future__ import annotations

from collections.abc import Mapping

from kds.domain.text import clean
from kds.errors import Busy, Conflict, Forbidden, LoginRefused, Missing, Refused, SourceError

DETAIL_CELLS = 300
"""Longest part of a message that comes from the server (lightspeed 1.2)."""

KINDS: Mapping[int, type[SourceError]] = {
    401: LoginRefused,
    403: Forbidden,
    404: Missing,
    408: Busy,
    409: Conflict,
    410: Missing,
    412: Conflict,
    423: Busy,
    425: Busy,
    429: Busy,
    501: Refused,
    505: Refused,
}
"""Status → what it means unless a system says otherwise; any other is `Busy` from 500 on, else `Refused`."""


def kind_of(status: int) -> type[SourceError]:
    """Give the error that a status other than 2xx means."""
    return KINDS.get(status, Busy if status >= 500 else Refused)


def quoted(*texts: str) -> str:
    """Give a server's own words for the middle of a sentence, `: no such order, 404`; empty where it said nothing.

    Each text is cleaned, on one line, at most `DETAIL_CELLS` long, and loses its full stop.
    """
    shown = (clean(" ".join(text.split()), limit_cells=DETAIL_CELLS).strip().rstrip(".") for text in texts)
    said = ", ".join(text for text in shown if text)
    return f": {said}" if said else ""
