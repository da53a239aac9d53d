"""Stories about answers that are good in every way but age: a cache in between, a till whose clock counts whole seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.connection import Link
from kds.kitchen.ports import Reading
from tests.builders import an_item, an_order
from tests.fakes import FakeClock, FakeSource
from tests.unit.kitchen.world import Screen


class CachedSource(FakeSource):
    """A till behind a cache that can repeat its last answer, `Date` and all."""

    repeats = False
    kept: Reading | None = None

    async def read_open(self) -> Reading:
        """Give the kept answer while it repeats."""
        if not self.repeats or self.kept is None:
            self.kept = await super().read_open()
        return self.kept


async def test_repeated_answers_are_offline_and_change_nothing() -> None:
    """An answer whose `Date` stands still brings OFFLINE within seconds; the first one with a new `Date` is LIVE."""
    clock = FakeClock()
    source = CachedSource(clock, [an_order(an_item("Burger"), table="T7")])
    screen = await Screen(source, clock).started()
    source.repeats = True
    await screen.polls(2)
    assert screen.link() is Link.LIVE
    source.put(replace(an_order(an_item("Trout"), table="T8"), id="o2"))
    await screen.polls(2)
    assert screen.link() is Link.OFFLINE
    assert "repeats" in screen.kitchen.board.banner
    assert screen.titles() == ["T7"]
    source.repeats = False
    await screen.poll()
    assert screen.link() is Link.LIVE
    assert screen.kitchen.board.banner == ""
    assert screen.titles() == ["T7", "T8"]


async def test_a_till_whose_clock_is_set_back_stays_live() -> None:
    """A `Date` that jumps is not a `Date` that stands still."""
    clock = FakeClock()
    source = SteppingSource(clock)
    screen = await Screen(source, clock).started()
    source.step = timedelta(minutes=-5)
    await screen.polls(10)
    assert screen.link() is Link.LIVE


class SteppingSource(FakeSource):
    """A till whose clock is set by `step`."""

    step = timedelta()

    async def read_open(self) -> Reading:
        """Give an answer with that clock's `Date`."""
        reading = await super().read_open()
        assert reading.server_time is not None
        return replace(reading, server_time=reading.server_time + self.step)
