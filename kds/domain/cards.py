"""What a station sees: cards of lines, with every word already decided and no idea of cells or colours (board 3 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from kds.domain.order import Item, Order
from kds.domain.terms import Purchase, Status
from kds.language import mark


class LineKind(StrEnum):
    """What a line tells."""

    DISH = "dish"
    VOID = "void"
    CHANGED = "changed"
    ODDITY = "oddity"


class Sync(StrEnum):
    """Whether what is drawn is already at the till (reliability 3.1.7)."""

    SETTLED = ""
    PENDING = "~"
    UNKNOWN = "?"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One item as this station sees it, Negative items already folded in.

    Attributes:
        order_id, item_id: the Positive item it stands for (the Negative one for a `VOID` without its dish).
        quantity: open quantity, voids taken off; what to cook.
        was: the former quantity, drawn `WAS 3`; None where nothing was taken off unseen.
        kind: `VOID` rows stand until seen and say in `fate` what was happening to the dish ("on grill", "was ready").
        fate_at: the endpoint that was making a voided dish, where `fate` names one; lower case.
        name: cleaned, as the source spelled it.
        status: least advanced among this station's pairs (all pairs on expo); `ticked` may stand above it.
        ticked: done or started here only, not sent yet (shared line); the status it was ticked to.
        former: what a `CHANGED` line was before, in words: `was medium`.
        contains: names of its allergens that meet a guest's allergy on this ticket, drawn `CONTAINS NUTS`.
        unseen: the unseen marks it carries; empty once read.
        also_at: other endpoints that make the same line.
        endpoint: the endpoint it is listed under on expo; None when unrouted.
        notice: words of their own row: `GRILL IS OFF AT THE TILL`, an unknown status word.
        pairs_done, pairs_all: pairs at least `READY` (per endpoint progress is on the card).
        again: made again; goes to the age it was re-ordered.
        changed_at: last status change of this station's pairs, server time.
        is_local: no other system knows how far it is; such progress is drawn with a hollow circle (sources 2).
    """

    order_id: str
    item_id: int
    quantity: Decimal
    name: str
    status: Status
    kind: LineKind = LineKind.DISH
    unit: str = "pcs"
    was: Decimal | None = None
    fate: str = ""
    fate_at: str = ""
    former: str = ""
    modifiers: tuple[str, ...] = ()
    comment: str | None = None
    seat: str | None = None
    course: int | None = None
    ticked: Status | None = None
    endpoint: str | None = None
    endpoints: tuple[str, ...] = ()
    also_at: tuple[str, ...] = ()
    notice: str = ""
    again: bool = False
    contains: tuple[str, ...] = ()
    sync: Sync = Sync.SETTLED
    changed_at: datetime | None = None
    unseen: frozenset[str] = frozenset()
    is_local: bool = False

    @property
    def shown_status(self) -> Status:
        """The status a cook sees here: the local tick where there is one."""
        return self.ticked or self.status


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that arrived together: the first of a card, or an add-on.

    Attributes:
        order_ids: the orders in it.
        added_at: None for the first section; the time of an add-on, drawn `ADD-ON 0m`.
    """

    lines: tuple[CardLine, ...]
    order_ids: tuple[str, ...]
    added_at: datetime | None = None


_ALLERGY = mark("ALLERGY")


@dataclass(frozen=True, slots=True)
class Allergy:
    """A guest's allergy; `mark` is its unseen mark, `confirmed` whether this station has read it.

    `word` stands before the text; what a customer writes to the web shop about this food has another one.
    """

    text: str
    mark: str
    seat: str | None = None
    confirmed: bool = False
    word: str = _ALLERGY


@dataclass(frozen=True, slots=True)
class StationProgress:
    """How far one endpoint is with this card: `Fry 0/5`, `Cold ok`, `Bar sent`, `Pastry paper`.

    Attributes:
        done, all: portions at least `READY`, and all portions that count (voided ones don't; weighed lines count 1).
        served: all its lines were served already.
        held: portions not fired yet.
        ready_since: when its last line became ready, None while something is missing.
        paper: the endpoint has no screen and is never waited for.
    """

    endpoint: str
    done: int
    all: int
    served: bool = False
    held: int = 0
    ready_since: datetime | None = None
    paper: bool = False

    @property
    def missing(self) -> int:
        """Portions somebody still cooks; never those on paper."""
        return 0 if self.paper else self.all - self.done


class Unseen(StrEnum):
    """What a card wants a person to read before anything else; worst first."""

    ALLERGY = "allergy"
    VOID = "void"
    CHANGED = "changed"
    MOVED = "moved"
    ADD_ON = "add-on"


@dataclass(frozen=True, slots=True)
class Card:
    """One place on the board: on prep the fired orders of one ticket, on expo all orders of one table.

    Attributes:
        key: stable for the life of the card on this board.
        title: `T7`, `TAKE AWAY`, `DELIVERY`, the ticket's name, or `#118`; cleaned.
        former_title: table it was moved from, drawn `(was T1)`.
        sections: at least one; on expo the lines are ordered by endpoint.
        held: orders of the card that are not fired (expo: drawn as `HELD`; prep: never here).
        unseen: mark → what it is; Enter says seen while it is not empty.
        others: progress of the other stations (prep) or of all endpoints (expo), in the till's order of endpoints.
        is_last: only this station is missing: `LAST: all wait for you`.
        is_new: nobody has touched it: `NEW 0`.
        is_again: contains a line made again.
        is_rush: somebody wants it first (a kitchen note): `RUSH`.
        complete_since: expo: everything that counts is ready since then; None while something is missing.
        all_held: nothing of it is fired.
        age_from: when its age starts, server time (board 4); None when unknown ("clock not set").
        course, courses: current and number of courses where the orders say so.
        orders: the slips behind it, oldest first.
        oddity: the slip did not fit the model: what to tell a person.
    """

    key: str
    title: str
    sections: tuple[Section, ...]
    orders: tuple[Order, ...]
    age_from: datetime | None
    former_title: str | None = None
    purchase: Purchase = Purchase.WALK_IN
    due_at: datetime | None = None
    pickup_name: str | None = None
    note: str | None = None
    zone: str | None = None
    waiter: str = ""
    guests: int | None = None
    numbers: tuple[int, ...] = ()
    held: tuple[Order, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    unseen: tuple[tuple[str, Unseen], ...] = ()
    others: tuple[StationProgress, ...] = ()
    is_last: bool = False
    is_new: bool = False
    is_again: bool = False
    is_rush: bool = False
    all_held: bool = False
    complete_since: datetime | None = None
    course: int | None = None
    courses: int | None = None
    sync: Sync = Sync.SETTLED
    refusal: str = ""
    oddity: str | None = None

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """All lines, in the order they are drawn."""
        return tuple(line for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One entry of a prep board's held row: `T4 2x RIBEYE 9m`; `zone` is None for a ticket without a table."""

    title: str
    quantities: tuple[tuple[str, Decimal], ...]
    held_since: datetime | None
    order_ids: tuple[str, ...]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Recallable:
    """One row of the recall list: an order's part that was finished lately, newest change first (board 6)."""

    order: Order
    title: str
    changed_at: datetime
    changed_by: str | None
    items: tuple[Item, ...]
