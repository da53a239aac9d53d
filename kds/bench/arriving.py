"""From the till's request to the painted order, on a full board that polls each second."""

from __future__ import annotations

import re
import time
from pathlib import Path

from kds.bench.board import board_command, full_board
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import Guests
from kds.bench.terminal import Terminal

POLL_SECONDS = 1.0
"""The board's poll interval, its default."""


def arrival_figures(extent: Extent, folder: Path, url: str, guests: Guests) -> list[Figure]:
    """Fire one held order after the other at changing moments of the second, and wait for its row or its card."""
    waits: list[float] = []
    with full_board(board_command(url, folder), folder) as terminal:
        for number in range(extent.arrivals):
            guests.serve(guests.waiting()[-1])
            table, order_id = guests.order()
            terminal.watch(1.3 + 0.13 * (number % 8))
            held = _places(terminal, table)
            fired = time.perf_counter()
            guests.till.fire(order_id)
            if terminal.wait_for(lambda _, table=table, held=held: bool(_places(terminal, table) - held), 5):  # type: ignore[misc]
                waits.append((time.perf_counter() - fired) * 1000)
    return [measured("order fired to painted, poll each second", waits, "ms", at_most=POLL_SECONDS * 1000 + 50)]


def _places(terminal: Terminal, table: str) -> set[int]:
    """Give where a table stands on the screen as a card or in a list; a held one stands elsewhere than a fired one."""
    return {found.start() for found in re.finditer(rf"\b{table} +(NEW|\d+x)", terminal.text())}
