"""Screens of one kitchen tell each other what is rushed, sold out and made again; alone each keeps it for itself."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.actions.noting import count_down, end_note, press_again, press_rush, sold_out
from kds.domain.actions.undoing import press_undo
from kds.domain.intents import Intent, Refusal
from kds.domain.notes import Note, NoteKind, subject_of
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.errors import Busy, Unreachable
from kds.kitchen.ports import CommandState
from tests.builders import a_station, an_item, an_order
from tests.fake_notes import FakeNotes
from tests.fakes import FakeClock, FakeSource
from tests.unit.kitchen.world import Screen

VENISON = 50


def venison(order_id: str, amount: int = 1, *, created: str = "18:10", table: str = "T3") -> Order:
    """Give an order of venison."""
    dish = an_item("Venison", amount, plu_code=VENISON)
    return an_order(dish, id=order_id, table=table, created=created, fired=created)


class Kitchen:
    """A till with its place for notes, and the screens that stand around it."""

    def __init__(self, *orders: Order) -> None:
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, orders or [an_order(an_item("Burger"), created="17:58", fired="17:58")])
        self.notes = FakeNotes(self.clock)

    async def screen(self, station: Station | None = None, *, of: Screen | None = None) -> Screen:
        """Start a screen, or another one on the disk of a former one."""
        store = None if of is None else of.store
        screen = Screen(self.source, self.clock, station=station, outbox=store, memory=store, notes=self.notes)
        screen.store = store or screen.store
        return await screen.started()


async def pressed(screen: Screen, answer: Intent | Refusal) -> None:
    """Store what a key gave and let it go out."""
    assert isinstance(answer, Intent), answer
    assert await screen.kitchen.perform(answer) is None


async def rush(screen: Screen, title: str = "T7") -> None:
    """Press the rush key on a card."""
    card = screen.card(title)
    assert card is not None
    await pressed(screen, press_rush(screen.kitchen.board, card, screen.kitchen.now()))


async def again(screen: Screen, reason: str = "dropped") -> None:
    """Have the first dish of T7 made again."""
    board = screen.kitchen.board
    card = screen.card()
    assert card is not None
    await pressed(screen, press_again(board, card, card.lines[0], reason, screen.kitchen.now()))


def is_rush(screen: Screen, title: str = "T7") -> bool:
    """Whether a card says RUSH."""
    card = screen.card(title)
    return card is not None and card.is_rush


async def test_a_rush_shows_here_at_once_and_elsewhere_with_the_next_reading() -> None:
    """A rush pressed on the pass stands on the grill's card a second later, and a second press ends it everywhere."""
    kitchen = Kitchen()
    grill, other = await kitchen.screen(), await kitchen.screen()
    await rush(other)
    assert (is_rush(other), is_rush(grill)) == (True, False)
    await other.settle()
    await grill.poll()
    assert is_rush(grill)
    await rush(grill)
    assert not is_rush(grill)
    await grill.settle()
    await other.poll()
    assert not is_rush(other)


async def test_a_rush_survives_a_kill_before_it_was_sent() -> None:
    """A rush that was pressed while the till was off goes out after a restart, and once."""
    kitchen = Kitchen()
    screen = await kitchen.screen()
    kitchen.notes.down = Unreachable("off", sent=False)
    await rush(screen)
    await screen.poll()
    assert is_rush(screen)
    restarted = await kitchen.screen(of=screen)
    assert is_rush(restarted)
    kitchen.notes.down = None
    await restarted.polls(3)
    assert [note.order_id for note in kitchen.notes.of(NoteKind.RUSH)] == ["o1"]
    assert is_rush(restarted)


async def test_a_lost_answer_tells_a_note_once() -> None:
    """A note whose answer was lost is looked for before it goes again, so that nobody hears it twice."""
    kitchen = Kitchen()
    screen = await kitchen.screen()
    kitchen.notes.lost.append(Unreachable("the answer was lost", sent=True))
    await again(await ready_burger(screen))
    await screen.polls(20)
    assert [note.kind for note in kitchen.notes.told].count(NoteKind.AGAIN) == 1
    assert set(screen.states()) == {CommandState.DONE}


