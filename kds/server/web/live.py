"""Keeps what viewers look at up to date: one reading and one state of each view for all of them; it writes to no socket."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from kds.server.problems import Problem
from kds.server.push.changes import ORDERS, Change
from kds.server.web.reading import OpenOrders
from kds.server.web.rendering import State
from kds.server.web.views import Surroundings, View

MOST_STREAMS = 200
"""Open pages of one server process at a time."""
MOST_OF_ONE = 24
"""Open pages of one user, or of one address where nobody logs in, at a time."""
MOST_OF_A_VIEW = 100
"""Open pages of one view at a time: guests, who need no login, can't take the places of the kitchen."""
AT_MOST_EVERY = timedelta(milliseconds=250)
"""Time between two readings, however many orders change."""
LOOK_EVERY = timedelta(seconds=5)
"""How often the database is read without being told of a change: another process may have made one."""
BELIEVED_FOR = timedelta(seconds=10)
"""How old the last good reading may be before the pages are no longer told that all is well."""

log = logging.getLogger(__name__)
Key = TypeVar("Key")


class Live:
    """All views that somebody looks at.

    Args:
        orders: reads the database.
        around: what the views need beside it.
    """

    def __init__(self, orders: OpenOrders, around: Surroundings) -> None:
        self._orders = orders
        self._around = around
        self._seats: Counter[str] = Counter()
        self._views: Counter[View] = Counter()
        self._states: dict[View, State] = {}
        self._read_at = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_told = asyncio.Event()
        self._turn = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    def changed(self, change: Change) -> None:
        """Take note of a change; it returns at once."""
        if change.name == ORDERS and self._loop is not None:
            self._loop.call_soon_threadsafe(self._is_told.set)

    @property
    def is_believable(self) -> bool:
        """Whether the last good reading is recent, so that a page may say that it is live."""
        return asyncio.get_running_loop().time() - self._read_at <= BELIEVED_FOR.total_seconds()

    def insist_on_room(self, who: str, view: View) -> None:
        """Refuse one page too many.

        Args:
            who: user or address.
            view: what is to be looked at.

        Raises:
            Problem: 503.
        """
        is_full = self._seats.total() >= MOST_STREAMS or self._views[view] >= MOST_OF_A_VIEW
        if is_full or self._seats[who] >= MOST_OF_ONE:
            raise Problem(503, "push.full", headers={"Retry-After": "30"})

    @contextmanager
    def seat(self, who: str, view: View) -> Iterator[None]:
        """Keep a view up to date for one viewer for as long as the block lasts.

        Raises:
            Problem: 503.
        """
        self.insist_on_room(who, view)
        self._seats[who] += 1
        self._views[view] += 1
        if self._keeping is None:
            self._loop = asyncio.get_running_loop()
            self._keeping = asyncio.create_task(self._keep())
        if view not in self._states:
            self._is_told.set()
        try:
            yield
        finally:
            _count_down(self._seats, who)
            _count_down(self._views, view)
            if view not in self._views:
                self._states.pop(view, None)
            if not self._views:
                self._rest()

    def _rest(self) -> None:
        """Read nothing while nobody looks."""
        if self._keeping is not None:
            self._keeping.cancel()
        self._keeping = self._loop = None
        self._read_at = float("-inf")

    async def places(self) -> tuple[Sequence[str], Sequence[str]]:
        """Give the names of all endpoints and of all zones."""
        reading = await asyncio.to_thread(self._orders.read)
        return reading.endpoints, reading.zones

    async def next_state(self, view: View, last: State | None, within_seconds: float) -> State | None:
        """Give a state that is not `last` as soon as there is one; `last` itself when the time is over."""
        try:
            async with asyncio.timeout(within_seconds):
                while (state := self._states.get(view, last)) is last:
                    await self._turn.wait()
        except TimeoutError:
            return last
        return state

    async def _keep(self) -> None:
        """Read and make states for as long as somebody looks."""
        loop = asyncio.get_running_loop()
        is_failing = False
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY.total_seconds()):
                    await self._is_told.wait()
            except TimeoutError:
                pass
            self._is_told.clear()
            try:
                fresh = await asyncio.to_thread(self._look, tuple(self._views))
            except Exception as error:
                if not is_failing:
                    log.exception("the pages can't be kept up to date: %s", type(error).__name__)
                is_failing = True
            else:
                is_failing = False
                self._read_at = loop.time()
                self._tell(fresh)
            await asyncio.sleep(AT_MOST_EVERY.total_seconds())

    def _look(self, views: tuple[View, ...]) -> dict[View, State]:
        """Read, and make the state of each view, in a thread: requests of the API go on meanwhile."""
        reading = self._orders.read()
        return {view: view.state(reading, self._around) for view in views}

    def _tell(self, fresh: dict[View, State]) -> None:
        """Wake the viewers; a state that is as it was stays the same object."""
        for view, state in fresh.items():
            if view in self._views and self._states.get(view) != state:
                self._states[view] = state
        self._turn.set()
        self._turn = asyncio.Event()


def _count_down(counter: Counter[Key], key: Key) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
