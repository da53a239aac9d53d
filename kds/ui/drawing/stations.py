"""How busy each endpoint is and who watches it, for calling people from one section to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.folding import Folded, fold
from kds.domain.marks import again_key
from kds.domain.notes import NoteKind
from kds.domain.order import Order
from kds.domain.station import DEFAULT_THRESHOLDS, Station
from kds.domain.terms import Purchase, Status
from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.spans import BOLD, DIM, PLAIN, REVERSE, Row, Span, blank, filled, line_of, width_of
from kds.ui.drawing.words import hours, joined, oldest, padded

_WIDEST_NAME = 20
_OTHER_CELLS = 44
_NOT_READY = frozenset(status for status in Status if status.rank < Status.READY.rank)


@dataclass(frozen=True, slots=True)
class Load:
    """How busy an endpoint is, and whether anybody looks at it.

    Attributes:
        is_own: whether it is this screen's.
        open: orders it still has to make something of.
        age: of the oldest of them, None when there is none.
        paper: it has no screen and is never waited for.
        late: how many of them are late by the limits of its station.
        watchers: names of the stations that watch it, in alphabetical order; those of the pass are none of them.
        is_unwatched: no cook's screen watches it, as far as the screens tell each other.
        unwatched_for: since when, None where nobody knows of any that ever did.
    """

    name: str
    is_own: bool
    open: int
    age: timedelta | None
    paper: bool
    late: int = 0
    watchers: tuple[str, ...] = ()
    is_unwatched: bool = False
    unwatched_for: timedelta | None = None


@dataclass(slots=True)
class _Waiting:
    """The open orders of each endpoint, sorted out once for each reading and not again at each tick."""

    orders: tuple[Order, ...] = ()
    reducing: tuple[Order, ...] = ()
    away: frozenset[str] = frozenset()
    by_endpoint: dict[str | None, list[Order]] = field(default_factory=dict)

    def of(self, board: Board) -> dict[str | None, list[Order]]:
        """Give the fired orders that each endpoint still has to make something of, without what is not counted today."""
        orders, away = board.orders, board.away
        if orders is not self.orders or board.reducing is not self.reducing or away != self.away:
            self.orders, self.reducing, self.away, self.by_endpoint = orders, board.reducing, away, {}
            folded = fold(board.slips)
            for order in orders if not away else (each for each in orders if each.id not in away):
                for name in _waited_for(order, folded):
                    self.by_endpoint.setdefault(name, []).append(order)
        return self.by_endpoint


_WAITING = _Waiting()


def loads(board: Board, now: datetime) -> tuple[Load, ...]:
    """Give each active endpoint's load, in the till's order."""
    waiting = _WAITING.of(board)
    result = []
    for endpoint in board.endpoints:
        if not endpoint.is_active:
            continue
        own = waiting.get(endpoint.name, [])
        begun = [_begun(board, order, endpoint.name) for order in own]
        load = Load(
            name=clean(endpoint.name),
            is_own=board.station.watches(endpoint.name),
            open=len(own),
            age=oldest(begun, now),
            paper=endpoint.name in board.station.paper_endpoints,
            late=_late(board.station, endpoint.name, begun, now),
        )
        result.append(_with_watchers(load, board, endpoint.name, now))
    return tuple(result)


def _begun(board: Board, order: Order, endpoint: str) -> datetime | None:
    """Give since when an endpoint has something of an order to make: since its fire, of what is made again since then."""
    again = board.marks.again
    if again:
        starts = [
            again.get(again_key(order.id, item.id))
            for item in order.items
            if any(pair.endpoint == endpoint and pair.status in _NOT_READY for pair in item.pairs)
        ]
        remade = [start for start in starts if start is not None]
        if remade and len(remade) == len(starts):
            return min(remade)
    return order.processed_at or order.created_at or board.marks.first_seen.get(order.id)


def _late(station: Station, endpoint: str, begun: Iterable[datetime | None], now: datetime) -> int:
    """Count what is late: by this station's limits where the endpoint is its own, else by the usual ones (board 4)."""
    is_cooked_here = station.watches(endpoint) and not station.sees_all
    usual = DEFAULT_THRESHOLDS.get(endpoint.lower(), DEFAULT_THRESHOLDS["prep"])
    limit = (station.limits(Purchase.WALK_IN) if is_cooked_here else usual).late
    return sum(start is not None and now - start >= limit for start in begun)


def _with_watchers(load: Load, board: Board, endpoint: str, now: datetime) -> Load:
    """Add who watches an endpoint; where the till has no place for notes nobody can tell."""
    shared = board.shared
    if load.paper or not shared.knows_screens:
        return load
    telling = (note for note in shared.of(NoteKind.PRESENCE) if endpoint in note.text.splitlines())
    watchers = {clean(note.station) for note in telling}
    if load.is_own and not board.station.sees_all:
        watchers.add(clean(board.station.name))
    last = shared.last_watched.get(endpoint)
    return replace(
        load,
        watchers=tuple(sorted(watchers)),
        is_unwatched=not watchers,
        unwatched_for=max(now - last, timedelta(0)) if last is not None and not watchers else None,
    )


