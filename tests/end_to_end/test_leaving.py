"""However a board ends, the terminal is usable again afterwards and nobody sees a traceback."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.till_process import TillProcess
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"
STANDING_SECONDS = 1.0
UNIT_STOP_SECONDS = 10.0
"""The unit's `TimeoutStopSec`, after which systemd kills what still runs."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with order_server(tmp_path) as (url, _pid):
        yield url


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_board_gives_the_terminal_back(server: str, tmp_path: Path, request_to_end: signal.Signals) -> None:
    """`systemctl stop` or a closed SSH window ends the board with status 0, the normal screen and a cursor."""
    with board_on_terminal(*board_arguments(tmp_path, server)) as board:
        board.wait_for("LIVE")
        assert not board.terminal.echoes()
        os.kill(board.terminal.pid, request_to_end)
        board.wait_for(lambda _: board.terminal.has_ended())
        board.look()
        assert board.terminal.echoes()
    assert board.terminal.exit_status == 0
    assert LEAVES_ALTERNATE_SCREEN in board.raw
    assert SHOWS_CURSOR in board.raw
    assert b"Traceback" not in board.raw


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGHUP])
def test_a_board_whose_server_stands_still_ends_in_time(tmp_path: Path, request_to_end: signal.Signals) -> None:
    """A request that hangs and a bump that could not be sent keep no board: it ends by itself, and the bump is kept."""
    with TillProcess(tmp_path) as server:
        write_bill(server.till(), "M1", dish("Burger", "Grill"))
        arguments = board_arguments(tmp_path, server.url)
        with board_on_terminal(*arguments) as board:
            board.wait_for("BURGER")
            board.linger(STANDING_SECONDS)
            server.freeze()
            board.press("1", "\r")
            board.wait_for("DONE M1")
            os.kill(board.terminal.pid, request_to_end)
            board.wait_for(lambda _: board.terminal.has_ended(), UNIT_STOP_SECONDS)
            assert board.terminal.echoes()
        assert board.terminal.exit_status == 0
        server.thaw()
        with board_on_terminal(*arguments) as board:
            board.wait_for(lambda text: "LIVE" in text and "unsent 0" in text and "BURGER" not in text)


def test_a_second_board_on_the_same_state_says_who_holds_it(server: str, tmp_path: Path) -> None:
    """Two boards never share an outbox: the second one ends with a sentence and status 1, the first goes on."""
    arguments = board_arguments(tmp_path, server)
    with board_on_terminal(*arguments) as first:
        first.wait_for("LIVE")
        with board_on_terminal(*arguments) as second:
            second.wait_for(lambda _: second.terminal.has_ended())
            second.look()
        assert second.terminal.exit_status == 1
        assert str(first.terminal.pid).encode() in second.raw
        assert b"Traceback" not in second.raw
        first.wait_for("LIVE")


def test_a_vanished_terminal_ends_the_board(server: str, tmp_path: Path) -> None:
    """A pulled SSH connection leaves no process behind."""
    with board_on_terminal(*board_arguments(tmp_path, server)) as board:
        board.wait_for("LIVE")
        board.terminal.hang_up()
        board.wait_for(lambda _: board.terminal.has_ended(), 15)
    assert board.terminal.exit_status == 0
