"""This server process and the others on its database: tells them what it commits, hears what they do; keeps nothing.

LISTEN needs a session of its own. Through a pooler that gives out connections by transaction (PgBouncer's
`pool_mode=transaction` or `statement`) nothing is heard, and nothing says so; see `ServerSettings.database`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta

import psycopg
from sqlalchemy import URL, Connection, text

from kds.server.access.attempts import Failure
from kds.server.database import Database
from kds.server.fleet import words
from kds.server.fleet.words import Heard
from kds.server.problems import Problem
from kds.server.push.changes import Change

CHANNEL = "kds_changes"
"""Where the servers of one database speak; PostgreSQL keeps the channels of two databases apart."""
SIGN_OF_LIFE = timedelta(seconds=10)
"""After so long without a word the connection is tried, so that a dead one is noticed."""
ANSWER_WITHIN = timedelta(seconds=5)
"""How long PostgreSQL may take to answer then, and to let the connection be opened."""
PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Before the connection is opened again; the last one is repeated."""

_NOTIFY = text("SELECT pg_notify(:channel, :payload)")
LOG = logging.getLogger(__name__)


class OtherServers:
    """The servers that share this one's PostgreSQL.

    Args:
        database: the shared one.
        url: where it is, with its password.
        on_change: called with each change that another server committed; with None when anything may have changed.
        on_failure: called with each login that failed at another server.
    """

    def __init__(
        self,
        database: Database,
        url: URL,
        on_change: Callable[[Change | None], None],
        on_failure: Callable[[Failure], None],
    ) -> None:
        self._database = database
        self._url = url
        self._on_change = on_change
        self._on_failure = on_failure
        self._own = secrets.token_hex(4)

    def tell(self, connection: Connection, changes: Sequence[Change]) -> None:
        """Tell the others, within the transaction that makes these changes: they hear of it when it is committed."""
        for payload in words.of_changes(self._own, changes):
            connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})

    def tell_failure(self, failure: Failure) -> None:
        """Tell the others that a login failed here; while PostgreSQL is away nobody can log in anywhere."""
        payload = words.of_failure(self._own, failure)
        with contextlib.suppress(Problem), self._database.writing() as transaction:
            transaction.connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})

    async def run(self) -> None:
        """Hear the others until cancelled; a connection that is lost is opened again."""
        tries = 0
        while True:
            try:
                async with await self._connected() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    if tries:
                        LOG.warning("the other servers of %s are heard again", self._database.place)
                    tries = 0
                    await self._hear(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if not tries:
                    name = type(error).__name__  # its text may hold what belongs into no log
                    LOG.warning("the other servers of %s are not heard: %s", self._database.place, name)
                await asyncio.sleep(PAUSES_SECONDS[min(tries, len(PAUSES_SECONDS) - 1)])
                tries += 1

    async def _connected(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        arguments = self._url.translate_connect_args(username="user", database="dbname") | dict(self._url.query)
        async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
            return await psycopg.AsyncConnection.connect(**arguments, autocommit=True, application_name="kds listens")

    async def _hear(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        self._on_change(None)  # what was said before it was listened to is not said again
        while True:
            async for heard in connection.notifies(timeout=SIGN_OF_LIFE.total_seconds()):
                self._take(heard.payload)
            async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
                await connection.execute("SELECT 1")

    def _take(self, payload: str) -> None:
        try:
            heard = words.read(payload)
        except ValueError as error:
            LOG.warning("%s", error)
            return
        if heard.sender != self._own:
            self._hand_on(heard)

    def _hand_on(self, heard: Heard) -> None:
        if heard.failure is not None:
            self._on_failure(heard.failure)
        for change in (None,) if heard.changes is None else heard.changes:
            self._on_change(change)
