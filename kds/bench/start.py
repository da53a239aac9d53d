"""How long a board takes from its start to the first painted screen, against an empty Textual app."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kds.bench.board import COLUMNS, EMPTY_APP, READY_SECONDS, ROWS, board_command, on_terminal
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.errors import KdsError

NOBODY = "http://127.0.0.1:9"
"""An address where nothing listens: the first frame must not wait for a server."""


def start_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure both programs by turns, so that a busy minute hits both; each was started once before.

    Which of the two goes first changes with each pair, so that neither always follows the other. CPU time drifts less on a
    busy machine than time does.
    """
    board = board_command(NOBODY, folder)
    _first_paint(EMPTY_APP, folder)
    _first_paint(board, folder)
    empty, ours = [], []
    for number in range(extent.starts):
        if number % 2 == 0:
            empty.append(_first_paint(EMPTY_APP, folder))
        ours.append(_first_paint(board, folder))
        if number % 2 == 1:
            empty.append(_first_paint(EMPTY_APP, folder))
    pairs = list(zip(ours, empty, strict=True))
    return [
        measured("first paint of an empty Textual app", [each.clock_ms for each in empty], "ms"),
        measured("first paint of the board", [each.clock_ms for each in ours], "ms"),
        measured("first paint, board : empty app", [one.clock_ms / other.clock_ms for one, other in pairs], "x", at_most=1.3),
        measured("first paint, board : empty app, CPU", [one.cpu_ms / other.cpu_ms for one, other in pairs], "x"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Start:
    """What a start took: milliseconds by the clock, and of CPU time."""

    clock_ms: float
    cpu_ms: float


def _first_paint(command: Sequence[str], folder: Path) -> _Start:
    """Give what passed from fork until as many bytes came as the screen has cells: one whole frame.

    Raises:
        KdsError: the program painted none.
    """
    with on_terminal(list(command), folder) as terminal:
        if not terminal.wait_for(lambda painted: len(painted) >= COLUMNS * ROWS, READY_SECONDS):
            raise KdsError(f"{' '.join(command)} painted nothing: {terminal.take()[-300:]!r}")
        return _Start((time.perf_counter() - terminal.started_at) * 1000, terminal.cpu_seconds() * 1000)
