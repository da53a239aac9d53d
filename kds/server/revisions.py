"""How often something was changed, so that what a server keeps in memory is never older than what it answers with.

A database of one server counts in memory. Servers that share a database count in its table `revisions`, within the
transaction of each change, and every request reads the counts once: an order that was changed through one server is
changed for the next request to any other, and so is a right that was taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, bindparam, select

from kds.server.database import Database, Transaction
from kds.server.tables import revisions

ORDERS = "orders"
"""Counts transactions that changed what a list of orders says."""
CALLERS = "callers"
"""Counts transactions that changed users, devices, roles, sessions or API keys."""
NAMES = (ORDERS, CALLERS)
"""Everything that is counted; each has a row from the migration that made the table."""

_ALL = select(revisions.c.name, revisions.c.value)
_RAISE = revisions.update().where(revisions.c.name == bindparam("counted")).values(value=revisions.c.value + 1)


class Revisions:
    """The counts of one database, as this server knows them.

    Attributes:
        known: the counts as last read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.known: Mapping[str, int] = dict.fromkeys(NAMES, 0)

    def read(self) -> Mapping[str, int]:
        """Give the counts of now; whatever is read from the database after this is at least as new.

        Raises:
            Problem: 503 when PostgreSQL is away.
        """
        if self._database.is_shared:
            with self._database.reading() as connection:
                self.known = {row.name: row.value for row in connection.execute(_ALL)}
        return self.known

    def count(self, transaction: Transaction, name: str) -> None:
        """Count a transaction as a change, once, however many it makes."""
        if name in transaction.counted:
            return
        transaction.counted.add(name)
        if self._database.is_shared:
            transaction.before_commit.append(partial(_count, transaction.connection, name))
        else:
            transaction.after_commit.append(partial(self._count_here, name))

    def _count_here(self, name: str) -> None:
        self.known = {**self.known, name: self.known[name] + 1}


def _count(connection: Connection, name: str) -> None:
    connection.execute(_RAISE, {"counted": name})
