"""The board as a whole screen: chooses prep or expo by the station; the way in for whoever paints.

The screens with cards are loaded with the first card: the first frame has none, and comes sooner without them.
"""

from __future__ import annotations

from datetime import datetime

from kds.domain.board import Board
from kds.domain.routing import is_pass
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.header import header_row
from kds.ui.drawing.sizes import expo_grid, is_too_small
from kds.ui.drawing.spans import REVERSE, Row, line_of
from kds.ui.drawing.strips import board_strips, empty_rows, too_small_rows
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
    if not (board.cards or board.held or board.endpoints or view.places.standings):
        return _bare_frame(board, view, now, columns, rows)
    if is_pass(board.station):
        from kds.ui.drawing.expo import expo_frame

        return expo_frame(board, view, now, columns, rows)
    from kds.ui.drawing.prep import prep_frame

    return prep_frame(board, view, now, columns, rows)


def _bare_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of a station that knows of nothing yet."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    empty = empty_rows(board, now, columns, view.local)
    above, message = split_message(view.message, columns, columns)
    placed: dict[int, Row] = {0: header_row(board, now, columns, local=view.local)}
    placed |= dict(enumerate(strips, start=1))
    if empty and is_pass(board.station):
        placed[expo_grid(columns, rows, len(strips), 0).top + 1] = empty[0]
    elif empty and not strips:
        placed[1] = empty[0]
    if above:
        placed[rows - 2] = line_of(f" {above} ", columns, REVERSE)
    placed[rows - 1] = footer_row(board, now, columns, view.caps, message)
    blank = line_of("", columns)
    return Frame(tuple(placed.get(y, blank) for y in range(rows)), ticking=frozenset(range(rows)))
