"""From the till's request to the painted order, on a full board that polls each second, and on one that is told."""

from __future__ import annotations

import re
import time
from pathlib import Path

from kds.bench.board import board_command, full_board
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured, measured_p95
from kds.bench.guests import Guests
from kds.bench.terminal import Terminal

POLL_SECONDS = 1.0
"""The board's poll interval, its default."""

PUSHED_MS, PUSHED_P95_MS = 60.0, 120.0
"""Bounds of median and 95th percentile where the server tells of changes by itself."""


def arrival_figures(extent: Extent, folder: Path, url: str, guests: Guests) -> list[Figure]:
    """Measure both boards, one after the other."""
    what = "order fired to painted"
    folder.mkdir(exist_ok=True)
    polled = _waits(extent.arrivals, folder / "polled", url, guests, push=False)
    pushed = _waits(extent.pushed_arrivals, folder / "pushed", url, guests, push=True)
    return [
        measured(f"{what}, poll each second", polled, "ms", at_most=POLL_SECONDS * 1000 + 50),
        measured(f"{what}, pushed", pushed, "ms", at_most=PUSHED_MS),
        measured_p95(f"{what}, pushed, 95 of 100", pushed, "ms", at_most=PUSHED_P95_MS),
    ]


def _waits(count: int, folder: Path, url: str, guests: Guests, *, push: bool) -> list[float]:
    """Fire one held order after the other at changing moments of the second; give the milliseconds to its row or card."""
    waits: list[float] = []
    guests.fill()
    with full_board(board_command(url, folder, push=push), folder) as terminal:
        for number in range(count):
            guests.serve(guests.waiting()[-1])
            table, order_id = guests.order()
            terminal.watch(1.3 + 0.13 * (number % 8))
            held = _places(terminal, table)
            fired = time.perf_counter()
            guests.till.fire(order_id)
            if terminal.wait_for(lambda _, table=table, held=held: bool(_places(terminal, table) - held), 5):  # type: ignore[misc]
                waits.append((time.perf_counter() - fired) * 1000)
    return waits


def _places(terminal: Terminal, table: str) -> set[int]:
    """Give where a table stands on the screen as a card or in a list; a held one stands elsewhere than a fired one."""
    return {found.start() for found in re.finditer(rf"\b{table} +(NEW|\d+x)", terminal.text())}
