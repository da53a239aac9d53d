"""The table of jobs with the real scheduler: polls follow one another, stop cleanly, and survive a set clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from kds.domain.clock import Clock
from kds.errors import Unreachable
from kds.jobs import schedule, watchdog
from kds.jobs.clock_guard import ClockGuard
from kds.jobs.schedule import Jobs
from kds.jobs.watchdog import Watchdog
from kds.kitchen import delivery
from kds.kitchen.kitchen import Kitchen
from tests.builders import a_station, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource, Fault


class Meals(Watchdog):
    """A watchdog that counts its meals, and how often it got nothing."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, "", {"poll": 20.0, "outbox": 20.0})
        self.fed = 0
        self.hungry = 0

    def feed(self, *, disk_works: bool = True) -> bool:
        """Count."""
        is_fed = super().feed(disk_works=disk_works)
        self.fed += is_fed
        self.hungry += not is_fed
        return is_fed


class Running:
    """A kitchen with its jobs; polls come every few milliseconds."""

    def __init__(self) -> None:
        self.can_write = True
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, [an_order()])
        self.store = FakeStore(self.clock)
        self.kitchen = Kitchen(a_station(), self.source, self.store, self.store, self.clock)
        self.watchdog = Meals(self.clock)
        self.jobs = Jobs(
            self.kitchen, self.clock, poll_seconds=0.005, watchdog=self.watchdog, can_write=self.asked_whether_it_writes
        )

    async def asked_whether_it_writes(self) -> bool:
        """Give what a store would say."""
        return self.can_write

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something has happened; the test run's own time limit ends a wait for nothing."""
        while not condition():  # noqa: ASYNC110 - nothing announces a read of the fake till
            await asyncio.sleep(0.001)


async def test_polls_follow_one_another_and_end() -> None:
    """The board is read again and again from the start, and never after the stop."""
    running = Running()
    running.jobs.start()
    await running.until(lambda: running.source.reads >= 5)
    await running.jobs.stop()
    reads = running.source.reads
    await asyncio.sleep(0.03)
    assert running.source.reads == reads
    assert running.kitchen.board.known
    assert running.store.boards_saved == 1


async def test_a_poll_never_overlaps_itself() -> None:
    """While an answer is late no second poll starts; when it comes the next one follows."""
    running = Running()
    running.source.hold.clear()
    running.jobs.start()
    await running.until(lambda: running.source.waiting == 1)
    running.jobs.poll_soon()
    await asyncio.sleep(0.03)
    assert running.source.reads == 1
    running.source.hold.set()
    await running.until(lambda: running.source.reads >= 3)
    await running.jobs.stop()


async def test_polls_go_on_after_failures() -> None:
    """A till that is off is asked again, and the board lives on when it is back."""
    running = Running()
    running.source.read_faults.extend([Fault(error=Unreachable("off", sent=False))] * 3)
    running.jobs.start()
    await running.until(lambda: running.kitchen.board.known)
    assert running.source.reads >= 4
    await running.jobs.stop()


