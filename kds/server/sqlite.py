"""SQLite as the server opens it: one file, one process, one connection, durable; knows no table.

A single connection, because versions before 3.51.3 can lose commits in WAL mode when a file has two (reliability 1);
a lock file beside the database keeps a second server away.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from kds.errors import ServerError

MEMORY = ":memory:"
"""The database that is gone with its server."""

ClaimedFile = IO[str]
"""The lock file, held while it is open."""


def file_of(database: str) -> str:
    """Give the file of a path, of `:memory:` or of a `sqlite://` URL.

    Raises:
        ServerError: the URL is of no kind that the server can use.
    """
    if "://" not in database:
        return database
    try:
        url = make_url(database)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() != "sqlite":
        kind = database.partition("://")[0]
        raise ServerError(
            f"The database address {kind}://… is not usable: name a SQLite file, or postgresql+psycopg://user@host/database."
        )
    return url.database or MEMORY


def claimed(file: str) -> ClaimedFile:
    """Create the database file for its owner only, and hold the lock file beside it.

    Raises:
        ServerError: it can't be opened, or another server holds it.
    """
    path = Path(file)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        lock_file = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise ServerError(
            f"The database {path} can't be opened: {error.strerror}. Choose another with --database."
        ) from error
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock_file.close()
        raise ServerError(
            f"The database {path} is used by another kds serve; stop that one or choose another file."
        ) from error
    return lock_file


def engine(file: str) -> Engine:
    """Give the engine of a file or of `:memory:`; every transaction holds the file from its beginning."""
    made = create_engine(
        f"sqlite+pysqlite:///{file}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # SQLite's own lower() knows ASCII only, and `like` of contract 4 ignores case in every language.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """Hold one transaction that may rebuild tables.

    Foreign keys are checked at its end and not within: dropping a table that was copied would delete what refers to it.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect within a transaction
    try:
        with connection.begin():
            yield
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise ServerError(f"A row of the table {broken[0]} refers to a row that does not exist.")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def reason(error: SQLAlchemyError) -> str:
    """Give what went wrong, in SQLite's words."""
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
