"""Which file a back-up is taken of, and who may touch it; opens nothing."""

from __future__ import annotations

import os
import pwd
import shlex
from pathlib import Path

from kds.errors import ServerError
from kds.server import postgres, sqlite


def database_file(place: str, *, to_do: str) -> Path:
    """Give the file of a SQLite database.

    Args:
        place: `--database` of the server.
        to_do: what does the same with PostgreSQL's commands, with `{url}` where its database stands.

    Raises:
        ServerError: the database is no file; the sentence says what to do instead.
    """
    url = postgres.address(place)
    if url is not None:
        shown = shlex.quote(postgres.shown(url._replace(drivername="postgresql", password=None)))
        raise ServerError(f"A PostgreSQL database is kept by its own tools: {to_do.format(url=shown)}")
    file = sqlite.file_of(place)
    if file == sqlite.MEMORY:
        raise ServerError("A database in memory is gone with its server; it has no back-up.")
    return Path(file)


def insist_on_owner(file: Path) -> None:
    """Let only the owner of the database's folder go on: files of root's would lock the server out.

    Raises:
        ServerError: somebody else asks; the sentence says who must.
    """
    owner = file.absolute().parent.stat().st_uid
    if os.geteuid() != owner:
        name = _name(owner)
        raise ServerError(f"The folder of {file} belongs to {name}. Run it as that user: sudo -u {name} kds serve …")


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
