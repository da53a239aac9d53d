"""Practice, dry run and view on the screen: what the last row says, what is heard, and that no press reaches the other board."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kds.domain.connection import Connection, Link
from kds.domain.modes import Mode
from kds.errors import StateError
from kds.ui.alarm import Event
from tests.builders import an_item, an_order, at
from tests.ui.evenings import board_of, evening, grill, late_table
from tests.ui.practising import Practising, practising
from tests.ui.showing import SIZES, board_screen, settled, shown

SAID = "PRACTICE - nothing here is cooked"


@asynccontextmanager
async def running(rig: Practising, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """Run the application until it stands."""
    async with rig.app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until what they asked for is done."""
    await pilot.press(*keys)
    await settled(pilot)


def last_row(rig: Practising) -> str:
    """Give what stands in the last row."""
    return shown(rig.app).splitlines()[-1].strip()


async def test_practice_says_what_it_is_and_counts_the_real_orders() -> None:
    """`--practice`: invented cards, the word in the header, and in the last row how many real orders wait."""
    rig = practising()
    async with running(rig):
        text = shown(rig.app)
        assert text.splitlines()[0].startswith(" PRACTICE GRILL ")
        assert last_row(rig) == f"{SAID}        1 REAL ORDER WAITING: Q ENTER leaves"
        assert "M12" in text


async def test_two_presses_begin_practice_and_two_end_it() -> None:
    """`q p` puts practice in place of the real board, `q ENTER` brings the real one back."""
    rig = practising(mode=Mode.REAL)
    async with running(rig) as pilot:
        assert SAID not in shown(rig.app)
        await press(pilot, "q")
        assert "P = practice" in last_row(rig)
        await press(pilot, "p")
        assert SAID in last_row(rig)
        await press(pilot, "q")
        assert "Leave practice?" in shown(rig.app).splitlines()[-2]
        assert SAID in last_row(rig)
        await press(pilot, "enter")
        assert SAID not in shown(rig.app)
        assert "PRACTICE" not in shown(rig.app)
        assert (rig.practice.begun, rig.practice.ended) == (1, 1)
        assert not rig.app._exit


async def test_no_press_of_practice_reaches_the_real_kitchen() -> None:
    """Bumps, seen, undo: the practice kitchen gets them; the real one hears nothing, not even what was painted."""
    rig = practising()
    async with running(rig) as pilot:
        await press(pilot, "1", "enter", "5", "enter", "u", "s", "!")
        assert rig.practice.kitchen.performed
        assert rig.practice.kitchen.seen_on_screen
        assert rig.real.performed == []
        assert rig.real.seen_on_screen == set()


async def test_after_practice_presses_are_real_again() -> None:
    """Back on the real board Enter bumps the real card, and nothing more goes to practice."""
    rig = practising(board_of(grill(), an_order(an_item("Burger"), fired="19:40")))
    async with running(rig) as pilot:
        await press(pilot, "q", "enter")
        before = len(rig.practice.kitchen.performed)
        await press(pilot, "1", "enter")
        assert [intent.label for intent in rig.real.performed] == ["T7"]
        assert len(rig.practice.kitchen.performed) == before


async def test_the_real_board_comes_back_as_it_was_left() -> None:
    """Cards stand in the slots they had before practice, though others stood there meanwhile."""
    rig = practising(board_of(grill(), *evening()), mode=Mode.REAL, invented=board_of(grill(), late_table()))
    async with running(rig) as pilot:
        before = board_screen(rig.app).state.places.standings
        await press(pilot, "q", "p", "1", "q", "enter")
        assert board_screen(rig.app).state.places.standings == before
        assert board_screen(rig.app).state.selected is None


async def test_a_real_order_rings_and_flashes_and_is_counted() -> None:
    """While somebody practises a new real order is heard, the last row flashes, and its number goes up."""
    rig = practising()
    async with running(rig) as pilot:
        strip = rig.app.screen.query_one("RowsView")._last  # type: ignore[attr-defined]
        fresh = board_of(grill(), late_table(), an_order(id="o50", table="X7", fired="19:42"))
        key = next(card.key for card in fresh.cards if card.title == "X7")
        rig.real.becomes(fresh, arrived=frozenset({key}))
        await settled(pilot)
        assert rig.rung == [Event.NEW]
        assert "2 REAL ORDERS WAITING" in last_row(rig)
        flashing = rig.app.screen.query_one("RowsView")._last  # type: ignore[attr-defined]
        assert {span.look for span in flashing}.isdisjoint(span.look for span in strip)
        assert "X7" not in shown(rig.app)


async def test_an_invented_order_makes_no_sound() -> None:
    """A sound in the kitchen always means a real order; an invented one only flashes."""
    rig = practising()
    async with running(rig) as pilot:
        kitchen = rig.practice.kitchen
        board = replace(
            board_of(grill(), *evening(), an_order(id="o60", table="M9", zone="Main", fired="19:42")),
            mode=Mode.PRACTICE,
        )
        key = next(card.key for card in board.cards if card.title == "M9")
        kitchen.becomes(board, arrived=frozenset({key}))
        await settled(pilot)
        assert rig.app.flashing == frozenset({key})
        assert rig.rung == []


