"""A second system on the same board: its cards stand among the till's, and its troubles stay its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from kds.domain.actions import press_enter
from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.intents import Command, Intent, SetStatus
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.overlay import applied
from kds.domain.terms import Status
from kds.errors import Unreachable
from kds.kitchen.errands import End, ErrandSource, Finding
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState, StoredCommand
from tests.builders import a_station, an_item, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource


@dataclass(slots=True)
class Venue:
    """A second system that keeps the progress of its own orders.

    Attributes:
        failure: raised by each refresh while it is set.
        reason: why it is not alive, "" while it is.
    """

    orders: tuple[Order, ...] = ()
    name: str = "venue"
    finished: tuple[Order, ...] = ()
    waits_for_parked: bool = False
    most_together: int = 1
    failure: Exception | None = None
    reason: str = ""
    stopped: bool = False
    seen_waiting: list[int] = field(default_factory=list)

    @property
    def errands(self) -> ErrandSource:
        """It carries out its own commands."""
        return self

    async def start(self, waiting: Sequence[StoredCommand]) -> None:
        """Take note of what an earlier run left."""
        self.seen_waiting.append(len(waiting))

    async def refresh(self, waiting: Sequence[StoredCommand]) -> None:
        """Ask nobody."""
        if self.failure is not None:
            raise self.failure

    def connection(self, *, unsent: int, parked: int) -> Connection:
        """Be alive or not."""
        link = Link.OFFLINE if self.reason else Link.LIVE
        return Connection(link=link, reason=self.reason, unsent=unsent, parked=parked)

    def put_on(self, board: Board, waiting: Sequence[StoredCommand]) -> Board:
        """Add nothing."""
        return board

    def is_over(self, mark: str) -> bool:
        """Whether a mark is one of a thing that this system does not have any more."""
        return mark.startswith("venue:over")

    async def stop(self) -> None:
        """End."""
        self.stopped = True

    async def find(self, command: Command) -> Finding:
        """Look at nothing."""
        return Finding(End.OPEN)

    async def do(self, command: Command) -> Finding:
        """Keep a status."""
        assert isinstance(command.change, SetStatus)
        change = command.change
        self.orders = tuple(applied(order, change) if order.id == command.order_id else order for order in self.orders)
        return Finding(End.DONE)

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Never asked."""
        raise AssertionError(commands)


def a_party(table: str = "VIP 3") -> Order:
    """Give a local order of a party that has just come in."""
    order = an_order(an_item("Cold platter", on="Grill"), id=f"party:{table}", table=table)
    return replace(order, source="venue")


@asynccontextmanager
async def a_kitchen(*orders: Order, venue: Venue) -> AsyncIterator[tuple[Kitchen, FakeSource, FakeClock]]:
    """Run a kitchen with a till and a venue, delivery included."""
    clock = FakeClock()
    till, store = FakeSource(clock, list(orders)), FakeStore(clock)
    kitchen = Kitchen(a_station(), till, store, store, clock, sides=[venue])
    await kitchen.start()
    delivering = asyncio.create_task(kitchen.deliver())
    await kitchen.poll()
    await kitchen.refresh_sides()
    yield kitchen, till, clock
    await kitchen.stop()
    await delivering


async def turns() -> None:
    """Let everything that is ready run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_orders_of_both_systems_stand_on_one_board() -> None:
    """The till's T7 and the venue's VIP 3 are two cards, and the header knows both connections."""
    async with a_kitchen(an_order(), venue=Venue((a_party(),))) as (kitchen, _, _):
        assert {card.title for card in kitchen.board.cards} == {"T7", "VIP 3"}
        assert [(name, link.link) for name, link in kitchen.board.sides] == [("venue", Link.LIVE)]


async def test_a_bump_of_a_local_card_never_goes_to_the_till() -> None:
    """Enter on the venue's card is kept by the venue; the till hears nothing of it."""
    venue = Venue((a_party(),))
    async with a_kitchen(an_order(), venue=venue) as (kitchen, till, _):
        card = next(card for card in kitchen.board.cards if card.title == "VIP 3")
        press = press_enter(kitchen.board, card, kitchen.now())
        assert isinstance(press, Intent)
        assert await kitchen.perform(press) is None
        assert [card.title for card in kitchen.board.cards] == ["T7"]
        await turns()
        assert venue.orders[0].items[0].pairs[0].status is Status.READY
        assert till.sent == []
        assert kitchen.outbox_view() == ()


async def test_a_side_that_breaks_disturbs_no_other() -> None:
    """The venue's code fails in a way nobody thought of: the board says so, and bumps still reach the till."""
    venue = Venue((a_party(),))
    async with a_kitchen(an_order(), venue=venue) as (kitchen, till, _):
        venue.failure = RuntimeError("boom")
        await kitchen.refresh_sides()
        assert "venue failed" in kitchen.board.banner.lower()
        card = next(card for card in kitchen.board.cards if card.title == "T7")
        press = press_enter(kitchen.board, card, kitchen.now())
        assert isinstance(press, Intent)
        assert await kitchen.perform(press) is None
        await turns()
        assert len(till.sent) == 1
        venue.failure = None
        await kitchen.refresh_sides()
        assert kitchen.board.banner == ""


async def test_a_till_that_is_down_leaves_the_venue_at_work() -> None:
    """While the till does not answer, a party that arrives still gets its card and rings."""
    venue = Venue()
    async with a_kitchen(an_order(), venue=venue) as (kitchen, till, _):
        rung: list[frozenset[str]] = []
        kitchen.subscribe(lambda changed: rung.append(changed.arrived))
        till.down = Unreachable("no route", sent=False)
        await kitchen.poll()
        venue.orders = (a_party(),)
        await kitchen.refresh_sides()
        assert {card.title for card in kitchen.board.cards} == {"T7", "VIP 3"}
        assert any(rung)


async def test_what_a_side_left_unsent_is_its_own_again_after_a_restart() -> None:
    """A bump of a local card that no one carried out waits for the venue, not for the till."""
    clock = FakeClock()
    store, till, venue = FakeStore(clock), FakeSource(clock, []), Venue((a_party(),))
    first = Kitchen(a_station(), till, store, store, clock, sides=[venue])
    await first.start()
    await first.poll()
    await first.refresh_sides()
    press = press_enter(first.board, first.board.cards[0], first.now())
    assert isinstance(press, Intent)
    assert await first.perform(press) is None
    again = Venue((a_party(),))
    second = Kitchen(a_station(), till, store, store, clock, sides=[again])
    await second.start()
    assert again.seen_waiting == [1]
    delivering = asyncio.create_task(second.deliver())
    await turns()
    assert [row.state for row in store.rows.values()] == [CommandState.DONE]
    assert till.sent == []
    await second.stop()
    await delivering
    assert again.stopped


async def test_what_is_over_in_another_system_is_forgotten_in_the_night() -> None:
    """Tidying takes the marks of what the venue does not have any more, on the disk as well, and leaves all others."""
    clock = FakeClock()
    store, till = FakeStore(clock), FakeSource(clock, [])
    kept = Marks(seen=frozenset({"taken-back:o1/1", "venue:here"}))
    await store.save_marks("GRILL", replace(kept, seen=kept.seen | {"venue:over"}))
    kitchen = Kitchen(a_station(), till, store, store, clock, sides=[Venue()])
    await kitchen.start()
    await kitchen.tidy()
    assert (await store.load_marks("GRILL")).seen == kept.seen
    await kitchen.stop()
