"""`kds stop`: ends the board of this machine, for an upgrade only when nothing waits in its outbox."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say
from kds.language import tr


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(stop)


def stop(
    *,
    for_upgrade: Annotated[
        bool,
        typer.Option(
            "--for-upgrade", help="only when its outbox is empty; else say what waits, exit 1, and let it run"
        ),
    ] = False,
    config: Config = None,
    state_dir: Annotated[Path | None, typer.Option(metavar="FOLDER", help="state folder; else as configured")] = None,
) -> None:
    """End the board that runs on this machine; what waits in its outbox is kept and sent by the next one.

    Under systemd the next one starts a second later, in the version that is installed then. Where no board runs there is
    nothing to do, which is no mistake.

    Example: kds stop --for-upgrade --config /etc/kds/kds.toml
    """
    from kds.bootstrap.stopping import stop_board

    station, folder = asyncio.run(stop_board(config, {"state_dir": state_dir}, for_upgrade=for_upgrade))
    if station is None:
        say(tr("No board runs with the state folder {folder}.", folder=folder))
    else:
        say(tr("The board of station {station} has ended.", station=station))
