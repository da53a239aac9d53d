"""What a page shows of open orders, as frozen values; they know no clock, no language and no markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from kds.server.orders.model import Modifier, Status

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ages at which a card becomes due and late."""

    due: timedelta
    late: timedelta


EXPO = Thresholds(15 * MINUTE, 22 * MINUTE)
"""Where all endpoints are shown (board 4)."""
OTHER = Thresholds(8 * MINUTE, 12 * MINUTE)
"""Of an endpoint that is not in `USUAL`."""
USUAL: Mapping[str, Thresholds] = {
    "bar": Thresholds(3 * MINUTE, 6 * MINUTE),
    "cold": Thresholds(6 * MINUTE, 10 * MINUTE),
    "grill": Thresholds(12 * MINUTE, 18 * MINUTE),
}
"""Endpoint in lower case → its thresholds (board 4)."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a viewer wants to see; None is everything."""

    endpoint: str | None = None
    zone: str | None = None

    @property
    def thresholds(self) -> Thresholds:
        """When a card becomes due and late."""
        return EXPO if self.endpoint is None else USUAL.get(self.endpoint.lower(), OTHER)


class Mark(StrEnum):
    """What makes a line unlike what was first ordered."""

    NONE = ""
    VOID = "void"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Former:
    """What a line takes the place of, or what was voided: how much of what, and how far it had come.

    Attributes:
        place: where it was being made, where that tells more than the status.
    """

    amount: Decimal
    name: str
    modifiers: tuple[Modifier, ...]
    status: Status
    place: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One dish, or one that is not wanted any more.

    Attributes:
        amount: what is wanted now, or what was voided.
        open_amount: what of it has still to be done; 0 for a void.
        places: endpoint → status there; none for a line that no endpoint makes.
        off: those of its endpoints that are switched off, where none is left that is on.
        was: the amount before a part was taken back that nobody had begun.
        former: what was voided or changed.
    """

    amount: Decimal
    open_amount: Decimal
    name: str
    modifiers: tuple[Modifier, ...]
    comment: str
    seat: str
    status: Status
    places: tuple[tuple[str, Status], ...]
    off: tuple[str, ...] = ()
    mark: Mark = Mark.NONE
    was: Decimal | None = None
    former: Former | None = None


class Heading(StrEnum):
    """What stands above a part of a card."""

    NONE = ""
    ADD_ON = "add-on"
    COURSE = "course"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Section:
    """One order on a card."""

    number: int
    heading: Heading
    course: int | None
    since: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Allergy:
    """A guest's allergy, with the seat where one was named."""

    text: str
    seat: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one endpoint is with a card: lines done of all."""

    endpoint: str
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class Card:
    """The open orders of one table, or of one bill where there is no table.

    Attributes:
        key: names the card for as long as it is shown.
        table: name of the table; None where there is none.
        bill: name of the bill, or the number of its first order.
        guests: of its bills together; None where none is told.
        since: when its oldest fired order was fired, or its oldest order was made where all are held.
        due_at: promised time of what is taken away.
    """

    key: str
    table: str | None
    zone: str | None
    bill: str
    purchase_type: str
    guests: int | None
    pickup_name: str
    since: datetime
    due_at: datetime | None
    allergies: tuple[Allergy, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    progress: tuple[Progress, ...]

    @property
    def is_held(self) -> bool:
        """Whether nothing of it has been fired yet."""
        return all(section.heading is Heading.HELD for section in self.sections)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has begun anything of it."""
        return all(line.status is Status.NEW for section in self.sections for line in section.lines)

    @property
    def is_complete(self) -> bool:
        """Whether all that was fired is ready, and waits to be taken away."""
        lines = [line for section in self.sections if section.heading is not Heading.HELD for line in section.lines]
        open_lines = [line for line in lines if line.open_amount]
        return bool(open_lines) and all(line.status is Status.READY for line in open_lines)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the header says; always counted from the cards themselves."""

    open: int
    portions: Decimal
    held: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """All cards of one filter, oldest first, those that are held behind the others.

    Attributes:
        earlier: open orders of earlier business days, which are not among the cards.
    """

    cards: tuple[Card, ...]
    earlier: int

    @property
    def totals(self) -> Totals:
        """Count cards and portions."""
        amounts = {True: Decimal(0), False: Decimal(0)}
        for card in self.cards:
            for section in card.sections:
                amounts[section.heading is Heading.HELD] += sum(
                    (line.open_amount for line in section.lines), Decimal(0)
                )
        return Totals(sum(not card.is_held for card in self.cards), amounts[False], amounts[True])
