"""The rows about what is not on the board: last night's orders, and a station that nobody looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from kds.domain.board import Board
from kds.domain.covering import covering, to_cover
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.station import Station
from kds.domain.yesterday import left_over
from kds.ui.drawing.asides import cover_row, yesterday_row
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.spans import Row
from tests.builders import a_board, a_station, an_item, an_order, at

GRILL, FRY = a_station("GRILL"), a_station("FRY")
CAPS = {**DEFAULT_CAPS, "cover": "C"}


def text(row: Row | None) -> str:
    """Give a row's words, empty for none."""
    return "".join(span.text for span in row).rstrip() if row is not None else ""


def a_kitchen(*watching: tuple[str, str], station: Station = GRILL, is_offered: bool | None = True) -> Board:
    """Give a board with chips to fry, where these stations tell which endpoint they watch."""
    notes = tuple(
        Note(name, NoteKind.PRESENCE, at("19:42"), station=name, text=endpoints) for name, endpoints in watching
    )
    board = a_board(station, an_order(an_item("Chips", on="Fry")))
    return replace(board, stations=(GRILL, FRY), shared=Shared(notes, is_offered=is_offered))


def test_a_station_without_a_screen_is_offered_with_what_waits_there() -> None:
    """The grill reads that nobody watches the fryer, and which key covers it."""
    assert text(cover_row(a_kitchen(("GRILL", "Grill")), 80, CAPS)) == " FRY HAS NO SCREEN, 1 open    C = cover it"


@pytest.mark.parametrize(
    "board",
    [
        a_kitchen(("FRY", "Fry")),
        a_kitchen(is_offered=None),
        a_kitchen(is_offered=False),
        a_kitchen(station=replace(GRILL, read_only=True)),
        replace(a_kitchen(), orders=()),
    ],
    ids=["it has a screen", "nobody asked", "the till has no notes", "read only", "nothing waits there"],
)
def test_nothing_is_offered_where_nobody_is_missing(board: Board) -> None:
    """Where the screens don't tell each other that they are there, none of them can be missing."""
    assert cover_row(board, 80, CAPS) is None


def test_what_is_covered_is_told_when_it_has_a_screen_again() -> None:
    """The fryer is back: the same key gives it back."""
    both = covering(GRILL, to_cover(GRILL, (GRILL, FRY), ()), ("FRY",))
    alone = a_kitchen(("GRILL", "Grill\nFry"), station=both)
    assert cover_row(alone, 80, CAPS) is None
    again = a_kitchen(("GRILL", "Grill\nFry"), ("FRY", "Fry"), station=both)
    assert text(cover_row(again, 80, CAPS)) == " FRY HAS A SCREEN AGAIN    C = give it back"


def test_last_nights_orders_are_one_row_at_every_width() -> None:
    """As drawn; on the smallest screen the count and the key stay."""
    orders = [an_order(id=f"o{n}", table=f"T{n}", created="00:40", fired="00:40") for n in range(4)]
    board = replace(a_board(GRILL), left_over=left_over(orders, a_board().marks, GRILL, at("05:00")))
    wide = " 4 orders from before 05:00 still open    not shown, not late    ENTER = look"
    assert text(yesterday_row(board, 80, UTC, CAPS)) == wide
    assert text(yesterday_row(board, 61, UTC, CAPS)) == " 4 orders from before 05:00 still open  ENTER = look"
    assert yesterday_row(a_board(GRILL), 80, UTC, CAPS) is None
