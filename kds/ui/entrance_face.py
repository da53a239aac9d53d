"""What the door's screen needs from the venue, as a protocol; the wiring hands in the real one after the first paint."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kds.domain.venue.admission_list import Key
    from kds.domain.venue.facts import VenueFacts
    from kds.domain.venue.searching import Found
    from kds.domain.venue.verdicts import Verdict


class EntranceFace(Protocol):
    """The venue as a door sees it; nothing but `settle` and `undo` waits for anything."""

    @property
    def facts(self) -> VenueFacts:
        """The newest facts."""
        ...

    def now(self) -> datetime:
        """Give the seller's time, aware UTC."""
        ...

    def knows(self, text: str) -> bool:
        """Whether a code of the list is meant by that."""
        ...

    def judge(self, scanned: str) -> Verdict:
        """Give the verdict on a scan from the list at hand; a guest who may come in is in from now on."""
        ...

    async def settle(self, verdict: Verdict) -> Verdict:
        """Do what a verdict still needs: write an entry down, or ask the seller about an unknown code."""
        ...

    async def undo(self) -> str:
        """Take the last entry back while nobody knows of it; gives what to say."""
        ...

    def search(self, text: str) -> tuple[Found, ...]:
        """Give the guests that a text finds."""
        ...

    def admit(self, key: Key, reason: str) -> Verdict | None:
        """Let a guest in whose code can't be read; None when that can't be told to anybody."""
        ...

    def reload(self) -> None:
        """Read the list again as soon as may be."""
        ...
