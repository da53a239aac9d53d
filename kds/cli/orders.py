"""`kds orders`, `bump`, `fire`, `delete`: the board's reading and its actions from a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from kds.cli.choices import AsJson, Config, Device, Endpoints, PasswordFile, RoleName, Server, StationName, User
from kds.cli.words import complain, say, table
from kds.domain.terms import Status
from kds.errors import UsageError
from kds.language import tr

OrderWord = Annotated[str, typer.Argument(metavar="ORDER", help="number or id of an order")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (orders, bump, fire, delete):
        app.command()(command)


def orders(
    *,
    as_json: AsJson = False,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
    station: StationName = None,
    endpoints: Endpoints = None,
    role: RoleName = None,
) -> None:
    """Print the open orders of the configured station, once.

    Example: kds orders --station Grill --json
    """
    from kds.bootstrap.scripts import read_board
    from kds.cli.printed import order_json, order_row

    own = {"station": station, "endpoints": endpoints, "role": role}
    board = asyncio.run(read_board(config, {**login(server, user, device, password_file), **own}))
    if as_json:
        say(json.dumps([order_json(order) for order in board.orders], indent=2))
    elif board.orders:
        rows = [order_row(order, board.station, board.now) for order in board.orders]
        say(table((tr("ORDER"), tr("WHERE"), tr("MIN"), tr("STATUS"), tr("ITEMS")), rows))
    else:
        say(tr("No open orders on {station}.", station=board.station.name))


def bump(
    order: OrderWord,
    *,
    item: Annotated[int | None, typer.Option(metavar="N", help="only the item with this id")] = None,
    endpoint: Annotated[str | None, typer.Option(metavar="NAME", help="only what is made on this endpoint")] = None,
    to: Annotated[str | None, typer.Option(metavar="STATUS", help="New, InProgress, Ready or Served")] = None,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
    station: StationName = None,
) -> None:
    """Set an order, one of its items or one endpoint's part to a status; without --to, what the station's bump sets.

    Example: kds bump 118 --endpoint Grill --to Ready
    """
    from kds.bootstrap.scripts import Bump, carry_out

    if item is not None and endpoint is not None:
        raise UsageError(tr("Give --item or --endpoint, not both."))
    action = Bump(order, item_id=item, endpoint=endpoint, to=_status(to))
    options = {**login(server, user, device, password_file), "station": station}
    _finish(asyncio.run(carry_out(action, config, options)))


def fire(
    order: Annotated[list[str], typer.Argument(metavar="ORDER...", help="numbers or ids of held orders")],
    *,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
) -> None:
    """Fire held orders: send them to their stations.

    Example: kds fire 118 119
    """
    from kds.bootstrap.scripts import FireAll, carry_out

    _finish(asyncio.run(carry_out(FireAll(tuple(order)), config, login(server, user, device, password_file))))


def delete(
    order: OrderWord,
    *,
    config: Config = None,
    server: Server = None,
    user: User = None,
    device: Device = None,
    password_file: PasswordFile = None,
) -> None:
    """Delete an order at the till; this can't be taken back.

    Example: kds delete 118
    """
    from kds.bootstrap.scripts import DeleteOne, carry_out

    _finish(asyncio.run(carry_out(DeleteOne(order), config, login(server, user, device, password_file))))


def login(server: str | None, user: str | None, device: str | None, password_file: Path | None) -> Mapping[str, Any]:
    """Give what these options say, as settings."""
    return {"server": server, "user": user, "device": device, "password_file": password_file}


def _status(word: str | None) -> Status | None:
    if word is None:
        return None
    known = {status.lower(): status for status in Status if status is not Status.OTHER}
    found = known.get(word.replace("-", "").replace("_", "").lower())
    if found is None:
        raise UsageError(
            tr("There is no status {word!r}. Choose New, InProgress, Ready, Served or Cancelled.", word=word)
        )
    return found


def _finish(outcome: Sequence[str]) -> None:
    """Say what became of it: an empty outcome is a delivered one."""
    if outcome:
        for sentence in outcome:
            complain(sentence)
        raise typer.Exit(1)
    say(tr("delivered"))
