"""An interval at a bar: two rows of the stalls and a standing room, pre-orders of four parties, one wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kds.domain.board import Board
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.venue.admission import Service
from kds.domain.venue.arrivals import ArrivalRule, Moment, Progress
from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.picking import Interval, PickRow, picking_list, picking_order
from tests.builders import a_board, a_station, at
from tests.unit.domain.venues import SHOW, a_ticket

BAR = a_station("Bar", "Bar")
OPENS_AT, BEGINS_AT = at("20:10"), at("20:30")


def _rule(name: str, endpoint: str) -> ArrivalRule:
    return ArrivalRule(name=name, endpoints=(endpoint,), services=frozenset({name}), moment=Moment.INTERVAL)


RULES = (_rule("Beer", "Bar"), _rule("Prosecco", "Bar"), _rule("Cheese plate", "Cold"))


def walked_rows() -> tuple[PickRow, ...]:
    """Give the picking list: party 4360 sits in both rows, 4363 stands."""
    beer, prosecco, cheese = Service("Beer", 1), Service("Prosecco", 2), Service("Cheese plate", 1)
    tickets = (
        a_ticket(1, 4360, row="1", place="9", services=(beer, prosecco), comment="no ice, please"),
        a_ticket(2, 4361, row="1", place="10", services=(beer,), initials="V.E."),
        a_ticket(3, 4360, row="2", place="3", services=(prosecco, cheese)),
        a_ticket(4, 4362, row="2", place="1", services=(beer,), comment="allergic to nuts", initials="K.L."),
        a_ticket(5, 4363, row=None, place=None, is_standing=True, services=(beer,), initials="S.O."),
        a_ticket(6, 4363, row=None, place=None, is_standing=True, services=(beer,), initials="S.O."),
    )
    return picking_list(tickets, RULES)


def interval_orders(rows: tuple[PickRow, ...], progress: Progress | None = None) -> tuple[Order, ...]:
    """Give the rows as local orders."""
    return tuple(picking_order(number, row, RULES, BEGINS_AT, progress or {}) for number, row in enumerate(rows, 1))


def interval_board(
    station: Station = BAR, *, progress: Progress | None = None, is_open: bool = True, **facts: object
) -> Board:
    """Give a board with the interval's rows on it, or before they come up."""
    rows = walked_rows()
    orders = interval_orders(rows, progress) if is_open else ()
    known: Mapping[str, object] = {"show": SHOW, "picking": rows, "interval": Interval(BEGINS_AT, OPENS_AT), **facts}
    return replace(a_board(station, *orders), venue=VenueFacts(**known))  # type: ignore[arg-type]
