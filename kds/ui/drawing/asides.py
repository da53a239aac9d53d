"""Rows about what is not on the board although somebody may want it: yesterday's orders, a station without a screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from kds.domain.board import Board
from kds.domain.covering import to_cover, unwatched
from kds.domain.notes import NoteKind
from kds.domain.terms import Status
from kds.language import tr, trn
from kds.ui.drawing.spans import BOLD, Row, line_of
from kds.ui.drawing.words import joined, short_clock


def yesterday_row(board: Board, columns: int, local: tzinfo | None, caps: Mapping[str, str]) -> Row | None:
    """Give `4 orders from before 05:00 still open    not shown, not late    ENTER = look`; None where there are none."""
    left = board.left_over
    if not left:
        return None
    still = trn(
        "{count} order from before {time} still open",
        "{count} orders from before {time} still open",
        len(left.here),
        time=short_clock(left.began, local),
    )
    look = tr("{key} = look", key=caps["done"]) if "done" in caps else ""
    words = joined(still, tr("not shown, not late"), look, by="    ")
    if len(words) + 1 > columns:
        words = joined(still, look)
    return line_of(f" {words}", columns, BOLD)


def cover_row(board: Board, columns: int, caps: Mapping[str, str]) -> Row | None:
    """Give `FRY HAS NO SCREEN, 3 open    C = cover it`, or that what is covered has a screen again; mostly None.

    Only where the screens tell each other that they are there: without that nobody knows whether one is missing.
    """
    station = board.station
    if not board.shared.knows_screens or station.read_only or "cover" not in caps:
        return None
    others = [note for note in board.shared.of(NoteKind.PRESENCE) if note.station != station.name]
    back = {name for note in others for name in note.text.splitlines()}
    returned = next((each for each in station.covered if back.intersection(each.endpoints)), None)
    if returned is not None:
        says = tr("{station} HAS A SCREEN AGAIN", station=returned.name.upper())
        return line_of(f" {joined(says, tr('{key} = give it back', key=caps['cover']), by='    ')}", columns, BOLD)
    idle = unwatched(station, to_cover(station, board.stations, board.endpoints), board.shared.watched)
    waiting = [(each.name.upper(), count) for each in idle if (count := _open_at(board, frozenset(each.endpoints)))]
    if not waiting:
        return None
    name, count = max(waiting, key=lambda entry: entry[1])
    says = tr("{station} HAS NO SCREEN, {count} open", station=name, count=count)
    return line_of(f" {joined(says, tr('{key} = cover it', key=caps['cover']), by='    ')}", columns, BOLD)


def _open_at(board: Board, endpoints: frozenset[str]) -> int:
    """Count today's fired orders that somebody at these endpoints still has to make something of."""
    return sum(
        order.is_processed
        and order.id not in board.away
        and any(
            pair.endpoint in endpoints and pair.status.rank < Status.READY.rank
            for item in order.items
            for pair in item.pairs
        )
        for order in board.orders
    )
