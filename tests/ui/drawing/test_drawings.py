"""The screens as drawn in the design, character by character and weight by weight.

Each file in `drawings/` holds a screen and, below it, the weight of each cell: `X` reverse and bold, `B` bold, `D` dim,
`U` underlined, `S` struck through, `.` plain. Cells of features that don't exist yet are blank.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kds.domain.board import Board
from kds.domain.notes import Shared
from kds.domain.places import Places
from kds.domain.terms import Purchase
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.spans import Look, Row, text_of
from kds.ui.drawing.view import ViewState
from tests.builders import at
from tests.ui.drawing import boards
from tests.ui.drawing.boards import NOW, standing
from tests.ui.drawing.screens import at_rest

DRAWINGS = Path(__file__).with_name("drawings")
CAPS = {**DEFAULT_CAPS, "all_day": "A"}


def drawn(board: Board, columns: int, rows: int, places: Places | None = None) -> Frame:
    """Give the frame of a board with T7 chosen, its cards at rest or where somebody's key presses left them."""
    board = replace(board, shared=boards.TOLD if columns > 80 else Shared(boards.SOLD_OUT))
    view = at_rest(board, columns, rows, ViewState(selected="T7", caps=CAPS))
    if places is not None:
        view = replace(view, places=replace(places, shape=view.places.shape))
    return board_frame(board, view, NOW, columns, rows)


def letter(look: Look) -> str:
    """Give the weight of a cell as the drawings write it."""
    if look.strike:
        return "S"
    if look.reverse:
        return "X"
    if look.bold:
        return "B"
    if look.dim:
        return "D"
    return "U" if look.underline else "."


def weights_of(row: Row) -> str:
    """Give a row's weights; an empty cell has one only where it is reverse or struck."""
    cells = []
    for span in row:
        for char in span.text:
            weight = letter(span.look)
            cells.append(weight if char != " " or weight in "XS" else " ")
    return "".join(cells)


def drawing(name: str) -> tuple[list[str], list[str]]:
    """Give the rows of a drawing and the rows of its weights."""
    text, _, weights = (DRAWINGS / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n=== weights ===\n")
    height = int(name.rpartition("x")[2])
    return text.split("\n")[:height], weights.split("\n")[:height]


def prep_80() -> Frame:
    """Bump T9 from slot 5, then choose T7: the gap waits, M12 stays torn where it was."""
    cards = (
        boards.t7(),
        boards.m12(),
        boards.take_away(),
        boards.t3(),
        boards.m4(),
        boards.t5(),
        boards.b2(),
        boards.m1(),
    )
    board = boards.grill(*cards, *boards.waiting(2, "19:41"))
    places = Places(
        standings=(
            standing(0, "T7", (0, 0, 0, 6)),
            standing(1, "M12", (0, 7, 0, 10), (1, 0, 10, 14)),
            standing(2, "TAKE AWAY", (1, 6, 0, 6)),
            standing(3, "T3", (1, 13, 0, 5)),
            standing(4, "T9", (1, 19, 0, 2), ghost=True),
            standing(5, "M4", (2, 0, 0, 5)),
            standing(6, "T5", (2, 6, 0, 7)),
            standing(7, "B2", (2, 14, 0, 3)),
            standing(8, "M1", (2, 18, 0, 3)),
        ),
        after=("W0", "W1"),
    )
    return drawn(board, 80, 24, places)


def prep_123() -> Frame:
    """The same evening with more room: T9's ghost, the next page and the held tables by name."""
    delivery = boards.a_card(
        "DELIVERY", "19:30", boards.a_line("1x Chicken", status=boards.COOKING, comment="cut it in pieces"),
        purchase=Purchase.DELIVERY, due_at=at("19:44:30"), numbers=(127,), note="courier is here",
        others=(boards.progress("Fry", 1, 1),),
    )  # fmt: skip
    b6 = boards.a_card("B6", "19:39", boards.a_line("1x Wings", "mild"))
    cards = (
        boards.t7(), boards.m12(), b6, boards.take_away(), boards.t3(), boards.m4(), delivery, boards.t5(), boards.b2(),
        boards.m1(), boards.t2(),
    )  # fmt: skip
    orders = (*boards.busy("Fry", 7, "19:33"), *boards.busy("Cold", 2, "19:39"), *boards.grilled())
    board = boards.grill(*cards, orders=orders)
    station = replace(board.station, endpoints=("Grill", "Bar"), paper_endpoints=frozenset({"Pastry"}))
    places = Places(
        standings=(
            standing(0, "T7", (0, 0, 0, 7)),
            standing(1, "M12", (0, 8, 0, 15)),
            standing(2, "B6", (0, 24, 0, 3)),
            standing(3, "TAKE AWAY", (1, 0, 0, 6)),
            standing(4, "T3", (1, 7, 0, 5)),
            standing(5, "T9", (1, 13, 0, 1), ghost=True),
            standing(6, "M4", (1, 15, 0, 5)),
            standing(7, "DELIVERY", (1, 21, 0, 5)),
            standing(8, "T5", (2, 0, 0, 7)),
            standing(9, "B2", (2, 8, 0, 3)),
        ),
        after=("M1", "T2"),
    )
    return drawn(replace(board, station=station), 123, 36, places)


def prep_61() -> Frame:
    """A small screen: two columns, no feet, short modifiers behind the name."""
    m12_lines = (
        boards.a_line("4x Lamb chops", "pink", status=boards.COOKING),
        boards.a_line("1x Lamb chops", seat="3", comment="own pan please"),
        boards.a_line("3x Venison", "2 rare", "1 med"),
        boards.a_line("2x Ribeye", "1 blue", "1 well"),
        boards.a_line("1x Burger", "+ bacon", "NO bun"),
        boards.a_line("1x Corn"),
    )
    m12 = boards.a_card("M12", "19:33", *m12_lines, allergies=(boards.NUTS,))
    t5 = boards.a_card("T5", "19:38", boards.a_line("2x Chicken"), boards.a_line("1x Ribeye", "medium"))
    cards = (boards.t7(), m12, boards.take_away(), boards.t3(), t5)
    board = boards.grill(*cards, *boards.waiting(4, "19:38"), held=boards.HELD_TABLES)
    return drawn(board, 61, 18)


def expo_80() -> Frame:
    """The pass: ten tables, T7 chosen."""
    return drawn(boards.the_pass(), 80, 24)


def expo_123() -> Frame:
    """The pass with more room: two details, the stations, the promises."""
    board = boards.the_pass(device="")
    noted = tuple(replace(card, note="3 bags") if card.key == "TAKE" else card for card in board.cards)
    return drawn(replace(board, cards=noted), 123, 36)


SCREENS = {
    "prep-80x24": prep_80,
    "prep-123x36": prep_123,
    "prep-61x18": prep_61,
    "expo-80x24": expo_80,
    "expo-123x36": expo_123,
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_drawn_to_the_character(name: str) -> None:
    """A person sees exactly the characters of the drawing."""
    frame = SCREENS[name]()
    assert [text_of(row).rstrip() for row in frame.rows] == drawing(name)[0]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_the_weights_of_the_drawing(name: str) -> None:
    """What alarms is reverse, what is done is dim, as in the drawing."""
    frame = SCREENS[name]()
    assert [weights_of(row).rstrip() for row in frame.rows] == drawing(name)[1]
