"""The interval's walk on one station: what of the picking list is still to be carried, stop after stop; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kds.domain.board import Board
from kds.domain.cards import CardLine
from kds.domain.terms import Status
from kds.domain.venue.picking import Pick, PickRow


@dataclass(frozen=True, slots=True)
class Stop:
    """One seat with what goes there, or one party of a row where guests stand.

    Attributes:
        key: names it, also when the list changes meanwhile.
        order_id: the local order of its row of seats.
        item_ids: its lines in that order.
        party: key of the party whose guest sits there.
        seat: the place in the row; empty for guests who stand.
        guest: initials, empty when the tickets bear no name.
        things: what goes there, with how many.
        wish: what the guest wrote, whole; None for nothing.
        is_done: everything was carried.
    """

    key: str
    order_id: str
    item_ids: tuple[int, ...]
    party: str
    seat: str
    guest: str
    things: tuple[tuple[str, Decimal], ...]
    wish: str | None = field(default=None, repr=False)
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class WalkRow:
    """One row of seats on the way.

    Attributes:
        key: names its local order.
        place: words for people: `Stalls row 3`.
        stops: from the first to the last seat on the way.
    """

    key: str
    place: str
    stops: tuple[Stop, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to carry there."""
        return all(stop.is_done for stop in self.stops)


def walk_of(board: Board, now: datetime) -> tuple[WalkRow, ...]:
    """Give the rows of seats that this station carries to, in walking order, finished ones included.

    Args:
        board: what the station sees; a line that has left it after the list was opened was carried.
        now: the board's time.
    """
    venue = board.venue
    if venue is None:
        return ()
    is_open = venue.interval is not None and now >= venue.interval.opens_at
    lines = {(line.order_id, line.item_id): line for card in board.cards for line in card.lines}
    rows = (_row(board, row, lines, is_open=is_open) for row in venue.picking)
    return tuple(row for row in rows if row.stops)


def _row(board: Board, row: PickRow, lines: Mapping[tuple[str, int], CardLine], *, is_open: bool) -> WalkRow:
    at: dict[tuple[str, str], list[Pick]] = {}
    for pick in row.picks:
        if any(map(board.station.watches, pick.endpoints)):
            at.setdefault((pick.seat, pick.party), []).append(pick)
    stops = []
    for (seat, party), picks in at.items():
        done = is_open and all(_is_done(lines.get((row.key, pick.item_id))) for pick in picks)
        stops.append(
            Stop(
                key=f"{row.key}/{seat}/{party}",
                order_id=row.key,
                item_ids=tuple(pick.item_id for pick in picks),
                party=party,
                seat=seat,
                guest=picks[0].guest,
                things=_counted(picks),
                wish=next((pick.wish for pick in picks if pick.wish), None),
                is_done=done,
            )
        )
    return WalkRow(row.key, row.place, tuple(stops))


def _is_done(line: CardLine | None) -> bool:
    return line is None or line.shown_status.rank >= Status.READY.rank


def _counted(picks: list[Pick]) -> tuple[tuple[str, Decimal], ...]:
    counts: dict[str, Decimal] = {}
    for pick in picks:
        counts[pick.name] = counts.get(pick.name, Decimal(0)) + pick.amount
    return tuple(counts.items())
