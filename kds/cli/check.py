"""`kds check`: tries everything a board needs and says what to do about each problem."""

from __future__ import annotations

import asyncio
import sys

import typer

from kds.cli.choices import Config, Device, Endpoints, PasswordFile, RoleName, Server, StationName, User
from kds.cli.orders import login
from kds.cli.words import say, table
from kds.language import tr


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
    """Try everything the board needs and print what to do about each problem; on a terminal the sounds too.

    Example: kds check --config /etc/kds/kds.toml
    """
    from kds.bootstrap.checking import Verdict, findings

    own = {"station": station, "endpoints": endpoints, "role": role}
    found = asyncio.run(findings(config, {**login(server, user, device, password_file), **own}))
    say(
        table(
            (tr("WHAT"), tr("RESULT"), tr("DETAILS")),
            [(tr(one.what), tr(one.verdict.value), one.words) for one in found],
        )
    )
    if sys.stdin.isatty() and sys.stdout.isatty():
        from kds.bootstrap.hearing import configured_sounds
        from kds.cli.hearing import ask_what_was_heard

        ask_what_was_heard(configured_sounds(config, own))
    if any(one.verdict is Verdict.PROBLEM for one in found):
        raise typer.Exit(1)
