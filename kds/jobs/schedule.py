"""The table of what happens by the clock; it calls the kitchen and knows nothing of what that does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from kds.domain.clock import Clock
from kds.jobs.clock_guard import ClockGuard
from kds.jobs.metrics.hourly import FIRST_RECORD_SECONDS, RECORD_SECONDS, record
from kds.jobs.rounds import Rounds
from kds.jobs.watchdog import Watchdog
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.push import PUSHED_POLL_SECONDS
from kds.language import mark

SLOWEST_POLL_SECONDS = 5.0
"""Longest pause between two polls, while the source is down."""

HINT_GAP_SECONDS = 0.25
"""Least time between the beginnings of two polls that hints ask for: a rush of changes is read together."""

STOP_SECONDS = 5.0
"""How long running jobs are waited for at the end (reliability 5.7)."""

FEED_SECONDS = 5.0
"""Pause between two meals of the watchdog; systemd waits for 30 s (the unit's `WatchdogSec`)."""

AGAIN_SECONDS = 1.0
"""Pause before endless work that failed is begun again."""

PULSE_SECONDS = 1.0
"""How often the board is asked whether it lives; everything in one go, since waking up costs more than the work."""

POLL = "poll"

NOTES = mark("notes")

NOTES_SECONDS = 2.0
"""How often the notes are read: another screen's rush may take so long, and each reading costs half of a poll."""

DELIVERY = mark("delivery")

BEAT = mark("beat")

CanWrite = Callable[[], Awaitable[bool]]
"""Says whether the last write reached the disk."""

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One row of the table: what, how often, and how long after the start for the first time; in seconds.

    `pushed_seconds` is how often while the source is heard by itself, None for no difference.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    every_seconds: float
    first_seconds: float
    pushed_seconds: float | None = None


class Jobs:
    """Polls, heartbeat, profile, recall list, tidying and delivery of one kitchen.

    Attributes:
        rounds: what the polls came to.
    """

    def __init__(
        self,
        kitchen: Kitchen,
        clock: Clock,
        *,
        poll_seconds: float = 1.0,
        watchdog: Watchdog | None = None,
        can_write: CanWrite | None = None,
    ) -> None:
        """Prepare the table; nothing runs before `start`.

        Args:
            kitchen: the kitchen to be kept going.
            clock: watched for steps.
            poll_seconds: pause between the beginnings of two polls while the source answers.
            watchdog: hears of every round and is fed; None where nobody watches.
            can_write: asked before each meal of the watchdog; None where nothing is kept.
        """
        self.rounds = Rounds()
        self._kitchen = kitchen
        self._clock = clock
        self._watchdog = watchdog
        self._can_write = can_write
        self._poll_seconds = poll_seconds
        self._pause_seconds = poll_seconds
        self._polling = False
        self._poll_again = False
        self._poll_hinted = False
        self._poll_started = 0.0
        self._poll_due = 0.0
        self._busy: set[str] = set()
        self._wanted: set[str] = set()
        self._stopping = False
        self._running: set[asyncio.Task[object]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._guard = ClockGuard(clock, self._clock_stepped)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        notes_every = max(NOTES_SECONDS, poll_seconds)
        self._notes = Job(NOTES, kitchen.notes.refresh, notes_every, 0.3, pushed_seconds=PUSHED_POLL_SECONDS)
        second = Job(mark("second systems"), kitchen.refresh_sides, every_seconds=1.0, first_seconds=0.5)
        self._table: tuple[Job, ...] = (
            self._notes,
            Job(mark("recall list"), kitchen.refresh_recall, every_seconds=10.0, first_seconds=1.5),
            Job(mark("profile"), kitchen.refresh_profile, every_seconds=300.0, first_seconds=300.0),
            Job(mark("tidy"), kitchen.tidy, every_seconds=3600.0, first_seconds=60.0),
            Job(mark("record"), partial(record, kitchen), RECORD_SECONDS, FIRST_RECORD_SECONDS),
            Job(mark("watchdog"), self._feed, every_seconds=FEED_SECONDS, first_seconds=FEED_SECONDS),
            *([second] if kitchen.sides else []),
        )

    def add(self, job: Job) -> None:
        """Put one more row into the table, before `start`."""
        self._table = (*self._table, job)

    def start(self) -> None:
        """Start polling at once, the other jobs in their time, and delivery as a task of its own."""
        for job in self._table:
            self._plan(job.name, partial(self._repeat, job), job.first_seconds)
        self._schedule_poll(0.0)
        self._kitchen.when_delivered(self.poll_soon)
        self._kitchen.push.read_soon = self._poll_on_hint
        self._kitchen.push.read_notes_soon = self._notes_hinted
        self._scheduler.start()
        self._tasks = [
            asyncio.create_task(self._kept_up(DELIVERY, self._deliver), name="delivery"),
            asyncio.create_task(self._kept_up(BEAT, self._pulse), name=BEAT),
        ]

    def poll_soon(self) -> None:
        """Poll at once; right after the poll that is running, if there is one."""
        if self._polling:
            self._poll_again = True
        else:
            self._schedule_poll(0.0)

    def _poll_on_hint(self) -> None:
        """Poll soon, because something may have changed; a poll under way may have missed it, so another follows."""
        if self._polling:
            self._poll_hinted = True
        elif self._hint_pause() < self._poll_due - asyncio.get_running_loop().time():
            self._schedule_poll(self._hint_pause())

    def _hint_pause(self) -> float:
        return max(0.0, self._poll_started + HINT_GAP_SECONDS - asyncio.get_running_loop().time())

    def _notes_hinted(self) -> None:
        """Read the notes at once; right after the reading that is running, if there is one."""
        if self._notes.name in self._busy:
            self._wanted.add(self._notes.name)
        else:
            self._plan(self._notes.name, partial(self._repeat, self._notes), 0.0)

    async def stop(self) -> None:
        """Start nothing more, wait for what runs, then end (reliability 5.7); raises StateError."""
        self._stopping = True
        delivery, pulse = self._tasks
        pulse.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        await self._kitchen.stop()
        await delivery
        self._scheduler.shutdown(wait=False)

    async def _poll(self) -> None:
        if self._polling:
            self._poll_again = True
            return
        self._poll_started = started = asyncio.get_running_loop().time()
        self._polling, self._poll_again, self._poll_hinted = True, False, False
        try:
            await self._kitchen.poll()
        finally:
            self._polling = False
            self._beat("poll")
            taken = asyncio.get_running_loop().time() - started
            self.rounds.ended(self._clock.monotonic(), taken, is_good=not self._kitchen.is_down)
            pause = max(0.0, self._next_pause() - taken)
            if self._poll_hinted:
                pause = min(pause, self._hint_pause())
            self._schedule_poll(0.0 if self._poll_again else pause)

    def _next_pause(self) -> float:
        """Give the seconds between this poll and the next: longer and longer while the source is down."""
        if self._kitchen.is_down:
            self._pause_seconds = min(self._pause_seconds * 2, SLOWEST_POLL_SECONDS)
            return self._pause_seconds
        self._pause_seconds = self._poll_seconds
        return max(PUSHED_POLL_SECONDS, self._poll_seconds) if self._kitchen.push.is_regular else self._poll_seconds

    async def _repeat(self, job: Job) -> None:
        started = asyncio.get_running_loop().time()
        self._busy.add(job.name)
        self._wanted.discard(job.name)
        try:
            await job.work()
        except Exception as error:  # noqa: BLE001 - it is logged and shown, and the next run may do better
            self._kitchen.troubles.failed(job.name, error)
        else:
            self._kitchen.troubles.worked(job.name)
        finally:
            self._busy.discard(job.name)
            taken = asyncio.get_running_loop().time() - started
            is_pushed = job.pushed_seconds is not None and self._kitchen.push.is_regular
            every = (is_pushed and job.pushed_seconds) or job.every_seconds
            pause = 0.0 if job.name in self._wanted else max(0.0, every - taken)
            self._plan(job.name, partial(self._repeat, job), pause)

    async def _deliver(self) -> None:
        def beat() -> None:
            self._beat("outbox")
            self._kitchen.troubles.worked(DELIVERY)

        await self._kitchen.deliver(beat)

    async def _pulse(self) -> None:
        """Look once a second whether the loop comes on time and the clock was set, and let the connection grow old."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + PULSE_SECONDS
            await asyncio.sleep(PULSE_SECONDS)
            if self._watchdog is not None:
                self._watchdog.lagged(loop.time() - due)
            self._guard.look()
            await self._kitchen.beat()
            self._kitchen.troubles.worked(BEAT)

    async def _feed(self) -> None:
        if self._watchdog is not None:
            disk_works = self._can_write is None or await self._can_write()
            self._watchdog.feed(disk_works=disk_works)

    def _beat(self, part: str) -> None:
        if self._watchdog is not None:
            self._watchdog.beat(part)

    async def _kept_up(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Begin endless work again when it failed in a way nobody thought of; it is logged and shown."""
        while not self._stopping:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - nothing else would ever tell that it has ended
                self._kitchen.troubles.failed(name, error)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    def _schedule_poll(self, seconds: float) -> None:
        """Plan the next poll in place of the one planned before; a running one plans its own follower."""
        self._poll_due = asyncio.get_running_loop().time() + seconds
        self._plan(POLL, self._poll, seconds)

    def _plan(self, name: str, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        """Plan the next run of a job, in place of the one planned before.

        Every run plans its follower. An interval of the scheduler's own would count all runs that a clock set forward
        has left out, one by one: years of seconds, when a machine without a battery learns the time.
        """
        if self._stopping:
            return
        # The scheduler counts a job as running for a moment after it has planned its follower, hence two instances.
        self._scheduler.add_job(
            self._counted(work),
            "date",
            run_date=_in(seconds),
            id=name,
            name=name,
            replace_existing=True,
            max_instances=2,
        )

    def _clock_stepped(self, seconds: float) -> None:
        LOG.warning("the clock of this machine was set by %.0f s; the jobs are planned anew", seconds)
        for job in self._table:
            self._plan(job.name, partial(self._repeat, job), 0.0)
        self.poll_soon()

    def _counted(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Wrap a job so that `stop` can wait for it."""

        async def counted() -> None:
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            await work()

        return counted


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
