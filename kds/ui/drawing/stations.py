"""How busy each endpoint is, for calling people from one section to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.order import Order, Status
from kds.domain.text import cell_width, clean
from kds.ui.drawing.spans import DIM, PLAIN, REVERSE, Row, Span, blank, filled, line_of
from kds.ui.drawing.words import minutes, oldest, padded

_NOT_READY = frozenset(status for status in Status if status.rank < Status.READY.rank)


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an endpoint is: whether it is this screen's, open orders, the oldest one's age, whether on paper."""

    name: str
    is_own: bool
    open: int
    age: timedelta | None
    paper: bool


@dataclass(slots=True)
class _Waiting:
    """The open orders of each endpoint, sorted out once for each reading and not again at each tick."""

    orders: tuple[Order, ...] = ()
    by_endpoint: dict[str | None, list[Order]] = field(default_factory=dict)

    def of(self, orders: tuple[Order, ...]) -> dict[str | None, list[Order]]:
        """Give the fired orders that each endpoint still has to make something of."""
        if orders is not self.orders:
            self.orders, self.by_endpoint = orders, {}
            for order in orders:
                for name in _waited_for(order):
                    self.by_endpoint.setdefault(name, []).append(order)
        return self.by_endpoint


_WAITING = _Waiting()


def loads(board: Board, now: datetime) -> tuple[Load, ...]:
    """Give each active endpoint's load, in the till's order."""
    waiting = _WAITING.of(board.orders)
    result = []
    for endpoint in board.endpoints:
        if not endpoint.is_active:
            continue
        own = waiting.get(endpoint.name, [])
        begun = (order.processed_at or order.created_at or board.marks.first_seen.get(order.id) for order in own)
        paper = endpoint.name in board.station.paper_endpoints
        result.append(
            Load(clean(endpoint.name), board.station.watches(endpoint.name), len(own), oldest(begun, now), paper)
        )
    return tuple(result)


def _waited_for(order: Order) -> set[str | None]:
    """Give the endpoints that still have to make something of a fired order."""
    if not order.is_processed:
        return set()
    return {
        pair.endpoint
        for item in order.items
        if not item.is_negative
        for pair in item.pairs
        if pair.status in _NOT_READY
    }


def other_station_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give the block `OTHER STATIONS` of a prep board: `Fry  7 open  oldest 9m`."""
    rows: list[Row] = [line_of(" OTHER STATIONS", width, REVERSE)]
    for load in all_loads:
        if load.is_own:
            continue
        lead = f" {padded(load.name, 8)} "
        words = "paper" if load.paper else f"{load.open} open"
        if not load.paper and load.age is not None:
            longer = f"{words}  oldest {minutes(load.age)}"
            fits = cell_width(lead) + len(longer) <= width
            words = longer if fits else f"{words}  {minutes(load.age)}"
        rows.append(line_of(lead + words, width, PLAIN))
    return tuple(rows) if len(rows) > 1 else ()


def station_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give the block `STATIONS` of an expo: open orders and the oldest one's age by endpoint."""
    rows: list[Row] = [line_of(" STATIONS     open  oldest", width, REVERSE)]
    for load in all_loads:
        if load.paper:
            rows.append(line_of(f" {padded(load.name, 8)} paper, not waited", width, DIM))
        else:
            age = minutes(load.age) if load.age is not None else ""
            rows.append(filled((Span(f" {padded(load.name, 12)}{load.open:>4}{age:>8}"), blank(1)), width))
    return tuple(rows) if len(rows) > 1 else ()
