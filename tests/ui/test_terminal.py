"""What reaches a real terminal: how a board ends, and what it never sends."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from kds.bench.terminal import Terminal

ROOT = Path(__file__).parents[2]
LEAVE_SCREEN = b"\x1b[?1049l"
PATIENCE_SECONDS = 20.0

pytestmark = pytest.mark.slow


def a_terminal(wish: str = "") -> Terminal:
    """Start the still board on a terminal of 80x24."""
    command = (sys.executable, "-m", "tests.ui.still_board", wish)
    return Terminal(command, columns=80, rows=24, environment={"PYTHONPATH": str(ROOT)})


def ended(terminal: Terminal) -> bytes:
    """Wait for the end and give everything that was written."""
    terminal.wait_for(lambda painted: LEAVE_SCREEN in painted and terminal.has_ended(), PATIENCE_SECONDS)
    terminal.settle(0.2, 1.0)
    return terminal.take()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_stopped_board_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    """`systemctl stop` and a closed session end the board with status 0 and give the screen back."""
    with a_terminal() as terminal:
        assert terminal.wait_for(lambda painted: b"RIBEYE" in painted, PATIENCE_SECONDS)
        os.kill(terminal.pid, number)
        assert LEAVE_SCREEN in ended(terminal)
        assert terminal.exit_status == 0


def test_a_crash_is_one_sentence_and_status_1() -> None:
    """When something breaks that nobody expected, no traceback reaches the screen, and nothing a terminal obeys."""
    with a_terminal("crash") as terminal:
        written = ended(terminal)
        assert terminal.exit_status == 1
        after = written.split(LEAVE_SCREEN)[-1]
        assert b"stopped unexpectedly" in after
        assert b"Traceback" not in written
        assert b"owned" not in written


def test_a_board_that_cannot_start_says_why() -> None:
    """A locked state folder is told in its own sentence, with status 1."""
    with a_terminal("locked") as terminal:
        written = ended(terminal)
        assert terminal.exit_status == 1
        assert b"Another board runs on this state folder" in written.split(LEAVE_SCREEN)[-1]


def test_nothing_of_an_order_is_obeyed_by_the_terminal() -> None:
    """A dish's name with escape sequences reaches the terminal as letters only."""
    with a_terminal("hostile") as terminal:
        assert terminal.wait_for(lambda painted: b"SOUP" in painted, PATIENCE_SECONDS)
        written = terminal.take()
        assert b"\x1b]0;owned" not in written
        assert b"owned\x07" not in written
        assert "\u009b".encode() not in written
        assert "\u202e".encode() not in written
