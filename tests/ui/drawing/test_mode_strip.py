"""The last row of practice, dry run and view: what it says on each width, and that it costs no card a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.lens import Layout
from kds.domain.modes import Mode
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.header import header_row
from kds.ui.drawing.mode_strip import RealBoard, mode_strip, waiting
from kds.ui.drawing.spans import text_of, width_of
from tests.builders import a_station, an_expo, an_item, an_order, at
from tests.ui.drawing.boards import NOW, live
from tests.ui.drawing.test_completeness import BOARDS, CARD_LAYOUTS, Shapes, all_frames, cards_from, missing_of
from tests.ui.evenings import board_of, evening, grill
from tests.ui.showing import SIZES

CAPS = {**DEFAULT_CAPS, "quit": "Q", "done": "ENTER"}
WIDTHS = [columns for columns, _ in SIZES]
GONE = Connection(Link.OFFLINE, at("18:41:25"), at("18:41:25"), parked=12)


def strip(mode: Mode, columns: int, board: Board | None = None, *, is_ringing: bool = False) -> str:
    """Give the row as text, exactly as wide as the screen."""
    row = mode_strip(mode, columns, CAPS, RealBoard(board, NOW, is_ringing))
    assert row is not None
    assert width_of(row) == columns
    return text_of(row)


def real(count: int) -> Board:
    """Give a real board with that many orders."""
    return board_of(
        grill(), *(an_order(an_item("Burger"), id=f"o{n}", table=f"T{n}", fired="19:40") for n in range(count))
    )


def test_the_real_board_has_no_such_row() -> None:
    """Every row of the real board is the cook's."""
    assert mode_strip(Mode.REAL, 80, CAPS) is None


def test_the_row_of_the_drawing() -> None:
    """On 80 columns it is the one that was drawn for it."""
    drawn = " PRACTICE - nothing here is cooked       3 REAL ORDERS WAITING: Q ENTER leaves  "
    assert strip(Mode.PRACTICE, 80, real(3)) == drawn


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("count", [0, 1, 3, 150])
def test_on_each_width_it_says_practice_and_how_many_wait(columns: int, count: int) -> None:
    """Nothing of it is cut: shorter words stand in for longer ones."""
    text = strip(Mode.PRACTICE, columns, real(count))
    assert text.startswith(" PRACTICE")
    assert (f"{count} REAL ORDER" if count else "NO REAL ORDERS") in text
    assert text.endswith(": Q ENTER leaves  ")


@pytest.mark.parametrize("columns", WIDTHS)
def test_everything_at_once_still_says_practice(columns: int) -> None:
    """Offline for an hour, 150 waiting and 12 refused: even on the smallest screen both ends are whole."""
    text = strip(Mode.PRACTICE, columns, replace(real(150), connection=GONE))
    assert text.startswith(" PRACTICE")
    assert "150" in text
    assert "OFFLINE 60:42" in text
    assert text.endswith("Q ENTER leaves  ")


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("mode", [Mode.DRY_RUN, Mode.VIEW])
def test_dry_run_and_view_say_so_on_each_width(mode: Mode, columns: int) -> None:
    """Whole words on every size."""
    text = strip(mode, columns)
    assert text.startswith({Mode.DRY_RUN: " DRY RUN - nothing is sent", Mode.VIEW: " VIEW"}[mode])
    assert ("Q ENTER leaves" in text) is (mode is Mode.VIEW)


def test_held_orders_do_not_wait() -> None:
    """What is not fired yet is nobody's work; the table of ten that is counts once for each of its slips."""
    held = an_order(an_item("Burger"), id="o1", held=True)
    board = board_of(replace(an_expo(), name="EXPO"), held, an_order(an_item("Soup"), id="o2", fired="19:40"))
    assert waiting(board) == 1


def test_a_new_real_order_turns_the_row_over() -> None:
    """For as long as it rings, the row looks different from end to end."""
    still = mode_strip(Mode.PRACTICE, 80, CAPS, RealBoard(real(1), NOW))
    ringing = mode_strip(Mode.PRACTICE, 80, CAPS, RealBoard(real(1), NOW, is_ringing=True))
    assert still is not None
    assert ringing is not None
    assert {span.look for span in still}.isdisjoint(span.look for span in ringing)


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.DRY_RUN, Mode.VIEW])
@pytest.mark.parametrize("columns", WIDTHS)
def test_the_header_says_it_too(mode: Mode, columns: int) -> None:
    """The box in the header never shows the station alone, and the header loses none of its warnings by it."""
    board = replace(board_of(grill(), *evening()), mode=mode)
    text = text_of(header_row(board, NOW, columns))
    assert text.startswith({Mode.PRACTICE: " PRACTICE ", Mode.DRY_RUN: " DRY RUN ", Mode.VIEW: " VIEW "}[mode])
    assert "LATE" in text
    assert "LIVE" in text


@settings(max_examples=30, deadline=None)
@given(shapes=BOARDS, size=st.sampled_from(SIZES), layout=CARD_LAYOUTS, on_pass=st.booleans())
def test_the_row_costs_no_card_a_word(shapes: Shapes, size: tuple[int, int], layout: Layout, on_pass: bool) -> None:
    """With a row less on each screen, allergies, voids, quantities, modifiers and comments still stand on one of the pages."""
    cards = cards_from(shapes)
    station = replace(an_expo() if on_pass else a_station(), layout=layout)
    board = replace(live(station, cards), mode=Mode.PRACTICE)
    columns, rows = size
    frames = all_frames(board, columns, rows - 1, foot_rows=1)
    screens = "\n".join(text_of(row) for frame in frames for row in frame.rows)
    for card in cards:
        assert missing_of(card, screens) == []
