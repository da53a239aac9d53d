"""`kds serve`: the order server alone, or a stand-in for another vendor's, in this process."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from kds import paths
from kds.cli.children import UntilStdinCloses, end_when_stdin_closes
from kds.cli.serve_stand_in import (
    Credentials,
    Fill,
    StandInName,
    SwitchesFile,
    SwitchPositions,
    asked_of,
    serve_stand_in,
)
from kds.cli.words import say
from kds.errors import ServerError, UsageError

SERVER_DATABASE = "server.db"
"""Name of the database in the state folder where `--database` is not given."""
USUAL_PORT = 4000
"""The order server's port where `--port` is not given."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one; else 4000, 4001, 4002")
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="PATH or URL", help="SQLite file or database URL; else in the state folder")
    ] = None,
    restaurant: Annotated[
        str, typer.Option(metavar="NAME or FILE.toml", help="restaurant loaded at the first start")
    ] = "demo",
    stand_in: StandInName = None,
    credentials: Credentials = None,
    switches: SwitchesFile = None,
    switch: SwitchPositions = None,
    fill: Fill = 0,
    until_stdin_closes: UntilStdinCloses = False,
) -> None:
    """Run the order server alone, or a stand-in; it writes one line with its URL when it listens.

    Example: kds serve --port 4000 --database orders.db

    Example: kds serve --stand-in qtickets --switch double_scan=overwrite --fill 400
    """
    if stand_in is None and (credentials or switches or switch or fill):
        raise UsageError("--credentials, --switches, --switch and --fill belong to --stand-in qtickets or lightspeed.")
    try:
        from kds.server.serving import ServerSettings
        from kds.server.serving import serve as run_server
    except ImportError as error:
        raise ServerError("The order server is not installed. Install it with: pip install 'kds[server]'") from error
    if until_stdin_closes:
        end_when_stdin_closes()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if stand_in is not None:
            place = _place(database, f"{stand_in}.db")
            asked = asked_of(credentials, switches, switch or [], fill)
            serve_stand_in(stand_in, place, host=host, port=port, asked=asked)
            return
        settings = ServerSettings(
            database=_place(database, SERVER_DATABASE),
            host=host,
            port=USUAL_PORT if port is None else port,
            restaurant=restaurant,
        )
        run_server(settings, on_listening=lambda url: say(f"The order server listens on {url}"))
    except KeyboardInterrupt:
        return


def _place(database: str | None, usual_name: str) -> str:
    """Give the path or URL of a database: as it was named, or a file of the state folder, which is made."""
    if database is None:
        folder = paths.state_folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerError(
                f"The folder {folder} can't be made: {error.strerror}. Name a file with --database."
            ) from error
        return str(folder / usual_name)
    if "://" in database or database == ":memory:":
        return database
    return str(Path(database).expanduser())
