"""One kitchen slip as every source's translation gives it; values only, no rules about drawing or sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kds.domain.terms import TILL, ItemType, Purchase, Status


@dataclass(frozen=True, slots=True)
class Pair:
    """The status of one item on one endpoint.

    Attributes:
        endpoint: raw endpoint name; None on the single pair of an item without endpoints.
        status: the status as this board understands it.
        word: the status as the source spelled it; what is drawn when `status` is `OTHER`.
        changed_at: when it last changed at the source, UTC.
        changed_by: user name that changed it.
    """

    endpoint: str | None
    status: Status
    word: str = ""
    changed_at: datetime | None = None
    changed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Modifier:
    """A choice on a dish: `Milk` → `Oat`; `quantity` 0 or a name starting with "no" is a removal."""

    name: str
    option: str
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Names one item of one order."""

    order_id: str
    item_id: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a slip; texts are cleaned, endpoint names are raw (they go back into addresses).

    Attributes:
        id: unique within the order, from 1.
        amount: always positive, the type gives the sign.
        pairs: one per endpoint, or a single one with `endpoint=None`; never empty.
        takes_back: for a Negative, the Positive it reduces; None when the source did not say.
    """

    id: int
    name: str
    amount: Decimal
    pairs: tuple[Pair, ...]
    type: ItemType = ItemType.POSITIVE
    unit: str = "pcs"
    ticket_item_id: int | None = None
    plu_code: int | None = None
    stock: str = ""
    category: str = ""
    course: int | None = None
    seat: str | None = None
    comment: str | None = None
    modifiers: tuple[Modifier, ...] = ()
    allergens: tuple[str, ...] = ()
    takes_back: ItemRef | None = None

    @property
    def is_negative(self) -> bool:
        """Whether this item takes something back."""
        return self.type is ItemType.NEGATIVE


@dataclass(frozen=True, slots=True)
class Order:
    """One kitchen slip, immutable; `version` is opaque and compared only between readings of the same order.

    Attributes:
        id: the source's id, raw.
        ticket_id: the guest's bill it came from; empty when the source did not say.
        zone, table: None for a ticket without a table.
        processed_at: when it was fired; None while held or where the source does not say.
        is_processed: whether it was fired (contract 1, `isProcessed`).
        inactive_endpoints: names of endpoints that are switched off at the till.
        oddity: why the source's order did not fit our model; such an order is shown as a card that says so.
        source: the name of the source it came from.
    """

    id: str
    number: int
    items: tuple[Item, ...]
    ticket_id: str = ""
    ticket_name: str = ""
    device: str = ""
    waiter: str = ""
    zone: str | None = None
    table: str | None = None
    purchase: Purchase = Purchase.WALK_IN
    guests: int | None = None
    note: str | None = None
    due_at: datetime | None = None
    pickup_name: str | None = None
    created_at: datetime | None = None
    processed_at: datetime | None = None
    is_processed: bool = True
    inactive_endpoints: frozenset[str] = field(default_factory=frozenset)
    version: int = 0
    oddity: str | None = None
    source: str = TILL

    @property
    def is_local(self) -> bool:
        """Whether nobody but this installation knows how far its lines are (sources 2)."""
        return self.source != TILL

    def item(self, item_id: int) -> Item | None:
        """Give the item with that id, None when there is none."""
        return next((item for item in self.items if item.id == item_id), None)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An order endpoint as the till knows it (`GET /orderendpoints`)."""

    name: str
    is_active: bool = True
