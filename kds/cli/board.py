"""`kds board`: the display itself."""

from __future__ import annotations

from typing import Annotated

import typer

from kds.cli.choices import Config, Device, Endpoints, LanguageName, PasswordFile, RoleName, Server, StationName, User
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
    theme: Annotated[str | None, typer.Option(metavar="NAME", help="theme, above NO_COLOR; see `kds themes`")] = None,
    keys: Annotated[str | None, typer.Option(metavar="NAME", help="key profile; see `kds keys list`")] = None,
    language: LanguageName = None,
    kiosk: Annotated[bool, typer.Option("--kiosk", help="no key ends the board")] = False,
    practice: Annotated[bool, typer.Option("--practice", help="invented orders; the real ones are counted")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="real orders; nothing is sent to the till")] = False,
    view: Annotated[bool, typer.Option("--view", help="look at the board that runs on this machine")] = False,
) -> None:
    """Show the board of one station; plain `kds` does the same.

    Example: kds board --server http://127.0.0.1:4000 --user cook --device KDS1 --password-file pw --station Grill
    """
    from kds.cli.modes import run_in_mode

    own = {"station": station, "endpoints": endpoints, "role": role, "theme": theme, "keys": keys, "language": language}
    flags = {"kiosk": kiosk or None, "practice": practice, "dry_run": dry_run, "view": view}
    status = run_in_mode(config, {**login(server, user, device, password_file), **own, **flags})
    if status:
        raise typer.Exit(status)
