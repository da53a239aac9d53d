"""A dry run: the board behaves as if everything were sent, and the till never hears of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kds.domain.actions.noting import count_down, end_note, press_rush
from kds.domain.actions.recalling_back import press_recall
from kds.domain.actions.undoing import press_undo
from kds.domain.intents import Intent
from kds.domain.notes import Note, NoteKind
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import Unreachable
from kds.kitchen.dry_run import DryNotes, DryRun
from kds.kitchen.ports import Source
from tests.builders import a_station, an_item, an_order
from tests.fake_notes import FakeNotes
from tests.fake_store import FakeStore
from tests.fakes import START, FakeClock, FakeSource
from tests.unit.kitchen.world import Screen


class Dry:
    """A board in a dry run beside a till that listens."""

    def __init__(self, *orders: Order) -> None:
        self.clock = FakeClock()
        self.till = FakeSource(self.clock, orders)
        self.notes = FakeNotes(self.clock)
        self.store = FakeStore(self.clock)
        self.screen = Screen(
            DryRun(self.till),  # type: ignore[arg-type] # the stories of the other tests look into the till itself
            self.clock,
            station=a_station("GRILL"),
            outbox=self.store,
            memory=self.store,
            notes=DryNotes(self.notes),
        )

    async def press(self, intent: object) -> None:
        """Store what a key gave, and let time pass."""
        assert isinstance(intent, Intent), intent
        assert await self.screen.kitchen.perform(intent) is None
        await self.screen.polls(3)


async def started(*orders: Order) -> Dry:
    """Give a started one."""
    dry = Dry(*orders)
    await dry.screen.started()
    return dry


def burger() -> Order:
    """Give a burger of T7."""
    return an_order(an_item("Burger"), an_item("Chips", on="Fry"), created=START, fired=START)


async def test_a_bump_leaves_the_board_and_not_the_machine() -> None:
    """The bumped card is gone and nothing is unsent, at the till the burger is still new, and nothing was sent."""
    dry = await started(burger())
    await dry.screen.bump()
    await dry.screen.polls(3)
    assert dry.screen.titles() == []
    assert dry.screen.kitchen.board.connection.unsent == 0
    assert dry.till.sent == []
    assert [pair.status for pair in dry.till.orders["o1"].items[0].pairs] == [Status.NEW]


async def test_undo_brings_it_back() -> None:
    """`u` gives the card back as it was, without a word to the till."""
    dry = await started(burger())
    await dry.screen.bump()
    await dry.screen.polls(3)
    await dry.press(press_undo(dry.screen.kitchen.board, dry.screen.kitchen.now()))
    assert dry.screen.titles() == ["T7"]
    assert dry.till.sent == []


async def test_what_was_finished_here_can_be_recalled_here() -> None:
    """A finished order stands in the recall list, and comes back from it."""
    dry = await started(an_order(an_item("Burger"), created=START, fired=START))
    await dry.screen.bump()
    await dry.screen.polls(3)
    await dry.screen.kitchen.refresh_recall()
    board = dry.screen.kitchen.board
    await dry.press(press_recall(board, board.recallable[0], dry.screen.kitchen.now()))
    assert dry.screen.titles() == ["T7"]
    assert dry.till.sent == []


async def test_real_orders_keep_coming_and_going() -> None:
    """A new order appears, one that another screen bumps goes, and what was pressed on it is forgotten with it."""
    dry = await started(burger())
    dry.till.put(an_order(an_item("Ribeye"), id="o2", table="T9", created=START, fired=START))
    await dry.screen.polls(1)
    assert dry.screen.titles() == ["T7", "T9"]
    dry.till.set_status("o2", Status.SERVED)
    await dry.screen.polls(1)
    assert dry.screen.titles() == ["T7"]


async def test_an_unchanged_reading_is_the_same_tuple() -> None:
    """Nothing is drawn anew while neither the till nor anybody here did anything."""
    dry = Dry(burger())
    source: Source = DryRun(dry.till)
    assert (await source.read_open()).orders is (await source.read_open()).orders


async def test_a_lost_till_is_said_as_ever() -> None:
    """The real connection decides whether the board is live."""
    dry = await started(burger())
    dry.till.down = Unreachable("The till refuses the connection.", sent=False)
    await dry.screen.polls(1)
    assert dry.screen.kitchen.board.connection.link.value == "OFFLINE"


async def test_notes_are_read_and_never_told() -> None:
    """What others told is seen; a rush, a countdown and an ended one of this screen stay here."""
    dry = await started(burger())
    theirs = Note("n1", NoteKind.COUNTDOWN, START, "chef", plu_code=5, amount=Decimal(3), text="Trout")
    dry.notes.notes = (theirs,)
    await dry.screen.kitchen.notes.refresh()
    board = dry.screen.kitchen.board
    assert board.shared.of(NoteKind.COUNTDOWN) == (theirs,)
    await dry.press(press_rush(board, board.cards[0], dry.screen.kitchen.now()))
    await dry.press(count_down(board, 7, "Venison", Decimal(2), dry.screen.kitchen.now()))
    await dry.press(end_note(board, theirs, dry.screen.kitchen.now()))
    await dry.screen.kitchen.notes.refresh()
    shared = dry.screen.kitchen.board.shared
    assert shared.of(NoteKind.RUSH)
    assert [note.text for note in shared.of(NoteKind.COUNTDOWN)] == ["Venison"]
    assert dry.notes.told == []
    assert dry.notes.notes == (theirs,)


async def test_nobody_is_told_that_a_dry_run_watches() -> None:
    """Its presence is not told either: a cover screen must not think that somebody cooks here."""
    dry = Dry()
    note = Note("n", NoteKind.PRESENCE, START, "cook", station="GRILL", text="Grill")
    dry_notes = DryNotes(dry.notes)
    assert await dry_notes.tell(note, key=None) == note
    assert await dry_notes.read() == ()
    assert dry.notes.told == []


async def test_a_till_without_notes_stays_one() -> None:
    """Where the till has no place for notes, a dry run invents none."""
    dry = Dry()
    dry.notes = replace(dry.notes, is_there=False)
    assert await DryNotes(dry.notes).read() is None
