"""An upgrade of kds: what earlier versions left in the state folder is sent, shown and kept by this one.

`old_stores/schema-N.sql` was written by the last version that had schema N: seven key presses at the till of this evening in
every state a press can be in, marks, the last board, and what else that version remembered. They are never changed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kds.domain.notes import NoteKind
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.domain.times.facts import Part
from kds.domain.venue.arrivals import PairKey
from kds.errors import StateError
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState
from kds.store.schema import STEPS
from kds.store.store import Store, opened
from tests.builders import a_station, an_item, an_order
from tests.fake_notes import FakeNotes
from tests.fakes import START, FakeClock, FakeSource

OLD_STORES = sorted((Path(__file__).parent / "old_stores").glob("schema-*.sql"))
FIRST_WITH_VENUE, FIRST_WITH_TIMES, FIRST_WITH_NOTES = 4, 5, 5
BEATS = 40
"""More than any of these presses needs until it is confirmed."""


def schema_of(dump: Path) -> int:
    """Give the number in a file's name."""
    return int(dump.stem.rpartition("-")[2])


def restored(dump: Path, folder: Path) -> Path:
    """Make the state folder that this dump was taken from."""
    folder.mkdir(mode=0o700)
    with closing(sqlite3.connect(folder / "outbox.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(dump.read_text())
    return folder


def orders() -> list[Order]:
    """Give the till's orders as they stood at that evening: number 3 has its bump already, number 5 is held."""
    made = [an_order(an_item("Burger", 2), id=f"o{n}", number=n, table=f"T{n}", held=n == 5) for n in range(1, 7)]
    return [ready(order) if order.number in (3, 6) else order for order in made]


def ready(order: Order) -> Order:
    """Give an order whose one line is ready."""
    items = tuple(
        replace(item, pairs=tuple(replace(pair, status=Status.READY, word="Ready") for pair in item.pairs))
        for item in order.items
    )
    return replace(order, items=items)


class Upgraded:
    """Today's kitchen on an earlier version's state folder, half a minute after the last press."""

    def __init__(self, store: Store) -> None:
        self.clock = FakeClock(START + timedelta(seconds=30))
        self.till = FakeSource(self.clock, orders())
        self.notes = FakeNotes(self.clock)
        self.store = store
        self.kitchen = Kitchen(
            a_station("GRILL"), self.till, store, store, self.clock, notes=self.notes, banner=store.banner
        )

    def states(self) -> dict[str, CommandState]:
        """Give what has not ended, by id."""
        return {row.command.id: row.state for row in self.kitchen.outbox_view()}

    def status(self, order_id: str) -> Status:
        """Give how far the one line of an order is at the till."""
        return self.till.orders[order_id].items[0].pairs[0].status

    async def work(self) -> None:
        """Poll and deliver until nothing but what needs a person is left."""
        delivery = asyncio.create_task(self.kitchen.deliver())
        for _ in range(BEATS):
            await self.kitchen.poll()
            await self.kitchen.notes.refresh()
            await asyncio.sleep(0.01)
            self.clock.advance(1.0)
            if set(self.states().values()) <= {CommandState.PARKED}:
                break
        await self.kitchen.stop()
        await delivery


@asynccontextmanager
async def upgraded(dump: Path, folder: Path) -> AsyncIterator[Upgraded]:
    """Give a kitchen that has just started on that dump."""
    async with opened(restored(dump, folder)) as store:
        board = Upgraded(store)
        await board.kitchen.start()
        yield board


def test_every_earlier_schema_is_tried() -> None:
    """There is a dump of each schema there ever was, and the next step in the schema asks for one more."""
    assert [schema_of(dump) for dump in OLD_STORES] == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("dump", OLD_STORES, ids=lambda dump: dump.stem)
async def test_what_waited_before_an_upgrade_is_sent_after_it(dump: Path, tmp_path: Path) -> None:
    """Bumps that waited, were on their way or lacked their proof reach the till; the refused one still waits for a person."""
    async with upgraded(dump, tmp_path / "state") as board:
        before = board.states()
        assert {name: before[name] for name in ("c1", "c2", "c3", "c4", "c5")} == {
            "c1": CommandState.PENDING,
            "c2": CommandState.UNKNOWN,
            "c3": CommandState.CONFIRMING,
            "c4": CommandState.PARKED,
            "c5": CommandState.PENDING,
        }
        assert "c6" not in before
        assert board.kitchen.board.connection.parked == 1
        await board.work()
        assert board.states() == {"c4": CommandState.PARKED}
        assert [board.status(order) for order in ("o1", "o2", "o3")] == [Status.READY] * 3
        assert board.till.orders["o5"].is_processed
        assert board.status("o4") is Status.NEW
        (parked,) = board.kitchen.outbox_view()
        assert parked.reason == "The order is locked."


@pytest.mark.parametrize("dump", OLD_STORES, ids=lambda dump: dump.stem)
async def test_what_was_remembered_before_an_upgrade_is_known_after_it(dump: Path, tmp_path: Path) -> None:
    """Marks, the last board and the presses that `u` takes back are there, with what later versions remembered beside."""
    async with upgraded(dump, tmp_path / "state") as board:
        marks = await board.store.load_marks("GRILL")
        assert marks.seen == {"o1/void/3", "o2/late"}
        assert marks.ticked == {"o2/1/Ready"}
        assert marks.former_table == {"t1": "T4"}
        assert [allergy.text for allergy in marks.allergies["t1"]] == ["peanuts"]
        kept, endpoints, at = await board.store.load_board()
        assert [order.number for order in kept] == [1, 2, 3, 4, 5, 6]
        assert kept[0].items[0].comment == "no onion"
        assert ([endpoint.name for endpoint in endpoints], at) == (["Grill", "Fry"], START)
        assert board.kitchen.board.cached_at == START
        pressed = await board.store.recent_intents(START)
        assert {f"i{number}" for number in range(1, 8)} <= {intent.id for intent in pressed}
        if schema_of(dump) >= FIRST_WITH_VENUE:
            assert (await board.store.venue.load_progress())[PairKey("show-1", 1, "Bar")].status is Status.READY
        if schema_of(dump) >= FIRST_WITH_TIMES:
            facts = await board.store.times.between(START, START + timedelta(hours=2))
            assert [fact.name for fact in facts if isinstance(fact, Part)] == ["Burger", "Steak"]


@pytest.mark.parametrize(
    "dump", [dump for dump in OLD_STORES if schema_of(dump) >= FIRST_WITH_NOTES], ids=lambda dump: dump.stem
)
async def test_a_note_that_waited_before_an_upgrade_is_told_after_it(dump: Path, tmp_path: Path) -> None:
    """A rush that was pressed while the till was away reaches the other screens."""
    async with upgraded(dump, tmp_path / "state") as board:
        assert board.states()["c8"] is CommandState.PENDING
        await board.work()
        assert [note.order_id for note in board.notes.of(NoteKind.RUSH)] == ["o1"]


def test_a_file_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    """Going back to an earlier version is a sentence that names both numbers; not one byte of the file changes."""
    folder = restored(OLD_STORES[-1], tmp_path / "state")
    with closing(sqlite3.connect(folder / "outbox.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = (folder / "outbox.db").read_bytes()

    async def open_it() -> None:
        async with opened(folder):
            pass

    words = rf"written by a newer kds \(schema {len(STEPS) + 1}, this one knows {len(STEPS)}\)"
    with pytest.raises(StateError, match=words):
        asyncio.run(open_it())
    assert (folder / "outbox.db").read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == ["lock", "outbox.db"]
