"""`kds board`: the display itself."""

from __future__ import annotations

from typing import Annotated

import typer

from kds.cli.choices import Config, Device, Endpoints, PasswordFile, RoleName, Server, StationName, User
from kds.cli.orders import login


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(board)


def board(
    *,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
    station: StationName = None,
    endpoints: Endpoints = None,
    role: RoleName = None,
    theme: Annotated[str | None, typer.Option(metavar="NAME", help="theme; see `kds themes`")] = None,
    keys: Annotated[str | None, typer.Option(metavar="NAME", help="key profile; see `kds keys list`")] = None,
    kiosk: Annotated[bool, typer.Option("--kiosk", help="no key ends the board")] = False,
) -> None:
    """Show the board of one station; plain `kds` does the same.

    Example: kds board --server http://127.0.0.1:4000 --user cook --device KDS1 --password-file pw --station Grill
    """
    from kds.bootstrap.board import run_board

    own = {"station": station, "endpoints": endpoints, "role": role, "theme": theme, "keys": keys}
    status = run_board(config, {**login(server, user, device, password_file), **own, "kiosk": kiosk or None})
    if status:
        raise typer.Exit(status)
