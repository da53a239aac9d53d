"""From the till's request to the painted order, on a full board that polls each second, and on one that is told."""

from __future__ import annotations

import re
import time
from pathlib import Path

from kds.bench.board import board_command, full_board
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import Guests, evening
from kds.bench.terminal import Terminal
from kds.errors import KdsError

POLL_SECONDS = 1.0
"""The board's poll interval, its default."""

PATIENCE_SECONDS = 5.0
"""How long an order may take to be painted."""

PUSHED_MS, PUSHED_P95_MS = 60.0, 120.0
"""Bounds of median and 95th percentile where the server tells of changes by itself."""


def arrival_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure both boards, one after the other."""
    what = "order fired to painted"
    with evening(folder, extent) as (url, guests):
        guests.fill()
        with full_board(board_command(url, folder / "polled"), folder, extent.warm_seconds) as board:
            polled = _waits(extent.arrivals, board, guests)
        guests.fill()
        with full_board(board_command(url, folder / "pushed", push=True), folder, extent.warm_seconds) as board:
            pushed = _waits(extent.pushed_arrivals, board, guests)
    return [
        measured(f"{what}, poll each second", polled, "ms", at_most=POLL_SECONDS * 1000 + 50),
        measured(f"{what}, pushed", pushed, "ms", at_most=PUSHED_MS, p95_at_most=PUSHED_P95_MS),
    ]


def _waits(count: int, terminal: Terminal, guests: Guests) -> list[float]:
    """Fire one held order after the other at changing moments of the second; give the milliseconds to its row or card."""
    waits: list[float] = []
    for number in range(count):
        guests.serve(guests.waiting()[-1])
        table, order_id = guests.order()
        terminal.wait_for(lambda _, table=table: bool(_places(terminal, table)), PATIENCE_SECONDS)  # type: ignore[misc]
        terminal.watch(0.2 + 0.1 * (number % 8))
        held = _places(terminal, table)
        fired = time.perf_counter()
        guests.till.fire(order_id)
        is_painted = terminal.wait_for(
            lambda _, table=table, held=held: bool(_places(terminal, table) - held),  # type: ignore[misc]
            PATIENCE_SECONDS,
        )
        if not is_painted:
            raise KdsError(f"The board under test never painted the order of table {table}.")
        waits.append((time.perf_counter() - fired) * 1000)
    return waits


def _places(terminal: Terminal, table: str) -> set[int]:
    """Give where a table stands on the screen as a card or in a list; a held one stands elsewhere than a fired one."""
    return {found.start() for found in re.finditer(rf"\b{table} +(NEW|\d+x)", terminal.text())}
