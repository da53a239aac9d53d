"""What became of each webhook: the newest deliveries in a table of bounded length; it sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from kds.server.database import Database
from kds.server.push.changes import Change
from kds.server.tables import webhook_deliveries as table
from kds.server.values import instant_text, json_text

MOST_KEPT = 1000
"""Deliveries that are remembered, of all addresses together."""
LONGEST_REASON = 200
"""Characters of a reason."""


class Outcome(StrEnum):
    """How a delivery ended."""

    DELIVERED = "delivered"
    GIVEN_UP = "givenUp"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notification to one address, ended.

    Attributes:
        url: where it went.
        change: what it told.
        created_at: when that happened.
        ended_at: when the last attempt ended.
        attempts: how many there were; 0 for one that was dropped because too many waited.
        status: the last answer's HTTP status, None without an answer.
        outcome: how it ended.
        reason: why it was not delivered, empty when it was.
    """

    url: str
    change: Change
    created_at: datetime
    ended_at: datetime
    attempts: int
    status: int | None
    outcome: Outcome
    reason: str = ""

    @property
    def text(self) -> str:
        """The document that a reader of the log gets."""
        return json_text(
            {
                "url": self.url,
                "resource": self.change.name,
                "id": self.change.id,
                "kind": self.change.kind.value,
                "createdAt": instant_text(self.created_at),
                "endedAt": instant_text(self.ended_at),
                "attempts": self.attempts,
                "status": self.status,
                "outcome": self.outcome.value,
                "reason": self.reason[:LONGEST_REASON],
            }
        )


class DeliveryLog:
    """The log of one database; what was noted is on disk after the next `flush`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: list[str] = []

    def note(self, delivery: Delivery) -> None:
        """Remember a delivery that has ended."""
        self._noted = [*self._noted, delivery.text][-MOST_KEPT:]

    def flush(self) -> None:
        """Write what was noted, in one transaction, and forget the oldest."""
        if not self._noted:
            return
        with self._database.writing() as transaction:
            connection = transaction.connection
            connection.execute(table.insert(), [{"document": text} for text in self._noted])
            newest = connection.execute(select(func.max(table.c.sequence))).scalar_one()
            connection.execute(table.delete().where(table.c.sequence <= newest - MOST_KEPT))
        self._noted = []

    def texts(self) -> Sequence[str]:
        """Give the documents of all remembered deliveries, newest first."""
        self.flush()
        with self._database.reading() as connection:
            return connection.execute(select(table.c.document).order_by(table.c.sequence.desc())).scalars().all()
