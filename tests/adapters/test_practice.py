"""Practice beside a real kitchen: a kitchen of its own on a real temporary disk, of which nothing stays and nothing gets out."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from kds.bootstrap.practice import FOLDER_PREFIX, Practice
from kds.bootstrap.till import SystemClock
from kds.domain.actions.bumping import press_enter
from kds.domain.actions.noting import press_rush
from kds.domain.actions.seeing import seen_intent
from kds.domain.intents import Intent
from kds.domain.modes import Mode
from kds.domain.notes import NoteKind
from kds.errors import StateError
from kds.kitchen.kitchen import Kitchen
from tests.builders import a_station, an_order
from tests.fake_notes import FakeNotes
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource


class Beside:
    """A real kitchen with one order, and practice beside it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, [an_order(created="17:50", fired="17:50")])
        self.store = FakeStore(self.clock)
        self.notes = FakeNotes(self.clock)
        station = replace(a_station(), zones=frozenset({"Terrace"}))
        self.real = Kitchen(station, self.source, self.store, self.store, self.clock, notes=self.notes)
        self.practice = Practice(self.real, SystemClock())


@pytest.fixture
async def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Beside]:
    """Give both, with temporary folders where a test can look."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = Beside()
    await made.real.start()
    await made.real.poll()
    await made.real.notes.refresh()
    yield made
    await made.practice.aclose()
    await made.real.stop()


def folders(tmp_path: Path) -> list[str]:
    """Give the temporary folders of practice."""
    return [path.name for path in tmp_path.iterdir() if path.name.startswith(FOLDER_PREFIX)]


async def press(kitchen: Kitchen, intent: object) -> None:
    """Store what a key gave."""
    assert isinstance(intent, Intent), intent
    assert await kitchen.perform(intent) is None


async def test_what_is_pressed_in_practice_stays_there(beside: Beside, tmp_path: Path) -> None:
    """Bumps and a rush change practice alone: the real outbox, marks, times, notes and till know nothing of them."""
    kitchen = await beside.practice.begin(beside.real.board)
    board = kitchen.board
    assert (board.mode, board.station.name, len(folders(tmp_path))) == (Mode.PRACTICE, "GRILL", 1)
    assert board.cards
    card = board.cards[0]
    await press(kitchen, press_rush(board, card, kitchen.now()))
    seen = seen_intent(board, card, kitchen.now())
    if seen is not None:
        await press(kitchen, seen)
    fresh = kitchen.board.card(card.key)
    assert fresh is not None
    await press(kitchen, press_enter(kitchen.board, fresh, kitchen.now()))
    assert kitchen.board.card(card.key) is None
    assert beside.source.sent == []
    assert beside.store.rows == {}
    assert beside.store.intents == []
    assert beside.notes.of(NoteKind.RUSH) == []
    assert [each.title for each in beside.real.board.cards] == ["T7"]


async def test_nothing_of_practice_stays(beside: Beside, tmp_path: Path) -> None:
    """When it ends its folder is gone; the next practice begins with a fresh one."""
    for _ in range(2):
        await beside.practice.begin(beside.real.board)
        assert beside.practice.is_open
        assert len(folders(tmp_path)) == 1
        await beside.practice.end()
        assert not beside.practice.is_open
    await beside.practice.aclose()
    assert folders(tmp_path) == []


async def test_nobody_is_told_that_a_practising_screen_watches(beside: Beside) -> None:
    """While somebody practises the other screens see that nobody watches this station; afterwards they hear of it again."""
    assert [note.station for note in beside.notes.of(NoteKind.PRESENCE)] == ["GRILL"]
    beside.notes.told.clear()
    await beside.practice.begin(beside.real.board)
    beside.clock.advance(60)
    await beside.real.notes.refresh()
    assert beside.notes.told == []
    await beside.practice.end()
    await beside.real.notes.refresh()
    assert [note.kind for note in beside.notes.told] == [NoteKind.PRESENCE]


async def test_a_machine_without_room_for_it_says_so(
    beside: Beside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Practice that can't have a folder is a sentence, and the real kitchen goes on being watched."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(StateError, match="Practice needs a temporary folder"):
        await beside.practice.begin(beside.real.board)
    assert not beside.practice.is_open
    assert beside.real.notes.is_watching
