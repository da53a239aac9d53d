"""How alive a source is, in three facts a person can read (board 5, reliability 5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kds.language import mark


class Link(StrEnum):
    """One word for the header."""

    CONNECTING = mark("CONNECTING")
    LIVE = mark("LIVE")
    SLOW = mark("SLOW")
    OFFLINE = mark("OFFLINE")


@dataclass(frozen=True, slots=True)
class Connection:
    """What the header says about one source.

    Attributes:
        link: the word; `CONNECTING` only before the first good answer of this run.
        last_answer_at: server time of the last good answer, None before the first (also across restarts).
        offline_since: server time since when nothing new arrives, None while live.
        reason: the last failure as a sentence, empty while live.
        unsent: changes not yet delivered.
        parked: changes that need a person.
        skew_seconds: this machine's clock minus the server's; shown above 5.
    """

    link: Link = Link.CONNECTING
    last_answer_at: datetime | None = None
    offline_since: datetime | None = None
    reason: str = ""
    unsent: int = 0
    parked: int = 0
    skew_seconds: float = 0.0
