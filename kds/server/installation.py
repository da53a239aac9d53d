"""Everything one running order server holds; made once at start, handed to each request."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.requests import Request

from kds.server.access.attempts import FailedLogins, Failure
from kds.server.access.callers import Callers
from kds.server.access.login import Logins
from kds.server.access.tokens import TokenKey
from kds.server.database import Database, Transaction
from kds.server.kitchen_notes.stored import KitchenNotes
from kds.server.numbering import BusinessCalendar
from kds.server.orders.stored import Activity, StoredOrders
from kds.server.push.changes import Change, Changes
from kds.server.push.hub import Hub
from kds.server.revisions import CALLERS, ORDERS, Revisions
from kds.server.settings import ServerSettings
from kds.server.values import identifiers
from kds.server.webhooks.log import DeliveryLog
from kds.server.webhooks.sending import Webhooks

if TYPE_CHECKING:
    from kds.server.fleet.others import OtherServers


class Installation:
    """One server with its database.

    Args:
        settings: what it was started with.
        database: open and filled.
        instance: name of this database, made with it (contract 5, X-KDS-Instance).
        token_secret: signs login tokens.

    Attributes:
        token_key: signs and reads login tokens.
        changes: what is told once it is committed.
        hub: who listens by WebSocket.
        deliveries: what became of webhooks.
        webhooks: sends them; None where nobody wants any.
        others: the servers that share the database; None where it has one.
    """

    def __init__(self, settings: ServerSettings, database: Database, *, instance: str, token_secret: str) -> None:
        token_key = TokenKey(token_secret)
        self.settings = settings
        self.database = database
        self.instance = instance
        self.token_key = token_key
        self.calendar = BusinessCalendar(settings.time_zone, settings.day_starts)
        self.revisions = Revisions(database)
        self.callers = Callers(database, token_key, settings.clock, self.revisions)
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
            self.changes.listen_to_own(self.webhooks.publish)
        self.others = _others(database, self.changes, self.failed_logins)
        self._activity: Activity | None = None
        self._run = secrets.token_hex(4)

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.settings.clock()

    @property
    def orders_revision(self) -> str:
        """A word that differs after every change of any order; servers that share a database have the same.

        One that has its database to itself counts anew in every run, so its word holds for this run only.
        """
        count = self.revisions.known[ORDERS]
        return str(count) if self.database.is_shared else f"{self._run}.{count}"

    def activity(self, connection: Connection) -> Activity:
        """Give which endpoints are active."""
        if self.database.is_shared:
            return Activity.read(connection)
        if self._activity is None:
            self._activity = Activity.read(connection)
        return self._activity

    def orders(self, transaction: Transaction) -> StoredOrders:
        """Give the orders of a transaction."""
        return self._orders(transaction, self.activity(transaction.connection))

    def notes(self, connection: Connection) -> KitchenNotes:
        """Give the notes of today to a reader."""
        now = self.now
        return KitchenNotes(connection, self.calendar.day_of(now), now, self.new_identifier)

    def notes_of(self, transaction: Transaction) -> KitchenNotes:
        """Give the notes of today to a writer."""
        notes = self.notes(transaction.connection)
        self._announce(transaction, notes.changes)
        return notes

    def endpoints_changed(self, transaction: Transaction) -> None:
        """Take note, within the transaction that changed them, of other active endpoints."""
        self._orders(transaction, Activity.read(transaction.connection)).endpoints_changed()
        transaction.after_commit.append(self._forget_activity)

    def _forget_activity(self) -> None:
        self._activity = None

    def callers_changed(self, transaction: Transaction) -> None:
        """Take note, within the transaction that changed them, of other users, devices, roles, sessions or keys."""
        self.revisions.count(transaction, CALLERS)

    def _orders(self, transaction: Transaction, activity: Activity) -> StoredOrders:
        changes: list[Change] = []
        self._announce(transaction, changes)
        return StoredOrders(transaction, activity, partial(self._orders_changed, transaction, changes))

    def _orders_changed(self, transaction: Transaction, changes: list[Change], change: Change | None) -> None:
        self.revisions.count(transaction, ORDERS)
        if change is not None:
            changes.append(change)

    def _announce(self, transaction: Transaction, changes: Sequence[Change]) -> None:
        """Tell what stands in a list at the end of the transaction: other servers within it, listeners behind it."""
        if self.others is not None:
            transaction.before_commit.append(partial(self.others.tell, transaction.connection, changes))
        transaction.after_commit.append(partial(self._tell_all, changes))

    def failed_login(self, failure: Failure) -> None:
        """Count a failed login, at every server of the database."""
        self.failed_logins.failed(failure)
        if self.others is not None:
            self.others.tell_failure(failure)

    def _tell_all(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self.changes.tell(change)


def _webhooks(settings: ServerSettings, deliveries: DeliveryLog) -> Webhooks | None:
    if not settings.webhooks:
        return None
    return Webhooks(settings.webhooks, settings.webhook_secret, deliveries, settings.clock)


def _others(database: Database, changes: Changes, failed_logins: FailedLogins) -> OtherServers | None:
    if database.url is None:
        return None
    from kds.server.fleet.others import OtherServers  # it loads the driver, which SQLite does without

    return OtherServers(database, database.url, changes.hear, failed_logins.heard)


def installation_of(request: Request) -> Installation:
    """Give the installation that a request came to."""
    installation: Installation = request.app.state.installation
    return installation
