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
        id: which of them.
        version: its version now, None where it has none or is gone.
        kind: what happened.
    """

    name: str
    id: str
    version: int | None
    kind: Kind


ChangeListener = Callable[[Change], None]
"""Takes a change; called on the event loop with the database locked, so it must return at once and ask nothing of it."""


class Changes:
    """Hands each change to all listeners."""

    def __init__(self) -> None:
        self._listeners: list[ChangeListener] = []

    def listen(self, listener: ChangeListener) -> None:
        """Call `listener` at every change from now on."""
        self._listeners.append(listener)

    def tell(self, change: Change) -> None:
        """Hand on one committed change."""
        for listener in self._listeners:
            listener(change)


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
