"""Stories about what must go again after the till came back with an older state, and what must not (reliability 3.3)."""

from __future__ import annotations

from kds.domain.intents import Command, Direction, Intent, IntentKind, OneItem, SetStatus, WholeOrder
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import SourceError, Unreachable
from kds.kitchen.ports import CommandState
from kds.kitchen.restarts import GRACE_SECONDS
from tests.builders import an_item, an_order
from tests.fakes import BackUp, FakeClock, FakeSource
from tests.unit.kitchen.world import Screen, a_screen

EMPTY = BackUp({}, {})
OFF = Unreachable("The till refuses the connection.", sent=False)


class ForgetfulArchive(FakeSource):
    """A till whose finished orders can't be read for a while."""

    trouble: SourceError | None = None

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Read finished orders, unless there is trouble."""
        if self.trouble is not None:
            raise self.trouble
        return await super().read_finished(limit)


async def press(screen: Screen, change: SetStatus) -> None:
    """Change order `o1` as some key would."""
    order = screen.source.orders["o1"]
    now = screen.kitchen.now()
    number = len(screen.store.rows)
    command = Command(f"c{number}", "o1", order.number, change, base_version=order.version, at=now)
    assert (
        await screen.kitchen.perform(Intent(f"i{number}", IntentKind.BUMP, "GRILL", "T7", "", now, (command,))) is None
    )


async def restarted(screen: Screen) -> Screen:
    """Give another board on the same state, as after a kill."""
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    return again


async def test_a_bump_of_an_order_that_was_away_for_a_while_goes_again() -> None:
    """The wrong database is started, a bump ends there since its order is unknown; with the right one it arrives."""
    screen = await a_screen(an_order())
    right = screen.source.back_up()
    screen.source.restore(EMPTY, "wrong")
    await screen.poll()
    await screen.bump()
    await screen.polls(2)
    assert screen.states() == [CommandState.OBSOLETE]
    screen.source.restore(right, "right")
    await screen.polls(4)
    assert screen.till() is Status.READY
    assert screen.states() == [CommandState.DONE]


async def test_a_wide_change_that_goes_again_does_not_undo_a_later_one() -> None:
    """The whole order was bumped and one line brought back: after the restore both go again, in that order."""
    screen = await a_screen(an_order(an_item("Burger"), an_item("Steak")))
    back_up = screen.source.back_up()
    await press(screen, SetStatus(WholeOrder(), Status.READY))
    await screen.polls(2)
    await press(screen, SetStatus(OneItem(1), Status.NEW, Direction.BACKWARD))
    await screen.polls(2)
    screen.source.restore(back_up, "second")
    await screen.polls(5)
    assert (screen.till(item=1), screen.till(item=2)) == (Status.NEW, Status.READY)


async def test_a_change_that_arrived_late_counts_from_when_it_was_confirmed() -> None:
    """Two presses waited for the till; a back-up between the two is older than the second, whenever that was pressed."""
    screen = await a_screen(an_order())
    screen.source.down = OFF
    await screen.poll()
    await press(screen, SetStatus(WholeOrder(), Status.IN_PROGRESS))
    screen.clock.advance(120)
    screen.source.down = None
    screen.source.apply(screen.kitchen.outbox_view()[0].command, "c0")
    between = screen.source.back_up()
    await press(screen, SetStatus(WholeOrder(), Status.READY))
    await screen.polls(15)
    assert screen.till() is Status.READY
    screen.source.restore(between, "second")
    await screen.polls(4)
    assert screen.till() is Status.READY


async def test_a_wall_clock_that_is_set_hides_nothing() -> None:
    """How long ago a bump was confirmed does not depend on this machine's wall clock."""
    screen = await a_screen(an_order())
    back_up = screen.source.back_up()
    await screen.bump()
    await screen.polls(3)
    screen.clock.step_wall(7200)
    await screen.poll()
    screen.source.restore(back_up, "second")
    await screen.polls(4)
    assert len(screen.source.sent) == 2


async def test_a_board_that_is_killed_while_it_checks_checks_again() -> None:
    """The till's new identity is remembered only when everything was compared."""
    clock = FakeClock()
    source = ForgetfulArchive(clock, [an_order()])
    screen = await Screen(source, clock).started()
    back_up = source.back_up()
    await screen.bump()
    await screen.polls(3)
    source.restore(back_up, "second")
    source.trouble = OFF
    await screen.polls(3)
    assert screen.till() is Status.NEW, "it can't be compared yet"
    source.trouble = None
    again = await restarted(screen)
    await again.polls(4)
    assert screen.till() is Status.READY


async def test_a_till_without_a_list_of_finished_orders_gets_the_open_ones_again() -> None:
    """What is open is compared after the time of grace, although the finished orders can't be read."""
    clock = FakeClock()
    source = ForgetfulArchive(clock, [an_order()])
    screen = await Screen(source, clock).started()
    back_up = source.back_up()
    await screen.bump()
    await screen.polls(3)
    source.restore(back_up, "second")
    source.trouble = OFF
    await screen.polls(int(GRACE_SECONDS) + 5)
    assert screen.till() is Status.READY
    assert screen.kitchen.board.banner == ""


async def test_a_check_that_is_over_is_not_begun_again_by_a_start() -> None:
    """After the time of grace the new identity is the known one: the next start says nothing."""
    screen = await a_screen(an_order())
    screen.source.restore(screen.source.back_up(), "second")
    await screen.polls(int(GRACE_SECONDS) + 5)
    again = await restarted(screen)
    await again.poll()
    assert again.kitchen.board.banner == ""
