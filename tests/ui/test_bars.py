"""Bump bars and pads on a living board: what their keys do, and what the board says their keys are."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from kds.domain.terms import Status
from kds.ui.key_reader import PREFIX_SECONDS
from kds.ui.keys import HELP_SENTENCES, Action
from kds.ui.screens.help import HelpScreen
from tests.builders import an_item, an_order
from tests.ui.evenings import crowd, evening, grill, late_table, the_pass
from tests.ui.showing import board_screen, settled, shown
from tests.ui.test_acts import a_shift

BARE_CTRL = "\x1b[57442;5u"
"""What a terminal with the Kitty keyboard protocol sends for the left Ctrl key alone (kitty, functional keys)."""


async def test_a_bare_ctrl_bumps() -> None:
    """`1 BUMP` on a bar that sends left Ctrl alone takes the card off, byte for byte as the terminal sends it."""
    async with a_shift(grill(), late_table(), *crowd(2), keys="bump-bar") as shift:
        await shift.press("1")
        (key,) = (event for event in XTermParser().feed(BARE_CTRL) if isinstance(event, events.Key))
        shift.clock.advance(0.3)
        shift.app.post_message(key)
        await settled(shift.pilot)
        assert "[1] T7" not in shown(shift.app)
        assert shift.status("o1", 1) is Status.READY


async def test_the_bar_takes_back_by_more_and_recall() -> None:
    """`MORE RECALL` is undo, and the ghost and the last row say so."""
    async with a_shift(grill(), late_table(), *crowd(2), keys="bump-bar") as shift:
        screen = await shift.press("1", "f1")
        assert "MORE RECALL" in screen
        assert "[1] T7" in await shift.press(".", "-")


async def test_a_prefix_is_told_in_the_last_row_and_lapses() -> None:
    """While MORE waits, the last row lists what comes next; after three seconds it is the legend again."""
    async with a_shift(grill(), late_table(), keys="bump-bar") as shift:
        screen = await shift.press(".")
        assert "MORE: 1=start" in " ".join(screen.splitlines()[-2:])
        shift.clock.advance(PREFIX_SECONDS)
        shift.app._tick()
        assert "RECALL" in shown(shift.app).splitlines()[-1]
        await shift.press("1")
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        assert board_screen(shift.app).state.selected is not None


async def test_a_digit_bumps_at_once_on_number_bumps() -> None:
    """`1` alone takes T7 off; the legend says that digits bump."""
    async with a_shift(grill(), late_table(), *crowd(2), keys="number-bumps") as shift:
        assert "1-9 bump" in shown(shift.app)
        screen = await shift.press("1")
        assert "[1] T7" not in screen
        assert shift.status("o1", 1) is Status.READY


async def test_select_and_a_digit_only_chooses() -> None:
    """`SELECT 1` chooses T7 for other keys and bumps nothing."""
    async with a_shift(grill(), late_table(), keys="number-bumps") as shift:
        await shift.press(".", "1")
        assert board_screen(shift.app).state.selected is not None
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_a_digit_reads_first_and_bumps_second_on_number_bumps() -> None:
    """A card with a void needs two presses of its digit: seen, then done."""
    async with a_shift(grill(), *evening(), keys="number-bumps") as shift:
        screen = await shift.press("3")
        assert "[3] T3" in screen
        assert "VOID 1x BURGER" not in screen
        assert shift.status("o4", 1) is Status.IN_PROGRESS
        assert "[3] T3" not in await shift.press("3")


async def test_a_second_digit_sends_a_table_that_waits_on_number_bumps() -> None:
    """On the pass the same digit twice forces, as ENTER twice does; once only lists what is missing."""
    async with a_shift(the_pass(), late_table(), keys="number-bumps") as shift:
        assert "waits for GRILL" in await shift.press("1")
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        await shift.press("1", after=1.0)
        assert shift.kitchen.board.order("o1") is None or shift.status("o1", 1) is Status.SERVED


async def test_a_digit_without_a_card_bumps_nothing_on_number_bumps() -> None:
    """An empty slot's digit says so, whatever was chosen before."""
    async with a_shift(grill(), late_table(), keys="number-bumps") as shift:
        await shift.press(".", "1")
        assert "No card has the digit 7." in await shift.press("7")
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_a_digit_in_a_list_only_chooses_on_number_bumps() -> None:
    """The recall list is not emptied by digits: a digit chooses, ENTER brings back."""
    done = an_order(an_item("Ribeye 300", 2, status=Status.READY, changed="19:41"), an_item("Chips", on="Fry"), id="o1")
    async with a_shift(grill(), done, *crowd(2), keys="number-bumps") as shift:
        await shift.press("r", "1")
        assert shift.status("o1", 1) is Status.READY
        await shift.press("enter")
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_six_buttons_are_enough() -> None:
    """NEXT chooses, BUMP bumps, UNDO takes back, SHIFT UNDO opens the recall list."""
    async with a_shift(grill(), late_table(), *crowd(2), keys="six-button") as shift:
        await shift.press("2", "4")
        assert shift.status("o1", 1) is Status.READY
        await shift.press("5")
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        assert "RECALL" in await shift.press("6", "5")


