"""Copies a SQLite database that is in use, through the one connection that uses it; opens none of its own to it.

A second connection could damage a database in WAL mode (reliability 1). SQLite's backup API takes over what the same
connection writes between two steps, so that the copy is the database of the moment in which the last step ends.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import Connection

from kds.errors import ServerError
from kds.server.backup.contents import row_counts
from kds.server.database import Database

PAGES_AT_ONCE = 256
"""Database pages, of 4 KiB, that are copied before requests have their turn again."""
PAUSE_SECONDS = 0.002
"""How long requests have it."""

_DONE = 101
"""SQLITE_DONE, the status behind the last step."""


class NotWanted(Exception):
    """The copy was given up, because the server stops."""


def copy_database(
    database: Database, target: Path, *, is_wanted: Callable[[], bool] = lambda: True
) -> Mapping[str, int]:
    """Copy a database into a new file and give how many rows each of its tables had at that moment.

    Args:
        database: in use; requests are answered between the steps.
        target: replaced; readable by its owner only, not yet fsynced.
        is_wanted: asked between the steps.

    Raises:
        ServerError: the disk is full, or it can't be read or written.
        NotWanted: `is_wanted` said so.
    """
    try:
        target.unlink(missing_ok=True)
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            rows = _copied(database, copy, is_wanted)
            copy.execute("PRAGMA journal_mode=DELETE")
    except (OSError, sqlite3.Error) as error:
        raise ServerError(f"The database could not be copied to {target}: {error}.") from error
    return rows


def _copied(database: Database, copy: sqlite3.Connection, is_wanted: Callable[[], bool]) -> Mapping[str, int]:
    with ExitStack() as turn:

        def let_others(status: int, _left: int, _total: int) -> None:
            if not is_wanted():
                raise NotWanted
            if status != _DONE:
                turn.close()
                time.sleep(PAUSE_SECONDS)
                turn.enter_context(database.reading())

        source = _driver_connection(turn.enter_context(database.reading()))
        source.backup(copy, pages=PAGES_AT_ONCE, progress=let_others)
        return row_counts(source)


def _driver_connection(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.driver_connection
    if not isinstance(found, sqlite3.Connection):
        raise ServerError("Only a SQLite database is copied page by page.")
    return found
