"""Asks a person about commands that waited too long: a late *ready* can call a guest a day after he left (reliability 3.1.10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.notes import NOTES
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Queue
from kds.language import tr

TOO_OLD = timedelta(hours=24)
"""A change that waited longer asks a person, whatever the day."""

AT_THE_CHANGE = timedelta(seconds=10)
"""A change that was pressed at the very end of a day and has waited no longer than this goes out all the same."""


class Ages:
    """How long commands have waited, by the server's clock; `day` is how the restaurant counts its days."""

    def __init__(self, queue: Queue, day: BusinessDay, now: Callable[[], datetime]) -> None:
        self._queue = queue
        self.day = day
        self._now = now

    async def is_asked(self, row: StoredCommand) -> bool:
        """Park a command that waited too long, and tell whether it did; raises StateError.

        A note of yesterday needs no person: it goes nowhere (`kitchen.notes_errands`).
        """
        if row.command.source == NOTES:
            return False
        reason = self._reason(row)
        if not reason or row.state not in (CommandState.PENDING, CommandState.UNKNOWN):
            return False
        await self._queue.move(
            row.command.id, CommandState.PARKED, reason=tr("{reason}; send it anyway or discard it", reason=reason)
        )
        return True

    async def ask(self) -> None:
        """Park whatever waited too long; raises StateError."""
        for row in self._queue.rows:
            await self.is_asked(row)

    def _reason(self, row: StoredCommand) -> str:
        now = self._now()
        age = now - row.created_at
        if age > TOO_OLD:
            return tr("pressed more than a day ago")
        if age > AT_THE_CHANGE and row.created_at < self.day.start(now):
            return tr("pressed on an earlier business day, before {time}", time=f"{self.day.change:%H:%M}")
        return ""