async def test_rush_and_no_rush_before_anything_was_sent_send_nothing_twice() -> None:
    """Three presses of the rush key while the till is off leave one word to send: the last."""
    kitchen = Kitchen()
    screen = await kitchen.screen()
    kitchen.notes.down = Unreachable("off", sent=False)
    for _ in range(3):
        await rush(screen)
    assert is_rush(screen)
    kitchen.notes.down = None
    await screen.polls(20)
    assert len([note for note in kitchen.notes.told if note.kind is NoteKind.RUSH]) == 1


async def ready_burger(screen: Screen) -> Screen:
    """Let the burger of T7 be under way."""
    screen.source.set_status("o1", Status.IN_PROGRESS)
    await screen.poll()
    return screen


async def test_again_sends_the_dish_back_and_says_why() -> None:
    """One press sets the dish to New and tells the other screens the reason; there it reads AGAIN."""
    kitchen = Kitchen()
    grill, other = await kitchen.screen(), await kitchen.screen()
    await ready_burger(grill)
    await again(grill, "overcooked")
    await grill.settle()
    assert grill.till() is Status.NEW
    await other.poll()
    card = other.card()
    assert card is not None
    assert card.is_again
    assert [note.reason for note in other.kitchen.board.shared.of(NoteKind.AGAIN)] == ["overcooked"]


async def test_taking_an_again_back_is_no_again() -> None:
    """U after an again puts the dish back to where it stood and takes the word from every screen."""
    kitchen = Kitchen()
    grill, other = await kitchen.screen(), await kitchen.screen()
    await ready_burger(grill)
    await again(grill)
    await grill.polls(2)
    await grill.undo()
    await grill.polls(2)
    await other.poll()
    assert grill.till() is Status.IN_PROGRESS
    assert kitchen.notes.of(NoteKind.AGAIN) == []
    for screen in (grill, other):
        card = screen.card()
        assert card is not None
        assert not card.is_again


async def test_a_dish_set_back_by_another_terminal_is_no_again_where_notes_are_told() -> None:
    """Where screens tell each other, `New` after `Ready` alone does not read AGAIN."""
    kitchen = Kitchen()
    screen = await kitchen.screen(a_station(bump_to=Status.SERVED))
    kitchen.source.set_status("o1", Status.READY)
    await screen.poll()
    kitchen.clock.advance(120)
    kitchen.source.set_status("o1", Status.NEW)
    await screen.poll()
    card = screen.card()
    assert card is not None
    assert not card.is_again
    kitchen.notes.is_there = False
    await screen.poll()
    card = screen.card()
    assert card is not None
    assert card.is_again


async def test_an_order_for_what_is_sold_out_says_so() -> None:
    """A dish ordered after somebody said it is sold out reads 86, one ordered before does not."""
    kitchen = Kitchen(venison("o1", created="17:59", table="T1"))
    grill, other = await kitchen.screen(), await kitchen.screen()
    await pressed(other, sold_out(other.kitchen.board, VENISON, "Venison", other.kitchen.now()))
    await other.settle()
    kitchen.source.put(venison("o2", created="18:10", table="T3"))
    await grill.poll()
    words = {card.title: card.lines[0].notice for card in grill.kitchen.board.cards}
    assert words == {"T1": "", "T3": "86: SOLD OUT"}
    assert any(changed.arrived for changed in grill.heard)


async def test_a_till_without_a_place_for_notes_leaves_them_on_this_screen() -> None:
    """Without the route rush and sold out work on this screen only, say so, and are still there after a restart."""
    kitchen = Kitchen()
    kitchen.notes.is_there = False
    screen = await kitchen.screen()
    await rush(screen)
    await pressed(screen, sold_out(screen.kitchen.board, VENISON, "Venison", screen.kitchen.now()))
    await screen.polls(2)
    assert screen.kitchen.board.shared.is_offered is False
    restarted = await kitchen.screen(of=screen)
    assert is_rush(restarted)
    assert all(note.is_local for note in restarted.kitchen.board.shared.notes)
    assert set(restarted.kitchen.board.shared.sold_out) == {VENISON}
    await rush(restarted)
    await restarted.polls(2)
    assert not is_rush(restarted)
    assert set(screen.states()) == {CommandState.DONE}