async def test_on_the_pad_bump_in_the_recall_list_brings_back() -> None:
    """SHIFT UNDO, BUMP: the ribeye is on the grill again, and the last row says so."""
    done = an_order(an_item("Ribeye 300", 2, status=Status.READY, changed="19:41"), an_item("Chips", on="Fry"), id="o1")
    async with a_shift(grill(), done, *crowd(2), keys="six-button") as shift:
        screen = await shift.press("6", "5")
        assert "BUMP bring back" in screen
        screen = await shift.press("4")
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        assert "RECALLED" in screen.splitlines()[-1]


async def test_on_the_pad_an_expediter_sends_what_is_ready_and_fires() -> None:
    """SHIFT BUMP sends the chips alone; SHIFT NEXT asks what goes, BUMP fires it, UNDO takes it back."""
    chips, ribeye = an_item("Chips", on="Fry", status=Status.READY, changed="19:41"), an_item("Ribeye 300")
    later = an_order(an_item("Sorbet", on="Pastry"), id="o2", table="T1", held=True)
    now = an_order(chips, ribeye, table="T1")
    async with a_shift(the_pass(), now, later, keys="six-button") as shift:
        screen = await shift.press("2")
        assert "SHIFT BUMP ready" in screen
        assert "SHIFT NEXT fire" in screen
        await shift.press("6", "4")
        assert shift.status("o1", 1) is Status.SERVED
        assert shift.status("o1", 2) is Status.NEW
        assert "BUMP fire all that goes" in await shift.press("2", "6", "2", after=1.0)
        assert "FIRED" in await shift.press("4")
        assert "TAKEN BACK" in await shift.press("5", after=1.0)


async def test_on_the_pad_everything_else_is_a_list() -> None:
    """SHIFT SHIFT, down to AGAIN, BUMP: the reason is asked for; UNDO leaves and takes nothing back."""
    async with a_shift(grill(), late_table(), *crowd(2), keys="six-button") as shift:
        screen = await shift.press("2", "6", "6")
        assert "MORE   T7" in screen
        assert "AGAIN" in screen.splitlines()[3]
        assert "[1]" not in screen, "the pad has no digits"
        assert "which dish?" in await shift.press("4")
        assert "[1] T7" in await shift.press("5")
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_space_without_a_line_chooses_the_first_that_waits() -> None:
    """One press names the line, the next one does it: no press is lost on `choose a line first`."""
    async with a_shift(grill(), late_table(), *crowd(2)) as shift:
        screen = await shift.press("1", "space")
        assert "2x Ribeye 300 is chosen. SPACE again does this line alone." in screen
        assert shift.status("o1", 1) is Status.IN_PROGRESS
        await shift.press("space", after=1.0)
        assert shift.status("o1", 1) is Status.READY


@pytest.mark.parametrize("keys", ["keyboard", "bump-bar", "number-bumps", "six-button"])
async def test_help_tells_every_key_of_the_profile(keys: str) -> None:
    """The help page shows what is printed on the keys of the active profile, all pages together every action."""
    async with a_shift(grill(), late_table(), keys=keys, size=(123, 36)) as shift:
        shift.app.keypad.ask_board(Action.HELP)
        await settled(shift.pilot)
        told = shown(shift.app)
        for _ in range(3):
            page = shift.app.screen
            assert isinstance(page, HelpScreen)
            page.act(Action.PAGE_DOWN)
            await settled(shift.pilot)
            told += shown(shift.app)
        profile = shift.app.profile
        assert all(sentence in told for sentence in HELP_SENTENCES.values())
        assert all(profile.cap(action) in told for action in Action)
