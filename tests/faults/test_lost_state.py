"""The server comes back with an older database, or with none: no card vanishes silently, a confirmed bump is made good."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kds.bench.till import Till, order_server
from kds.cli import run
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
STANDING_SECONDS = 0.8


def test_a_server_with_an_older_database_gets_the_bump_again(tmp_path: Path) -> None:
    """A backup from before the bump is put in place: the board sends the bump again instead of showing the card."""
    with ExitStack() as running:
        url, pid = running.enter_context(order_server(tmp_path))
        till = Till(url)
        order = write_bill(till, "M1", dish("Burger", "Grill"))
        write_bill(till, "M2", dish("Trout", "Grill"))
        database = ["--database", str(tmp_path / "server.db")]
        assert run(["serve", "backup", str(tmp_path / "backup.db"), *database]) == 0
        with board_on_terminal(*board_arguments(tmp_path, url)) as board:
            board.wait_for("] M1 ")
            screen = "\n".join(board.linger(STANDING_SECONDS))
            board.press(screen[screen.index("] M1 ") - 1], "\r")
            board.wait_for("DONE M1")
            board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
            board.linger(2.5)
            os.kill(pid, signal.SIGKILL)
            running.close()
            assert run(["serve", "restore", str(tmp_path / "backup.db"), *database, "--replace"]) == 0
            url, _ = running.enter_context(order_server(tmp_path, port=urlsplit(url).port or 0))
            again = Till(url)
            board.wait_for(lambda _: statuses(again, order) == {"Grill": "Ready"}, 40)
            screen = board.wait_for(lambda text: "LIVE" in text and "BURGER" not in text)
            assert "TROUT" in screen


def test_a_server_without_its_database_does_not_empty_the_board(tmp_path: Path) -> None:
    """The orders that the new server does not know stay on the board, which says that it was restarted."""
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    with ExitStack() as running:
        url, _ = running.enter_context(order_server(tmp_path / "old"))
        write_bill(Till(url), "M1", dish("Burger", "Grill"))
        with board_on_terminal(*board_arguments(tmp_path, url)) as board:
            board.wait_for("BURGER")
            running.close()
            board.wait_for("OFFLINE")
            url, _ = running.enter_context(order_server(tmp_path / "new", port=urlsplit(url).port or 0))
            write_bill(Till(url), "M9", dish("Newcomer", "Grill"))
            screen = board.wait_for("NEWCOMER", 40)
            assert "BURGER" in screen
            board.wait_for("POS restarted")
            assert "BURGER" in "\n".join(board.linger(3.0))
