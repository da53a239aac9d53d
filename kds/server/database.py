"""The server's one door to its database: transactions and what becomes of them; knows no table's meaning."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from kds.errors import ServerError
from kds.server import postgres, sqlite
from kds.server.outage import Outage
from kds.server.sqlite import MEMORY

__all__ = ["MEMORY", "Database", "Transaction"]


@dataclass(slots=True)
class Transaction:
    """One write: everything done with `connection` is committed together or not at all.

    Attributes:
        connection: where statements are executed.
        before_commit: called last inside the transaction, in order, to write what depends on the whole of it.
        after_commit: called once the commit has succeeded, in order; forgotten when it has not.
        counted: what this transaction was counted as a change of, see `revisions`.
    """

    connection: Connection
    before_commit: list[Callable[[], None]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)


class Database:
    """An open database; `database` is a path, `:memory:` or a SQLAlchemy URL.

    Writes come one after another, whoever makes them. In SQLite a lock of this process sees to it, since a file has one
    server. In PostgreSQL every write begins with one advisory lock of the database, held until its commit. So numbers
    without a gap, versions, keys and notes are read and written by one writer at a time, as if there were one server,
    and no rule of the server has to know how many there are. The price is that commits don't overlap: a restaurant
    writes some ten times a second and a commit takes milliseconds. `SERIALIZABLE` would let them overlap, but every
    ticket takes the same day's counter, so nearly all would fail and be played again, callbacks and all.

    Raises:
        ServerError: it can't be opened, or another server holds the file.

    Attributes:
        place: what to call it in a sentence; without a password.
        is_shared: whether other servers may write to it meanwhile, so that nothing read from it stays true in memory.
        url: where PostgreSQL is, with its password; None for SQLite.
    """

    def __init__(self, database: str) -> None:
        self.url = postgres.address(database)
        self.is_shared = self.url is not None
        self.place = database if self.url is None else postgres.shown(self.url)
        # PostgreSQL's pool gives each thread a connection of its own; SQLite has one for all.
        self._lock: AbstractContextManager[object] = nullcontext() if self.is_shared else threading.Lock()
        self._file: sqlite.ClaimedFile | None = None
        if self.url is None:
            file = sqlite.file_of(database)
            self._file = None if file == MEMORY else sqlite.claimed(file)
            self._engine = sqlite.engine(file)
            self._readers = self._engine
        else:
            self._engine = postgres.engine(self.url)
            self._readers = postgres.readers(self._engine)
        self._outage = Outage(self.place)
        try:
            with self._readers.connect():
                pass
        except SQLAlchemyError as error:
            self.close()
            raise ServerError(f"The database {self.place} can't be used: {self._reason(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for a consistent read: all its statements see the same moment.

        Raises:
            Problem: 503 when PostgreSQL is away.
        """
        with self._lock, self._noticing(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that is committed at the end, or rolled back when an error leaves the block.

        Raises:
            Problem: 503 when PostgreSQL is away, or another writer keeps it locked; nothing has changed then, unless
                the connection broke in the commit itself, which nobody can know.
        """
        with self._lock:
            with self._noticing(), self._engine.begin() as connection:
                if self.is_shared:
                    postgres.lock(connection)
                transaction = Transaction(connection)
                yield transaction
                for call in transaction.before_commit:
                    call()
            for call in transaction.after_commit:
                call()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a connection whose transaction may change tables; of several servers one comes after the other.

        Raises:
            ServerError: the database does not let itself be changed.
        """
        try:
            with self._lock, self._engine.connect() as connection:
                alone = postgres.migrating(connection) if self.is_shared else sqlite.migrating(connection)
                with alone:
                    yield connection
        except DBAPIError as error:
            raise ServerError(f"The database {self.place} can't be made ready: {self._reason(error)}") from error

    def close(self) -> None:
        """Close the connections and let another server have the file."""
        self._engine.dispose()
        if self._file is not None:
            self._file.close()

    def _reason(self, error: SQLAlchemyError) -> str:
        return sqlite.reason(error) if self.url is None else postgres.reason(error, self.url)

    def _noticing(self) -> AbstractContextManager[None]:
        return self._outage.noticed() if self.is_shared else nullcontext()
