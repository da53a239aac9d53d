"""Orders of an earlier business day: they leave the board as whole tickets, until a person brings them back (board 4).

Nothing is lost by it: every open order is either on the board or in what is given here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kds.domain.grouping import by_ticket, in_order_of_arrival, ticket_of
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.routing import in_zone, is_done, is_pass, own_pairs
from kds.domain.station import Station
from kds.domain.status import is_processable
from kds.domain.unseen import back_mark


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What an earlier business day left behind.

    Attributes:
        began: when the present business day began, UTC.
        here: the open orders that concern this station, oldest first.
        away: ids of all orders that stay off the board, of every station, finished ones of the same tickets too.
    """

    began: datetime
    here: tuple[Order, ...] = ()
    away: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything concerns this station."""
        return bool(self.here)


def left_over(orders: Sequence[Order], marks: Marks, station: Station, began: datetime) -> LeftOver:
    """Find the orders of earlier business days.

    A ticket leaves only when all that is open of it is old: guests who order across the change of the day keep theirs.
    An order promised for later, or one that somebody changed since, belongs to today.

    Args:
        orders: all slips known, finished ones too.
        marks: what this station remembers; what was brought back stays on the board.
        station: the station, for what concerns it.
        began: when the present business day began.
    """
    open_slips = [order for order in orders if is_processable(order)]
    if not any(_is_old(order, marks, began) for order in open_slips):
        return LeftOver(began)
    tickets = {
        ticket for ticket, slips in by_ticket(open_slips).items() if all(_is_old(slip, marks, began) for slip in slips)
    }
    away = frozenset(order.id for order in orders if ticket_of(order) in tickets)
    here = (order for order in open_slips if order.id in away and _concerns(station, order))
    return LeftOver(began, tuple(in_order_of_arrival(here)), away)


def todays(left: LeftOver, orders: tuple[Order, ...], marks: Marks) -> tuple[tuple[Order, ...], Marks]:
    """Give the slips that make today's cards, and the memory without those that went with the old ones."""
    if not left.away:
        return orders, marks
    gone = without_old(marks, left.away, orders)
    kept = {id_: order for id_, order in marks.kept.items() if id_ not in gone}
    slips = tuple(order for order in orders if order.id not in left.away)
    return slips, replace(marks, kept=kept) if gone else marks


def without_old(marks: Marks, away: frozenset[str], orders: Iterable[Order]) -> frozenset[str]:
    """Give the ids of remembered slips (`Marks.kept`) that belong to the tickets of what stays off the board."""
    tickets = {ticket_of(order) for order in orders if order.id in away}
    return frozenset(id_ for id_, order in marks.kept.items() if ticket_of(order) in tickets)


def _is_old(order: Order, marks: Marks, began: datetime) -> bool:
    if back_mark(order.id) in marks.seen:
        return False
    changes = (pair.changed_at for item in order.items for pair in item.pairs)
    known = [each for each in (order.processed_at, order.created_at, order.due_at, *changes) if each is not None]
    first_seen = marks.first_seen.get(order.id)
    latest = max(known, default=first_seen)
    return latest is not None and latest < began


def _concerns(station: Station, order: Order) -> bool:
    if not in_zone(station, order):
        return False
    if is_pass(station) or order.oddity is not None:
        return True
    return any(not is_done(station, own) for item in order.items if (own := own_pairs(station, order, item)))
