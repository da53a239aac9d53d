"""Runs the parts of the bench one after the other and gives all their figures; it knows no part's inside."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from kds.bench.admitting import admitting_figures
from kds.bench.arriving import arrival_figures
from kds.bench.door import door_figures
from kds.bench.extent import Extent
from kds.bench.figures import Figure
from kds.bench.growing import growth_figures
from kds.bench.idling import idle_figures, tick_figures
from kds.bench.machine import Pace
from kds.bench.outside import Outside
from kds.bench.parts import PARTS
from kds.bench.poll import poll_figures
from kds.bench.pressing import key_figures
from kds.bench.server import server_figures
from kds.bench.start import start_figures
from kds.bench.storing import store_figures

Say = Callable[[str], None]
"""Is told what is measured now."""

MEASURES: dict[str, Callable[[Extent, Path, Outside, Say], list[Figure]]] = {
    "first-paint": lambda extent, folder, _outside, _say: start_figures(extent, folder),
    "tick": lambda extent, folder, _outside, _say: tick_figures(extent, folder),
    "idle": lambda extent, folder, _outside, _say: idle_figures(extent, folder),
    "arrival": lambda extent, folder, _outside, _say: arrival_figures(extent, folder),
    "keys": lambda extent, folder, _outside, _say: key_figures(extent, folder),
    "growth": lambda extent, folder, _outside, _say: growth_figures(extent, folder),
    "poll": lambda extent, folder, outside, _say: poll_figures(extent, folder, outside.open_source),
    "store": lambda extent, folder, outside, _say: store_figures(extent, folder, outside.open_store),
    "server": lambda extent, folder, outside, say: server_figures(extent, folder, outside.fill, say),
    "door": lambda extent, folder, outside, _say: (
        door_figures(extent) + admitting_figures(extent, folder, outside.keep_show)
    ),
}
"""How each part of `PARTS` is measured, in an empty folder of its own."""


def run(parts: Sequence[str], extent: Extent, *, outside: Outside, pace: Pace, say: Say) -> list[Figure]:
    """Measure some parts.

    Args:
        parts: names of `PARTS`, in their order.
        extent: how much of everything.
        outside: ways into other folders.
        pace: looks at the machine between the parts.
        say: told what is measured now.

    Raises:
        KdsError: a program under test did not do what a measurement needs.
    """
    _forget_own_settings()
    figures = []
    for part in parts:
        say(f"{part}: {PARTS[part]} …")
        pace.look()
        with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder:
            figures += MEASURES[part](extent, Path(folder), outside, say)
    pace.look()
    return figures


def _forget_own_settings() -> None:
    """Keep a person's own `KDS_` variables from the programs under test."""
    for name in [name for name in os.environ if name.startswith("KDS_")]:
        del os.environ[name]
