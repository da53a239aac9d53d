"""`kds bench`: measures what the README's table promises, on this machine."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from kds.cli.choices import AsJson
from kds.cli.words import complain, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    *,
    as_json: AsJson = False,
    only: Annotated[str | None, typer.Option(metavar="PART", help="only `start`, `board`, `poll` or `server`")] = None,
) -> None:
    """Measure start, board, poll and server, and print a table with medians, p99 and the machine.

    Example: kds bench --only start --json
    """
    from kds.bench.figures import machine, table
    from kds.bench.running import run

    figures = run(only, say=complain)
    if as_json:
        say(json.dumps({"machine": machine(), "figures": [dataclasses.asdict(figure) for figure in figures]}, indent=2))
    else:
        say(table(figures))
