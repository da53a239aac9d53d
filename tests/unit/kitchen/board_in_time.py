"""A board with its real store in virtual time, that is killed and started again on the same folder."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.store import Store, opened
from tests.builders import a_station
from tests.fakes import FakeClock, FakeSource


class BoardInTime:
    """One board; whoever uses it moves the clock.

    Attributes:
        kitchen, store: of the present run.
        versions: order → its version as it was last seen.
    """

    kitchen: Kitchen
    store: Store

    def __init__(self, source: FakeSource, clock: FakeClock, folder: Path) -> None:
        self._source = source
        self._clock = clock
        self._folder = folder
        self._open = AsyncExitStack()
        self._starts = 0
        self.versions: dict[str, int] = {}

    async def start(self) -> None:
        """Switch it on."""
        self._starts += 1
        self.store = await self._open.enter_async_context(opened(self._folder, monotonic=self._clock.monotonic))
        self.kitchen = Kitchen(
            a_station(), self._source, self.store, self.store, self._clock, chance=random.Random(self._starts)
        )
        await self.kitchen.start()
        await self.settle()

    async def kill(self) -> None:
        """End it without a word; nobody waits for the answers on their way."""
        tasks = list(self.kitchen.delivery._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._open.aclose()

    async def poll(self) -> None:
        """Poll, and send what is due."""
        await self.kitchen.poll()
        self._source.pages = 1
        self.versions.update({order.id: order.version for order in self.kitchen.board.orders})
        await self.settle()

    async def settle(self) -> None:
        """Send what is due until every request on its way waits for time to pass."""
        quiet = 0
        for _ in range(1000):
            if quiet == 2:
                return
            before = self.kitchen.delivery.on_their_way
            self.kitchen.delivery.step()
            await asyncio.sleep(0)
            await self.store.fullness()
            on_their_way = self.kitchen.delivery.on_their_way
            quiet = quiet + 1 if on_their_way == self._source.waiting == before else 0
        raise AssertionError("requests keep going out although no time passes")

    async def on_disk(self) -> dict[str, CommandState]:
        """Give where every command stands on the disk."""
        found = await self.store._database.read(
            lambda connection: connection.execute("SELECT id, state FROM commands").fetchall()
        )
        return {row["id"]: CommandState(row["state"]) for row in found}
