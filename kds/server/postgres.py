"""PostgreSQL as the server opens it: a pool, one writer at a time, time limits, and sentences without passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from kds import log
from kds.errors import ServerError

MOST_CONNECTIONS = 5
"""Of one server process; it answers one request at a time, the rest is for back-ups and listeners."""
CONNECT_SECONDS = 5
"""How long a connection may take to open."""
POOL_SECONDS = 5
"""How long a request waits for a connection."""
LOCK_SECONDS = 5
"""How long a request waits for other writers."""
STATEMENT_SECONDS = 30
"""How long one statement of a request may take."""
SILENCE_SECONDS = 10
"""After which PostgreSQL ends a transaction whose server says nothing more, as one that hangs or was cut off."""
MIGRATION_SECONDS = 600
"""How long a start waits for another one that changes tables."""

_WRITER = 0x6B6473  # "kds": what the advisory lock of this program is called within a database
_KINDS = ("postgresql", "postgres")
_PLACE = ("host", "port", "service")
_LIMITS = {
    "lock_timeout": LOCK_SECONDS,
    "statement_timeout": STATEMENT_SECONDS,
    "idle_in_transaction_session_timeout": SILENCE_SECONDS,
}


def address(database: str) -> URL | None:
    """Give the URL of a PostgreSQL database, None for another kind; its password is kept out of every log from now on.

    Raises:
        ServerError: it can't be read, or asks for another driver.
    """
    scheme, separator, _ = database.partition("://")
    kind, _, driver = scheme.partition("+")
    if not separator or kind not in _KINDS:
        return None
    try:
        url = make_url(database)
        (url.host or "").encode("idna")
    except (ArgumentError, ValueError):
        raise ServerError(
            f"The database address {scheme}://… can't be read. Write it like postgresql+psycopg://user@host/database."
        ) from None
    if driver not in ("", "psycopg"):
        raise ServerError(f"kds speaks to PostgreSQL by psycopg. Write postgresql+psycopg:// instead of {scheme}://.")
    for secret in _secrets(url):
        log.hide(secret)
    return url.set(drivername="postgresql+psycopg")


def _secrets(url: URL) -> list[str]:
    written = (url.password, url.query.get("password"), url.query.get("sslpassword"))
    return [str(secret) for secret in written if secret]


def shown(url: URL) -> str:
    """Write a URL for people: stars for its password, and of its options those that say where it is."""
    place = {name: value for name, value in url.query.items() if name in _PLACE}
    return url.set(query=place).render_as_string(hide_password=True)


def engine(url: URL) -> Engine:
    """Give the engine; a connection that broke while it lay in the pool is replaced before it is used.

    Raises:
        ServerError: the driver is not installed.
    """
    try:
        made = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=MOST_CONNECTIONS,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            isolation_level="READ COMMITTED",  # behind the lock each statement sees all that was committed before
            connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "kds"},
            hide_parameters=True,
        )
    except ImportError as error:
        raise ServerError(
            "PostgreSQL needs a driver that is not installed. Install it with: pip install 'kds[postgres]'"
        ) from error

    @event.listens_for(made, "connect")
    def limit(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        for name, seconds in _LIMITS.items():
            connection.execute(f"SET {name} = '{seconds}s'")
        connection.autocommit = False

    return made


def readers(made: Engine) -> Engine:
    """Give the same pool for reading: all statements of one read see the same moment."""
    return made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def lock(connection: Connection) -> None:
    """Wait until no other transaction writes; the lock ends with this one's."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:writer)"), {"writer": _WRITER})


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """Hold one transaction that may change tables, alone among all writers, for as long as it takes."""
    with connection.begin():
        for name in _LIMITS:
            connection.execute(text(f"SET LOCAL {name} = '{MIGRATION_SECONDS}s'"))
        lock(connection)
        if connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
            raise ServerError("The PostgreSQL database is not in UTF-8. Make one with: createdb -E UTF8 -T template0")
        if connection.execute(text("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")).first() is None:
            raise ServerError("This PostgreSQL was built without ICU, which searching without regard to case needs.")
        yield


_CAUSES = (
    (r"could not translate host name|Name or service not known|name resolution", "there is no host {host}."),
    (r"Connection refused|No such file or directory", "nothing listens on {host} at port {port}."),
    (r"password authentication failed|no password supplied", "the password of {user} is not right."),
    (r'role ".*" does not exist', "there is no user {user}."),
    (r'database ".*" does not exist', "there is no database {name}; make it with: createdb {name}"),
    (r"no pg_hba.conf entry", "it does not let {user} in from this machine; see its pg_hba.conf."),
    (r"timeout expired|timed out|Network is unreachable|No route to host", "{host} does not answer."),
    (r"too many (clients|connections)|remaining connection slots", "it has no connection left; raise max_connections."),
    (r"permission denied", "{user} may not make tables in it; let it own the database."),
)


def reason(error: SQLAlchemyError, url: URL) -> str:
    """Say in one sentence why PostgreSQL can't be used; what is not known is told in its own first line."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    known = {
        "host": url.host or "this machine",
        "port": url.port or 5432,
        "user": url.username or "this user",
        "name": url.database or url.username,
    }
    for pattern, sentence in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return sentence.format(**known)
    first = next(iter(said.strip().splitlines()), "no reason was given")
    for secret in _secrets(url):
        first = first.replace(secret, "***")
    return first
