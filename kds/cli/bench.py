"""`kds bench`: measures what the README's table promises, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from kds.bench.parts import PARTS, chosen
from kds.cli.choices import AsJson
from kds.cli.words import complain, say

_WIDTH = max(map(len, PARTS))
_PARTS_TOLD = "\n".join(("\b", "Parts:", *(f"  {name:<{_WIDTH}}  {what}" for name, what in PARTS.items())))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_PARTS_TOLD)(bench)


def bench(
    *,
    as_json: AsJson = False,
    only: Annotated[
        str | None, typer.Option(metavar="PART[,PART]", help="only these of the parts below; each gives the same alone")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="less of everything: two minutes instead of ten")] = False,
    million: Annotated[
        bool, typer.Option("--million", help="also a server with 1,000,000 stored orders: some minutes more")
    ] = False,
) -> None:
    """Measure board, store, server and door, and print a table with medians, p99 and the machine.

    Example: kds bench --only tick,idle --json
    """
    from kds.bench.extent import FULL, QUICK, with_million
    from kds.bench.figures import as_json_text, table
    from kds.bench.machine import Pace, machine
    from kds.bench.running import run
    from kds.bootstrap.measuring import outside

    parts, pace = chosen(only, with_million=million), Pace()
    extent = QUICK if quick else FULL
    if million:
        extent = with_million(extent)
    facts = machine() | ({"extent": "quick, fewer keys, bumps and orders than the targets speak of"} if quick else {})
    figures = run(parts, extent, outside=outside(), pace=pace, say=complain)
    facts["pace"] = pace.told()
    say(as_json_text(figures, facts) if as_json else table(figures, facts))
