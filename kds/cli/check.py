"""`kds check`: tries everything a board needs and says what to do about each problem."""

from __future__ import annotations

import asyncio

import typer

from kds.cli.choices import Config, Device, Endpoints, PasswordFile, RoleName, Server, StationName, User
from kds.cli.orders import login
from kds.cli.words import say, table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    *,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
    station: StationName = None,
    endpoints: Endpoints = None,
    role: RoleName = None,
) -> None:
    """Try everything the board needs and print what to do about each problem.

    Example: kds check --config /etc/kds/kds.toml
    """
    from kds.bootstrap.checking import Verdict, findings

    own = {"station": station, "endpoints": endpoints, "role": role}
    found = asyncio.run(findings(config, {**login(server, user, device, password_file), **own}))
    say(table(("WHAT", "RESULT", "DETAILS"), [(one.what, one.verdict.value, one.words) for one in found]))
    if any(one.verdict is Verdict.PROBLEM for one in found):
        raise typer.Exit(1)
