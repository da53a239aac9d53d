"""Carries out the errands of one other system: a proof before anything goes twice, and nothing is ever dropped (reliability 3.1).

The till's own commands are `delivery.py`'s. An errand has no order to be compared with: its source looks for itself
whether it was carried out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from kds.domain.clock import Clock
from kds.domain.errands import Reply
from kds.domain.intents import Command, Errand
from kds.errors import SourceError, StateError
from kds.kitchen.ages import Ages
from kds.kitchen.answers import Meaning, meaning_of
from kds.kitchen.coalescing import is_untouched
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Lane, Queue
from kds.language import tr

TOGETHER_FROM = 3
"""So many waiting errands of one lane go out as a batch, where their source can do that."""

CONFIRM_AFTER_SECONDS = 3.0
"""How long after an answer that proves nothing its source is asked whether the errand was carried out."""

ROUNDS = 1
"""How often an errand that was accepted and is not there goes out again before a person is asked."""

ANSWERED_FAILURES = 3
"""After so many answers that only say "failed" the errand itself is taken for the fault, and a person is asked."""

ROUND_SECONDS = 5.0
"""Longest pause between two looks at the outbox."""

LOG = logging.getLogger(__name__)


class End(StrEnum):
    """What is known of an errand: carried out, not (yet), or contradicted by what the other system holds."""

    DONE = "done"
    OPEN = "open"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Finding:
    """How an errand stands at its system; `reason` is a sentence for people, empty where there is nothing to say."""

    end: End
    reason: str = ""


class ErrandSource(Protocol):
    """Another system that carries out errands. Its methods raise `kds.errors.SourceError` and nothing else."""

    @property
    def name(self) -> str:
        """The name that its commands carry in `source`."""
        ...

    @property
    def most_together(self) -> int:
        """How many errands of one lane one request can carry, 1 where there are no batches."""
        ...

    async def find(self, command: Command) -> Finding:
        """Look whether a command has been carried out already, by whomever."""
        ...

    async def do(self, command: Command) -> Finding:
        """Carry it out once; `OPEN` where the answer proves nothing."""
        ...

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Carry out several of one lane in one request; command id → finding, `OPEN` for each that is not named."""
        ...


