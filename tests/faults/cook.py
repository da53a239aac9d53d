"""A cook at a real board: presses keys, reads the screen, and remembers what the board said it had taken."""

from __future__ import annotations

import os
import random
import re
import signal
from collections.abc import Sequence
from contextlib import ExitStack

from tests.rig import PATIENCE_SECONDS, BoardOnTerminal, board_on_terminal

CARD = re.compile(r"\[(\d)\] (M\d+)\b")
DONE = re.compile(r"^ DONE (M\d+)[ ,]")
LEGEND = "R recall"
ANSWER_SECONDS = 3.0
"""How long a cook waits for the board to take a key."""
STANDING_SECONDS = 0.7
"""A digit acts only on a card that has stood in its place for half a second (board 5)."""


class Cook:
    """Bumps and takes back single-dish orders of tables `M1`, `M2`, ... on the grill.

    Attributes:
        accepted: table → whether the board last said that it is done.
        doubted: tables where a key was pressed and nobody saw an answer.
        bumps: how many bumps were seen to be taken.
        boards: how many boards were started.
    """

    def __init__(self, arguments: Sequence[str], dice: random.Random) -> None:
        self._arguments = arguments
        self._dice = dice
        self._running = ExitStack()
        self.accepted: dict[str, bool] = {}
        self.doubted: set[str] = set()
        self.bumps = 0
        self.boards = 0
        self.board = self.start_board()

    def start_board(self) -> BoardOnTerminal:
        """Start a board on the state that the former one left, and wait until cards stand on it."""
        self.board = self._running.enter_context(board_on_terminal(*self._arguments))
        self.boards += 1
        self.board.wait_for(lambda text: bool(CARD.search(text)))
        self.board.linger(STANDING_SECONDS)
        return self.board

    def press_something(self) -> None:
        """Bump a card of the page, or take back the last one; note what the board says to it."""
        if self.done() and self._dice.random() < 0.25:
            self.take_back()
        else:
            self.bump()

    def bump(self) -> None:
        """Choose a card, press Enter, and read whether it was taken."""
        digit, table = self._choose()
        self.board.press(digit, "\r")
        self._read_answer(table)

    def take_back(self) -> None:
        """Press `u` and read whether the last bump was taken back."""
        table = self.done()
        assert table
        self.board.press("u")
        self._read_undone(table)

    def kill_board(self) -> None:
        """Kill the board in the middle of a bump; what it had painted by then counts."""
        digit, table = self._choose()
        self.board.press(digit)
        self.board.terminal.type("\r")
        self.board.linger(self._dice.choice((0.0, 0.01, 0.03, 0.1)))
        os.kill(self.board.terminal.pid, signal.SIGKILL)
        self.board.wait_for(lambda _: self.board.terminal.has_ended())
        self.board.look(0.2)
        if self.done() == table:
            self._note_done(table)
        else:
            self.doubted.add(table)
        self._running.close()
        self.start_board()

    def leave(self) -> None:
        """End the board as a person would."""
        self._running.close()

    def done(self) -> str:
        """Give the table that the last row says was done last, "" when it names none."""
        found = DONE.match(self._last_row())
        return found[1] if found else ""

    def _choose(self) -> tuple[str, str]:
        cards = CARD.findall(self.board.wait_for(lambda text: bool(CARD.search(text))))
        digit, table = self._dice.choice(cards)
        return digit, table

    def _read_answer(self, table: str) -> None:
        try:
            self.board.wait_for(lambda _: self.done() == table or self._has_message(), ANSWER_SECONDS)
        except AssertionError:
            self.doubted.add(table)
            return
        if self.done() == table:
            self._note_done(table)
        elif "Nothing done" not in self._last_row():
            self.doubted.add(table)

    def _read_undone(self, table: str) -> None:
        try:
            self.board.wait_for(lambda _: self.done() != table, ANSWER_SECONDS)
        except AssertionError:
            self.doubted.add(table)
            return
        if self._has_message():
            self.doubted.add(table)
        else:
            self.accepted[table] = False
            self.doubted.discard(table)

    def _note_done(self, table: str) -> None:
        self.accepted[table] = True
        self.doubted.discard(table)
        self.bumps += 1

    def _has_message(self) -> bool:
        row = self._last_row()
        return not self.done() and LEGEND not in row and bool(row.strip())

    def _last_row(self) -> str:
        return self.board.look(0.01)[-1]

    def wait_until_all_is_sent(self) -> str:
        """Wait until the board is live and nothing is on its way."""
        return self.board.wait_for(lambda text: "LIVE" in text and "unsent 0" in text, 4 * PATIENCE_SECONDS)
