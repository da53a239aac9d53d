"""What a database file holds, read without changing it; says in a sentence why a file is no good back-up."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kds.errors import ServerError
from kds.server.migrations import NEWEST


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found in a database.

    Attributes:
        instance: its name (contract 5).
        rows: table → how many rows it has.
    """

    instance: str
    rows: Mapping[str, int]


def look_into(file: Path) -> Contents:
    """Check a file from end to end.

    Raises:
        ServerError: it can't be read, is damaged, is no database of the order server, or was written by a newer one.
    """
    if not file.is_file():
        raise ServerError(f"There is no file {file}.")
    log = file.with_name(file.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise ServerError(
            f"{file} was copied while a server used it, its last writes are in {log.name}. "
            "Take a back-up by kds serve backup instead."
        )
    try:
        # immutable: no file is made beside it, so it may lie on a medium that can only be read
        with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?immutable=1", uri=True)) as connection:
            return _checked(connection, file)
    except sqlite3.Error as error:
        raise ServerError(f"{file} is damaged or no database ({error}); nothing was changed.") from error


def row_counts(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Count the rows of each table of the server's; a table's name never comes from a request."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    tables = sorted(name for (name,) in names)
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - see above


def _checked(connection: sqlite3.Connection, file: Path) -> Contents:
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise ServerError(f"{file} is damaged ({found}); nothing was changed.")
    rows = row_counts(connection)
    known = dict(connection.execute("SELECT name, value FROM facts")) if "facts" in rows else {}
    if "instance" not in known:
        raise ServerError(f"{file} is no database of the order server; nothing was changed.")
    if (
        "alembic_version" in rows
        and connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0] > NEWEST
    ):
        raise ServerError(f"{file} was written by a newer kds; update kds first. Nothing was changed.")
    return Contents(str(known["instance"]), rows)
