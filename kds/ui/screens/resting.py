"""When the board rests: nothing open and no key for a while, as long as good answers say so; pure, from view to view."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.connection import Link
from kds.ui.drawing.view import ViewState

IDLE_AFTER = timedelta(minutes=2)
"""How long nothing may be open and no key be pressed before the calm screen is drawn."""


def rested(state: ViewState, board: Board, now: datetime, keyless_seconds: float) -> ViewState:
    """Give the view with whether the calm screen is to be drawn; an order or a key ends it at once.

    Args:
        state: the view before.
        board: everything at the station, of all zones.
        now: server time.
        keyless_seconds: seconds since a key was pressed.
    """
    if board.cards:
        return replace(state, empty_since=None, last_order_at=now, is_idle=False)
    if not _is_quiet(board, now):
        return replace(state, empty_since=None, is_idle=False)
    since = state.empty_since or now
    is_idle = now - since >= IDLE_AFTER and keyless_seconds >= IDLE_AFTER.total_seconds()
    return replace(state, empty_since=since, is_idle=is_idle)


def _is_quiet(board: Board, now: datetime) -> bool:
    """Whether the till has just said that there is nothing, and nothing else wants a person."""
    is_alive = board.known and board.cached_at is None and board.connection.link is Link.LIVE
    others_alive = all(link.link is Link.LIVE for _, link in board.sides)
    waits = board.held or board.promised or board.left_over or board.banner or board.connection.parked
    asked = board.inquiries is not None and bool(board.inquiries.lane(now))
    shows = board.venue is not None and board.venue.show is not None
    return is_alive and others_alive and not waits and not asked and not shows