async def test_what_this_screen_knows_alone_ends_with_the_business_day() -> None:
    """A note of yesterday is gone in the morning."""
    kitchen = Kitchen()
    kitchen.notes.is_there = False
    screen = await kitchen.screen()
    await pressed(screen, sold_out(screen.kitchen.board, VENISON, "Venison", screen.kitchen.now()))
    await screen.settle()
    kitchen.clock.advance(24 * 3600)
    await screen.polls(2)
    assert screen.kitchen.board.shared.sold_out == {}


async def test_a_countdown_of_this_screen_goes_down_with_the_orders() -> None:
    """Without the route the screen counts by itself: two of three ordered leave one, a further one leaves none."""
    kitchen = Kitchen()
    kitchen.notes.is_there = False
    screen = await kitchen.screen()
    await pressed(screen, count_down(screen.kitchen.board, VENISON, "Venison", Decimal(3), screen.kitchen.now()))
    await screen.settle()
    kitchen.source.put(venison("o2", 2, created="18:05"))
    await screen.polls(3)
    assert screen.kitchen.board.shared.countdowns[VENISON].amount == 1
    kitchen.source.put(venison("o3", 1, created="18:06", table="T4"))
    await screen.polls(3)
    assert VENISON in screen.kitchen.board.shared.sold_out
    kitchen.source.put(venison("o4", 1, created="18:07", table="T5"))
    await screen.polls(2)
    words = {card.title: card.lines[0].notice for card in screen.kitchen.board.cards}
    assert (words["T4"], words["T5"]) == ("", "86: SOLD OUT")


async def test_a_till_that_gets_a_place_for_notes_keeps_what_was_told_here() -> None:
    """After an update of the till notes go there again, and what this screen knew alone stays until it is ended."""
    kitchen = Kitchen()
    kitchen.notes.is_there = False
    screen = await kitchen.screen()
    await rush(screen)
    await screen.settle()
    kitchen.notes.is_there = True
    kitchen.clock.advance(61)
    await screen.poll()
    assert screen.kitchen.board.shared.is_offered is True
    assert is_rush(screen)
    await rush(screen)
    await screen.polls(2)
    assert not is_rush(screen)


async def test_a_refused_note_is_withdrawn_and_nothing_else() -> None:
    """A login without the right reads why its note was not told; bumps go on, and the sentence leaves by itself."""
    kitchen = Kitchen()
    screen = await kitchen.screen()
    kitchen.notes.forbidden = frozenset({NoteKind.RUSH})
    await rush(screen)
    await screen.settle()
    assert not is_rush(screen)
    assert "Not told to the other screens" in screen.kitchen.board.banner
    assert await screen.bump() is None
    await screen.settle()
    assert screen.till() is Status.READY
    kitchen.clock.advance(30)
    await screen.poll()
    assert screen.kitchen.board.banner == ""


async def test_a_till_that_fails_at_notes_only_leaves_the_board_alive() -> None:
    """An error of the notes is no error of the orders: the header stays LIVE and bumps arrive."""
    kitchen = Kitchen()
    kitchen.notes.down = Busy("broken", status=500)
    screen = await kitchen.screen()
    await rush(screen)
    assert await screen.bump() is None
    await screen.polls(2)
    assert (screen.link().value, screen.till()) == ("LIVE", Status.READY)


async def test_every_screen_says_what_it_watches() -> None:
    """A grill's screen is known by its endpoints every 20 s; what nobody watches any more keeps its last time."""
    kitchen = Kitchen()
    grill = await kitchen.screen()
    await grill.poll()
    assert grill.kitchen.board.shared.watched == {"Grill"}
    first = len(kitchen.notes.told)
    kitchen.clock.advance(21)
    await grill.polls(2)
    assert len(kitchen.notes.told) == first + 1
    kitchen.notes.notes = ()
    await grill.poll()
    assert grill.kitchen.board.shared.watched == frozenset()
    assert set(grill.kitchen.board.shared.last_watched) == {"Grill"}


