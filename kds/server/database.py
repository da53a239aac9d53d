"""The server's one door to its database: transactions behind one lock; knows no table's meaning.

SQLite is opened with a single connection, because versions before 3.51.3 can lose commits in WAL mode when a file has
two (reliability 1); a lock file beside the database keeps a second server away.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from kds.errors import ServerError

MEMORY = ":memory:"
"""The database that is gone with its server."""


@dataclass(slots=True)
class Transaction:
    """One write: everything done with `connection` is committed together or not at all.

    Attributes:
        connection: where statements are executed.
        after_commit: called once the commit has succeeded, in order; forgotten when it has not.
    """

    connection: Connection
    after_commit: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """An open database; `database` is a path, `:memory:` or a SQLAlchemy URL.

    Raises:
        ServerError: it can't be opened, or another server holds it.
    """

    def __init__(self, database: str) -> None:
        self._lock = threading.Lock()
        self._lock_file: IO[str] | None = None
        self.place = database
        file = _sqlite_file(database)
        if file is None:
            self._engine = _engine(database)
        else:
            if file != MEMORY:
                self._lock_file = _claimed(Path(file))
            self._engine = _sqlite_engine(file)
        try:
            with self.reading():
                pass
        except SQLAlchemyError as error:
            self.close()
            raise ServerError(f"The database {database} can't be used: {_reason(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for a consistent read."""
        with self._lock, self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that is committed at the end, or rolled back when an error leaves the block."""
        with self._lock:
            with self._engine.begin() as connection:
                transaction = Transaction(connection)
                yield transaction
            for call in transaction.after_commit:
                call()

    def close(self) -> None:
        """Close the connection and let another server have the file."""
        self._engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()


def _reason(error: SQLAlchemyError) -> str:
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)


def _claimed(path: Path) -> IO[str]:
    """Create the database file for its owner only, and hold the lock file beside it."""
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


def _sqlite_file(database: str) -> str | None:
    """Give the file of a SQLite database; None for a database of another kind."""
    if "://" not in database:
        return database
    try:
        url = make_url(database)
    except ArgumentError:
        return None
    return (url.database or MEMORY) if url.drivername.startswith("sqlite") else None


def _engine(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ServerError(f"The database address {url} is not usable: {error}") from error


def _sqlite_engine(database: str) -> Engine:
    engine = create_engine(
        f"sqlite+pysqlite:///{database}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # SQLite's own lower() knows ASCII only, and `like` of contract 4 ignores case in every language.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
