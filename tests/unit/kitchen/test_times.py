"""Speed of service in a running kitchen: what is learnt from readings, kept together, and counted once over a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kds.domain.board import BoardChanged
from kds.domain.notes import LOCAL, Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.domain.times.facts import Fact, Part, Span, Told, Void
from kds.errors import StateError, Unreachable
from kds.kitchen.times import KEPT_AT_ONCE, KEPT_EVERY_SECONDS
from tests.builders import a_negative, an_item, an_order
from tests.fakes import START, FakeClock, FakeSource
from tests.unit.kitchen.world import Screen

MINUTE = timedelta(minutes=1)


def a_burger(*, held: bool = False) -> Order:
    """Give an order of a burger that was fired when the story begins."""
    return an_order(an_item("Burger"), id="o1", table="T7", fired=START, created=START, held=held)


def full_disk() -> None:
    """Refuse a write."""
    raise StateError("the disk is full")


class Evening:
    """A till with one burger, and a grill in front of it."""

    def __init__(self, *, held: bool = False) -> None:
        self.clock = FakeClock()
        self.till = FakeSource(self.clock, [a_burger(held=held)])
        self.screen = Screen(self.till, self.clock)

    async def wait(self, seconds: float) -> None:
        """Let time pass with a poll at its end."""
        self.clock.advance(seconds - 1)
        await self.screen.poll()

    async def restart(self) -> None:
        """End the board and start it again on the same disk."""
        store = self.screen.store
        await self.screen.kitchen.stop()
        self.screen = Screen(self.till, self.clock, outbox=store, memory=store)
        self.screen.store = store
        await self.screen.started()

    async def facts(self) -> tuple[Fact, ...]:
        """Give all that is known."""
        return await self.screen.kitchen.times.between(START - 24 * 60 * MINUTE, START + 24 * 60 * MINUTE)


async def test_a_bump_becomes_a_time() -> None:
    """Ten minutes from fire to the bump, counted on the page of today."""
    evening = Evening()
    await evening.screen.started()
    await evening.wait(600)
    await evening.screen.bump()
    await evening.screen.poll()
    await evening.screen.kitchen.refresh_recall()
    await evening.screen.poll()
    today = await evening.screen.kitchen.times.today(("Grill",))
    assert today.whole.spread.counted == 1
    assert today.whole.spread.median is not None
    assert abs(today.whole.spread.median - 10 * MINUTE) < timedelta(seconds=5)


async def test_a_saturday_of_forty_orders_gives_the_figures_known_by_hand() -> None:
    """Number n is fired after n minutes and ready n minutes later: median 20:30, nine of ten 36:00, the limit at 18."""
    clock = FakeClock()
    till = FakeSource(clock)
    screen = await Screen(till, clock).started()
    for minute in range(1, 82):
        clock.advance((START + minute * MINUTE - clock.now()).total_seconds())
        if minute <= 40:
            fired = START + minute * MINUTE
            till.put(
                an_order(an_item("Burger"), id=f"o{minute}", table=f"T{minute}", fired=fired, created=fired, guests=2)
            )
        if minute % 2 == 0:
            till.set_status(f"o{minute // 2}", Status.READY)
        await screen.poll()
    today = await screen.kitchen.times.today()
    spread = today.whole.spread
    assert (spread.counted, spread.median, spread.p90) == (40, timedelta(minutes=20, seconds=30), 36 * MINUTE)
    assert (spread.late, today.whole.covers) == (23, 80)


async def test_polls_write_together_and_an_unchanged_one_writes_nothing() -> None:
    """What is learnt waits for its time; then it is one transaction."""
    evening = Evening()
    await evening.screen.started()
    writes = evening.screen.store.times.writes
    await evening.screen.polls(5)
    assert evening.screen.store.times.writes == writes
    evening.till.put(an_order(an_item("Steak"), an_item("Fish"), id="o2", fired=START))
    evening.till.put(an_order(an_item("Soup"), id="o3", fired=START))
    await evening.screen.polls(3)
    assert evening.screen.store.times.writes == writes
    await evening.wait(KEPT_EVERY_SECONDS)
    await evening.screen.polls(3)
    assert evening.screen.store.times.writes == writes + 1


async def test_a_rush_goes_to_disk_before_it_fills_the_memory() -> None:
    """As soon as a transaction is full it is written, but a full disk is left alone until the next time."""
    evening = Evening()
    await evening.screen.started()
    await evening.screen.polls(2)
    writes = evening.screen.store.times.writes
    for number in range(KEPT_AT_ONCE):
        evening.till.put(an_order(an_item("Soup"), id=f"rush {number}", fired=START))
    await evening.screen.poll()
    assert evening.screen.store.times.writes == writes + 1
    usual, evening.screen.store.times.write = evening.screen.store.times.write, full_disk
    for number in range(KEPT_AT_ONCE):
        evening.till.put(an_order(an_item("Pie"), id=f"second rush {number}", fired=START))
    await evening.screen.poll()
    await evening.screen.kitchen.times.keep()
    evening.clock.advance(KEPT_EVERY_SECONDS)
    with pytest.raises(StateError):
        await evening.screen.kitchen.times.keep()
    evening.screen.store.times.write = usual
    assert len(await evening.facts()) == 1 + 2 * KEPT_AT_ONCE


async def test_nothing_is_counted_twice_over_a_restart() -> None:
    """A board that starts again sees the same orders, in its readings and in the list of finished ones."""
    evening = Evening()
    await evening.screen.started()
    await evening.wait(300)
    await evening.restart()
    await evening.wait(300)
    await evening.screen.bump()
    await evening.screen.poll()
    await evening.restart()
    await evening.screen.kitchen.refresh_recall()
    await evening.screen.poll()
    await evening.restart()
    (part,) = await evening.facts()
    assert isinstance(part, Part)
    assert [change.status for change in part.changes][-1] is Status.READY


async def test_an_order_that_finished_while_the_board_was_off_is_counted() -> None:
    """It was seen open before, so its end belongs to it."""
    evening = Evening()
    await evening.screen.started()
    await evening.screen.kitchen.stop()
    evening.clock.advance(400)
    evening.till.set_status("o1", Status.SERVED)
    store = evening.screen.store
    evening.screen = Screen(evening.till, evening.clock, outbox=store, memory=store)
    evening.screen.store = store
    await evening.screen.started()
    await evening.screen.kitchen.refresh_recall()
    await evening.screen.polls(2)
    (part,) = await evening.facts()
    assert isinstance(part, Part)
    assert part.changes[-1].status is Status.SERVED


async def test_an_order_first_seen_finished_is_not_counted() -> None:
    """Nobody knows what became of it before."""
    evening = Evening()
    evening.till.set_status("o1", Status.SERVED)
    await evening.screen.started()
    await evening.screen.kitchen.refresh_recall()
    await evening.screen.polls(2)
    assert await evening.facts() == ()


async def test_a_held_order_counts_from_its_fire() -> None:
    """While it is held there is nothing to count."""
    evening = Evening(held=True)
    await evening.screen.started()
    await evening.wait(600)
    assert await evening.facts() == ()


async def test_a_void_is_remembered_with_its_dish() -> None:
    """The Negative names what it took back."""
    evening = Evening()
    await evening.screen.started()
    evening.till.put(an_order(a_negative("Burger", of=("o1", 1)), id="o2", fired=START, created=START + MINUTE))
    await evening.screen.poll()
    voids = [fact for fact in await evening.facts() if isinstance(fact, Void)]
    assert [(void.order_id, void.dish_order_id) for void in voids] == [("o2", "o1")]


async def test_notes_and_the_time_without_the_till_are_learnt_from_the_board() -> None:
    """What screens told each other, what was sold out and since when, and how long nothing arrived."""
    evening = Evening()
    kitchen = evening.screen.kitchen
    await evening.screen.started()
    told = evening.screen.heard[-1]
    again = Note("n1", NoteKind.AGAIN, evening.clock.now(), order_id="o1", item_id=1, reason="dropped")
    gone = Note("n2", NoteKind.SOLD_OUT, evening.clock.now(), plu_code=7, text="Venison")
    kitchen.times.hear(_with(told, Shared((again, gone), is_offered=True)))
    evening.clock.advance(60)
    kitchen.times.hear(_with(told, Shared((again,), is_offered=True)))
    await evening.screen.poll()
    evening.till.down = Unreachable("the till is off", sent=False)
    await evening.screen.poll()
    await evening.wait(120)
    evening.till.down = None
    await evening.screen.polls(2)
    facts = await evening.facts()
    assert [fact.reason for fact in facts if isinstance(fact, Told)] == ["dropped"]
    spans = {fact.what: fact for fact in facts if isinstance(fact, Span)}
    assert spans["soldOut"].name == "Venison"
    assert spans["soldOut"].until == spans["soldOut"].at + MINUTE
    offline = spans["offline"]
    assert offline.until is not None
    assert 2 * MINUTE <= offline.until - offline.at < 3 * MINUTE


async def test_a_note_that_is_still_on_its_way_is_not_counted_beside_the_till_s_own() -> None:
    """A dish that this screen orders again is one re-make, before and after the till has given its note an id."""
    evening = Evening()
    kitchen = evening.screen.kitchen
    await evening.screen.started()
    told = evening.screen.heard[-1]
    unsent = Note(f"{LOCAL}1", NoteKind.AGAIN, evening.clock.now(), order_id="o1", item_id=1, reason="dropped")
    gone = Note(f"{LOCAL}2", NoteKind.SOLD_OUT, evening.clock.now(), plu_code=7, text="Venison")
    kitchen.times.hear(_with(told, Shared((unsent, gone), is_offered=True)))
    assert not [fact for fact in await evening.facts() if isinstance(fact, Told | Span)]
    sent = (replace(unsent, id="n1"), replace(gone, id="n2"))
    kitchen.times.hear(_with(told, Shared(sent, is_offered=True)))
    noted = [fact for fact in await evening.facts() if isinstance(fact, Told | Span)]
    assert sorted(fact.what for fact in noted) == ["again", "soldOut"]


async def test_a_disk_that_takes_nothing_loses_nothing_when_it_works_again() -> None:
    """What could not be written waits in memory."""
    evening = Evening()
    await evening.screen.started()
    evening.till.put(an_order(an_item("Steak"), id="o2", fired=START))
    await evening.screen.poll()
    evening.screen.store.broken = StateError("the disk is full")
    with pytest.raises(StateError):
        await evening.screen.kitchen.times.keep(at_once=True)
    evening.screen.store.broken = None
    assert len(await evening.facts()) == 2


async def test_after_ninety_days_it_is_forgotten() -> None:
    """The hourly tidying forgets what is older."""
    evening = Evening()
    await evening.screen.started()
    assert len(await evening.facts()) == 1
    evening.clock.advance(timedelta(days=91).total_seconds())
    await evening.screen.kitchen.tidy()
    assert evening.screen.store.times.facts == {}


def _with(told: BoardChanged, shared: Shared) -> BoardChanged:
    return replace(told, board=replace(told.board, shared=shared))
