"""The server's order as frozen values; pure, derived statuses and wire names are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """Status of a pair (contract 1), from the least to the most advanced, and `Cancelled`."""

    NEW = "New"
    IN_PROGRESS = "InProgress"
    READY = "Ready"
    SERVED = "Served"
    CANCELLED = "Cancelled"


class ItemType(StrEnum):
    """The sign of an item's amount."""

    POSITIVE = "Positive"
    NEGATIVE = "Negative"


@dataclass(frozen=True, slots=True)
class Article:
    """What is to be made; `code` and `stock_name` are its key."""

    code: int
    stock_name: str | None
    name: str
    category_label: str | None
    allergens: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Modifier:
    """A chosen option, such as Milk: Oat."""

    name: str
    option_name: str | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Which item of which order a Negative takes back."""

    order_id: str
    item_id: int


@dataclass(frozen=True, slots=True)
class Pair:
    """An item on one endpoint; `endpoint` is None for the one pair of an item without endpoints."""

    endpoint: str | None
    status: Status = Status.NEW
    changed_at: datetime | None = None
    changed_by: str | None = None

    def changed(self, status: Status, at: datetime, by: str) -> Pair:
        """Give the pair in another status."""
        return Pair(self.endpoint, status, at, by)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; it has at least one pair."""

    id: int
    ticket_item_id: int
    type: ItemType
    article: Article
    amount: Decimal
    unit: str
    course: int | None
    seat: int | str | None
    comment: str | None
    modifiers: tuple[Modifier, ...]
    takes_back: ItemRef | None
    pairs: tuple[Pair, ...]

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has begun it: all its pairs are New."""
        return all(pair.status is Status.NEW for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the guests sit; either name may be missing."""

    zone: str | None
    table: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What an order takes over from its ticket and from who changed it."""

    ticket_id: str
    ticket_name: str | None
    device_name: str
    user_name: str
    user_label: str
    place: Place | None
    purchase_type: str
    guest_count: int | None
    note: str | None
    due_at: datetime | None
    pickup_name: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """One preparation request."""

    id: str
    number: int
    origin: Origin
    created_at: datetime
    processed_at: datetime | None
    items: tuple[Item, ...]
    version: int

    @property
    def is_processed(self) -> bool:
        """Whether it was sent to its stations (contract 1)."""
        return self.processed_at is not None

    @property
    def endpoint_names(self) -> tuple[str, ...]:
        """The endpoints of its items, each once, in order of appearance."""
        names = (pair.endpoint for item in self.items for pair in item.pairs)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def raised(self) -> Order:
        """Give the order with the next version."""
        return replace(self, version=self.version + 1)
