"""Runs the parts of the bench one after the other and gives all their figures; it knows no part's inside."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from kds.bench.arriving import arrival_figures
from kds.bench.door import door_figures
from kds.bench.extent import Extent
from kds.bench.figures import Figure
from kds.bench.guests import FINISHED_ORDERS, Guests
from kds.bench.idling import idle_figures
from kds.bench.poll import OpenSource, poll_figures
from kds.bench.pressing import key_figures
from kds.bench.server import Fill, server_figures
from kds.bench.start import start_figures
from kds.bench.till import order_server
from kds.errors import UsageError

PARTS = ("start", "board", "poll", "server", "door")
"""What can be measured alone."""


def run(
    only: str | None,
    extent: Extent,
    *,
    open_source: OpenSource,
    fill: Fill,
    say: Callable[[str], None],
) -> list[Figure]:
    """Measure all parts, or one.

    Args:
        only: a name of `PARTS`.
        extent: how much of everything.
        open_source: see `OpenSource`.
        fill: see `Fill`.
        say: told what is measured now.

    Raises:
        UsageError: there is no such part.
        KdsError: a program under test did not do what a measurement needs.
    """
    if only is not None and only not in PARTS:
        near = difflib.get_close_matches(only, PARTS, n=1, cutoff=0.0)[0]
        raise UsageError(
            f"There is nothing to measure called {only!r}; did you mean {near!r}? All: {', '.join(PARTS)}."
        )
    _forget_own_settings()
    measures: dict[str, Callable[[Path], list[Figure]]] = {
        "start": lambda folder: start_figures(extent, folder),
        "board": lambda folder: _board_figures(extent, folder, say),
        "poll": lambda folder: poll_figures(extent, folder, open_source),
        "server": lambda folder: server_figures(extent, folder, fill, say),
        "door": lambda _folder: door_figures(extent),
    }
    figures = []
    for part in PARTS if only is None else (only,):
        say(f"{part} …")
        with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder:
            figures += measures[part](Path(folder))
    return figures


def _board_figures(extent: Extent, folder: Path, say: Callable[[str], None]) -> list[Figure]:
    with order_server(folder) as (url, _pid):
        guests = Guests(url)
        try:
            guests.eat(FINISHED_ORDERS)
            guests.fill()
            say("idling …")
            figures = idle_figures(extent, folder, url)
            say("orders on their way …")
            figures += arrival_figures(extent, folder / "arriving", url, guests)
            guests.fill()
            return figures + key_figures(extent, folder / "pressing", url, guests, say)
        finally:
            guests.close()


def _forget_own_settings() -> None:
    """Keep a person's own `KDS_` variables from the programs under test."""
    for name in [name for name in os.environ if name.startswith("KDS_")]:
        del os.environ[name]
