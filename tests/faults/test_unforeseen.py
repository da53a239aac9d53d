"""An exception that nobody foresaw: in a job it is a logged state that passes, on the screen a sentence; never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults import faulty_kds
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
STANDING_SECONDS = 0.8
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, str]]:
    with order_server(tmp_path_factory.mktemp("till")) as (url, _pid):
        yield Till(url), url


def with_fault(fault: str) -> tuple[str, ...]:
    """Give what runs `kds` with that fault."""
    return (sys.executable, faulty_kds.__file__, fault)


def log_of(folder: Path) -> str:
    """Give what the board below a folder logged."""
    return (folder / "state" / "kds.log").read_text()


def digit_of(board: BoardOnTerminal, table: str) -> str:
    """Wait for a table's card to stand in its place, and give its digit."""
    board.wait_for(f"] {table} ")
    screen = "\n".join(board.linger(STANDING_SECONDS))
    return screen[screen.index(f"] {table} ") - 1]


@pytest.mark.parametrize("fault", ["poll", "taking in", "recall list", "heartbeat", "delivery"])
def test_a_fault_in_a_job_passes(till: tuple[Till, str], tmp_path: Path, fault: str) -> None:
    """What a job runs into is logged, said where it matters, and passes; the board lives on, polls and delivers."""
    table = f"J{fault[:2].upper()}"
    order = write_bill(till[0], table, dish(f"Dish of {table}", "Grill"))
    with board_on_terminal(*board_arguments(tmp_path, till[1]), program=with_fault(fault)) as board:
        if fault in ("poll", "taking in"):
            board.wait_for("could not be used")
        board.press(digit_of(board, table), "\r")
        board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"}, 40)
        board.wait_for(lambda text: "LIVE" in text and "unsent 0" in text and "could not be used" not in text)
        assert b"Traceback" not in board.raw
    assert "BuiltInFault" in log_of(tmp_path)


@pytest.mark.parametrize("fault", ["key", "press", "drawing", "start"])
def test_a_fault_of_the_screen_is_one_sentence(till: tuple[Till, str], tmp_path: Path, fault: str) -> None:
    """What the screen runs into ends it: a sentence on a usable terminal, status 1, and everything in the log."""
    table = f"U{fault[:2].upper()}"
    order = write_bill(till[0], table, dish(f"Dish of {table}", "Grill"))
    arguments = board_arguments(tmp_path, till[1])
    with board_on_terminal(*arguments, program=with_fault(fault)) as board:
        if fault in ("key", "press"):
            board.press(digit_of(board, table), "\r")
        board.wait_for(lambda _: board.terminal.has_ended())
        board.linger(0.2)
        said = board.raw[board.raw.rindex(LEAVES_ALTERNATE_SCREEN) :].decode()
        assert board.terminal.exit_status == 1
        assert "Traceback" not in said
        assert "The board stopped unexpectedly" in said
        assert "site-packages" not in said
    if fault != "drawing":
        assert "BuiltInFault" in log_of(tmp_path)
    with board_on_terminal(*arguments) as board:
        board.press(digit_of(board, table), "\r")
        board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})
