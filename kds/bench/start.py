"""How long a board takes from its start to the first painted screen, against an empty Textual app."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kds.bench.board import COLUMNS, EMPTY_APP, READY_SECONDS, ROWS, board_command, on_terminal
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.errors import KdsError

NOBODY = "http://127.0.0.1:9"
"""An address where nothing listens: the first frame must not wait for a server."""


def start_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure both programs by turns, so that a busy minute hits both; each was started once before."""
    board = board_command(NOBODY, folder)
    first_paint_ms(EMPTY_APP, folder)
    first_paint_ms(board, folder)
    empty, ours = [], []
    for _ in range(extent.starts):
        empty.append(first_paint_ms(EMPTY_APP, folder))
        ours.append(first_paint_ms(board, folder))
    ratios = [one / other for one, other in zip(ours, empty, strict=True)]
    return [
        measured("first paint of an empty Textual app", empty, "ms"),
        measured("first paint of the board", ours, "ms"),
        measured("first paint, board : empty app", ratios, "x", at_most=1.3),
    ]


def first_paint_ms(command: Sequence[str], folder: Path) -> float:
    """Give the time from fork until as many bytes came as the screen has cells: one whole frame.

    Raises:
        KdsError: the program painted none.
    """
    with on_terminal(list(command), folder) as terminal:
        if not terminal.wait_for(lambda painted: len(painted) >= COLUMNS * ROWS, READY_SECONDS):
            raise KdsError(f"{' '.join(command)} painted nothing: {terminal.take()[-300:]!r}")
        return (time.perf_counter() - terminal.started_at) * 1000
