"""Practice, dry run and view as real processes beside a real order server: what a person does there never reaches it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
BELL = b"\x07"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with order_server(tmp_path) as (url, _pid):
        yield url


def bump_something(board: BoardOnTerminal) -> None:
    """Press Enter on the first card until one is done: what is unseen on it is seen first."""
    for _ in range(10):
        board.press("1", "\r")
        if "DONE" in "\n".join(board.look(0.3)):
            return
    raise AssertionError("nothing could be bumped:\n" + "\n".join(board.look()))


def test_practice_touches_nothing_real_and_counts_what_is(server: str, tmp_path: Path) -> None:
    """Bumps in practice stay in practice; a real order rings and is counted; `q ENTER` shows it, and Enter is real again."""
    till = Till(server)
    first = write_bill(till, "X7", dish("Ribeye", "Grill"))
    with board_on_terminal(*board_arguments(tmp_path, server), "--practice") as board:
        screen = board.wait_for("1 REAL ORDER WAITING: Q ENTER leaves")
        assert "X7" not in screen
        board.wait_for("[1]")
        bump_something(board)
        board.raw.clear()
        second = write_bill(till, "X9", dish("Burger", "Grill"))
        board.wait_for("2 REAL ORDERS WAITING")
        board.linger(1.2)
        assert BELL in board.raw
        assert statuses(till, first) == statuses(till, second) == {"Grill": "New"}
        board.press("q", "\r")
        screen = board.wait_for(lambda text: "X7" in text and "X9" in text)
        assert "PRACTICE" not in screen
        board.press("1", "\r")
        board.wait_for(lambda _: statuses(till, first) == {"Grill": "Ready"})
        board.press("q", "\r")
        board.wait_for(lambda _: board.terminal.has_ended())
    assert board.terminal.exit_status == 0


def test_a_dry_run_sends_nothing_and_keeps_nothing(server: str, tmp_path: Path) -> None:
    """A bump takes the card off this screen alone; the server never hears of it, and the state folder is not even made."""
    till = Till(server)
    order = write_bill(till, "X7", dish("Ribeye", "Grill"))
    with board_on_terminal(*board_arguments(tmp_path, server), "--dry-run") as board:
        board.wait_for("RIBEYE")
        assert "DRY RUN - nothing is sent to the till" in "\n".join(board.look())
        board.press("1", "\r")
        board.wait_for(lambda text: "DONE X7" in text and "unsent 0" in text and "RIBEYE" not in text)
        board.linger(1.5)
        assert statuses(till, order) == {"Grill": "New"}
        board.press("u")
        board.wait_for("RIBEYE")
        board.press("q", "\r")
        board.wait_for(lambda _: board.terminal.has_ended())
    assert board.terminal.exit_status == 0
    assert statuses(till, order) == {"Grill": "New"}
    assert not (tmp_path / "state").exists()


def test_a_view_follows_the_board_and_changes_nothing(server: str, tmp_path: Path) -> None:
    """It waits for a board, shows what that shows, refuses every key, and says when the board has ended."""
    till = Till(server)
    order = write_bill(till, "X7", dish("Ribeye", "Grill"))
    arguments = board_arguments(tmp_path, server)
    with board_on_terminal("--config", arguments[1], "--view") as view:
        view.wait_for("No board runs on this machine")
        with board_on_terminal(*arguments) as board:
            board.wait_for("RIBEYE")
            view.wait_for(lambda text: "RIBEYE" in text and "LIVE" in text and "VIEW" in text)
            view.press("1", "\r", "u", "s")
            view.linger(1.2)
            assert statuses(till, order) == {"Grill": "New"}
            board.press("1", "\r")
            view.wait_for(lambda text: "RIBEYE" not in text and "LIVE" in text)
            assert statuses(till, order) == {"Grill": "Ready"}
            os.kill(board.terminal.pid, signal.SIGTERM)
            board.wait_for(lambda _: board.terminal.has_ended())
        view.wait_for("HAS ENDED")
        view.press("q", "\r")
        view.wait_for(lambda _: view.terminal.has_ended())
    assert view.terminal.exit_status == 0
    assert b"Traceback" not in view.raw


def test_only_one_of_the_three_can_be_asked_for(server: str, tmp_path: Path) -> None:
    """Practice and a dry run at once is wrong usage, said in one sentence."""
    with board_on_terminal(*board_arguments(tmp_path, server), "--practice", "--dry-run") as board:
        board.wait_for(lambda _: board.terminal.has_ended())
        board.look()
    assert board.terminal.exit_status == 2
    assert b"Only one of --practice, --dry-run and --view can be given." in board.raw
