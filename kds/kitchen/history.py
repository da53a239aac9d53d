"""This screen's own intents of the last minutes, newest first, with what has become of them (board 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kds.domain.board import DoneIntent
from kds.domain.intents import Intent
from kds.kitchen.ports import CommandState
from kds.kitchen.queue import Queue, is_held_back

KEPT = timedelta(minutes=10)
"""How long an intent stays in the list; undo itself reaches back 60 s."""

KEPT_AT_MOST = 120
"""How many intents stay at most: two a second for as long as undo reaches back."""

_ON_THE_WAY = (CommandState.PENDING, CommandState.IN_FLIGHT, CommandState.UNKNOWN)


class History:
    """The intents, and the commands they were pressed with, also those that an undo did not need to send."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._intents: list[Intent] = []

    def load(self, intents: Iterable[Intent]) -> None:
        """Take over the intents of an earlier run, oldest first."""
        self._intents = list(reversed(list(intents)))[:KEPT_AT_MOST]

    def add(self, intent: Intent) -> None:
        """Take in the newest intent and forget the oldest ones."""
        kept = [old for old in self._intents if intent.at - old.at < KEPT]
        self._intents = [intent, *kept[: KEPT_AT_MOST - 1]]

    def intent(self, intent_id: str | None) -> Intent | None:
        """Give an intent that is still remembered."""
        return next((intent for intent in self._intents if intent.id == intent_id), None)

    def done(self, now: datetime) -> tuple[DoneIntent, ...]:
        """Give what has become of each, newest first."""
        return tuple(self._done(intent, now) for intent in self._intents)

    def _done(self, intent: Intent, now: datetime) -> DoneIntent:
        rows = [row for command in intent.commands if (row := self._queue.row(command.id)) is not None]
        states = [self._queue.state_of(command.id) for command in intent.commands]
        return DoneIntent(
            intent,
            delivered=not any(state in _ON_THE_WAY or state is CommandState.PARKED for state in states),
            refused=next((row.reason for row in rows if row.state is CommandState.PARKED), ""),
            released=not any(is_held_back(row, now) for row in rows),
        )
