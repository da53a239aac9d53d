"""What is remembered of a service: each fact has a key, and two sights of the same one merge into one.

Merging may happen in any order and as often as it likes; the outcome is the same, so that nothing is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, Self

from kds.domain.terms import Purchase, Status

MOST_CHANGES = 16
"""Changes of one line that are remembered, the newest ones: a dish has three, one that is made again a few more."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A status, by its word (`Status`), and when the till gave it."""

    at: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a fired order on one endpoint.

    Attributes:
        order_id, created: the order; an id that comes back with another time of creation is another order.
        endpoint: where it is made, empty where no endpoint is on.
        number: of the order, for people.
        ticket: the guest's bill, for counting covers once.
        place: table, or what else the order is called by.
        name, amount: what is made.
        guests: at the table, None where the till does not say.
        fired_at: when it was fired; None when the till tells no time.
        late_after: the station's limit when the line was first seen.
        due_at: when it was promised, None for guests at a table.
        changes: its statuses with their times, oldest first, as far as the till or this screen could tell them.
    """

    order_id: str
    created: datetime | None
    item_id: int
    endpoint: str
    number: int
    ticket: str
    place: str
    name: str
    amount: Decimal
    purchase: Purchase
    guests: int | None
    fired_at: datetime | None
    late_after: timedelta
    due_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    kind: Literal["part"] = "part"

    @property
    def key(self) -> str:
        """What makes it the same line in every reading."""
        return f"{self.order_id}/{_stamp(self.created)}/{self.item_id}/{self.endpoint}"

    @property
    def at(self) -> datetime | None:
        """The time it belongs to: its fire."""
        return self.fired_at or self.created or (self.changes[0].at if self.changes else None)

    def merged(self, other: Self) -> Self:
        """Give both sights as one: every change of either; what else differs is the later sight's."""
        changes = tuple(sorted({*self.changes, *other.changes}))[-MOST_CHANGES:]
        late_after = self.late_after
        newer = other if _rank(other) >= _rank(self) else self
        return replace(newer, changes=changes, late_after=late_after)


@dataclass(frozen=True, slots=True)
class Void:
    """Something taken back: a Negative, and the dish it names.

    Attributes:
        order_id, item_id: the Negative.
        created: when its slip was made.
        dish_order_id, dish_item_id: the dish.
        name, amount: how much of what.
        reason: the comment on the Negative, empty for none.
    """

    order_id: str
    item_id: int
    created: datetime
    dish_order_id: str
    dish_item_id: int
    name: str
    amount: Decimal
    place: str = ""
    reason: str = ""
    kind: Literal["void"] = "void"

    @property
    def key(self) -> str:
        """What makes it the same in every reading."""
        return f"{self.order_id}/{_stamp(self.created)}/{self.item_id}/{self.dish_order_id}/{self.dish_item_id}"

    @property
    def at(self) -> datetime:
        """The time it belongs to."""
        return self.created

    def merged(self, other: Self) -> Self:
        """Give both sights as one."""
        return max(self, other, key=lambda void: (void.amount, void.reason))


@dataclass(frozen=True, slots=True)
class Told:
    """Something a screen told the others: a dish made again with its reason, or an allergy that was read.

    Attributes:
        note_id: id of the note.
        what: `again` or `allergySeen`, the words of contract 7.
        order_id, item_id: what it is about, where the note says.
        reason: of `again`; the text of an allergy.
        station, by: where and by whom.
    """

    note_id: str
    at: datetime
    what: Literal["again", "allergySeen"]
    order_id: str = ""
    item_id: int | None = None
    reason: str = ""
    station: str = ""
    by: str = ""
    kind: Literal["told"] = "told"

    @property
    def key(self) -> str:
        """What makes it the same in every reading."""
        return self.note_id

    def merged(self, other: Self) -> Self:
        """Give both sights as one: a note does not change."""
        return min(self, other, key=lambda told: (told.at, told.reason, told.station, told.by))


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted: a product sold out, or this screen without the till.

    Attributes:
        what: `soldOut` or `offline`.
        name: the product; empty for `offline`.
        until: its end, None while it lasts or where nobody saw it end.
    """

    id: str
    what: Literal["soldOut", "offline"]
    at: datetime
    until: datetime | None = None
    name: str = ""
    kind: Literal["span"] = "span"

    @property
    def key(self) -> str:
        """What makes it the same in every reading."""
        return f"{self.what}/{self.id}"

    def merged(self, other: Self) -> Self:
        """Give both sights as one: from the first begin to the first end that anybody saw."""
        ends = [end for end in (self.until, other.until) if end is not None]
        return replace(
            self,
            at=min(self.at, other.at),
            until=min(ends) if ends else None,
            name=max(self.name, other.name),
        )


Fact = Part | Void | Told | Span
"""Everything that is remembered of a service; told apart by `kind`."""


def merged(one: Fact, other: Fact) -> Fact:
    """Give two sights of the same fact as one."""
    match one, other:
        case Part(), Part():
            return one.merged(other)
        case Void(), Void():
            return one.merged(other)
        case Told(), Told():
            return one.merged(other)
        case Span(), Span():
            return one.merged(other)
    raise TypeError(f"{one.kind} and {other.kind} are not the same fact")


def _rank(part: Part) -> tuple[object, ...]:
    newest = part.changes[-1] if part.changes else None
    return (
        newest is not None,
        (newest.at, newest.status.value) if newest else (),
        part.fired_at is not None,
        (part.guests or 0, part.amount, part.place, part.name, part.ticket),
    )


def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.timestamp():.3f}"
