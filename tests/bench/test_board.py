"""What the bench reads from a board's bytes, and what its bills hold."""

from __future__ import annotations

import pytest

from kds.bench.board import card_count, open_count
from kds.bench.cells import Cells
from kds.bench.till import Till

PAINTED = b"\x1b[1;8H\x1b[38;2;1;2;3m 60 open \x1b[0m\x1b[3;2H[1]\x1b[0m B1 \x1b[4;2H[2] [0] \x1b[1;9H59 o\xe2\x96\x88"


def screen_after(*chunks: bytes) -> Cells:
    """Give a small screen that was painted in these pieces."""
    cells = Cells(30, 5)
    for chunk in chunks:
        cells.take(chunk)
    return cells


def test_a_board_is_read_cell_by_cell() -> None:
    """The words of the header and the digits of the cards are found, however few of their cells were painted anew."""
    cells = screen_after(PAINTED, b"\x1b[1;13Hp\x1b[1;10H8")
    assert open_count(cells.row(0)) == 58
    assert card_count(cells.text()) == 3
    assert "\x1b" not in cells.text()


@pytest.mark.parametrize("cut", range(1, len(PAINTED)))
def test_a_sequence_may_arrive_in_two_pieces(cut: int) -> None:
    """Wherever a burst was cut in two, the same cells are painted."""
    assert screen_after(PAINTED[:cut], PAINTED[cut:]).text() == screen_after(PAINTED).text()


def test_nothing_painted_is_no_count() -> None:
    """A header without the words says nothing about open orders."""
    assert open_count("12:00:01") is None


def test_bills_have_as_many_lines_as_asked_on_the_benchs_endpoints() -> None:
    """A bill is a ticket's body with a place and numbered dishes."""
    bill = Till.bill("B7", 10, first_dish=3)
    assert bill["location"] == {"zoneName": "Main", "tableName": "B7"}
    assert isinstance(bill["items"], list)
    codes = [line["plu"]["code"] for line in bill["items"]]
    assert codes == list(range(9003, 9013))
