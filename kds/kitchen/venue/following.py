"""Decides when the list of guests is read, within the seller's budget, and what follows from a failure; reads nothing itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from kds.domain.clock import Clock
from kds.errors import (
    Busy,
    Forbidden,
    LoginRefused,
    Missing,
    NotTheSource,
    Refused,
    SourceError,
    Unreachable,
)
from kds.kitchen.health import Health
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import AdmissionSource, VenueMemory, VenueOptions
from kds.kitchen.venue.reading import ShowReading

CHANGES_SECONDS = 10.0
"""How often changed orders are asked for: two requests of the twenty that the seller's pace allows in that time."""

QUIET_CHANGES_SECONDS = 60.0
"""The same while no doors are open."""

SHOWS_SECONDS = 3600.0
"""How often it is looked which show is on: a board runs for more than one evening."""

NO_SHOW_SECONDS = 60.0
"""The same while the last show known is over."""

CHECK_SECONDS_A_PAGE = 1.5
LONGEST_CHECK_SECONDS = 300.0
"""A large show is looked through less often, so that this takes a third of the seller's pace: the rest is for scans."""

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0
"""Pause after a failure; each further one in a row doubles it."""

ASK_SECONDS = 6.0
"""How long a guest waits at most while the seller is asked about an unknown code."""

MOST_WAKES = 500
"""Orders that wait to be read again; with more of them the whole list is."""

LOG = logging.getLogger(__name__)


class Following:
    """What is read when. Only one reading goes on at a time; scans never wait for it.

    Args:
        source: the seller.
        book: takes in what was read.
        memory: keeps it for a start without the seller.
        clock: wall and monotonic clock.
        options: which show, and how often other gates are looked at.

    Attributes:
        health: knows the seller's time and the last failure.
        reading: what is read, and how far it is.
        stopped: why the seller is not asked anything, None while it may be.
    """

    def __init__(
        self, source: AdmissionSource, book: ShowBook, memory: VenueMemory, clock: Clock, options: VenueOptions
    ) -> None:
        self._book = book
        self._clock = clock
        self._options = options
        self.health = Health(clock, CHANGES_SECONDS)
        self.reading = ShowReading(source, book, memory, clock, self.health, options)
        self.stopped: SourceError | None = None
        self._error: SourceError | None = None
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._is_open = False
        self._wakes: dict[int, None] = {}
        self._failures = 0
        self._not_before = self._changes_at = self._shows_at = 0.0
        self._checked_at: float | None = None
        self._wants_all = False

    @property
    def pages(self) -> int:
        """How many requests a whole reading of the list takes."""
        return self.reading.pages

    @property
    def trouble(self) -> str:
        """Why nothing is read, as a sentence; empty while a silent line is all there is."""
        is_told = self.stopped is not None or (self._book.show is None and self._error is not None)
        return str(self._error) if is_told else ""

    @property
    def is_online(self) -> bool:
        """Whether the last question was answered."""
        return self._is_open and not self.health.is_down

    def wake(self, order_id: int) -> None:
        """Read an order again soon; that is all a webhook can cause, so a replayed or forged one changes nothing."""
        if len(self._wakes) < MOST_WAKES:
            self._wakes[order_id] = None
        else:
            self._wants_all = True

    def reload(self) -> None:
        """Read changes and scans of other gates as soon as may be, because a person asked for it."""
        self._not_before = self._changes_at = 0.0
        self._wants_all = True

    def step(self) -> None:
        """Begin the next reading that is due, if none goes on; raises what nobody thought of in the last one."""
        if self._task is not None:
            if not self._task.done():
                return
            task, self._task = self._task, None
            task.result()
        work = self._due()
        if work is not None:
            self._task = asyncio.create_task(self._guarded(work), name="follow the show")

    async def stop(self) -> None:
        """Give up the reading that goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def freshen(self, within: timedelta) -> None:
        """Read scans made elsewhere, unless that was done so lately; raises SourceError."""
        asked = self._clock.monotonic()
        async with self._turn:
            if self._checked_at is None or asked - self._checked_at > within.total_seconds():
                await self._check()

    async def ask(self, code: str) -> None:
        """Ask the seller about a code that the list does not have, and put it on the list where it is good."""
        if self._book.show is None or self.stopped is not None:
            return
        try:
            await asyncio.wait_for(self._ask(code), ASK_SECONDS)
        except Missing:
            return
        except (SourceError, TimeoutError) as error:
            LOG.warning("the seller could not be asked about a code: %s", error or "no answer in time")

    async def _ask(self, code: str) -> None:
        found = await self.reading.status(code)
        if not self._turn.locked():
            try:
                async with self._turn:
                    await self.reading.changes()
            except SourceError as error:
                LOG.warning("the list could not be read for a new code: %s", error)
        show = self._book.show
        if code not in self._book.admissions and show is not None:
            await self.reading.take(show, (found,))

    def _due(self) -> Callable[[], Awaitable[None]] | None:
        """Give the reading that is most wanted now, None when it is time for none."""
        now, reading = self._clock.monotonic(), self.reading
        if now < self._not_before:
            return None
        if not self._is_open or now >= self._shows_at:
            return self._open
        if not reading.is_loaded:
            return self._load
        if self._wakes:
            return self._woken
        if now >= self._changes_at:
            return self._follow_changes
        if self._wants_all or self._check_is_due(now):
            return self._check
        return reading.other if reading.others else None

    def _check_is_due(self, now: float) -> bool:
        if not self.reading.doors_are_open:
            return False
        if self._checked_at is None:
            return True
        large = min(self.pages * CHECK_SECONDS_A_PAGE, LONGEST_CHECK_SECONDS)
        return now - self._checked_at >= max(self._options.checked_every.total_seconds(), large)

    async def _open(self) -> None:
        await self.reading.prove()
        self.stopped = self._error = None
        await self.reading.find_show()
        self._is_open = True
        pause = NO_SHOW_SECONDS if self.reading.is_over else SHOWS_SECONDS
        self._shows_at = self._clock.monotonic() + pause

    async def _load(self) -> None:
        await self.reading.load()
        self._checked_at = self._clock.monotonic()
        self._changes_at = self._checked_at + CHANGES_SECONDS

    async def _follow_changes(self) -> None:
        await self.reading.changes()
        pause = CHANGES_SECONDS if self.reading.doors_are_open else QUIET_CHANGES_SECONDS
        self._changes_at = self._clock.monotonic() + pause

    async def _check(self) -> None:
        self._wants_all = False
        asked = self._clock.monotonic()
        await self.reading.checked()
        self._checked_at = asked

    async def _woken(self) -> None:
        order_id = next(iter(self._wakes))
        del self._wakes[order_id]
        try:
            await self.reading.order(order_id)
        except (Unreachable, Busy):
            self.wake(order_id)
            raise
        except (NotTheSource, Refused) as error:
            LOG.warning("order %d can't be read: %s", order_id, error)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._turn:
                await work()
        except SourceError as error:
            self._failed(error)
        else:
            self._failures = 0

    def _failed(self, error: SourceError) -> None:
        LOG.warning("the show can't be followed: %s", error)
        self.health.failed(error)
        self._error = error
        self._is_open = False
        self.stopped = error if isinstance(error, NotTheSource | LoginRefused | Forbidden) else None
        longest = LONGEST_PAUSE_SECONDS
        pause = longest if self.stopped is not None else min(longest, FIRST_PAUSE_SECONDS * 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        self._not_before = self._clock.monotonic() + max(pause, error.retry_after or 0.0)