async def test_a_countdown_is_ended_by_anybody() -> None:
    """What one screen counts another may end, and U brings it back as it was."""
    kitchen = Kitchen()
    grill, other = await kitchen.screen(), await kitchen.screen()
    await pressed(grill, count_down(grill.kitchen.board, VENISON, "Venison", Decimal(3), grill.kitchen.now()))
    await grill.settle()
    await other.poll()
    note = other.kitchen.board.shared.countdowns[VENISON]
    await pressed(other, end_note(other.kitchen.board, note, other.kitchen.now()))
    await other.settle()
    await grill.poll()
    assert grill.kitchen.board.shared.countdowns == {}
    await other.undo()
    await other.settle()
    await grill.poll()
    assert grill.kitchen.board.shared.countdowns[VENISON].amount == 3


@pytest.mark.parametrize("kind", [NoteKind.RUSH, NoteKind.NOTICE])
async def test_an_unchanged_reading_redraws_nothing(kind: NoteKind) -> None:
    """A second of the same notes tells the screen nothing."""
    kitchen = Kitchen()
    kitchen.notes.notes = (Note("n0", kind, kitchen.clock.now(), order_id="o1", text="Chef is here"),)
    screen = await kitchen.screen()
    await screen.polls(2)
    before = screen.kitchen.board.shared
    heard = len(screen.heard)
    await screen.polls(3)
    assert screen.kitchen.board.shared is before
    assert len(screen.heard) == heard


PRESSES = st.lists(st.sampled_from(["rush", "86", "undo", "off", "on", "lost", "kill", "poll"]), max_size=14)


@settings(max_examples=30, deadline=None)
@given(presses=PRESSES)
def test_the_last_word_counts_whatever_goes_wrong(presses: list[str]) -> None:
    """Presses, outages, lost answers and kills in any order: in the end the till knows what the screen showed last."""
    asyncio.run(_an_evening_of(presses))


async def _an_evening_of(presses: list[str]) -> None:
    kitchen = Kitchen()
    screen = await kitchen.screen()
    for press in presses:
        match press:
            case "rush":
                await rush(screen)
            case "86" if VENISON not in screen.kitchen.board.shared.sold_out:
                await pressed(screen, sold_out(screen.kitchen.board, VENISON, "Venison", screen.kitchen.now()))
            case "undo":
                undo = press_undo(screen.kitchen.board, screen.kitchen.now())
                if isinstance(undo, Intent):
                    assert await screen.kitchen.perform(undo) is None
            case "off":
                kitchen.notes.down = Unreachable("off", sent=False)
            case "on":
                kitchen.notes.down = None
            case "lost":
                kitchen.notes.lost.append(Unreachable("the answer was lost", sent=True))
            case "kill":
                # a screen that starts while the till is off knows only its own unsent words until the first answer
                kitchen.notes.down = None
                screen = await kitchen.screen(of=screen)
            case "poll":
                await screen.poll()
    shown = {subject_of(note) for note in screen.kitchen.board.shared.notes if note.kind is not NoteKind.PRESENCE}
    kitchen.notes.down = None
    for _ in range(8):
        kitchen.clock.advance(15)
        await screen.poll()
    known = {subject_of(note) for note in kitchen.notes.notes if note.kind is not NoteKind.PRESENCE}
    assert known == shown
    assert not screen.kitchen.outbox_view()
    after = {subject_of(note) for note in screen.kitchen.board.shared.notes if note.kind is not NoteKind.PRESENCE}
    assert after == shown


async def test_a_screen_that_has_just_started_calls_no_other_one_dead() -> None:
    """Only after a minute of listening does an endpoint that nobody was heard from count as one without a screen."""
    kitchen = Kitchen()
    grill = await kitchen.screen(a_station("Grill"))
    await grill.polls(2)
    assert grill.kitchen.board.shared.watched == {"Grill"}
    assert not grill.kitchen.board.shared.knows_screens
    kitchen.clock.advance(60)
    await grill.polls(2)
    assert grill.kitchen.board.shared.knows_screens
