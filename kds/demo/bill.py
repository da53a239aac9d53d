"""A guest's bill as the till keeps it, and the ticket body it sends; pure values, no HTTP.

The body is the vendor's sample (`api/portos.md` 2.2, 2.3) with the additions of contract 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from kds.demo.menu import Product, Table


class PurchaseType(Enum):
    """How the guests eat; the values are the wire's words (contract 1)."""

    WALK_IN = "WalkIn"
    TAKE_AWAY = "TakeAway"
    DELIVERY = "Delivery"


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen modifier: `Milk`, `Oat`."""

    name: str
    option: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A line as the guests order it; `number` tells it apart from the other lines of the same visit."""

    number: int
    product: Product
    amount: Decimal
    choices: tuple[Choice, ...] = ()
    course: int | None = None
    seat: int | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class BillLine:
    """A wish on a bill; `id` is the server's, None until it has answered."""

    wish: Wish
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A whole bill; `due_at` is the promised time in real UTC."""

    name: str
    purchase_type: PurchaseType
    table: Table | None
    guests: int | None
    currency: str
    note: str | None = None
    due_at: datetime | None = None
    pickup_name: str | None = None
    lines: tuple[BillLine, ...] = ()

    def with_wishes(self, wishes: Sequence[Wish]) -> Bill:
        """Add lines."""
        return replace(self, lines=(*self.lines, *(BillLine(wish) for wish in wishes)))

    def with_changed(self, wish: Wish) -> Bill:
        """Replace the line of the same number; no amount left removes it. Unknown numbers change nothing."""
        if wish.amount <= 0:
            return replace(self, lines=tuple(line for line in self.lines if line.wish.number != wish.number))
        changed = (replace(line, wish=wish) if line.wish.number == wish.number else line for line in self.lines)
        return replace(self, lines=tuple(changed))

    def wish(self, number: int) -> Wish | None:
        """Give the wish with a number, None when it is no longer on the bill."""
        return next((line.wish for line in self.lines if line.wish.number == number), None)

    def with_ids(self, ids: Sequence[int]) -> Bill:
        """Give the new lines the ids the server made for them, in the order they were sent.

        Args:
            ids: the ids of all lines, from the server's answer.
        """
        known = {line.id for line in self.lines}
        fresh = iter(sorted(line_id for line_id in ids if line_id not in known))
        return replace(
            self, lines=tuple(replace(line, id=next(fresh, None)) if line.id is None else line for line in self.lines)
        )

    def body(self) -> dict[str, Any]:
        """Give the JSON body of POST or PUT of this ticket."""
        return {
            "name": self.name,
            "purchaseType": self.purchase_type.value,
            "location": None if self.table is None else {"zoneName": self.table.zone, "tableName": self.table.name},
            "guestCount": self.guests,
            "note": self.note,
            "dueAt": None
            if self.due_at is None
            else self.due_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "pickupName": self.pickup_name,
            "items": [self._line_body(line) for line in self.lines],
        }

    def _line_body(self, line: BillLine) -> dict[str, Any]:
        wish, product = line.wish, line.wish.product
        body: dict[str, Any] = {
            "type": "Positive",
            "plu": {
                "code": product.code,
                "stockName": product.stock,
                "name": product.name,
                "articleCategoryLabel": product.category or None,
                "vatInfo": {"rate": float(product.vat_percent)},
                "orderEndpointNames": list(product.endpoints),
                "allergens": list(product.allergens),
            },
            "unitPrice": {"amount": float(product.price), "currencyLabel": self.currency},
            "quantity": {"amount": float(wish.amount), "unit": "pcs"},
            "modifiers": [{"name": choice.name, "optionName": choice.option, "quantity": 1} for choice in wish.choices],
            "courseNumber": wish.course,
            "seat": wish.seat,
            "comment": wish.comment,
        }
        return body if line.id is None else {"id": line.id, **body}
