"""Practice beside the real board: a kitchen of its own, with invented orders and its state in a temporary folder."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from kds.domain.board import Board
from kds.domain.clock import Clock
from kds.domain.modes import Mode
from kds.errors import StateError
from kds.jobs.schedule import Jobs
from kds.kitchen.kitchen import Kitchen
from kds.language import tr
from kds.store.store import opened

FOLDER_PREFIX = "kds-practice-"
"""Beginning of the name of the temporary folder; it is gone when practice ends."""

LOG = logging.getLogger(__name__)


class Practice:
    """What `kds.ui.practice_face.PracticeFace` asks for.

    Args:
        real: the real kitchen, which goes on meanwhile; nothing of practice reaches it.
        clock: for both.
    """

    def __init__(self, real: Kitchen, clock: Clock) -> None:
        self._real = real
        self._clock = clock
        self._open: AsyncExitStack | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody practises."""
        return self._open is not None

    async def begin(self, real: Board) -> Kitchen:
        """Open a kitchen of invented orders for the station of the real board.

        Raises:
            StateError: there is no room for its temporary state.
            ServerError: the menu of the demo restaurant can't be read.
        """
        await self._closed()
        async with AsyncExitStack() as stack:
            kitchen = await self._opened(real, stack)
            self._open = stack.pop_all()
        # nobody looks at the real orders now, so the other screens must not be told that somebody does
        self._real.notes.is_watching = False
        LOG.info("practice begins; the real orders are read on")
        return kitchen

    async def end(self) -> None:
        """Let go of the practice kitchen; it is closed in the background, so that the real board stands there at once."""
        if self._open is None:
            return
        self._real.notes.is_watching = True
        self._closing = asyncio.create_task(self._open.aclose(), name="close practice")
        self._open = None
        LOG.info("practice ends")

    async def aclose(self) -> None:
        """End practice where somebody still practises, and wait until nothing is left of it."""
        await self.end()
        await self._closed()

    async def _opened(self, real: Board, stack: AsyncExitStack) -> Kitchen:
        try:
            folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        except OSError as error:
            raise StateError(
                tr("Practice needs a temporary folder, and none can be made: {reason}.", reason=error)
            ) from error
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        store = await stack.enter_async_context(opened(folder))
        from kds.demo.practice.opening import practice_till

        # the demo restaurant has other zones
        station = replace(real.station, zones=frozenset())
        till = practice_till(station, [endpoint.name for endpoint in real.endpoints], self._clock)
        kitchen = Kitchen(station, till, store, store, self._clock, stations=(station,), mode=Mode.PRACTICE)
        await kitchen.start()
        await kitchen.poll()
        jobs = Jobs(kitchen, self._clock)
        jobs.start()
        stack.push_async_callback(jobs.stop)
        return kitchen

    async def _closed(self) -> None:
        closing, self._closing = self._closing, None
        if closing is None:
            return
        try:
            await closing
        except StateError as error:
            LOG.info("practice left something behind: %s", error)
