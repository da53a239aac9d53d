"""The board as a whole screen: chooses prep or expo by the station; the way in for whoever paints."""

from __future__ import annotations

from datetime import datetime

from kds.domain.board import Board
from kds.domain.routing import is_pass
from kds.ui.drawing.expo import expo_frame
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.prep import prep_frame
from kds.ui.drawing.sizes import is_too_small
from kds.ui.drawing.strips import too_small_rows
from kds.ui.drawing.view import ViewState

__all__ = ["Frame", "Hit", "board_frame"]


def board_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the whole screen of a station.

    Args:
        board: what the station sees.
        view: the screen's own state; its places come from `arranging.arranged` for this board and size.
        now: server time.
        columns: width of the screen in cells.
        rows: height of the screen in cells.
    """
    if is_too_small(columns, rows):
        return Frame(too_small_rows(columns, rows))
    frame = expo_frame if is_pass(board.station) else prep_frame
    return frame(board, view, now, columns, rows)