@pytest.mark.parametrize(
    ("connection", "known", "words"),
    [
        (Connection(Link.OFFLINE, at("19:41:25"), at("19:41:25")), True, "REAL TILL OFFLINE 0:42, 1 WAITING"),
        (Connection(Link.SLOW, at("19:42:02"), at("19:42:02")), True, "REAL TILL SLOW 0:05, 1 WAITING"),
        (Connection(), False, "REAL TILL NOT REACHED"),
        (Connection(Link.LIVE, at("19:42:06"), parked=2), True, "1 REAL ORDER WAITING, 2 REFUSED"),
    ],
)
async def test_trouble_of_the_real_till_is_said_in_practice(connection: Connection, known: bool, words: str) -> None:
    """A count that can't be known is not told as if it were."""
    rig = practising(replace(board_of(grill(), late_table()), connection=connection, known=known))
    async with running(rig):
        assert words in last_row(rig)
        assert "Q ENTER leaves" in last_row(rig)


async def test_a_kiosk_leaves_practice_without_its_pin() -> None:
    """`q ENTER` ends practice in a kiosk too; the kiosk itself still asks for its PIN afterwards."""
    rig = practising(kiosk=True, read_pin=lambda: "271828")
    async with running(rig) as pilot:
        await press(pilot, "q", "enter")
        assert SAID not in shown(rig.app)
        assert not rig.app._exit
        await press(pilot, "q")
        assert "PIN to leave:" in last_row(rig)
        assert "P = practice" in last_row(rig)
        await press(pilot, "p")
        assert SAID in last_row(rig)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("page", ["?", "r", "o", "t", "n", "a", "x"])
async def test_the_last_row_is_never_left_to_anything_else(page: str, size: tuple[int, int]) -> None:
    """Help, lists, figures: whatever is opened, the last row says PRACTICE, as wide as the screen."""
    rig = practising()
    async with running(rig, size) as pilot:
        await press(pilot, page)
        assert last_row(rig).startswith("PRACTICE")
        assert len(shown(rig.app).splitlines()) == size[1]


async def test_keys_off_for_wiping_leave_the_last_row() -> None:
    """The strip of the wiping lock stands above it."""
    rig = practising()
    async with running(rig) as pilot:
        await press(pilot, "w")
        assert SAID in last_row(rig)
        assert "KEYS OFF" in shown(rig.app).splitlines()[-2]


async def test_a_finger_leaves_practice() -> None:
    """A tap on the row asks, a second one leaves; the keys for fingers stand above it."""
    rig = practising(touch=True)
    async with running(rig, (123, 36)) as pilot:
        assert SAID in last_row(rig)
        assert "BUMP" in shown(rig.app).splitlines()[-3]
        await pilot.click(offset=(5, 35))
        await settled(pilot)
        assert "Leave practice?" in shown(rig.app)
        await pilot.click(offset=(5, 35))
        await settled(pilot)
        assert SAID not in shown(rig.app)
        assert "BUMP" in shown(rig.app).splitlines()[-2]


async def test_another_key_stays_in_practice() -> None:
    """After the question any other key means no."""
    rig = practising()
    async with running(rig) as pilot:
        await press(pilot, "q", "escape", "enter")
        assert SAID in last_row(rig)


async def test_practice_that_cannot_begin_leaves_the_real_board() -> None:
    """A full disk is a sentence; the real board stays where it is."""
    rig = practising(mode=Mode.REAL)
    rig.practice.fails = StateError("Practice needs a temporary folder, and none can be made.")
    async with running(rig) as pilot:
        await press(pilot, "q", "p")
        assert "needs a temporary folder" in shown(rig.app)
        assert SAID not in shown(rig.app)
        await press(pilot, "1", "enter")
        assert rig.real.performed


async def test_a_dry_run_is_said_for_good() -> None:
    """The last row and the header say that nothing is sent; practice is there as ever, and comes back to the dry run."""
    rig = practising(replace(board_of(grill(), late_table()), mode=Mode.DRY_RUN), mode=Mode.DRY_RUN)
    async with running(rig) as pilot:
        assert last_row(rig) == "DRY RUN - nothing is sent to the till"
        assert shown(rig.app).startswith(" DRY RUN GRILL ")
        await press(pilot, "q", "p")
        assert SAID in last_row(rig)
        await press(pilot, "q", "enter")
        assert last_row(rig) == "DRY RUN - nothing is sent to the till"


async def test_a_view_offers_no_practice() -> None:
    """A look at another board says so, and has nothing but the way out."""
    rig = practising(replace(board_of(grill(), late_table()), mode=Mode.VIEW), mode=Mode.VIEW)
    async with running(rig) as pilot:
        assert last_row(rig).startswith("VIEW of this machine's board - nothing can be pressed")
        assert last_row(rig).endswith("Q ENTER leaves")
        await press(pilot, "q")
        assert "practice" not in shown(rig.app)
        await press(pilot, "enter")
        assert rig.app._exit


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.VIEW])
@pytest.mark.parametrize("key", ["tab", "c"])
async def test_only_the_real_board_becomes_another_station(mode: Mode, key: str) -> None:
    """Neither practice nor a look at another board changes what the real screen is."""
    rig = practising(replace(board_of(grill(), late_table()), mode=mode), mode=mode)
    async with running(rig) as pilot:
        await press(pilot, key)
        assert "Only the real board becomes another station" in shown(rig.app)
