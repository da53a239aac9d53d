"""From a key to painted bytes on a full board: choosing a card, bumping it, and what 1,200 bumps leave in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kds.bench.board import board_command, full_board, open_count
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import OPEN_ORDERS, Guests
from kds.bench.terminal import Terminal
from kds.errors import KdsError

DIGITS = "1234567890"
CHOSEN_BAR = "█".encode()
"""Stands beside a chosen card and nowhere else."""

QUIET_SECONDS = 0.12
"""Pause of a person between two keys that are timed."""

PATIENCE_SECONDS = 20.0


def key_figures(extent: Extent, folder: Path, url: str, guests: Guests, say: Callable[[str], None]) -> list[Figure]:
    """Measure a board with its poll each second, while the number of open orders is kept."""
    with full_board(board_command(url, folder), folder) as terminal:
        say("choosing cards …")
        figures = _cursor(terminal, extent.keys)
        say("bumping …")
        return figures + _bumps(terminal, guests, extent)


def _cursor(terminal: Terminal, keys: int) -> list[Figure]:
    """Choose one card after the other; the answer is the bar beside the card."""
    waits, sizes = [], []
    for number in range(keys):
        seconds = terminal.answer_seconds(DIGITS[number % len(DIGITS)], lambda painted: CHOSEN_BAR in painted)
        terminal.settle(0.03, 0.3)
        if seconds is not None:
            waits.append(seconds * 1000)
            sizes.append(float(len(terminal.take())))
        terminal.watch(QUIET_SECONDS)
    return [
        measured("key to painted bytes, choosing a card", waits, "ms", at_most=10, p99_at_most=45),
        measured("bytes, choosing a card", sizes, "bytes"),
    ]


def _bumps(terminal: Terminal, guests: Guests, extent: Extent) -> list[Figure]:
    """Bump with timing, then as fast as the board follows; the server counts what arrived."""
    memory_before = terminal.memory_mb()
    bumper = _Bumper(terminal, guests)
    bumper.bump(extent.keys, per_round=len(DIGITS), pause_seconds=QUIET_SECONDS)
    answers, shown, sizes = list(bumper.answers), list(bumper.shown), list(bumper.sizes)
    bumper.bump(extent.bumps - bumper.served, per_round=OPEN_ORDERS - 2 * len(DIGITS), pause_seconds=0)
    terminal.settle(1.5, 5)
    grown = terminal.memory_mb() - memory_before
    return [
        measured("key to painted bytes, bump", answers, "ms", at_most=20, p99_at_most=50),
        measured("key to the card gone, bump kept on disk", shown, "ms"),
        measured("bytes, bump", sizes, "bytes"),
        measured(f"memory grown over {bumper.served:,} bumps", [grown], "MB", at_most=5),
    ]


class _Bumper:
    """Presses a digit and Enter; only what the server saw as Ready is counted.

    Attributes:
        answers: milliseconds from Enter to the first painted answer of that slot.
        shown: milliseconds from Enter to the header with one order less.
        sizes: bytes of a whole bump.
        served: bumps that arrived at the server.
    """

    def __init__(self, terminal: Terminal, guests: Guests) -> None:
        self._terminal = terminal
        self._guests = guests
        self.answers: list[float] = []
        self.shown: list[float] = []
        self.sizes: list[float] = []
        self.served = 0

    def bump(self, count: int, *, per_round: int, pause_seconds: float) -> None:
        """Bump that many cards, with new guests after each round.

        Raises:
            KdsError: the board does not follow, or the server did not get every bump.
        """
        target = self.served + count
        while self.served < target:
            self._guests.fill()
            self._await_open(OPEN_ORDERS)
            left = OPEN_ORDERS
            for number in range(min(per_round, target - self.served)):
                left -= self._bump(DIGITS[number % len(DIGITS)], left)
                self._terminal.watch(pause_seconds)
            self._await_served(OPEN_ORDERS - left)

    def _bump(self, digit: str, open_before: int) -> bool:
        """Choose a card and bump it; give whether it went."""
        terminal = self._terminal
        if terminal.answer_seconds(digit, lambda painted: CHOSEN_BAR in painted, limit_seconds=0.6) is None:
            return False  # the slot was given to another card less than half a second ago
        terminal.settle(0.02, 0.1)
        flash = f" {digit} ".encode()
        pressed = time.perf_counter()
        answer = terminal.answer_seconds("\r", lambda painted: flash in painted or self._open() != open_before)
        is_gone = terminal.wait_for(lambda _: self._open() == open_before - 1, PATIENCE_SECONDS)
        if answer is None or not is_gone:
            return False
        self.answers.append(answer * 1000)
        self.shown.append((time.perf_counter() - pressed) * 1000)
        self.sizes.append(float(len(terminal.take())))
        return True

    def _open(self) -> int | None:
        """Give the number of open orders that the header tells now."""
        return open_count(self._terminal.row(0))

    def _await_open(self, count: int) -> None:
        """Wait until the header says so."""
        terminal = self._terminal
        if not terminal.wait_for(lambda _: self._open() == count, PATIENCE_SECONDS):
            raise KdsError(f"The board under test did not show {count} orders in {PATIENCE_SECONDS:g} s.")
        terminal.settle(0.2, 2)
        terminal.take()

    def _await_served(self, count: int) -> None:
        end = time.perf_counter() + PATIENCE_SECONDS
        arrived = 0
        while (arrived := arrived + self._guests.serve_ready()) < count:
            if time.perf_counter() > end:
                raise KdsError(f"{count} cards were bumped, but only {arrived} arrived at the server.")
            self._terminal.watch(0.1)
        self.served += arrived