async def test_stopping_waits_for_the_poll_that_runs() -> None:
    """A poll under way at the stop is awaited, not cancelled."""
    running = Running()
    running.source.hold.clear()
    running.jobs.start()
    await running.until(lambda: running.source.waiting == 1)
    stopping = asyncio.create_task(running.jobs.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    running.source.hold.set()
    await stopping
    assert running.kitchen.board.known


@pytest.fixture
def hungry_watchdog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the watchdog eat every few milliseconds, and let the outbox beat as often."""
    monkeypatch.setattr(schedule, "FEED_SECONDS", 0.005)
    monkeypatch.setattr(delivery, "ROUND_SECONDS", 0.002)


@pytest.mark.usefixtures("hungry_watchdog")
async def test_a_till_that_is_off_starves_no_watchdog() -> None:
    """However long nothing answers, the board is alive and systemd hears it."""
    running = Running()
    running.source.down = Unreachable("off", sent=False)
    running.jobs.start()
    for _ in range(3):
        meals, reads = running.watchdog.fed, running.source.reads
        await running.until(lambda before=reads: running.source.reads > before + 1)  # type: ignore[misc]
        running.clock.advance(15)
        await running.until(lambda before=meals: running.watchdog.fed > before + 1)  # type: ignore[misc]
    await running.jobs.stop()
    assert not running.kitchen.board.known


@pytest.mark.usefixtures("hungry_watchdog")
async def test_a_poll_that_never_ends_starves_the_watchdog() -> None:
    """Twenty seconds within one poll and nobody is fed, though the outbox beats on; once it ends, all is well."""
    running = Running()
    running.source.hold.clear()
    running.jobs.start()
    await running.until(lambda: running.watchdog.fed > 0 and running.source.waiting == 1)
    running.clock.advance(21)
    await running.until(lambda: running.watchdog.silent() == ("poll",))
    hungry = running.watchdog.hungry
    await running.until(lambda: running.watchdog.hungry > hungry + 2)
    running.source.hold.set()
    meals = running.watchdog.fed
    await running.until(lambda: running.watchdog.fed > meals)
    await running.jobs.stop()


@pytest.mark.usefixtures("hungry_watchdog")
async def test_a_disk_that_takes_nothing_starves_the_watchdog() -> None:
    """While the last write failed nobody is fed; with room again the next meal comes."""
    running = Running()
    running.jobs.start()
    await running.until(lambda: running.watchdog.fed > 0)
    running.can_write = False
    hungry = running.watchdog.hungry
    await running.until(lambda: running.watchdog.hungry > hungry + 2)
    meals = running.watchdog.fed
    running.can_write = True
    await running.until(lambda: running.watchdog.fed > meals)
    await running.jobs.stop()


async def test_a_loop_that_stands_still_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that blocks the whole board makes the loop late, and the watchdog hears by how much."""
    monkeypatch.setattr(schedule, "PULSE_SECONDS", 0.01)
    monkeypatch.setattr(watchdog, "LONGEST_LAG_SECONDS", 0.2)
    running = Running()
    running.jobs.start()
    await running.until(lambda: running.source.reads > 0)
    time.sleep(0.3)  # noqa: ASYNC251 - the loop must stand still
    await running.until(lambda: running.watchdog.silent() == ("event loop",))
    await running.jobs.stop()


class MachineClock:
    """The clocks of this machine, as time_machine shows them."""

    def now(self) -> datetime:
        """Give the wall time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give the event loop's time, which steps do not touch."""
        return asyncio.get_running_loop().time()


async def test_polls_go_on_when_the_clock_is_set_back() -> None:
    """After a step of the wall clock by a day, forwards or back, the jobs are planned anew."""
    running = Running()
    clock: Clock = MachineClock()
    jobs = Jobs(running.kitchen, clock, poll_seconds=0.005)
    real = datetime.now(UTC)
    jobs.start()
    await running.until(lambda: running.source.reads >= 2)
    with time_machine.travel(real.replace(year=real.year - 1)):
        reads = running.source.reads
        await running.until(lambda: running.source.reads > reads + 1)
        await jobs.stop()


async def test_a_clock_set_forward_by_years_is_one_run_of_each_job() -> None:
    """A machine without a battery learns the time: the jobs run once and go on, however many runs the step left out."""
    running = Running()
    clock: Clock = MachineClock()
    jobs = Jobs(running.kitchen, clock, poll_seconds=0.005)
    real = datetime.now(UTC)
    with time_machine.travel(real.replace(year=real.year - 20)) as traveller:
        jobs.start()
        await running.until(lambda: running.source.reads >= 2)
        traveller.move_to(real)
        reads = running.source.reads
        await running.until(lambda: running.source.reads > reads + 200)
        await jobs.stop()


async def test_the_guard_tells_a_step_from_drift() -> None:
    """A second of drift is nothing, a step of a minute is reported once, with its size."""
    clock = FakeClock()
    steps: list[float] = []
    guard = ClockGuard(clock, steps.append)
    clock.advance(1)
    clock.step_wall(0.5)
    guard.look()
    clock.step_wall(-60)
    guard.look()
    guard.look()
    assert [round(step) for step in steps] == [-60]
