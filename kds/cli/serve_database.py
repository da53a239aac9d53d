"""Which database `kds serve` and the commands below it work with; opens none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kds import paths
from kds.errors import ServerError
from kds.language import tr

SERVER_DATABASE = "server.db"
"""Name of the database in the state folder where `--database` is not given."""
Database = Annotated[
    str | None,
    typer.Option(
        metavar="PATH or URL",
        help="SQLite file, or postgresql+psycopg://user@host/name; else a file in the state folder",
    ),
]


def insist_on_server() -> None:
    """Go on only where the server's libraries are there.

    Raises:
        ServerError: the extra is not installed.
    """
    try:
        import kds.server.serving  # noqa: F401 - what it needs is what is asked
    except ImportError as error:
        raise ServerError(
            tr("The order server is not installed. Install it with: pip install 'kds[server]'")
        ) from error


def place_of(database: str | None, usual_name: str = SERVER_DATABASE) -> str:
    """Give the path or URL of a database: as it was named, or a file of the state folder, which is made.

    Raises:
        ServerError: the folder can't be made.
    """
    if database is None:
        folder = paths.state_folder()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerError(
                tr(
                    "The folder {folder} can't be made: {reason}. Name a file with --database.",
                    folder=folder,
                    reason=error.strerror,
                )
            ) from error
        return str(folder / usual_name)
    if "://" in database or database == ":memory:":
        return database
    return str(Path(database).expanduser())
