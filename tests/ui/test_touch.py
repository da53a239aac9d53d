"""Fingers and mice: everything can be reached, and nothing that is to be hit is smaller than a finger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest

from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.targets import counter_hit, hit_at
from kds.ui.drawing.touch import GAP_COLUMNS, LEAST_TARGET, TOUCH_ROWS, placed_keys, touch_rows
from kds.ui.drawing.view import ViewState
from kds.ui.keys import Action
from kds.ui.screens.recall import RecallScreen
from kds.ui.screens.touching import keys_of
from tests.builders import an_item, an_order
from tests.ui.evenings import board_of as a_board_of
from tests.ui.evenings import complete_table, crowd, evening, grill, late_table, the_pass
from tests.ui.showing import NOW, SIZES, StillKitchen, an_app, board_screen, settled, shown
from tests.ui.test_acts import Shift, a_shift

STATIONS = {"prep": grill, "expo": the_pass}
LEAST_COLUMNS, LEAST_ROWS = LEAST_TARGET


def finished() -> Order:
    """Give an order whose part of the grill was finished a minute ago."""
    return an_order(an_item("Ribeye 300", 2, status=Status.READY, changed="19:41"), an_item("Chips", on="Fry"), id="o1")


async def tap(shift: Shift, label: str) -> str:
    """Tap the key of the strip with that label, and give the screen."""
    rows = shown(shift.app).split("\n")
    shift.clock.advance(0.3)
    await shift.pilot.click("RowsView", offset=(rows[-2].index(label), len(rows) - 1))
    await settled(shift.pilot)
    return shown(shift.app)


async def tap_on(shift: Shift, words: str) -> str:
    """Tap the first place where these words stand, and give the screen."""
    rows = shown(shift.app).split("\n")
    y = next(index for index, row in enumerate(rows) if words in row)
    shift.clock.advance(0.3)
    await shift.pilot.click("RowsView", offset=(rows[y].index(words), y))
    await settled(shift.pilot)
    return shown(shift.app)


@pytest.mark.parametrize("role", STATIONS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_keys_of_the_strip_are_as_large_as_a_finger(role: str, size: tuple[int, int]) -> None:
    """On every size each key of the strip is at least 5x2 cells with its whole label, two columns from the next."""
    app = an_app(StillKitchen(a_board_of(STATIONS[role]())), touch=True)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        placed = placed_keys(keys_of(board_screen(app)), size[0])
        assert {each.key.action for each in placed} >= {"done", "undo", "recall", "page_down", "help"}
        assert all(each.width >= LEAST_COLUMNS for each in placed)
        assert TOUCH_ROWS >= LEAST_ROWS
        gaps = [right.x - left.x - left.width for left, right in pairwise(placed)]
        assert set(gaps) == {GAP_COLUMNS}
        assert placed[-1].x + placed[-1].width == size[0]
        labels = "".join(span.text for span in touch_rows(placed, size[0])[0]).split()
        assert labels == [each.key.label for each in placed]
        assert all(each.key.label in shown(app).split("\n")[-2] for each in placed)


@pytest.mark.parametrize("role", STATIONS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_stands_on_the_board_is_as_large_as_a_finger(role: str, size: tuple[int, int]) -> None:
    """On every size each card, each ENTER on a card and the counter of the next page is at least 5x2 cells."""
    board = a_board_of(STATIONS[role](), *evening(), *crowd(40))
    columns, rows = size
    view = arranged(board, ViewState(), NOW, columns, rows, at=10.0, last_key_at=0.0)
    frame = board_frame(board, view, NOW, columns, rows)
    cells: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for y in range(rows):
        for x in range(columns):
            hit = hit_at(frame, board, view, NOW, (x, y))
            if hit is not None:
                cells[hit.key, "ENTER" if hit.bumps else hit.action].add((x, y))
    assert ("", Action.PAGE_DOWN.value) in cells
    assert any(what == "ENTER" for _, what in cells) or rows == SIZES[0][1]
    for where in cells.values():
        columns_hit, rows_hit = {x for x, _ in where}, {y for _, y in where}
        assert len(columns_hit) >= LEAST_COLUMNS
        assert len(rows_hit) >= LEAST_ROWS


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_counter_of_the_next_page_is_where_it_is_drawn(size: tuple[int, int]) -> None:
    """The words `more, oldest` or `NEXT PAGE` lie in what a finger hits for the next page."""
    board = a_board_of(grill(), *crowd(40))
    view = arranged(board, ViewState(), NOW, *size, at=10.0, last_key_at=0.0)
    frame = board_frame(board, view, NOW, *size)
    hit = counter_hit(frame, board, view, NOW)
    assert hit is not None
    text = "".join(span.text for span in frame.rows[hit.y])
    assert "oldest" in text[hit.x : hit.x + hit.width]


def test_no_counter_is_hit_where_everything_fits() -> None:
    """With one card there is no next page."""
    board = a_board_of(grill(), late_table())
    view = arranged(board, ViewState(), NOW, 80, 24, at=10.0, last_key_at=0.0)
    assert counter_hit(board_frame(board, view, NOW, 80, 24), board, view, NOW) is None


async def test_a_finger_bumps_and_takes_back() -> None:
    """Tap the card, tap BUMP, tap UNDO: the card goes and comes back."""
    async with a_shift(grill(), late_table(), *crowd(2), touch=True) as shift:
        await tap_on(shift, "T7")
        assert "[1] T7" not in await tap(shift, "BUMP")
        assert shift.status("o1", 1) is Status.READY
        assert "[1] T7" in await tap(shift, "UNDO")


async def test_a_finger_sends_a_complete_table() -> None:
    """On the pass the first key is SEND."""
    async with a_shift(the_pass(), complete_table(), touch=True) as shift:
        await tap_on(shift, "[1] M2")
        assert "SENT M2" in await tap(shift, "SEND")


async def test_a_finger_turns_pages_and_comes_back_to_the_first() -> None:
    """PAGE and the counter show the next page, after the last one the first."""
    async with a_shift(grill(), *crowd(24), touch=True) as shift:
        first = shown(shift.app)
        assert board_screen(shift.app).state.places.page == 0
        await tap_on(shift, "more, oldest")
        assert board_screen(shift.app).state.places.page == 1
        while board_screen(shift.app).state.places.after:
            await tap(shift, "PAGE")
        await tap(shift, "PAGE")
        assert board_screen(shift.app).state.places.page == 0
        assert [row[:12] for row in shown(shift.app).split("\n")[2:6]] == [row[:12] for row in first.split("\n")[2:6]]


async def test_a_finger_chooses_lines() -> None:
    """LINE moves to a dish of the chosen card, TICK is done with it alone."""
    async with a_shift(grill(), late_table(), touch=True) as shift:
        await tap_on(shift, "T7")
        await tap(shift, "LINE")
        assert board_screen(shift.app).state.line is not None
        await tap(shift, "TICK")
        assert shift.status("o1", 1) is Status.READY


async def test_a_finger_recalls_from_the_list() -> None:
    """RECALL opens the list; a tap on an entry chooses it, OK brings it back."""
    async with a_shift(grill(), finished(), *crowd(2), touch=True) as shift:
        await tap(shift, "RECALL")
        assert isinstance(shift.app.screen, RecallScreen)
        await tap_on(shift, "2x Ribeye 300")
        await tap(shift, "OK")
        assert shift.status("o1", 1) is Status.IN_PROGRESS


async def test_entries_of_a_list_are_two_rows_high_for_fingers() -> None:
    """With the strip, a list gives each entry of one row a blank second one."""
    async with a_shift(grill(), finished(), *crowd(3), touch=True) as shift:
        await shift.press("r")
        screen = shift.app.screen
        assert isinstance(screen, RecallScreen)
        heights = {entry.height for entry in screen._page().entries}
        assert heights
        assert min(heights) >= LEAST_ROWS


async def test_a_tap_on_the_title_closes_a_page_or_a_list() -> None:
    """Help and recall are left by a tap on their title, with or without the strip."""
    async with a_shift(grill(), late_table()) as shift:
        for key in ("?", "r", "o"):
            await shift.press(key)
            assert len(shift.app.screen_stack) == 2
            await shift.pilot.click("RowsView", offset=(4, 1))
            await settled(shift.pilot)
            assert len(shift.app.screen_stack) == 1


async def test_everything_on_the_help_page_can_be_tapped() -> None:
    """MORE and a tap on `recall` opens the recall list: what has no key on the strip is two taps away."""
    async with a_shift(grill(), late_table(), size=(123, 36), touch=True) as shift:
        await tap(shift, "MORE")
        await tap_on(shift, "list of what was finished lately")
        assert isinstance(shift.app.screen, RecallScreen)


async def test_without_the_setting_no_row_is_given_to_fingers() -> None:
    """The strip stands only where the station asks for it; taps on cards work all the same."""
    async with a_shift(grill(), late_table()) as shift:
        assert "BUMP" not in shown(shift.app)
        await tap_on(shift, "T7")
        assert board_screen(shift.app).state.selected is not None


def a_reader() -> Station:
    """Give a station that only looks."""
    return replace(grill(), read_only=True)


async def test_a_screen_for_looking_says_so_to_fingers_too() -> None:
    """BUMP on a read-only screen changes nothing and says why."""
    async with a_shift(a_reader(), late_table(), touch=True) as shift:
        await tap_on(shift, "T7")
        await tap(shift, "BUMP")
        assert shift.status("o1", 1) is Status.IN_PROGRESS
