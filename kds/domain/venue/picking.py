"""The interval's pre-orders as a waiter walks them: row after row, each from the end of the one before (sources 6.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from kds.domain.order import Item, Order
from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.arrivals import SOURCE, ArrivalRule, Moment, Progress, pairs_of
from kds.domain.venue.entries import Entries
from kds.domain.venue.parties import party_from, party_key
from kds.domain.venue.seats import Seat, walking_order
from kds.language import tr


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to carry to one seat.

    Attributes:
        item_id: its number within the row of seats.
        rule: number of the rule it comes from, from 0.
        seat: the place in the row; empty for a guest who stands.
        wish: what the guest wrote, whole; None for nothing.
        endpoints: raw names of those that make it.
        party: key of the party that the guest belongs to.
        guest: initials, empty when the ticket bears no name.
    """

    item_id: int
    rule: int
    name: str
    amount: Decimal
    seat: str
    wish: str | None = field(default=None, repr=False)
    endpoints: tuple[str, ...] = ()
    party: str = ""
    guest: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """When the interval begins, and from when on its rows of seats are on the board."""

    at: datetime
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class PickRow:
    """One row of seats with what goes there, in walking order.

    Attributes:
        key: names its local order: `qt:interval:41/STALLS/3`.
        row: None where guests stand.
    """

    key: str
    zone: str
    zone_name: str
    row: str | None
    picks: tuple[Pick, ...]

    @property
    def place(self) -> str:
        """Where it is, for people: `Stalls row 3`."""
        return (
            tr("{zone} row {row}", zone=self.zone_name, row=self.row)
            if self.row is not None
            else tr("{zone} standing", zone=self.zone_name)
        )


def picking_list(
    admissions: Iterable[Admission], rules: Sequence[ArrivalRule], zones: Sequence[str] = ()
) -> tuple[PickRow, ...]:
    """Give the rows of seats to walk, each with its things from the first to the last seat on the way.

    Args:
        admissions: of one show; those that let nobody in are left out.
        rules: those for the interval count, per admission; in the order of the configuration.
        zones: the sectors in the order wished.
    """
    wanted = [(number, rule) for number, rule in enumerate(rules) if rule.moment is Moment.INTERVAL]
    nobody = Entries()
    carried: list[tuple[Admission, int, Decimal]] = []
    for admission in admissions:
        if admission.state is not AdmissionState.VALID:
            continue
        one = party_from((admission,), nobody)
        carried += [(admission, number, amount) for number, rule in wanted if (amount := rule.portions(one))]
    walked = walking_order(carried, lambda each: _seat(each[0]), zones)
    rows: dict[tuple[str, str | None], list[tuple[Admission, int, Decimal]]] = {}
    for each in walked:
        seat = _seat(each[0])
        rows.setdefault((seat.zone, seat.row), []).append(each)
    return tuple(_row(row, things, rules) for (_, row), things in rows.items())


def picking_order(number: int, row: PickRow, rules: Sequence[ArrivalRule], at: datetime, progress: Progress) -> Order:
    """Give a row of seats as a local order that is due when the interval begins.

    Args:
        number: its turn on the walk, from 1.
        at: when the interval begins.
    """
    items = tuple(
        Item(
            id=pick.item_id,
            name=pick.name,
            amount=pick.amount,
            pairs=pairs_of(row.key, pick.item_id, rules[pick.rule].endpoints, progress),
            seat=pick.seat or None,
            comment=pick.wish,
            ticket_item_id=pick.item_id,
        )
        for pick in row.picks
    )
    return Order(
        id=row.key,
        number=number,
        items=items,
        ticket_id=row.key,
        ticket_name=row.place,
        zone=row.zone_name,
        due_at=at,
        created_at=at,
        source=SOURCE,
    )


def _row(row: str | None, things: Sequence[tuple[Admission, int, Decimal]], rules: Sequence[ArrivalRule]) -> PickRow:
    first = things[0][0]
    key = f"qt:interval:{first.show_id}/{first.zone}/{row or ''}"
    picks = [
        Pick(
            _item_id(admission, number, len(rules)),
            number,
            rules[number].name,
            amount,
            admission.place or "",
            admission.comment,
            rules[number].endpoints,
            party_key(admission),
            admission.initials,
        )
        for admission, number, amount in things
    ]
    if row is None:
        picks = [replace(pick, seat="") for pick in picks]
    return PickRow(key, first.zone, first.zone_name or first.zone, row, tuple(picks))


def _item_id(admission: Admission, rule: int, rules: int) -> int:
    """Number a thing so that it keeps its number whatever is bought or cancelled beside it."""
    return (admission.basket_id or 0) * rules + rule + 1


def _seat(admission: Admission) -> Seat:
    stands = admission.is_standing is True
    return Seat(
        admission.zone,
        admission.zone_name,
        None if stands else admission.row,
        None if stands else admission.place,
        admission.is_standing,
    )
