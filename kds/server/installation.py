"""Everything one running order server holds; made once at start, handed to each request."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
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
from kds.server.push.changes import Change, Changes
from kds.server.push.hub import Hub
from kds.server.settings import ServerSettings
from kds.server.values import identifiers
from kds.server.webhooks.log import DeliveryLog
from kds.server.webhooks.sending import Webhooks


class Installation:
    """One server with its database.

    Args:
        settings: what it was started with.
        database: open and filled.
        instance: name of this database, made with it (contract 5, X-KDS-Instance).
        token_secret: signs login tokens.

    Attributes:
        changes: what is told once it is committed.
        hub: who listens by WebSocket.
        deliveries: what became of webhooks.
        webhooks: sends them; None where nobody wants any.
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
        self.changes = Changes()
        self.hub = Hub(settings.clock)
        self.changes.listen(self.hub.publish)
        self.deliveries = DeliveryLog(database)
        self.webhooks = _webhooks(settings, self.deliveries)
        if self.webhooks is not None:
            self.changes.listen(self.webhooks.publish)
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
        """Give the notes of today to a reader."""
        now = self.now
        return KitchenNotes(connection, self.calendar.day_of(now), now, self.new_identifier)

    def notes_of(self, transaction: Transaction) -> KitchenNotes:
        """Give the notes of today to a writer."""
        notes = self.notes(transaction.connection)
        transaction.after_commit.append(lambda: self._tell_all(notes.changes))
        return notes

    def endpoints_changed(self, transaction: Transaction) -> None:
        """Take note, within the transaction that changed them, of other active endpoints."""
        StoredOrders(transaction, Activity.read(transaction.connection), self._orders_changed).endpoints_changed()
        transaction.after_commit.append(self._forget_activity)

    def _forget_activity(self) -> None:
        self._activity = None

    def _orders_changed(self, change: Change | None) -> None:
        self._changes += 1
        if change is not None:
            self.changes.tell(change)

    def _tell_all(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self.changes.tell(change)


def _webhooks(settings: ServerSettings, deliveries: DeliveryLog) -> Webhooks | None:
    if not settings.webhooks:
        return None
    return Webhooks(settings.webhooks, settings.webhook_secret, deliveries, settings.clock)


def installation_of(request: Request) -> Installation:
    """Give the installation that a request came to."""
    installation: Installation = request.app.state.installation
    return installation
