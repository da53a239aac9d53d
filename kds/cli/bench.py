"""`kds bench`: measures what the README's table promises, on this machine."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from kds.cli.choices import AsJson
from kds.cli.words import complain, say
from kds.errors import ServerError
from kds.language import tr


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    *,
    as_json: AsJson = False,
    only: Annotated[
        str | None, typer.Option(metavar="PART", help="only `start`, `board`, `poll`, `server` or `door`")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="less of everything: two minutes instead of ten")] = False,
) -> None:
    """Measure start, board, poll and server, and print a table with medians, p99 and the machine.

    Example: kds bench --only start --json
    """
    from kds.bench.extent import FULL, QUICK
    from kds.bench.figures import machine, table
    from kds.bench.running import run
    from kds.bootstrap.measuring import open_source

    try:
        from kds.server.filling import fill
    except ImportError as error:
        raise ServerError(
            tr("The order server is not installed. Install it with: pip install 'kds[server]'")
        ) from error
    facts = machine() | ({"extent": "quick, fewer keys, bumps and orders than the targets speak of"} if quick else {})
    figures = run(only, QUICK if quick else FULL, open_source=open_source, fill=fill, say=complain)
    if as_json:
        say(json.dumps({"machine": facts, "figures": [dataclasses.asdict(figure) for figure in figures]}, indent=2))
    else:
        say(table(figures, facts))
