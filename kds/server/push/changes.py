"""What has changed, told to whoever listens once it is committed; it keeps nothing and knows no listener's ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kds.server.values import instant_text, json_text

RESOURCES_CHANGED = "portos.resources.changed"
"""The event of contract 6."""
ORDERS = "orders"
"""Name of orders in an event."""
KITCHEN_NOTES = "kitchenNotes"
"""Name of the kitchen's notes in an event."""


class Kind(StrEnum):
    """What happened to a resource (contract 6, `k`)."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that is no longer what it was.

    Attributes:
        name: `ORDERS` or `KITCHEN_NOTES`.
        id: which of them; empty where it may be any.
        version: its version now, None where it has none or is gone.
        kind: what happened.
    """

    name: str
    id: str
    version: int | None
    kind: Kind


ANYTHING = (Change(ORDERS, "", None, Kind.UPDATED), Change(KITCHEN_NOTES, "", None, Kind.UPDATED))
"""What is told when nobody knows what has changed: whoever listens reads all of it again."""

ChangeListener = Callable[[Change], None]
"""Takes a change; called on the event loop with the database locked, so it must return at once and ask nothing of it."""


class Changes:
    """Hands each change to all listeners."""

    def __init__(self) -> None:
        self._listeners: list[ChangeListener] = []
        self._own_listeners: list[ChangeListener] = []

    def listen(self, listener: ChangeListener) -> None:
        """Call `listener` at every change from now on, whichever server of the database made it."""
        self._listeners.append(listener)

    def listen_to_own(self, listener: ChangeListener) -> None:
        """Call `listener` at every change that this server makes, so that of several servers one acts on it."""
        self._own_listeners.append(listener)

    def tell(self, change: Change) -> None:
        """Hand on one change that this server has committed."""
        for listener in (*self._listeners, *self._own_listeners):
            listener(change)

    def hear(self, change: Change | None) -> None:
        """Hand on one change that another server has committed; None where it may be any."""
        for each in ANYTHING if change is None else (change,):
            for listener in self._listeners:
                listener(each)


def notification(change: Change, at: datetime) -> str:
    """Write a change as the notification of contract 6, as JSON text."""
    return json_text(
        {
            "e": RESOURCES_CHANGED,
            "s": None,
            "r": None,
            "ca": instant_text(at),
            "ea": None,
            "p": {"r": {"name": change.name, "id": change.id, "version": change.version}, "k": change.kind.value},
        }
    )
