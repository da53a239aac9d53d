"""What 1,200 bumps leave in a board's memory, while the number of open orders is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from kds.bench.board import board_command, full_board
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import OPEN_ORDERS, evening
from kds.bench.pressing import DIGITS, Bumper, choose

_PER_ROUND = OPEN_ORDERS - 2 * len(DIGITS)


def growth_figures(extent: Extent, folder: Path) -> list[Figure]:
    """Measure boards side by side, each with a server of its own: memory does not depend on how busy a machine is."""
    folders = [folder / str(number) for number in range(extent.growths)]
    with ThreadPoolExecutor(extent.growths) as side_by_side:
        looks = list(side_by_side.map(partial(_before_and_after, extent), folders))
    grown = [after - before for before, after in looks]
    return [
        measured(f"memory grown over {extent.bumps:,} bumps", grown, "MB", at_most=5),
        measured(f"memory of the board after {extent.bumps:,} bumps", [after for _, after in looks], "MB RSS"),
    ]


def _before_and_after(extent: Extent, folder: Path) -> tuple[float, float]:
    """Give the memory of a board whose cards were chosen but never bumped, and after its bumps, as full as before."""
    folder.mkdir()
    with (
        evening(folder, extent) as (url, guests),
        full_board(board_command(url, folder / "board"), folder, extent.warm_seconds) as terminal,
    ):
        choose(terminal, extent.keys, 0)
        terminal.watch(extent.warm_seconds)
        before = terminal.memory_mb()
        bumper = Bumper(terminal, guests)
        bumper.bump(extent.bumps, per_round=_PER_ROUND, pause_seconds=0)
        bumper.refill()
        terminal.watch(extent.warm_seconds)
        return before, terminal.memory_mb()
