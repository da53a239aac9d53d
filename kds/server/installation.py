"""Everything one running order server holds; made once at start, handed to each request."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request

from kds.server.access.attempts import FailedLogins
from kds.server.access.callers import Callers
from kds.server.access.login import Logins
from kds.server.access.tokens import TokenKey
from kds.server.database import Database, Transaction
from kds.server.kitchen_notes.stored import KitchenNotes
from kds.server.numbering import BusinessCalendar
from kds.server.orders.stored import Activity, StoredOrders
from kds.server.settings import ServerSettings
from kds.server.values import identifiers


class Installation:
    """One server with its database.

    Args:
        settings: what it was started with.
        database: open and filled.
        instance: name of this database, made with it (contract 5, X-KDS-Instance).
        token_secret: signs login tokens.
    """

    def __init__(self, settings: ServerSettings, database: Database, *, instance: str, token_secret: str) -> None:
        token_key = TokenKey(token_secret)
        self.settings = settings
        self.database = database
        self.instance = instance
        self.calendar = BusinessCalendar(settings.time_zone, settings.day_starts)
        self.callers = Callers(database, token_key, settings.clock)
        self.failed_logins = FailedLogins(settings.login_failures, settings.login_pause)
        self.logins = Logins(
            token_key,
            token_lifetime=settings.token_lifetime,
            session_lifetime=settings.session_lifetime,
            scrypt_cost=settings.scrypt_cost,
        )
        self.new_identifier = identifiers(settings.clock)
        self.running_keys: dict[tuple[str, str], str] = {}
        self._activity: Activity | None = None
        self._run = secrets.token_hex(4)
        self._changes = 0

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.settings.clock()

    @property
    def orders_revision(self) -> str:
        """A word that differs after every change of any order, and in every run of the server."""
        return f"{self._run}.{self._changes}"

    def activity(self, connection: Connection) -> Activity:
        """Give which endpoints are active."""
        if self._activity is None:
            self._activity = Activity.read(connection)
        return self._activity

    def orders(self, transaction: Transaction) -> StoredOrders:
        """Give the orders of a transaction."""
        return StoredOrders(transaction, self.activity(transaction.connection), self._orders_changed)

    def notes(self, connection: Connection) -> KitchenNotes:
        """Give the notes of today."""
        now = self.now
        return KitchenNotes(connection, self.calendar.day_of(now), now, self.new_identifier)

    def endpoints_changed(self, transaction: Transaction) -> None:
        """Take note, within the transaction that changed them, of other active endpoints."""
        StoredOrders(transaction, Activity.read(transaction.connection), self._orders_changed).endpoints_changed()
        transaction.after_commit.append(self._forget_activity)

    def _forget_activity(self) -> None:
        self._activity = None

    def _orders_changed(self) -> None:
        self._changes += 1


def installation_of(request: Request) -> Installation:
    """Give the installation that a request came to."""
    installation: Installation = request.app.state.installation
    return installation