class Errands:
    """The task that empties one other system's part of the outbox."""

    def __init__(self, source: ErrandSource, queue: Queue, lanes: Lanes, ages: Ages, clock: Clock) -> None:
        """Prepare; nothing is sent before `run`.

        Args:
            source: carries them out.
            queue: the outbox.
            lanes: whose turn it is, and how long to wait after failures; of this source alone.
            ages: asks a person about what waited too long.
            clock: for the pause before an errand is confirmed.
        """
        self._source = source
        self._queue = queue
        self._lanes = lanes
        self._ages = ages
        self._clock = clock
        self._wake = asyncio.Event()
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._confirm_at: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._stopping = False

    def hold_back(self, command_id: str, seconds: float) -> None:
        """Keep a command back that long, so that a person can still take it back."""
        if seconds > 0:
            self._lanes.pending_from[command_id] = self._clock.monotonic() + seconds
        self._wake.set()

    def wake(self) -> None:
        """Look again at once."""
        self._wake.set()

    def source_answered(self) -> None:
        """Learn that the system answers: what waited for that goes at once."""
        self._lanes.source_answered()
        self._wake.set()

    def source_failed(self) -> None:
        """Learn that the system does not answer: one probe at a time from now on."""
        self._lanes.is_down = True

    async def run(self) -> None:
        """Send what is due until `stop` is called."""
        while not self._stopping:
            self._wake.clear()
            pause = self.step()
            try:
                await asyncio.wait_for(self._wake.wait(), ROUND_SECONDS if pause is None else min(pause, ROUND_SECONDS))
            except TimeoutError:
                continue

    def step(self) -> float | None:
        """Start every request that is due; give the seconds until the next may be, None until something happens."""
        ready, pause = self._lanes.due(self._tasks.keys())
        for lane, row in ready:
            self._start(lane, self._carry_out(lane, self._with_its_like(lane, row)))
        waits = [] if pause is None else [pause]
        now = self._clock.monotonic()
        for lane, rows in self._queue.lanes(self._source.name).items():
            accepted = next((each for each in rows if each.state is CommandState.CONFIRMING), None)
            if accepted is None or lane in self._tasks or self._lanes.stopped or self._lanes.is_down:
                continue
            at = self._confirm_at.setdefault(accepted.command.id, now)
            if at <= now:
                self._start(lane, self._confirm(accepted))
            else:
                waits.append(at - now)
        return min(waits, default=None)

    async def stop(self, *, wait_seconds: float = 5.0) -> None:
        """Start nothing more and wait for the answers that are on their way; what is late stays unknown on disk."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=wait_seconds)

    def _start(self, lane: Lane, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(self._guarded(lane, work), name=f"errand {lane[0]} {lane[1]}")
        self._tasks[lane] = task
        task.add_done_callback(partial(self._ended, lane))

    def _ended(self, lane: Lane, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(lane, None)
        self._wake.set()

    async def _guarded(self, lane: Lane, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:
            if not isinstance(error, StateError):
                LOG.exception("an errand could not be handled")
            for row in self._queue.lanes(self._source.name).get(lane, ()):
                self._queue.in_doubt(row.command.id)
            self._lanes.failed(lane)
        finally:
            self._queue.tell()

    def _with_its_like(self, lane: Lane, row: StoredCommand) -> list[StoredCommand]:
        """Give what goes out with an errand in one request: others of its lane that nobody knows of yet."""
        if not is_untouched(row) or self._source.most_together < TOGETHER_FROM:
            return [row]
        now = self._clock.monotonic()
        rows = [
            each
            for each in self._queue.lanes(self._source.name)[lane]
            if is_untouched(each) and self._lanes.pending_from.get(each.command.id, 0.0) <= now
        ]
        return rows[: self._source.most_together] if len(rows) >= TOGETHER_FROM else [row]

    async def _carry_out(self, lane: Lane, rows: Sequence[StoredCommand]) -> None:
        fresh = [row for row in rows if not await self._ages.is_asked(row)]
        if len(fresh) == 1 and fresh[0].attempts and not await self._must_go_again(lane, fresh[0]):
            return
        claimed = [each for row in fresh if (each := await self._queue.claim(row.command.id)) is not None]
        if not claimed:
            return
        before = {row.command.id: row for row in fresh}
        commands = [row.command for row in claimed]
        for command in commands:
            self._lanes.forget(command.id)
        try:
            if len(commands) == 1:
                found: Mapping[str, Finding] = {commands[0].id: await self._source.do(commands[0])}
            else:
                found = await self._source.do_many(commands)
        except SourceError as error:
            await self._failed(lane, [before[command.id] for command in commands], error)
            return
        self._lanes.succeeded(lane)
        for row in claimed:
            await self._follow(row, found.get(row.command.id, Finding(End.OPEN)))

    async def _must_go_again(self, lane: Lane, row: StoredCommand) -> bool:
        """Look whether an errand that may have arrived did; end it where it did, and ask a person before a third reply."""
        try:
            finding = await self._source.find(row.command)
        except SourceError as error:
            answer = meaning_of(error)
            self._lanes.failed(lane, wait_seconds=answer.wait_seconds)
            return False
        if finding.end is not End.OPEN:
            await self._follow(row, finding)
            return False
        change = row.command.change
        if isinstance(change, Errand) and isinstance(change.deed, Reply) and row.attempts > ROUNDS:
            await self._park(
                row, tr("It was sent twice and is not to be seen. Look at the conversation before sending it again.")
            )
            return False
        return True

    async def _confirm(self, row: StoredCommand) -> None:
        try:
            finding = await self._source.find(row.command)
        except SourceError as error:
            wait = meaning_of(error).wait_seconds or CONFIRM_AFTER_SECONDS
            self._confirm_at[row.command.id] = self._clock.monotonic() + wait
            return
        self._confirm_at.pop(row.command.id, None)
        if finding.end is not End.OPEN:
            await self._follow(row, finding)
        elif row.rounds < ROUNDS:
            reason = tr("it was accepted but is not to be seen")
            await self._queue.send_again(row.command.id, reason=reason, rounds=row.rounds + 1)
        else:
            await self._park(row, tr("It was accepted again and again but is not to be seen."))

    async def _follow(self, row: StoredCommand, finding: Finding) -> None:
        command_id = row.command.id
        match finding.end:
            case End.DONE:
                await self._queue.move(command_id, CommandState.DONE, reason=finding.reason)
            case End.OPEN:
                self._confirm_at[command_id] = self._clock.monotonic() + CONFIRM_AFTER_SECONDS
                await self._queue.move(command_id, CommandState.CONFIRMING)
            case End.CONFLICT:
                await self._park(row, finding.reason)
        self._failures.pop(command_id, None)

    async def _failed(self, lane: Lane, rows: Sequence[StoredCommand], error: SourceError) -> None:
        """Follow errands that were not acknowledged; `rows` as they stood before this attempt."""
        answer = meaning_of(error)
        for row in rows:
            command_id = row.command.id
            match answer.meaning:
                case Meaning.NOT_SENT | Meaning.TLS | Meaning.LOGIN | Meaning.LATER:
                    await self._queue.move(command_id, row.state, reason=answer.reason, attempts=row.attempts)
                case Meaning.PORTAL:
                    await self._queue.move(command_id, row.state, reason=answer.reason)
                case Meaning.UNKNOWN if not self._is_at_fault(row, error, alone=len(rows) == 1):
                    await self._queue.move(command_id, CommandState.UNKNOWN, reason=answer.reason)
                case _:
                    await self._park(row, answer.reason)
        if answer.meaning in (Meaning.TLS, Meaning.LOGIN):
            self._lanes.stopped = answer.reason
        self._lanes.failed(lane, wait_seconds=answer.wait_seconds)

    def _is_at_fault(self, row: StoredCommand, error: SourceError, *, alone: bool) -> bool:
        """Whether the system fails at this very errand: it answered so again and again when it was sent alone."""
        if error.status is None or not alone:
            return False
        failures = self._failures[row.command.id] = self._failures.get(row.command.id, 0) + 1
        return failures >= ANSWERED_FAILURES

    async def _park(self, row: StoredCommand, reason: str) -> None:
        await self._queue.move(row.command.id, CommandState.PARKED, reason=reason)
