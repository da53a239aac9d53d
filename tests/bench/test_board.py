"""What the bench reads from a board's bytes, and what it does when asked for a part that does not exist."""

from __future__ import annotations

import pytest

from kds.bench.board import card_count, open_count, plain
from kds.bench.extent import QUICK
from kds.bench.running import run
from kds.bench.till import Till
from kds.errors import UsageError
from kds.kitchen.ports import Source

PAINTED = (
    b"\x1b[1;8H\x1b[38;2;1;2;3m 60 open \x1b[0m\x1b[3;2H[1]\x1b[0m B1 \x1b[4;2H[2] [0] \x1b[1;8H59 open \xe2\x96\x88"
)


def test_a_board_is_read_through_its_control_sequences() -> None:
    """The words of the header and the digits of the cards are found between colours and cursor moves."""
    assert open_count(PAINTED) == 59
    assert card_count(PAINTED) == 3
    assert "\x1b" not in plain(PAINTED)


def test_nothing_painted_is_no_count() -> None:
    """A burst without the header says nothing about open orders."""
    assert open_count(b"\x1b[1;1H12:00:01") is None


def test_bills_have_as_many_lines_as_asked_on_the_benchs_endpoints() -> None:
    """A bill is a ticket's body with a place and numbered dishes."""
    bill = Till.bill("B7", 10, first_dish=3)
    assert bill["location"] == {"zoneName": "Main", "tableName": "B7"}
    assert isinstance(bill["items"], list)
    codes = [line["plu"]["code"] for line in bill["items"]]
    assert codes == list(range(9003, 9013))


def test_an_unknown_part_is_told_with_the_nearest_one() -> None:
    """`kds bench --only bord` names `board` and measures nothing."""

    def never(*_: object) -> Source:
        raise AssertionError("something was measured")

    with pytest.raises(UsageError, match="board"):
        run("bord", QUICK, open_source=never, fill=lambda *_: None, say=lambda _: None)
