"""The terminal's memory on disk, as the kitchen's ports `Outbox` and `Memory` ask for it; one per state folder."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kds.domain.intents import Command, Intent
from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Order
from kds.errors import StateError
from kds.kitchen.ports import CommandState, EndedCommand, StoredCommand
from kds.store import commands, memories
from kds.store.database import CAP_BYTES, PAGE_BYTES, Database
from kds.store.schema import touch

if TYPE_CHECKING:
    from kds.store.times import TimesStore
    from kds.store.venue import VenueStore

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Changes at every start of the machine (Linux); absent elsewhere."""

MOST_CHECKED_BYTES = 32 * 1024 * 1024
"""Largest file that is checked while a board uses it; larger ones are checked at each start alone."""


class Store:
    """Outbox and memory in one SQLite file; whatever it acknowledged survives a power cut (reliability 1).

    Args:
        database: the open file.
        boot: what the machine's present run is called.
        monotonic: seconds that never step within that run.
    """

    def __init__(self, database: Database, boot: str, monotonic: Callable[[], float]) -> None:
        self._database = database
        self._boot = boot
        self._monotonic = monotonic

    @property
    def banner(self) -> str:
        """What a person must know about the start, "" if nothing."""
        return self._database.banner

    @property
    def venue(self) -> VenueStore:
        """What a venue's side remembers, in the same file; loaded only where there is a venue."""
        from kds.store.venue import VenueStore

        return VenueStore(self._database)

    @property
    def times(self) -> TimesStore:
        """What is remembered of the speed of service, in the same file (`Memory.times`)."""
        from kds.store.times import TimesStore

        return TimesStore(self._database)

    async def add(
        self,
        intent: Intent,
        *,
        station: str,
        marks: Marks | None,
        ended: Mapping[str, CommandState],
        replacing: frozenset[str],
    ) -> tuple[StoredCommand, ...]:
        """Store one key press in one transaction (`Outbox.add`)."""
        moment = self._moment()

        def work(connection: sqlite3.Connection) -> tuple[StoredCommand, ...]:
            if marks is not None:
                memories.save_marks(connection, station, marks)
            return commands.add(connection, intent, moment, ended=ended, replacing=replacing)

        return await self._database.write(work)

    async def move(
        self,
        command_id: str,
        state: CommandState,
        *,
        reason: str = "",
        key: str | None = None,
        attempts: int | None = None,
        rounds: int | None = None,
        command: Command | None = None,
        created_at: datetime | None = None,
    ) -> None:
        """Move one command (`Outbox.move`)."""
        await self._database.write(
            partial(
                commands.move,
                command_id=command_id,
                state=state,
                moment=self._moment(),
                reason=reason,
                key=key,
                attempts=attempts,
                rounds=rounds,
                command=command,
                created_at=created_at,
            )
        )

    async def open_commands(self) -> tuple[StoredCommand, ...]:
        """Give everything that has not ended (`Outbox.open_commands`)."""
        return await self._database.read(commands.open_commands)

    async def done_since_board(self) -> tuple[Command, ...]:
        """Give what was done after the last board was kept (`Outbox.done_since_board`)."""
        return await self._database.read(commands.done_since_board)

    async def ended_within(self, period: timedelta) -> tuple[EndedCommand, ...]:
        """Give what ended as done or obsolete lately (`Outbox.ended_within`)."""
        return await self._database.read(partial(commands.ended_within, period=period, moment=self._moment()))

    async def recent_intents(self, since: datetime) -> tuple[Intent, ...]:
        """Give the intents pressed since then (`Outbox.recent_intents`)."""
        return await self._database.read(partial(commands.recent_intents, since=since))

    async def load_marks(self, station: str) -> Marks:
        """Give a station's marks (`Memory.load_marks`)."""
        return await self._database.read(partial(memories.load_marks, station=station))

    async def save_marks(self, station: str, marks: Marks) -> None:
        """Keep a station's marks (`Memory.save_marks`)."""
        await self._database.write(partial(memories.save_marks, station=station, marks=marks))

    async def load_board(self) -> tuple[tuple[Order, ...], tuple[Endpoint, ...], datetime | None]:
        """Give the last board (`Memory.load_board`)."""
        return await self._database.read(memories.load_board)

    async def save_board(self, orders: Sequence[Order], endpoints: Sequence[Endpoint], at: datetime) -> None:
        """Keep the last board (`Memory.save_board`)."""
        await self._database.write(partial(memories.save_board, orders=orders, endpoints=endpoints, at=at))

    async def tidy(self, before: datetime) -> int:
        """Forget what ended before then (`Memory.tidy`)."""

        def work(connection: sqlite3.Connection) -> int:
            memories.forget_marks(connection, before)
            memories.forget_guests(connection, before)
            return commands.tidy(connection, before)

        return await self._database.write(work)

    async def fullness(self) -> float:
        """Give the used part of the largest allowed size, 0 to 1 (`Memory.fullness`)."""

        def work(connection: sqlite3.Connection) -> float:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            return float(pages - free) * PAGE_BYTES / CAP_BYTES

        return await self._database.read(work)

    async def check(self) -> str:
        """Give `ok`, the first damage of the file in SQLite's words, or why it was not looked for: a bump would wait."""

        def work(connection: sqlite3.Connection) -> str:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            if pages * PAGE_BYTES > MOST_CHECKED_BYTES:
                return f"not checked while in use: {pages * PAGE_BYTES} bytes"
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return str(verdict)

        return await self._database.read(work)

    async def can_write(self) -> bool:
        """Say whether the last write reached the disk; after one that did not, another is tried, as there may be room again."""
        if self._database.last_write_failed:
            with suppress(StateError):
                await self._database.write(touch)
        return not self._database.last_write_failed

    async def aclose(self) -> None:
        """Close the file and let the folder go."""
        await self._database.close()

    def _moment(self) -> commands.Moment:
        return commands.Moment(self._boot, self._monotonic())


@asynccontextmanager
async def opened(state_folder: Path, *, monotonic: Callable[[], float] = time.monotonic) -> AsyncIterator[Store]:
    """Hold the state folder for this process and give its store until the block ends.

    Args:
        state_folder: made where it does not exist.
        monotonic: seconds that never step.

    Raises:
        StateLocked: another process holds the folder.
        StateError: the folder or its file can't be used; the message says what to do.
    """
    database = Database(state_folder)
    await database.open()
    store = Store(database, await asyncio.to_thread(_boot), monotonic)
    try:
        yield store
    finally:
        await store.aclose()


def _boot() -> str:
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
