"""`kds serve`: the order server alone, in this process."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from kds import paths
from kds.cli.children import UntilStdinCloses, end_when_stdin_closes
from kds.cli.words import say
from kds.errors import ServerError

SERVER_DATABASE = "server.db"
"""Name of the database in the state folder where `--database` is not given."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one")] = 4000,
    database: Annotated[
        str | None, typer.Option(metavar="PATH or URL", help="SQLite file or database URL; else in the state folder")
    ] = None,
    restaurant: Annotated[
        str, typer.Option(metavar="NAME or FILE.toml", help="restaurant loaded at the first start")
    ] = "demo",
    until_stdin_closes: UntilStdinCloses = False,
) -> None:
    """Run the order server alone; it writes one line with its URL when it listens.

    Example: kds serve --port 4000 --database orders.db
    """
    try:
        from kds.server.serving import ServerSettings
        from kds.server.serving import serve as run_server
    except ImportError as error:
        raise ServerError("The order server is not installed. Install it with: pip install 'kds[server]'") from error
    if until_stdin_closes:
        end_when_stdin_closes()
    if database is None:
        folder = paths.state_folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerError(
                f"The folder {folder} can't be made: {error.strerror}. Name a file with --database."
            ) from error
        database = str(folder / SERVER_DATABASE)
    elif "://" not in database and database != ":memory:":
        database = str(Path(database).expanduser())
    settings = ServerSettings(database=database, host=host, port=port, restaurant=restaurant)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        run_server(settings, on_listening=lambda url: say(f"The order server listens on {url}"))
    except KeyboardInterrupt:
        return
