"""A shift in virtual time: memory, files, tasks, widgets and marks stay flat, and every press arrives.

Every run has a quarter of an hour of it; `pytest tests/soak -m long -n 0 -rP` has eight hours with at least 5,000 orders
and 12,000 bumps, in about 25 minutes. `SOAK_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import pytest

from kds.kitchen.ports import CommandState
from kds.store import opened
from tests.builders import a_station, an_expo
from tests.fakes import FakeClock, FakeSource
from tests.faults.figures import note
from tests.soak.shift import ORDERS_AN_HOUR, Shift, Sizes
from tests.ui.showing import an_app, settled
from tests.unit.kitchen.world import Screen

pytestmark = pytest.mark.slow

SHORT_HOURS = 0.25
LONG_HOURS = 8.0
LONG_ORDERS = 5_000
LONG_BUMPS = 12_000
SEED = int(os.environ.get("SOAK_SEED", "1"))
MEMORY_GROWTH_MB = 6.0
"""What the allocator may add after the warm-up, whatever the length of the shift."""

MARKS_PER_ORDER = 8.0
REMEMBERED_HOURS = 5.0
"""What a station remembers of an order that left is forgotten after four hours; the rest is patience."""


async def test_a_quarter_of_an_hour_leaves_nothing_behind(tmp_path: Path) -> None:
    """After orders, bumps, undos and outages nothing has grown, and the till has what was pressed last."""
    await a_shift(tmp_path, SHORT_HOURS)


@pytest.mark.long
async def test_eight_hours_leave_nothing_behind(tmp_path: Path) -> None:
    """The same for a whole evening of a busy house."""
    shift = await a_shift(tmp_path, LONG_HOURS)
    assert shift.orders >= LONG_ORDERS
    assert shift.bumps >= LONG_BUMPS


async def a_shift(tmp_path: Path, hours: float) -> Shift:
    """Let that many virtual hours pass on two boards with real stores, and look at what is left."""
    clock = FakeClock()
    till = FakeSource(clock, user="expo")
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(opened(tmp_path / name)) for name in ("grill", "expo")]
        cook = Screen(till, clock, station=a_station(), outbox=stores[0], memory=stores[0], seed=SEED)
        expo = Screen(till, clock, station=an_expo(), outbox=stores[1], memory=stores[1], seed=SEED + 1)
        await cook.kitchen.start()
        await expo.kitchen.start()
        app = an_app(cook.kitchen, seconds=clock.monotonic)
        async with app.run_test(size=(123, 36)) as pilot:
            await settled(pilot)
            shift = Shift(clock, till, cook, expo, pilot, random.Random(SEED))
            await shift.run(int(hours * 3600))
            await shift.come_to_rest()
            left = [row.state for screen in (cook, expo) for row in screen.kitchen.outbox_view()]
            assert shift.disagreements() == {}
    note(
        f"{hours:g} h: {shift.orders} orders, {shift.bumps} bumps and sends, {shift.taken_back} undos, {shift.faults} lost "
        f"requests; from {shift.sizes[len(shift.sizes) // 3]} to {shift.sizes[-1]}, seed {SEED}"
    )
    assert set(left) <= {CommandState.CONFIRMING}
    assert shift.orders > 0.8 * ORDERS_AN_HOUR * hours
    assert shift.bumps > 1.2 * shift.orders
    assert shift.faults > 10 * hours
    assert max(each.marks for each in shift.sizes) < MARKS_PER_ORDER * ORDERS_AN_HOUR * min(hours, REMEMBERED_HOURS)
    stays_flat(shift.sizes)
    return shift


def stays_flat(sizes: Sequence[Sizes]) -> None:
    """Compare the last third with the second one; the first is the warm-up."""
    third = len(sizes) // 3
    before, after = sizes[third : 2 * third], sizes[2 * third :]
    assert max(each.files for each in after) <= max(each.files for each in before)
    assert max(each.tasks for each in after) <= max(each.tasks for each in before) + 1
    assert max(each.widgets for each in after) <= max(each.widgets for each in before)
    assert median(each.memory_mb for each in after) <= median(each.memory_mb for each in before) + MEMORY_GROWTH_MB
