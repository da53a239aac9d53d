"""The till's words about an order (contract 1): what a dish's status, a line and an order can be; nothing else."""

from __future__ import annotations

from enum import StrEnum

TILL = "portos"
"""What orders of the till carry in `source`."""


class Status(StrEnum):
    """What is known of one item on one endpoint (contract 1, status); `OTHER` is a word we don't know, treated as open."""

    NEW = "New"
    IN_PROGRESS = "InProgress"
    READY = "Ready"
    SERVED = "Served"
    CANCELLED = "Cancelled"
    OTHER = "Other"

    @property
    def rank(self) -> int:
        """How far along a dish is, 0 (new or unknown) to 3 (served); `CANCELLED` is 4, so that it never holds one back."""
        return _RANKS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self not in (Status.SERVED, Status.CANCELLED)


_RANKS = {
    Status.NEW: 0,
    Status.OTHER: 0,
    Status.IN_PROGRESS: 1,
    Status.READY: 2,
    Status.SERVED: 3,
    Status.CANCELLED: 4,
}


class ItemType(StrEnum):
    """Whether an item orders something or takes something back (contract 1)."""

    POSITIVE = "Positive"
    NEGATIVE = "Negative"


class Purchase(StrEnum):
    """How the guest takes the food (contract 1, `purchaseType`); an unknown word counts as `WALK_IN`."""

    WALK_IN = "WalkIn"
    TAKE_AWAY = "TakeAway"
    DELIVERY = "Delivery"
