"""The jobs beside a source that tells of changes: rare polls, hints at once and together, and nothing ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kds.jobs import schedule
from kds.jobs.schedule import Jobs
from kds.kitchen.kitchen import Kitchen
from tests.builders import a_station, an_order
from tests.fake_notes import FakeNotes
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource

NEVER_SECONDS = 3600.0
FEW_SECONDS = 0.02
PAUSE_SECONDS = 0.005


class Running:
    """A kitchen with its jobs and a source that can tell."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, [an_order(id="1", table="T1")])
        self.store = FakeStore(self.clock)
        self.kitchen = Kitchen(a_station(), self.source, self.store, self.store, self.clock)
        self.push = self.kitchen.push
        self.jobs = Jobs(self.kitchen, self.clock, poll_seconds=PAUSE_SECONDS)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something has happened; the test run's own time limit ends a wait for nothing."""
        while not condition():  # noqa: ASYNC110 - nothing announces a read of the fake till
            await asyncio.sleep(0.001)

    async def still(self) -> int:
        """Give how often the till was read once that stands still, with push at work."""
        self.push.opened()
        self.push.heard()
        while (reads := self.source.reads) != await self._later():
            continue
        return reads

    async def _later(self) -> int:
        await asyncio.sleep(10 * PAUSE_SECONDS)
        return self.source.reads

    @property
    def shown(self) -> set[str]:
        """Ids of the orders on the board."""
        return {order.id for order in self.kitchen.board.orders}


@pytest.fixture
def never_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pushed board poll never by itself, and hints be read without a gap between them."""
    monkeypatch.setattr(schedule, "PUSHED_POLL_SECONDS", NEVER_SECONDS)
    monkeypatch.setattr(schedule, "HINT_GAP_SECONDS", 0.0)


@pytest.mark.usefixtures("never_polled")
async def test_a_hint_is_read_at_once_and_polling_returns_with_the_loss() -> None:
    """While the hub is heard nothing is polled; a hint reads once; the lost connection brings the old pace back."""
    running = Running()
    running.jobs.start()
    reads = await running.still()
    running.source.put(an_order(id="2", table="T2"))
    running.push.hinted()
    await running.until(lambda: len(running.shown) == 2)
    assert running.source.reads == reads + 1
    running.push.closed()
    await running.until(lambda: running.source.reads > reads + 5)
    await running.jobs.stop()


@pytest.mark.usefixtures("never_polled")
async def test_hints_during_a_poll_ask_for_one_more() -> None:
    """However many hints come while an answer is under way, exactly one more poll follows it, and it sees the change."""
    running = Running()
    running.jobs.start()
    reads = await running.still()
    running.source.hold.clear()
    running.push.hinted()
    await running.until(lambda: running.source.waiting == 1)
    running.source.put(an_order(id="2", table="T2"))
    for _ in range(50):
        running.push.hinted()
    running.source.hold.set()
    await running.until(lambda: len(running.shown) == 2)
    assert running.source.reads == reads + 2
    assert await running.still() >= reads + 2
    await running.jobs.stop()


async def test_a_storm_of_hints_is_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints that come one after the other wait together for the end of the gap."""
    monkeypatch.setattr(schedule, "PUSHED_POLL_SECONDS", NEVER_SECONDS)
    monkeypatch.setattr(schedule, "HINT_GAP_SECONDS", NEVER_SECONDS)
    running = Running()
    running.jobs.start()
    await running.until(lambda: running.source.reads >= 1)
    running.push.opened()
    running.push.heard()
    reads = await running.still()
    for _ in range(20):
        running.push.hinted()
        await asyncio.sleep(0.001)
    assert running.source.reads == reads
    await running.jobs.stop()


@pytest.mark.usefixtures("never_polled")
async def test_silence_brings_polling_back() -> None:
    """A hub that falls silent without hanging up is polled again at the ordinary pace."""
    running = Running()
    running.jobs.start()
    reads = await running.still()
    running.clock.advance(3)
    await running.kitchen.beat()
    await running.until(lambda: running.source.reads > reads + 5)
    await running.jobs.stop()


async def test_an_event_that_was_lost_is_made_up_for_by_a_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that nobody told of is found by the next rare poll."""
    monkeypatch.setattr(schedule, "PUSHED_POLL_SECONDS", FEW_SECONDS)
    running = Running()
    running.jobs.start()
    await running.until(lambda: running.source.reads >= 1)
    running.push.opened()
    running.push.heard()
    running.source.put(an_order(id="2", table="T2"))
    await running.until(lambda: len(running.shown) == 2)
    await running.jobs.stop()


@pytest.mark.usefixtures("never_polled")
async def test_notes_are_read_when_they_are_hinted_at() -> None:
    """A note of another screen is read at its hint, also when one comes while the notes are being read."""
    clock = FakeClock()
    source, store, notes = FakeSource(clock, []), FakeStore(clock), FakeNotes(clock)
    kitchen = Kitchen(a_station(), source, store, store, clock, notes=notes)
    jobs = Jobs(kitchen, clock, poll_seconds=PAUSE_SECONDS)
    read = asyncio.Event()
    refresh = kitchen.notes.refresh
    rounds = 0

    async def counted() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            kitchen.push.notes_hinted()
        await refresh()
        if rounds == 2:
            read.set()

    jobs._notes = schedule.Job(schedule.NOTES, counted, NEVER_SECONDS, NEVER_SECONDS)
    jobs.start()
    kitchen.push.notes_hinted()
    await read.wait()
    await jobs.stop()


EVENTS = st.lists(
    st.sampled_from(["told", "hint", "ping", "open", "close", "silence", "late", "answer", "wait"]),
    max_size=25,
)


@given(EVENTS)
@examples(max_examples=100, deadline=None)
async def test_no_order_is_lost_in_any_order_of_hints(events: list[str]) -> None:
    """Each order is told once and nothing is polled while the hub is heard: whatever is late, lost or silent meanwhile, and
    in whatever order, in the end every order of the till is on the board."""
    patch = pytest.MonkeyPatch()
    patch.setattr(schedule, "PUSHED_POLL_SECONDS", NEVER_SECONDS)
    patch.setattr(schedule, "HINT_GAP_SECONDS", 0.002)
    running = Running()
    running.jobs.start()
    try:
        running.push.opened()
        running.push.heard()
        for event in events:
            _happen(event, running)
            await running.kitchen.beat()
            await asyncio.sleep(0.001)
        running.source.hold.set()
        await running.until(lambda: running.shown == set(running.source.orders))
    finally:
        await running.jobs.stop()
        patch.undo()


def _happen(event: str, running: Running) -> None:
    push, source = running.push, running.source
    match event:
        case "told":
            name = str(len(source.orders) + 1)
            source.put(an_order(id=name, table=f"T{name}"))
            push.hinted()
        case "hint":
            push.hinted()
        case "ping":
            push.heard()
        case "open":
            push.opened()
        case "close":
            push.closed()
        case "silence":
            running.clock.advance(3)
        case "late":
            source.hold.clear()
        case "answer":
            source.hold.set()
        case _:
            return
