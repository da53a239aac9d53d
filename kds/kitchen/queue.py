"""The outbox in memory: what has not ended, in the order it was pressed; every change is on disk before it is here."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from kds.domain.intents import Command, Errand, Intent, Refusal
from kds.domain.marks import Marks
from kds.kitchen.coalescing import is_untouched, planned
from kds.kitchen.ports import CommandState, Outbox, StoredCommand
from kds.language import mark, tr

Lane = tuple[str, str]
"""Source and order id: commands of one lane go out one after the other, those of different lanes side by side."""

_LOUDNESS = {
    CommandState.UNKNOWN: logging.INFO,
    CommandState.PARKED: logging.WARNING,
    CommandState.OBSOLETE: logging.INFO,
    CommandState.DISCARDED: logging.WARNING,
}

LOG = logging.getLogger(__name__)

GIVEN_UP_IN = (CommandState.PARKED, CommandState.PENDING, CommandState.UNKNOWN)
"""States in which a person may still give a command up: it is not on its way, and nobody has acknowledged it."""

ENDS_KEPT = 500
"""How many ends that were no success are remembered: far more than the presses that are still told about have."""

INTERRUPTED = mark("kds stopped while this was being sent")
"""Reason of a command whose answer nobody waited for."""


def lane_of(row: StoredCommand) -> Lane:
    """Name the lane of a command."""
    return row.command.source, row.command.order_id


def is_held_back(row: StoredCommand, now: datetime) -> bool:
    """Whether a command waits for its time and nobody but us knows of it."""
    return row.not_before is not None and now < row.not_before and is_untouched(row)


class Queue:
    """Commands that have not ended. Its methods raise `kds.errors.StateError` and then nothing has changed.

    Attributes:
        ends: command id → how it ended, of the last ones of this run that were not simply done.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._changed: Callable[[], None] = _nobody
        self._rows: dict[str, StoredCommand] = {}
        self._one_at_a_time = asyncio.Lock()
        self.ends: dict[str, CommandState] = {}

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this after every change."""
        self._changed = changed

    def tell(self) -> None:
        """Tell whoever watches that something about the commands may have changed."""
        self._changed()

    async def load(self) -> None:
        """Read what an earlier run left; what was on its way then may have arrived."""
        for row in await self._outbox.open_commands():
            self._rows[row.command.id] = row
            if row.state is CommandState.IN_FLIGHT:
                await self.move(row.command.id, CommandState.UNKNOWN, reason=tr(INTERRUPTED))

    @property
    def rows(self) -> tuple[StoredCommand, ...]:
        """Everything that has not ended, parked ones included, oldest first."""
        return tuple(self._rows.values())

    def row(self, command_id: str) -> StoredCommand | None:
        """Give a command that has not ended."""
        return self._rows.get(command_id)

    def state_of(self, command_id: str) -> CommandState:
        """Tell where a command stands; one that nobody remembers was done."""
        row = self._rows.get(command_id)
        return self.ends.get(command_id, CommandState.DONE) if row is None else row.state

    def lanes(self, source: str | None = None) -> Mapping[Lane, list[StoredCommand]]:
        """Give the rows by lane, oldest first; those of one source, or all."""
        lanes: dict[Lane, list[StoredCommand]] = {}
        for row in self._rows.values():
            if source is None or row.command.source == source:
                lanes.setdefault(lane_of(row), []).append(row)
        return lanes

    def laid_over(self, now: datetime) -> tuple[Command, ...]:
        """Give the commands that lie over the board at that server time, oldest first.

        One that is still held back does not yet: a fire that can be stopped has not reached any cook.
        """
        return tuple(row.command for row in self._rows.values() if row.state.is_open and not is_held_back(row, now))

    async def add(
        self, intent: Intent, undone: Intent | None, *, station: str, marks: Marks | None
    ) -> Intent | Refusal:
        """Store an intent and give it with the commands that go out, which an undo may not need."""
        async with self._one_at_a_time:
            plan = planned(intent, self.rows, undone)
            if isinstance(plan, Refusal):
                return plan
            rows = await self._outbox.add(
                plan.intent, station=station, marks=marks, ended=plan.ended, replacing=plan.replacing
            )
            for command_id, state in plan.ended.items():
                del self._rows[command_id]
                self._end(command_id, state)
            self._rows.update({row.command.id: row for row in rows})
        self._changed()
        return plan.intent

    async def claim(self, command_id: str) -> StoredCommand | None:
        """Mark a command as being sent; None when it was taken back or replaced in the meantime."""
        async with self._one_at_a_time:
            row = self._rows.get(command_id)
            if row is None or row.state not in (CommandState.PENDING, CommandState.UNKNOWN):
                return None
            await self._move(row, CommandState.IN_FLIGHT, reason=row.reason, attempts=row.attempts + 1)
            return self._rows[command_id]

    async def move(
        self,
        command_id: str,
        state: CommandState,
        *,
        reason: str = "",
        attempts: int | None = None,
        command: Command | None = None,
    ) -> None:
        """Move a command, if it has not ended."""
        async with self._one_at_a_time:
            row = self._rows.get(command_id)
            if row is not None:
                await self._move(row, state, reason=reason, attempts=attempts, command=command)

    async def send_again(
        self,
        command_id: str,
        *,
        reason: str,
        rounds: int,
        command: Command | None = None,
        asked_at: datetime | None = None,
        attempts: int | None = None,
    ) -> None:
        """Queue a command once more, as a new request of its own.

        Args:
            command_id: id of the command.
            reason: why it must go again.
            rounds: how often that has happened.
            command: the same command on a fresh version.
            asked_at: when a person asked for it, for a command that was parked.
            attempts: how often it counts as having gone out; as before where None.
        """
        async with self._one_at_a_time:
            row = self._rows.get(command_id)
            if row is not None:
                key = str(uuid.uuid4())
                await self._move(
                    row,
                    CommandState.PENDING,
                    reason=reason,
                    attempts=attempts,
                    rounds=rounds,
                    command=command,
                    key=key,
                    asked_at=asked_at,
                )

    async def discard(self, command_id: str, why: str) -> bool:
        """Give up a command for good, as a person wants it; tell whether it could still be given up.

        The reason goes into the log and beside what the till had said. What the same key press has waiting behind an
        errand goes with it, the newest first: *answered* is not true without its reply.
        """
        async with self._one_at_a_time:
            row = self._rows.get(command_id)
            if row is None or row.state not in GIVEN_UP_IN:
                return False
            for each in (*reversed(self._behind(row)), row):
                words = tr("given up by a person, {why}", why=why)
                if each.reason:
                    words = tr("given up by a person, {why} (before: {reason})", why=why, reason=each.reason)
                await self._move(each, CommandState.DISCARDED, reason=words)
            return True

    def _behind(self, row: StoredCommand) -> list[StoredCommand]:
        """Give what the same key press has waiting behind an errand in its lane, oldest first; orders' changes stand alone."""
        if not isinstance(row.command.change, Errand):
            return []
        return [
            each
            for each in self._rows.values()
            if each.intent_id == row.intent_id
            and each.position > row.position
            and lane_of(each) == lane_of(row)
            and each.state in GIVEN_UP_IN
        ]

    async def revive(self, row: StoredCommand, state: CommandState, *, reason: str) -> None:
        """Take up a command that had ended, as a new request of its own or for a person to decide about."""
        async with self._one_at_a_time:
            if row.command.id not in self._rows:
                key = str(uuid.uuid4())
                await self._move(row, state, reason=reason, attempts=0, rounds=0, command=row.command, key=key)
                self.ends.pop(row.command.id, None)
                self._rows = dict(sorted(self._rows.items(), key=lambda entry: entry[1].position))

    def in_doubt(self, command_id: str) -> None:
        """Treat a command as unknown although the disk could not take that down."""
        row = self._rows.get(command_id)
        if row is not None and row.state is CommandState.IN_FLIGHT:
            self._rows[command_id] = replace(row, state=CommandState.UNKNOWN)

    async def _move(
        self,
        row: StoredCommand,
        state: CommandState,
        *,
        reason: str,
        attempts: int | None = None,
        rounds: int | None = None,
        command: Command | None = None,
        key: str | None = None,
        asked_at: datetime | None = None,
    ) -> None:
        command_id = row.command.id
        await self._outbox.move(
            command_id,
            state,
            reason=reason,
            key=key,
            attempts=attempts,
            rounds=rounds,
            command=command,
            created_at=asked_at,
        )
        moved = replace(
            row,
            state=state,
            reason=reason,
            key=key or row.key,
            attempts=row.attempts if attempts is None else attempts,
            rounds=row.rounds if rounds is None else rounds,
            command=command or row.command,
            created_at=asked_at or row.created_at,
        )
        LOG.log(
            _LOUDNESS.get(state, logging.DEBUG),
            "command %s of order %s is %s%s",
            command_id,
            row.command.number,
            state.value,
            f": {reason}" if reason else "",
        )
        if state.is_open or state is CommandState.PARKED:
            self._rows[command_id] = moved
        else:
            del self._rows[command_id]
            self._end(command_id, state)
        self._changed()

    def _end(self, command_id: str, state: CommandState) -> None:
        if state is CommandState.DONE:
            return  # what nobody remembers was done
        self.ends[command_id] = state
        if len(self.ends) > ENDS_KEPT:
            del self.ends[next(iter(self.ends))]


def _nobody() -> None:
    """Stand in until somebody watches."""
