"""systemd hears from a real board on a terminal: when it is up, that it lives, and that it ends."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.small_disks import abort, can_loop, can_mount, ext4
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
LONGEST_SECONDS = 40.0
"""For a start, or for two meals of the watchdog."""
MORE_THAN_A_MEAL_SECONDS = 7.0
STANDING_SECONDS = 1.0


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
                assert not hears(supervisor, "WATCHDOG=1", board, MORE_THAN_A_MEAL_SECONDS)
            finally:
                os.kill(board.terminal.pid, signal.SIGCONT)
            os.kill(board.terminal.pid, signal.SIGTERM)
            assert hears(supervisor, "STOPPING=1", board)


def test_a_board_that_systemd_gives_up_leaves_its_stacks(tmp_path: Path) -> None:
    """SIGABRT, as the watchdog sends it, ends even a stuck board; what each thread did is in a file, not on the screen."""
    stacks = tmp_path / "state" / "kds.stacks"
    with order_server(tmp_path) as (url, _pid):
        arguments = board_arguments(tmp_path, url)
        with board_on_terminal(*arguments) as board:
            board.wait_for("LIVE")
            os.kill(board.terminal.pid, signal.SIGABRT)
            board.wait_for(lambda _: board.terminal.has_ended())
            board.look()
            assert b"most recent call first" not in board.raw
        assert board.terminal.exit_status == -signal.SIGABRT
        assert "most recent call first" in stacks.read_text()
        with board_on_terminal(*arguments) as board:
            board.wait_for("LIVE")
        assert stacks.read_text() == ""
        assert "most recent call first" in stacks.with_name("kds.stacks.old").read_text()
        assert "aborted or crashed" in (tmp_path / "state" / "kds.log").read_text()


@pytest.mark.skipif(bool(can_mount()), reason=can_mount() or "mounting works")
def test_a_board_that_can_not_write_any_more_is_not_kept_alive(tmp_path: Path, supervisor: socket.socket) -> None:
    """When the disk gives up under a bump, the board says so and systemd hears no more, so that it starts another one."""
    if reason := can_loop(tmp_path):
        pytest.skip(reason)
    with order_server(tmp_path) as (url, _pid), ext4(tmp_path / "state") as disk:
        write_bill(Till(url), "W1", dish("Burger", "Grill"))
        environment = {**os.environ, "NOTIFY_SOCKET": supervisor.getsockname()}
        with board_on_terminal(*board_arguments(tmp_path, url), environment=environment) as board:
            board.wait_for("BURGER")
            assert hears(supervisor, "WATCHDOG=1", board)
            board.linger(STANDING_SECONDS)
            abort(disk)
            board.press("1", "\r")
            board.wait_for("The disk of")
            hears(supervisor, "nothing", board, 0.5)
            assert not hears(supervisor, "WATCHDOG=1", board, MORE_THAN_A_MEAL_SECONDS)
            board.wait_for("BURGER")
