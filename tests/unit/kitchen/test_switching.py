"""Stories of a screen that becomes another station, covers one, and keeps promises and last night's orders off the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta

from kds.domain.actions.closing import bring_back, close_orders
from kds.domain.actions.seeing import seen_intent
from kds.domain.business_day import BusinessDay
from kds.domain.intents import Command, EndpointPart, Intent, OneItem, Refusal, SetStatus, WholeOrder
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.terms import Purchase, Status
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.rebasing import requests_for
from tests.builders import a_station, an_expo, an_item, an_order
from tests.fake_store import FakeStore
from tests.fakes import START, FakeClock, FakeSource
from tests.unit.kitchen.world import Screen

GRILL, FRY, EXPO = a_station("GRILL"), a_station("FRY"), an_expo()
STATIONS = (GRILL, FRY, EXPO)
DAY = BusinessDay(zone=UTC)


async def a_screen(*orders: Order, restarted: Screen | None = None) -> Screen:
    """Give a started board of GRILL in a kitchen with three stations."""
    if restarted is not None:
        store = restarted.store
        return await Screen(
            restarted.source, restarted.clock, outbox=store, memory=store, stations=STATIONS, station=GRILL, day=DAY
        ).started()
    clock = FakeClock()
    source = FakeSource(clock, orders)
    return await Screen(source, clock, stations=STATIONS, station=GRILL, day=DAY).started()


def steak_and_chips() -> Order:
    """Give a table of the grill and the fryer."""
    return an_order(an_item("Ribeye"), an_item("Chips", on="Fry"), created=START, fired=START)


async def test_a_screen_becomes_another_station() -> None:
    """The fryer's cards stand where the grill's stood, nothing rings, and the header says whose they are."""
    screen = await a_screen(steak_and_chips(), an_order(id="o2", table="T9", created=START, fired=START))
    assert screen.titles() == ["T7", "T9"]
    screen.heard.clear()
    await screen.kitchen.switching.become(FRY)
    assert screen.kitchen.board.station == FRY
    assert screen.titles() == ["T7"]
    assert not any(changed.arrived or changed.changed for changed in screen.heard)


async def test_a_press_of_the_former_station_still_goes_out() -> None:
    """A bump of the grill reaches the till while the screen is the fryer's; its undo stays with the grill."""
    screen = await a_screen(steak_and_chips())
    screen.source.down = None
    await screen.bump()
    await screen.kitchen.switching.become(FRY)
    assert not screen.kitchen.board.done
    await screen.polls(3)
    assert screen.till(item=1) is Status.READY
    assert screen.till(item=2) is Status.NEW
    assert screen.states() == [CommandState.DONE]
    await screen.kitchen.switching.become(GRILL)
    assert [done.intent.label for done in screen.kitchen.board.done] == ["T7"]


async def test_each_station_keeps_its_own_marks() -> None:
    """What the grill has read is unread at the fryer, and read again when the screen is the grill's once more."""
    note = replace(an_order(created=START, fired=START), note="ALLERGY nuts")
    order = replace(note, items=(*note.items, replace(an_item("Chips", on="Fry"), id=2)))
    screen = await a_screen(order)
    card = screen.card()
    assert card is not None
    assert card.unseen
    await screen.kitchen.painted({card.key})
    intent = seen_intent(screen.kitchen.board, card, screen.kitchen.now())
    assert intent is not None
    await screen.kitchen.perform(intent)
    await screen.kitchen.switching.become(FRY)
    there = screen.card()
    assert there is not None
    assert there.unseen
    await screen.kitchen.switching.become(GRILL)
    back = screen.card()
    assert back is not None
    assert not back.unseen


async def test_covering_lasts_over_a_restart_and_is_given_back() -> None:
    """The grill shows the fryer's cards too, after a restart as well, until it gives them back."""
    chips = an_order(an_item("Chips", on="Fry"), created=START, fired=START)
    screen = await a_screen(chips)
    assert screen.titles() == []
    assert await screen.kitchen.switching.cover(["FRY"]) is None
    assert (screen.titles(), screen.kitchen.board.station.title) == (["T7"], "GRILL + FRY")
    again = await a_screen(restarted=screen)
    assert (again.titles(), again.kitchen.board.station.title) == (["T7"], "GRILL + FRY")
    await again.kitchen.switching.cover([])
    assert (again.titles(), again.kitchen.board.station) == ([], GRILL)


async def test_a_covered_dish_is_bumped_at_its_own_endpoint() -> None:
    """The grill's Enter on the fryer's card sets the fryer's part at the till, and nothing of its own."""
    screen = await a_screen(an_order(an_item("Chips", on="Fry"), created=START, fired=START))
    await screen.kitchen.switching.cover(["FRY"])
    await screen.bump()
    await screen.polls(2)
    assert screen.till() is Status.READY


