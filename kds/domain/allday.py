"""All-day: how many of each item are open at a station, to cook and held apart, voids off (board 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kds.domain.composing import groups_of
from kds.domain.folding import fold
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.routing import is_done, is_fired, own_pairs
from kds.domain.station import Station
from kds.domain.status import is_processable
from kds.domain.wording import modifier_counts


@dataclass(frozen=True, slots=True)
class AllDayRow:
    """One item of the panel; `cook` and `held` are never one sum.

    Attributes:
        cook: open quantity of fired orders.
        held: open quantity of orders that are not fired.
        modifiers: what changes the cooking, with the open fired quantity it applies to; they need not add up.
    """

    name: str
    cook: Decimal
    held: Decimal
    modifiers: tuple[tuple[str, Decimal], ...] = ()


@dataclass(slots=True)
class _Tally:
    cook: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    modifiers: dict[str, Decimal] = field(default_factory=dict)


def all_day(
    orders: Sequence[Order], station: Station, zone: str | None = None, marks: Marks | None = None
) -> tuple[AllDayRow, ...]:
    """Give the open quantity of each item at a station, most to cook first.

    Args:
        orders: all slips known, the same as for `cards_for`.
        zone: only this zone; None for all of the station's.
        marks: the station's marks, whose remembered slips still take things back.
    """
    tallies: dict[str, _Tally] = {}
    for group in groups_of(station, orders, marks or Marks()):
        folded = fold(group)
        for order in group:
            if (zone is not None and order.zone != zone) or not is_processable(order):
                continue
            fired = is_fired(station, order)
            for item in order.items:
                own = own_pairs(station, order, item)
                quantity = folded.open_quantity(order, item, done=not own or is_done(station, own))
                if not quantity:
                    continue
                tally = tallies.setdefault(item.name, _Tally())
                if not fired:
                    tally.held += quantity
                    continue
                tally.cook += quantity
                for words, count in modifier_counts(item, quantity):
                    tally.modifiers[words] = tally.modifiers.get(words, Decimal(0)) + count
    rows = (
        AllDayRow(name, tally.cook, tally.held, tuple(sorted(tally.modifiers.items(), key=lambda each: -each[1])))
        for name, tally in tallies.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.cook, -row.held, row.name)))
