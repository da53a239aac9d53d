"""The wall clock of the board's machine is set while it runs, as on a Raspberry Pi without a battery; needs libfaketime."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

LIBRARIES = tuple(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
WHY_NOT = "" if LIBRARIES else "libfaketime is not installed"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "libfaketime works")]
HOUR_SECONDS = 3600
CARD = re.compile(r"\[\d\] (\S+) +(.*?) *$", re.MULTILINE)


class SettableClock:
    """The wall clock of processes that run with `environment`; the monotonic one is left alone."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.environment = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        self.set(0)

    def set(self, seconds: int) -> None:
        """Let the clock differ from the true one by that much from now on."""
        self._file.write_text(f"{seconds:+d}\n")


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, str]]:
    with order_server(tmp_path_factory.mktemp("till")) as (url, _pid):
        yield Till(url), url


def test_ages_and_polls_survive_steps_of_the_clock(till: tuple[Till, str], tmp_path: Path) -> None:
    """Set an hour back, two forward and right again, the board stays LIVE, takes orders and bumps, and no age jumps."""
    clock = SettableClock(tmp_path / "clock")
    orders = {"S0": write_bill(till[0], "S0", dish("Dish of S0", "Grill"))}
    with board_on_terminal(*board_arguments(tmp_path, till[1]), environment=clock.environment) as board:
        board.wait_for("DISH OF S0")
        board.linger(1.5)
        for step, offset in enumerate((-HOUR_SECONDS, HOUR_SECONDS, 0), start=1):
            clock.set(offset)
            table = f"S{step}"
            orders[table] = write_bill(till[0], table, dish(f"Dish of {table}", "Grill"))
            board.wait_for(f"DISH OF {table}")
            for _ in range(4):
                ages_are_small("\n".join(board.linger(0.25)))
            screen = board.wait_for(lambda text: "LIVE" in text)
            assert ("CLOCK" in screen) == bool(offset)
        bump(board, "S0")
        board.wait_for(lambda _: statuses(till[0], orders["S0"]) == {"Grill": "Ready"})
        assert b"Traceback" not in board.raw


def test_a_board_that_starts_in_the_past_works_by_the_server_s_clock(till: tuple[Till, str], tmp_path: Path) -> None:
    """Started with a clock that is years behind, it shows right ages, says how wrong the clock is, and bumps."""
    clock = SettableClock(tmp_path / "clock")
    clock.set(-20 * 365 * 24 * HOUR_SECONDS)
    order = write_bill(till[0], "P1", dish("Dish of P1", "Grill"))
    with board_on_terminal(*board_arguments(tmp_path, till[1]), environment=clock.environment) as board:
        board.wait_for("DISH OF P1")
        board.linger(1.5)
        screen = board.wait_for(lambda text: "LIVE" in text and "CLOCK" in text)
        ages_are_small(screen)
        bump(board, "P1")
        board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})
        clock.set(0)
        board.wait_for(lambda text: "LIVE" in text and "CLOCK" not in text)


def ages_are_small(screen: str) -> None:
    """See that every card says an age of at most two minutes: never negative, never hours."""
    cards = CARD.findall(screen)
    assert cards
    for table, said in cards:
        age = said.split()[-1]
        assert re.fullmatch(r"[0-2]", age), f"{table} says {said!r}:\n{screen}"


def bump(board: BoardOnTerminal, table: str) -> None:
    """Press a card's digit and Enter."""
    screen = board.wait_for(f"] {table} ")
    board.press(screen[screen.index(f"] {table} ") - 1], "\r")
    board.wait_for(f"DONE {table}")
