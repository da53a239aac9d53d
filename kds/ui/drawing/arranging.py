"""Brings a view up to date with the board: draws what changed, measures it, and places it.

What one kind of screen needs is loaded with its first card: the first frame has none, and comes sooner without.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kds.domain.board import Board
from kds.domain.lens import Layout, layout_of
from kds.domain.station import Role
from kds.ui.drawing.room import is_too_small
from kds.ui.drawing.strips import board_strips
from kds.ui.drawing.view import ViewState


def arranged(
    board: Board,
    view: ViewState,
    now: datetime,
    columns: int,
    rows: int,
    *,
    at: float,
    last_key_at: float,
    page: int | None = None,
) -> ViewState:
    """Give the view with the places of this board's cards on a screen of that size.

    Args:
        board: what the station sees.
        view: the view before.
        now: server time, for ages.
        columns: width of the screen in cells.
        rows: height of the screen in cells.
        at: now, in monotonic seconds.
        last_key_at: when a key was pressed last, same clock.
        page: the page to show, None for the present one; a number too high gives the last page.
    """
    if is_too_small(columns, rows + view.foot_rows) or not (board.cards or view.places.standings):
        return view
    from kds.domain.placing import placed, turned

    strips = len(board_strips(board, now, columns, view.local, view.caps))
    drawn = view.drawn
    is_rail = layout_of(board.station, view.lens) is Layout.RAIL
    if is_rail and board.station.role is Role.RUNNER:
        from kds.ui.drawing.runner import runner_blocks

        blocks, shape = runner_blocks(board, view, now, columns, rows, strips)
    elif is_rail:
        from kds.ui.drawing.expo import expo_blocks

        blocks, shape = expo_blocks(board, view, now, columns, rows, strips)
    else:
        from kds.ui.drawing.prep import prep_blocks

        blocks, shape, drawn = prep_blocks(board, view, now, columns, rows, strips)
    places = view.places
    if view.turn_to is not None:
        places, page = turned(places, blocks, shape, view.turn_to)
    places = placed(places, blocks, shape, at=at, last_key_at=last_key_at, page=page)
    return replace(view, places=places, drawn=drawn, turn_to=None)
