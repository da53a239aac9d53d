"""Two boards on one order: the last press wins everywhere and nobody fights."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
ROUNDS = 2
STANDING_SECONDS = 0.8
QUIET_SECONDS = 5.0
"""Several polls: whoever wanted to fight would have by then."""


def test_the_last_press_wins_and_nobody_fights(tmp_path: Path) -> None:
    """Bumped here and taken back there, in turns and at once: the order stays where the last press put it."""
    with order_server(tmp_path) as (url, _pid):
        till = Till(url)
        order = write_bill(till, "M1", dish("Burger", "Grill"))
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        with (
            board_on_terminal(*board_arguments(tmp_path / "one", url)) as one,
            board_on_terminal(*board_arguments(tmp_path / "two", url, user="cook", password="2222")) as two,
        ):
            for _ in range(ROUNDS):
                bump(one)
                two.wait_for(lambda text: "BURGER" not in text)
                one.press("u")
                two.wait_for("BURGER")
                bump(two)
                one.wait_for(lambda text: "BURGER" not in text)
                two.press("u")
                one.wait_for("BURGER")
            both_bump(one, two)
            one.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
            Till(url, user="expo", password="3333", device="KDS3").set_status(order, "InProgress", "Grill")
            version = till.call("GET", f"/orders/{order}")["_v"]
            one.wait_for("BURGER")
            two.wait_for("BURGER")
            one.linger(QUIET_SECONDS)
            assert statuses(till, order) == {"Grill": "InProgress"}
            assert till.call("GET", f"/orders/{order}")["_v"] == version, "somebody wrote although nobody pressed"
            for board in (one, two):
                screen = "\n".join(board.look())
                assert "BURGER" in screen
                assert "REFUSED" not in screen
                assert "unsent 0" in screen


def bump(board: BoardOnTerminal) -> None:
    """Press the only card's digit and Enter, when it has stood long enough."""
    both_bump(board)
    board.wait_for(lambda text: "DONE M1" in text and "BURGER" not in text)


def both_bump(*boards: BoardOnTerminal) -> None:
    """Press the same card at the same time on every board."""
    for board in boards:
        board.wait_for("BURGER")
        board.linger(STANDING_SECONDS)
    for board in boards:
        screen = board.wait_for("] M1 ")
        board.press(screen[screen.index("] M1 ") - 1])
    for board in boards:
        board.terminal.type("\r")
