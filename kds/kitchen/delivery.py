"""Sends the outbox: each order's commands one after the other, a few orders side by side, for ever; cancels no request."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from functools import partial

from kds.domain.clock import Clock
from kds.domain.intents import Command
from kds.domain.order import Order
from kds.domain.overlay import is_meant, is_met
from kds.errors import SourceError, StateError
from kds.kitchen.ages import Ages
from kds.kitchen.consequences import Consequences
from kds.kitchen.facts import Facts
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import CommandState, Source, StoredCommand
from kds.kitchen.queue import Lane, Queue
from kds.kitchen.rebasing import STALE_SECONDS, requests_for

FIRE_DELAY_CAP_SECONDS = 10.0
"""Longest that `not_before` may hold a command back, whatever a clock says."""

ROUND_SECONDS = 5.0
"""Longest pause between two looks at the outbox, so that one that stands still is noticed."""

LOG = logging.getLogger(__name__)


class Delivery:
    """The task that empties the outbox.

    Attributes:
        delivered: called after each acknowledged command.
    """

    def __init__(
        self,
        source: Source,
        facts: Facts,
        queue: Queue,
        lanes: Lanes,
        consequences: Consequences,
        clock: Clock,
        ages: Ages,
        *,
        delivered: Callable[[StoredCommand, tuple[Order, ...]], None],
    ) -> None:
        self._source = source
        self._facts = facts
        self._queue = queue
        self._lanes = lanes
        self._consequences = consequences
        self._clock = clock
        self._ages = ages
        self._delivered = delivered
        self._wake = asyncio.Event()
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._stopping = False
        self._pressed_at: dict[str, float] = {}

    @property
    def on_their_way(self) -> int:
        """How many requests are being answered right now."""
        return len(self._tasks)

    def take_on(self, command: Command, *, held_seconds: float) -> None:
        """Learn of a command that was pressed just now.

        Args:
            command: the command.
            held_seconds: how long it must be kept back, at most `FIRE_DELAY_CAP_SECONDS` are honoured.
        """
        self._pressed_at[command.id] = self._clock.monotonic()
        self.hold_back(command.id, held_seconds)
        self._wake.set()

    def hold_back(self, command_id: str, seconds: float) -> None:
        """Keep a command back that long, so that a person can still stop it."""
        if seconds > 0:
            self._lanes.pending_from[command_id] = self._clock.monotonic() + min(seconds, FIRE_DELAY_CAP_SECONDS)

    def source_answered(self) -> None:
        """Learn that a poll was good."""
        self._lanes.source_answered()
        self._wake.set()

    def source_failed(self) -> None:
        """Learn that a poll failed."""
        self._lanes.is_down = True

    def wake(self) -> None:
        """Look again at once."""
        self._wake.set()

    async def run(self, beat: Callable[[], None] | None = None) -> None:
        """Send what is due until `stop` is called; calls `beat` at each round, at least every `ROUND_SECONDS`."""
        while not self._stopping:
            self._wake.clear()
            pause = self.step()
            if beat is not None:
                beat()
            try:
                await asyncio.wait_for(self._wake.wait(), ROUND_SECONDS if pause is None else min(pause, ROUND_SECONDS))
            except TimeoutError:
                continue

    def step(self) -> float | None:
        """Start every request that is due; give the seconds until the next may be, None until something happens."""
        ready, pause = self._lanes.due(self._tasks.keys())
        for lane, row in ready:
            task = asyncio.create_task(self._deliver(lane, row), name=f"deliver {row.command.number}")
            self._tasks[lane] = task
            task.add_done_callback(partial(self._ended, lane))
        return pause

    async def stop(self, *, wait_seconds: float = 5.0) -> None:
        """Start nothing more and wait for the answers that are on their way; what is late stays unknown on disk."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=wait_seconds)

    def _ended(self, lane: Lane, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(lane, None)
        self._wake.set()

    async def _deliver(self, lane: Lane, row: StoredCommand) -> None:
        try:
            await self._send(lane, row)
        except StateError as error:
            self._queue.in_doubt(row.command.id)
            self._lanes.failed(lane)
            self._consequences.disk_failed(error)
        except Exception as error:
            LOG.exception("a command could not be handled", extra={"command": row.command.id})
            self._queue.in_doubt(row.command.id)
            self._lanes.failed(lane)
            self._consequences.unforeseen(error)
        finally:
            self._queue.tell()

    async def _send(self, lane: Lane, row: StoredCommand) -> None:
        if await self._ages.is_asked(row) or await self._consequences.is_stopped(row):
            return
        requests: tuple[Command, ...] = (row.command,)
        if self._is_stale(row):
            try:
                fresh = await self._source.read_order(row.command.order_id)
            except SourceError as error:
                self._consequences.reading_failed(lane, error)
                return
            if await self._is_settled_by(fresh, lane, row):
                return
            if fresh is not None:
                requests = requests_for(row.command, fresh, self._facts.station)
        claimed = await self._queue.claim(row.command.id)
        if claimed is None:
            return
        self._lanes.forget(row.command.id)
        answer: tuple[Order, ...] = ()
        try:
            for request in requests:
                key = claimed.key if request is row.command else _part_key(claimed.key, request)
                answer = await self._source.send(request, key=key)
        except SourceError as error:
            await self._consequences.sending_failed(lane, row, error)
        else:
            await self._acknowledged(lane, claimed, answer)

    async def _is_settled_by(self, fresh: Order | None, lane: Lane, row: StoredCommand) -> bool:
        """End a command that a fresh reading of its order makes needless."""
        change = row.command.change
        if fresh is None or not is_meant(row.command, fresh):
            await self._consequences.order_gone(row.command)
            return True
        met = is_met(fresh, change)
        if met is None:
            await self._queue.move(row.command.id, CommandState.OBSOLETE)
        elif met:
            await self._acknowledged(lane, row, (fresh,))
        return met is not False

    async def _acknowledged(self, lane: Lane, row: StoredCommand, orders: tuple[Order, ...]) -> None:
        self._lanes.succeeded(lane)
        self._pressed_at.pop(row.command.id, None)
        self._consequences.ended_well()
        self._delivered(row, orders)
        await self._queue.move(row.command.id, CommandState.CONFIRMING)

    def _is_stale(self, row: StoredCommand) -> bool:
        pressed_at = self._pressed_at.get(row.command.id)
        return pressed_at is None or self._clock.monotonic() - pressed_at > STALE_SECONDS


def _part_key(key: str, request: Command) -> str:
    """Make the idempotency key of one request of several: the same part always gets the same one (contract 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{key} {request.change!r}"))
