"""From a key to painted bytes on a full board: choosing a card, and bumping it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from kds.bench.board import board_command, full_board, open_count
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import OPEN_ORDERS, Guests, evening
from kds.bench.terminal import Terminal
from kds.errors import KdsError

DIGITS = "1234567890"
"""Keys of the cards of a page."""
CHOSEN_BAR = "█".encode()
"""Stands beside a chosen card and nowhere else."""

QUIET_SECONDS = 0.12
"""Pause of a person between two keys that are timed."""

PATIENCE_SECONDS = 20.0
"""How long a board or its server may take to follow."""


def key_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure a board with its poll each second, while the number of open orders is kept."""
    with (
        evening(folder, extent) as (url, guests),
        full_board(board_command(url, folder / "board"), folder, extent.warm_seconds) as terminal,
    ):
        cursor = choose(terminal, extent.keys, QUIET_SECONDS)
        bumper = Bumper(terminal, guests)
        bumper.bump(extent.keys, per_round=len(DIGITS), pause_seconds=QUIET_SECONDS)
    return [
        measured("key to painted bytes, choosing a card", cursor.waits, "ms", at_most=10, p99_at_most=45),
        measured("bytes, choosing a card", cursor.sizes, "bytes"),
        measured("key to painted bytes, bump", bumper.answers, "ms", at_most=20, p99_at_most=50),
        measured("key to the card gone, bump kept on disk", bumper.shown, "ms"),
        measured("bytes, bump", bumper.sizes, "bytes"),
    ]


@dataclass(frozen=True, slots=True)
class Answers:
    """What keys did: milliseconds until the answer was painted, and bytes of all that was."""

    waits: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)


def choose(terminal: Terminal, keys: int, pause_seconds: float) -> Answers:
    """Choose one card after the other; the answer is the bar beside the card."""
    answers = Answers()
    for number in range(keys):
        seconds = terminal.answer_seconds(DIGITS[number % len(DIGITS)], lambda painted: CHOSEN_BAR in painted)
        terminal.settle(0.03, 0.3)
        if seconds is not None:
            answers.waits.append(seconds * 1000)
            answers.sizes.append(float(len(terminal.take())))
        terminal.watch(pause_seconds)
    return answers


class Bumper:
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
            self.refill()
            left = OPEN_ORDERS
            for number in range(min(per_round, target - self.served)):
                left -= self._bump(DIGITS[number % len(DIGITS)], left)
                self._terminal.watch(pause_seconds)
            self._await_served(OPEN_ORDERS - left)

    def refill(self) -> None:
        """Let new guests order until the board shows `OPEN_ORDERS` again.

        Raises:
            KdsError: the board does not follow.
        """
        self._guests.fill()
        terminal = self._terminal
        if not terminal.wait_for(lambda _: self._open() == OPEN_ORDERS, PATIENCE_SECONDS):
            raise KdsError(f"The board under test did not show {OPEN_ORDERS} orders in {PATIENCE_SECONDS:g} s.")
        terminal.settle(0.2, 2)
        terminal.take()

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

    def _await_served(self, count: int) -> None:
        end = time.perf_counter() + PATIENCE_SECONDS
        arrived = 0
        while (arrived := arrived + self._guests.serve_ready()) < count:
            if time.perf_counter() > end:
                raise KdsError(f"{count} cards were bumped, but only {arrived} arrived at the server.")
            self._terminal.watch(0.1)
        self.served += arrived
