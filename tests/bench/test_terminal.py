"""The bench's terminal: it sees what a program paints after a key, and reads the cost of that very process."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from kds.bench.terminal import Terminal

ECHO = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"ready")
while key := os.read(0, 1):
    if key == b"q":
        sys.exit(3)
    os.write(1, b"clock ")
    if key == b"x":
        os.write(1, b"answer")
"""


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with Terminal([sys.executable, "-c", ECHO], columns=80, rows=24) as running:
        assert running.wait_for(lambda painted: b"ready" in painted, 20)
        yield running


def test_only_the_awaited_answer_counts(terminal: Terminal) -> None:
    """Bytes that were painted for another reason are no answer to a key, but can be taken afterwards."""
    assert terminal.answer_seconds("y", lambda painted: b"answer" in painted, limit_seconds=0.2) is None
    assert terminal.take() == b"clock "
    seconds = terminal.answer_seconds("x", lambda painted: b"answer" in painted, limit_seconds=20)
    assert seconds is not None
    assert seconds > 0
    assert terminal.take() == b"clock answer"


def test_what_was_painted_before_the_key_is_no_answer(terminal: Terminal) -> None:
    """An old answer that still lies in the terminal is thrown away when the next key is typed."""
    assert terminal.answer_seconds("x", lambda painted: b"answer" in painted, limit_seconds=20) is not None
    assert terminal.answer_seconds("y", lambda painted: b"answer" in painted, limit_seconds=0.2) is None


def test_the_end_of_the_program_is_noticed(terminal: Terminal) -> None:
    """A program that leaves ends every waiting at once, and its exit status is known."""
    terminal.type("q")
    assert not terminal.wait_for(lambda painted: b"never" in painted, 20)
    assert terminal.exit_status == 3


def test_cost_is_that_of_the_program(terminal: Terminal) -> None:
    """CPU time grows and memory is there; a gone process has neither."""
    assert terminal.cpu_seconds() > 0
    assert terminal.memory_mb() > terminal.memory_mb("Pss") > 1
    terminal.close()
    with pytest.raises(OSError, match=r"."):
        terminal.cpu_seconds()
