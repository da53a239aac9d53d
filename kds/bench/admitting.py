"""From a scanner's Enter to the painted verdict, on a real door that knows a large show and reaches neither till nor seller."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from kds.bench.board import board_command, on_terminal
from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.shows import SHOW, admission, code
from kds.bench.start import NOBODY
from kds.bench.terminal import Terminal
from kds.domain.venue.admission import Admission
from kds.domain.venue.show import Show
from kds.errors import KdsError

KeepShow = Callable[[Path, Show, Sequence[Admission]], Coroutine[Any, Any, None]]
"""Keeps the list of a show in a state folder, as a board that read it from the seller does."""

VERDICT_MS = 50.0
"""Bound of the median and of the 99th percentile."""

GUEST_SECONDS = 0.12
"""Pause between two guests, far shorter than any gate ever sees."""

OPEN_SECONDS = 60.0
"""How long a door may take until it shows its list."""


def admitting_figures(extent: Extent, folder: Path, keep_show: KeepShow) -> list[Figure]:
    """Measure the verdicts of guests who come in, and of the same who come again."""
    command = board_command(NOBODY, folder, role="door", station="scanner = true")
    password, config = folder / "password", folder / "kds.toml"
    config.write_text(f'{config.read_text()}[qtickets]\nurl = "{NOBODY}"\ntoken_file = "{password}"\n')
    asyncio.run(keep_show(folder / "state", SHOW, [admission(number) for number in range(extent.admissions)]))
    with on_terminal(command, folder) as terminal:
        if not terminal.wait_for(lambda _: f"IN 0/{extent.admissions}" in terminal.row(1), OPEN_SECONDS):
            raise KdsError(f"The door under test never showed its list: {terminal.text()[:300]}")
        opened = time.perf_counter() - terminal.started_at
        terminal.watch(extent.warm_seconds)
        guests = random.Random(1).sample(range(extent.admissions), extent.verdicts)
        first = [_verdict_ms(terminal, number) for number in guests]
        again = [_verdict_ms(terminal, number) for number in guests]
    list_known = f"{extent.admissions:,} tickets known"
    return [
        measured(f"scan to painted welcome, kept on disk, {list_known}", first, "ms", at_most=VERDICT_MS, p99_at_most=VERDICT_MS),
        measured("scan of a guest who is in to painted verdict", again, "ms", at_most=VERDICT_MS, p99_at_most=VERDICT_MS),
        measured(f"start of a door without a network, {list_known}", [opened], "s"),
    ]  # fmt: skip


def _verdict_ms(terminal: Terminal, number: int) -> float:
    """Scan one ticket and give the time until its row and place are painted.

    Raises:
        KdsError: no verdict came.
    """
    guest = admission(number)
    place = f"ROW {guest.row} SEAT {guest.place} "
    seconds = terminal.answer_seconds(f"{code(number)}\r", lambda _: place in terminal.text())
    if seconds is None:
        raise KdsError(f"The door under test gave no verdict on {code(number)}: {terminal.text()[:300]}")
    terminal.watch(GUEST_SECONDS)
    return seconds * 1000