def _waited_for(order: Order, folded: Folded) -> set[str | None]:
    """Give the endpoints that still have to make something of a fired order; what was taken back is not waited for."""
    if not order.is_processed:
        return set()
    return {
        pair.endpoint
        for item in order.items
        if folded.open_quantity(order, item, done=False)
        for pair in item.pairs
        if pair.status in _NOT_READY
    }


def other_station_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give the block `OTHER STATIONS` of a prep board: `Fry  7 open  oldest 9m`, `Cold  2 open NO SCREEN 2m`."""
    rows: list[Row] = [line_of(f" {tr('OTHER STATIONS')}", width, REVERSE)]
    for load in all_loads:
        if load.is_own:
            continue
        lead = f" {padded(load.name, 8)} "
        words = tr("paper") if load.paper else trn("{count} open", "{count} open", load.open)
        if load.is_unwatched:
            alarm = joined(tr("NO SCREEN"), _since(load), by=" ")
            longer = f"{words} {alarm}"
            fits = cell_width(lead) + cell_width(longer) <= width
            rows.append(line_of(lead + (longer if fits else alarm), width, BOLD))
            continue
        if not load.paper and load.age is not None:
            longer = f"{words}  {tr('oldest {age}', age=hours(load.age))}"
            fits = cell_width(lead) + cell_width(longer) <= width
            words = longer if fits else f"{words}  {hours(load.age)}"
        rows.append(line_of(lead + words, width, PLAIN))
    return tuple(rows) if len(rows) > 1 else ()


def station_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give the block `STATIONS` of an expo: open orders and the oldest one's age by endpoint."""
    rows: list[Row] = [line_of(tr(" STATIONS     open  oldest"), width, REVERSE)]
    for load in all_loads:
        if load.paper:
            rows.append(line_of(f" {padded(load.name, 8)} {tr('paper, not waited')}", width, DIM))
        else:
            age = hours(load.age) if load.age is not None else ""
            rows.append(filled((Span(f" {padded(load.name, 12)}{load.open:>4}{age:>8}"), blank(1)), width))
    return tuple(rows) if len(rows) > 1 else ()


def unwatched_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give a row for each endpoint whose screen is gone, and one for those that never had any: `Cold: NO SCREEN for 2m`."""
    told = [load for load in all_loads if load.is_unwatched]
    texts = [
        tr("{station}: NO SCREEN for {time}", station=load.name, time=_since(load))
        for load in told
        if load.unwatched_for is not None
    ]
    never = ", ".join(load.name for load in told if load.unwatched_for is None)
    if never:
        texts.extend(wrap_cells(tr("NO SCREEN: {stations}", stations=never), width - 4))
    return tuple(line_of(f"   {text}", width, BOLD) for text in texts)


def overview_rows(all_loads: Iterable[Load], width: int) -> tuple[Row, ...]:
    """Give the table of all stations: open orders, the oldest, how many are late, and whose screens watch it."""
    told = tuple(all_loads)
    cells = min(max((cell_width(load.name) for load in told), default=0), _WIDEST_NAME, width - _OTHER_CELLS)
    head = f" {padded(tr('STATION'), cells)}{tr('OPEN'):>6}{tr('OLDEST'):>8}{tr('LATE'):>6}   {tr('SCREENS')}"
    rows: list[Row] = [line_of(head, width, BOLD)]
    for load in told:
        name = f" {padded(cut_cells(load.name, cells), cells)}"
        if load.paper:
            rows.append(line_of(f"{name}  {tr('paper, not waited for')}", width, DIM))
            continue
        age = hours(load.age) if load.age is not None else "-"
        late = Span(f"{load.late or '-':>6}", BOLD if load.late else PLAIN)
        row = [Span(f"{name}{load.open:>6}{age:>8}"), late, blank(3)]
        if load.is_unwatched:
            alarm = tr("NO SCREEN for {time}", time=_since(load)) if load.unwatched_for is not None else tr("NO SCREEN")
            row.append(Span(f" {alarm} ", REVERSE))
            rows.append(filled(row, width))
            continue
        texts = wrap_cells(", ".join(load.watchers) or "-", max(width - width_of(row) - 1, 1))
        for index, text in enumerate(texts):
            rows.append(filled((*row, Span(text)) if not index else (blank(width_of(row)), Span(text)), width))
    return tuple(rows)


def _since(load: Load) -> str:
    return hours(load.unwatched_for) if load.unwatched_for is not None else ""