async def test_the_pass_covers_nobody() -> None:
    """The pass sees every endpoint; asked to cover, it says so."""
    screen = await a_screen()
    await screen.kitchen.switching.become(EXPO)
    assert isinstance(await screen.kitchen.switching.cover(["FRY"]), Refusal)


async def test_a_promise_arrives_with_a_ring_when_it_is_time() -> None:
    """Until its time a take away is only listed; then it stands on the board and rings as new."""
    due = START + timedelta(minutes=30)
    order = an_order(id="o1", table=None, purchase=Purchase.TAKE_AWAY, due=due, created=START, fired=START)
    screen = await a_screen(order)
    assert (screen.titles(), len(screen.kitchen.board.promised)) == ([], 1)
    screen.clock.advance(60 * 11)
    screen.heard.clear()
    await screen.poll()
    assert screen.titles() == []
    screen.clock.advance(60 * 2)
    await screen.poll()
    assert (screen.titles(), len(screen.kitchen.board.promised)) == (["TAKE AWAY"], 0)
    assert any(changed.arrived for changed in screen.heard)


async def test_last_nights_orders_wait_aside_until_somebody_closes_them() -> None:
    """They are neither shown nor late; one is brought back, the other closed, and both show at once."""
    night = START - timedelta(hours=20)
    old = [an_order(id=f"o{number}", table=f"T{number}", created=night, fired=night) for number in (1, 2)]
    screen = await a_screen(*old)
    board = screen.kitchen.board
    assert board.left_over is not None
    assert ([order.id for order in board.left_over.here], screen.titles()) == (["o1", "o2"], [])
    await screen.kitchen.perform(bring_back(board, old[0], screen.kitchen.now()))
    assert screen.titles() == ["T1"]
    closing = close_orders(screen.kitchen.board, (old[1],), screen.kitchen.now())
    assert isinstance(closing, Intent)
    assert await screen.kitchen.perform(closing) is None
    assert not screen.kitchen.board.left_over
    await screen.polls(2)
    assert screen.till("o2") is Status.SERVED
    again = await a_screen(restarted=screen)
    assert again.titles() == ["T1"]


async def test_the_change_of_the_day_clears_the_board_by_itself() -> None:
    """An order of the late evening leaves the board when the new day begins, without any answer that says so."""
    screen = await a_screen(an_order(created=START, fired=START))
    assert screen.titles() == ["T7"]
    screen.clock.advance(60 * 60 * 11)
    await screen.poll()
    assert screen.titles() == []
    assert screen.kitchen.board.left_over


def test_a_late_press_of_the_former_station_pulls_nothing_back() -> None:
    """The grill's bump goes out while the screen is the fryer's: a dish served meanwhile stays served."""
    fresh = an_order(an_item("Ribeye"), an_item("Burger", status=Status.SERVED))
    command = Command("c1", fresh.id, fresh.number, SetStatus(EndpointPart("Grill"), Status.READY))
    (request,) = requests_for(command, fresh, FRY)
    assert request.change == SetStatus(OneItem(1), Status.READY)
    whole = replace(command, change=SetStatus(WholeOrder(), Status.READY))
    assert [each.change for each in requests_for(whole, fresh, FRY)] == [SetStatus(OneItem(1), Status.READY)]


class SlowStore(FakeStore):
    """A store whose disk is busy for so long that the screen becomes another station meanwhile."""

    screen: Screen

    async def add(
        self,
        intent: Intent,
        *,
        station: str,
        marks: Marks | None,
        ended: Mapping[str, CommandState],
        replacing: frozenset[str],
    ) -> tuple[StoredCommand, ...]:
        """Write, and let somebody press Tab in between."""
        rows = await super().add(intent, station=station, marks=marks, ended=ended, replacing=replacing)
        await self.screen.kitchen.switching.become(FRY)
        return rows


async def test_what_was_read_at_one_station_never_counts_at_the_next() -> None:
    """A press that is still being written when the screen becomes the fryer's marks the grill's memory alone."""
    order = an_order(an_item("Ribeye"), an_item("Chips", on="Fry"), note="ALLERGY nuts", created=START, fired=START)
    clock = FakeClock()
    source, store = FakeSource(clock, [order]), SlowStore(clock)
    screen = Screen(source, clock, station=GRILL, outbox=store, memory=store, stations=STATIONS, day=DAY)
    store.screen = screen
    await screen.started()
    card = screen.card()
    assert card is not None
    intent = seen_intent(screen.kitchen.board, card, screen.kitchen.now())
    assert intent is not None
    await screen.kitchen.perform(intent)
    there = screen.card()
    assert there is not None
    assert screen.kitchen.board.station == FRY
    assert there.unseen
    await screen.kitchen.switching.become(GRILL)
    back = screen.card()
    assert back is not None
    assert not back.unseen
