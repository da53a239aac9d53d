"""`kds doctor`: one file about a board's state for whoever helps from afar, without secrets and without guests' names."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say, table
from kds.language import number_words, tr

To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="where the bundle goes")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    *,
    to: To = Path(),
    config: Config = None,
    state_dir: Annotated[Path | None, typer.Option(metavar="FOLDER", help="state folder; else as configured")] = None,
) -> None:
    """Write one file that says how this board is: versions, settings, log, outbox, disk, clock.

    A running board goes on undisturbed, the till is not asked, and nothing is changed. What can't be gathered is said in its
    place. Passwords, keys, users' names, what guests are called and what they wrote are starred out.

    Example: kds doctor --config /etc/kds/kds.toml --to /tmp
    """
    from kds.bootstrap.doctor.bundle import bundle

    made = asyncio.run(bundle(config, {"state_dir": state_dir}, to, datetime.now(UTC)))
    size = number_words(round(Decimal(made.size_bytes) / 1000, 1))
    say(tr("{file} ({size} kB) holds:", file=made.file.absolute(), size=size))
    say()
    say(table((tr("FILE"), tr("WHAT")), [(part.name, part.failure or tr(part.words)) for part in made.parts]))
    say()
    say(tr("Passwords, keys, users, names of guests and what they wrote are starred out. Only you can read the file."))
    say(tr("Look into it before you send it: tar -xzOf {file} | less", file=made.file))
