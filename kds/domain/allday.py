"""All-day: how many of each item are open at a station, to cook and held apart, voids off (board 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kds.domain.board import Board
from kds.domain.composing import groups_of
from kds.domain.folding import fold
from kds.domain.marks import Marks, tick_key
from kds.domain.order import Item, Order
from kds.domain.routing import in_zone, is_done, is_fired, own_pairs
from kds.domain.station import Station
from kds.domain.status import is_processable
from kds.domain.terms import Status
from kds.domain.wording import modifier_counts
from kds.domain.yesterday import without_old

_TICKS = (Status.READY, Status.SERVED)


@dataclass(frozen=True, slots=True)
class AllDayRow:
    """One item of the panel; `cook` and `held` are never one sum.

    Attributes:
        cook: open quantity of fired orders.
        held: open quantity of orders that are not fired, or whose promise is still far off.
        modifiers: what changes the cooking, with the open fired quantity it applies to; they need not add up.
    """

    name: str
    cook: Decimal
    held: Decimal
    modifiers: tuple[tuple[str, Decimal], ...] = ()


@dataclass(slots=True)
class _Counted:
    """The rows that were counted last, and what they were counted from: a tick of the clock counts nothing again."""

    of: tuple[object, ...] = ()
    zones: dict[str | None, tuple[AllDayRow, ...]] = field(default_factory=dict)


_COUNTED = _Counted()


def board_all_day(board: Board, zone: str | None = None) -> tuple[AllDayRow, ...]:
    """Give the rows of a board; the very same ones as long as its orders are.

    Args:
        board: the whole station's, also where a person looks at one zone only.
        zone: only this zone; None for all of the station's.
    """
    station, marks = board.station, board.marks
    habits = (station.role, station.bump_to, station.process, station.endpoints, station.paper_endpoints, station.zones)
    of = (board.orders, board.reducing, board.promised, board.left_over, marks.kept, marks.ticked, *habits)
    if len(of) != len(_COUNTED.of) or any(new is not old for new, old in zip(of, _COUNTED.of, strict=True)):
        _COUNTED.of, _COUNTED.zones = of, {}
    if zone not in _COUNTED.zones:
        slips = [order for order in board.slips if order.id not in board.away]
        gone = without_old(marks, board.away, board.slips)
        if gone:
            marks = replace(marks, kept={id_: order for id_, order in marks.kept.items() if id_ not in gone})
        later = frozenset(order.id for card in board.promised for order in card.orders)
        _COUNTED.zones[zone] = all_day(slips, station, zone, marks, later=later)
    return _COUNTED.zones[zone]


def zones_counted(board: Board) -> tuple[str, ...]:
    """Give the zones that have something open or held at a station, in alphabetical order."""
    zones = {order.zone for order in board.orders if order.zone and in_zone(board.station, order)}
    return tuple(zone for zone in sorted(zones) if board_all_day(board, zone))


@dataclass(slots=True)
class _Tally:
    cook: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    modifiers: dict[str, Decimal] = field(default_factory=dict)


def all_day(
    orders: Sequence[Order],
    station: Station,
    zone: str | None = None,
    marks: Marks | None = None,
    *,
    later: frozenset[str] = frozenset(),
) -> tuple[AllDayRow, ...]:
    """Give the open quantity of each item at a station, most to cook first.

    Args:
        orders: all slips known, the same as for `cards_for`.
        zone: only this zone; None for all of the station's.
        marks: the station's marks: remembered slips still take things back, ticked lines are done here.
        later: ids of fired orders that nobody cooks yet, since their promise is far off.
    """
    marks = marks or Marks()
    tallies: dict[str, _Tally] = {}
    for group in groups_of(station, orders, marks):
        folded = fold(group)
        for order in group:
            if (zone is not None and order.zone not in (None, zone)) or not is_processable(order):
                continue
            fired = is_fired(station, order) and order.id not in later
            for item in order.items:
                quantity = folded.open_quantity(order, item, done=_is_done_here(station, marks, order, item))
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


def _is_done_here(station: Station, marks: Marks, order: Order, item: Item) -> bool:
    """Whether nothing of an item is left to do here: not its part, done at the till, or ticked on this screen."""
    own = own_pairs(station, order, item)
    if not own or is_done(station, own):
        return True
    reached = [status for status in _TICKS if status.rank >= station.bump_to.rank]
    return bool(marks.ticked) and any(tick_key(order.id, item.id, status.value) in marks.ticked for status in reached)
