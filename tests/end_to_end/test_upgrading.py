"""An upgrade asks a real board to make room: it goes on while a bump waits, says so, and ends when the till has everything."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.rig import KDS, BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow


def asked_to_stop(board: BoardOnTerminal, folder: Path) -> subprocess.CompletedProcess[str]:
    """Call `kds stop --for-upgrade` as a package's script would, while the board paints on."""
    command = [*KDS, "stop", "--for-upgrade", "--config", str(folder / "kds.toml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        while asking.poll() is None:
            board.look()
        said, complained = asking.communicate()
    return subprocess.CompletedProcess(command, asking.returncode, said, complained)


def test_an_upgrade_waits_for_the_outbox_of_a_real_board(tmp_path: Path) -> None:
    """With the till frozen one bump waits: status 1, one sentence, the board stays; afterwards status 0, board and all."""
    with order_server(tmp_path) as (url, server):
        till = Till(url)
        order = write_bill(till, "A1", dish("Upgrade burger", "Grill"))
        with board_on_terminal(*board_arguments(tmp_path, url)) as board:
            board.wait_for("UPGRADE BURGER")
            os.kill(server, signal.SIGSTOP)
            try:
                board.press("1", "\r")
                board.wait_for("DONE A1")
                refused = asked_to_stop(board, tmp_path)
            finally:
                os.kill(server, signal.SIGCONT)
            assert (refused.returncode, refused.stdout) == (1, "")
            assert refused.stderr == (
                "1 change waits for the till. The board goes on; try again later. See: kds outbox list.\n"
            )
            board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
            stopped = asked_to_stop(board, tmp_path)
            while stopped.returncode:  # the next poll proves that the bump arrived
                stopped = asked_to_stop(board, tmp_path)
            assert stopped.stdout == "The board of station Grill has ended.\n"
            board.wait_for(lambda _: board.terminal.has_ended())
            assert board.terminal.exit_status == 0
