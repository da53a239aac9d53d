"""What a door's screen works with: verdicts that never wait for the network, and what they still need afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kds.domain.venue.admission_list import Key
from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.searching import Found
from kds.domain.venue.verdicts import Verdict, Word
from kds.kitchen.venue.following import Following
from kds.kitchen.venue.scans import Scans


class Entrance:
    """One gate of the venue.

    Args:
        scans: what people do at it.
        following: keeps the list up to date.
        facts: gives the newest facts.
    """

    def __init__(self, scans: Scans, following: Following, facts: Callable[[], VenueFacts]) -> None:
        self._scans = scans
        self._following = following
        self._newest_facts = facts

    @property
    def facts(self) -> VenueFacts:
        """The newest facts."""
        return self._newest_facts()

    def now(self) -> datetime:
        """Give the seller's time."""
        return self._following.health.now()

    def knows(self, text: str) -> bool:
        """Whether a code of the list is meant by that."""
        return self._scans.knows(text)

    def judge(self, scanned: str) -> Verdict:
        """Give the verdict on a scan from the list at hand; a guest who may come in is in from now on."""
        return self._scans.judge(scanned)

    async def settle(self, verdict: Verdict) -> Verdict:
        """Do what a verdict still needs: write an entry down, or ask the seller about an unknown code."""
        if verdict.word is Word.ASK:
            await self._following.ask(verdict.code)
            verdict = self._scans.judge_again(verdict)
        return await self._scans.keep(verdict)

    async def undo(self) -> str:
        """Take the last entry back while nobody knows of it; gives what to say."""
        return await self._scans.undo()

    def search(self, text: str) -> tuple[Found, ...]:
        """Give the guests that a text finds."""
        return self._scans.search(text)

    def admit(self, key: Key, reason: str) -> Verdict | None:
        """Let a guest in whose code can't be read; `settle` writes it down. None when that can't be told to anybody."""
        return self._scans.admit(key, reason)

    def reload(self) -> None:
        """Read the list again as soon as may be."""
        self._following.reload()
