"""Opens a stand-in's database and gives a new one its sample rows; knows no vendor's tables."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from kds.errors import ServerError
from kds.server.database import Database

_NAMES = MetaData()
_kind = Table("stand_in", _NAMES, Column("kind", String(40), primary_key=True))


def opened(place: str, kind: str, tables: MetaData, seed: Callable[[Connection], None]) -> Database:
    """Open a database, make its tables, and fill it when it is new.

    Args:
        place: path of a SQLite file or `:memory:`.
        kind: whose stand-in this is; written into the database.
        tables: what it consists of.
        seed: stores the sample rows of a new database.

    Raises:
        ServerError: it can't be used, or it belongs to something else.
    """
    database = Database(place)
    try:
        if database.is_shared:
            raise ServerError(f"A stand-in keeps to itself: name a SQLite file with --database, not {database.place}.")
        with database.writing() as transaction:
            connection = transaction.connection
            found = inspect(connection).get_table_names()
            if not found:
                _NAMES.create_all(connection)
                tables.create_all(connection)
                connection.execute(_kind.insert(), {"kind": kind})
                seed(connection)
            elif "stand_in" not in found or connection.execute(select(_kind.c.kind)).scalar() != kind:
                raise ServerError(
                    f"The database {place} was not made by the {kind} stand-in; name another with --database."
                )
    except BaseException:
        database.close()
        raise
    return database
