"""Stories about presses that could not be sent for hours: nobody calls a guest a day late (reliability 3.1.10)."""

from __future__ import annotations

from datetime import UTC, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import Unreachable
from kds.kitchen.ports import CommandState
from tests.builders import an_order
from tests.fakes import START, FakeClock, FakeSource
from tests.unit.kitchen.world import Screen

OFF = Unreachable("The till refuses the connection.", sent=False)
DAY = BusinessDay(zone=UTC)
CHANGE = START.replace(hour=5) + timedelta(days=1)


async def bumped_offline(*orders: Order) -> Screen:
    """Give a board whose bump of T7 could not be sent."""
    clock = FakeClock()
    screen = await Screen(FakeSource(clock, orders or (an_order(),)), clock, day=DAY).started()
    screen.source.down = OFF
    await screen.bump()
    await screen.poll()
    return screen


async def pass_until(screen: Screen, seconds_after_the_change: float) -> None:
    """Let the night pass, with the till back at its end."""
    screen.clock.advance((CHANGE - screen.clock.now()).total_seconds() + seconds_after_the_change - 1)
    screen.source.down = None
    await screen.poll()


async def test_a_bump_goes_out_late_on_the_same_business_day() -> None:
    """A bump from eleven hours ago goes out by itself before the day changes, also after midnight."""
    screen = await bumped_offline()
    await pass_until(screen, -60)
    assert screen.till() is Status.READY


async def test_a_bump_of_an_earlier_business_day_asks_a_person() -> None:
    """After 05:00 the bump of last night waits for a decision at once, with its reason; sent anyway it goes out."""
    screen = await bumped_offline()
    await pass_until(screen, 60)
    assert screen.source.sent == []
    (row,) = screen.kitchen.outbox_view()
    assert row.state is CommandState.PARKED
    assert row.reason == "pressed on an earlier business day, before 05:00; send it anyway or discard it"
    assert screen.kitchen.board.connection.parked == 1
    await screen.kitchen.retry(row.command.id)
    await screen.polls(3)
    assert screen.till() is Status.READY


async def test_an_old_bump_can_be_discarded() -> None:
    """Discarded, it is over, and nothing was sent."""
    screen = await bumped_offline()
    await pass_until(screen, 60)
    (row,) = screen.kitchen.outbox_view()
    await screen.kitchen.discard(row.command.id, "the guests have left")
    await screen.polls(3)
    assert screen.source.sent == []
    assert screen.states() == [CommandState.DISCARDED]


async def test_a_bump_at_the_very_change_of_the_day_is_not_asked_about() -> None:
    """A press one second before 05:00 that is sent two seconds after it goes out."""
    clock = FakeClock()
    screen = await Screen(FakeSource(clock, [an_order()]), clock, day=DAY).started()
    clock.advance((CHANGE - clock.now()).total_seconds() - 2)
    screen.source.down = OFF
    await screen.poll()
    await screen.bump()
    screen.source.down = None
    await screen.polls(3)
    assert screen.till() is Status.READY


async def test_a_board_that_was_off_for_a_day_asks_when_it_starts() -> None:
    """A bump older than 24 h is parked at the start, before the till answers."""
    screen = await bumped_offline()
    screen.clock.advance(25 * 3600)
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store, day=BusinessDay(zone=UTC))
    await again.kitchen.start()
    (row,) = again.kitchen.outbox_view()
    assert row.state is CommandState.PARKED
    assert row.reason.startswith("pressed more than a day ago")
