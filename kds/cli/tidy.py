"""`kds tidy`: removes old logs and damaged databases of this installation."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say
from kds.language import number_words, tr, trn


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(tidy)


def tidy(
    *,
    config: Config = None,
    state_dir: Annotated[Path | None, typer.Option(metavar="FOLDER", help="state folder; else as configured")] = None,
) -> None:
    """Remove finished logs and damaged databases older than two weeks; the outbox is never touched.

    Example: kds tidy --config /etc/kds/kds.toml
    """
    from kds.bootstrap.tidying import tidy as remove

    gone = remove(config, {"state_dir": state_dir}, datetime.now(UTC))
    for one in gone:
        say(tr("removed {file}", file=one.file))
    size = number_words(Decimal(sum(one.size_bytes for one in gone)) / 1000)
    say(trn("{count} file, {size} kB", "{count} files, {size} kB", len(gone), size=size))
