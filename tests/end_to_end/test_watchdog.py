"""systemd hears from a real board on a terminal: when it is up, that it lives, and that it ends."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import order_server
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
LONGEST_SECONDS = 40.0
"""For a start, or for two meals of the watchdog."""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    """Give a socket such as systemd's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(0)
        yield listening


def hears(supervisor: socket.socket, words: str, board: BoardOnTerminal, seconds: float = LONGEST_SECONDS) -> bool:
    """Tell whether the board says this within that time; what it paints meanwhile is read away."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if supervisor.recv(100).decode() == words:
                return True
        except BlockingIOError:
            board.look()
    return False


def test_systemd_hears_from_a_board(tmp_path: Path, supervisor: socket.socket) -> None:
    """A board says READY, feeds the watchdog also while the till is frozen, not while it is frozen itself, and STOPPING."""
    with order_server(tmp_path) as (url, server):
        environment = {**os.environ, "NOTIFY_SOCKET": supervisor.getsockname()}
        with board_on_terminal(*board_arguments(tmp_path, url), environment=environment) as board:
            assert hears(supervisor, "READY=1", board)
            board.wait_for("LIVE")
            assert hears(supervisor, "WATCHDOG=1", board)
            os.kill(server, signal.SIGSTOP)
            try:
                board.wait_for("OFFLINE")
                assert hears(supervisor, "WATCHDOG=1", board)
                assert hears(supervisor, "WATCHDOG=1", board)
            finally:
                os.kill(server, signal.SIGCONT)
            os.kill(board.terminal.pid, signal.SIGSTOP)
            try:
                hears(supervisor, "nothing", board, 0.5)
                assert not hears(supervisor, "WATCHDOG=1", board, 7)
            finally:
                os.kill(board.terminal.pid, signal.SIGCONT)
            os.kill(board.terminal.pid, signal.SIGTERM)
            assert hears(supervisor, "STOPPING=1", board)
