"""The board as a whole screen: chooses the rail or cards by the layout; the way in for whoever paints.

The screens with cards are loaded with the first card: the first frame has none, and comes sooner without them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kds.domain.board import Board
from kds.domain.lens import Layout, layout_of
from kds.domain.routing import is_pass
from kds.domain.station import Role
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.header import header_row
from kds.ui.drawing.room import is_too_small
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
    frame = _frame(board, view, now, columns, rows)
    if board.tabs and not is_too_small(columns, rows):
        from kds.ui.drawing.zones import zone_hits

        strips = board_strips(board, now, columns, view.local, view.caps)
        frame = replace(frame, hits=(*frame.hits, *zone_hits(board, strips, now, columns, view.caps)))
    if not view.ascii_only:
        return frame
    from kds.ui.drawing.parties import in_ascii

    return replace(frame, rows=in_ascii(frame.rows))


def _frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    if is_too_small(columns, rows + view.foot_rows):
        return Frame(too_small_rows(columns, rows))
    if view.is_idle:
        from kds.ui.drawing.idle import idle_frame

        return idle_frame(board, view, now, columns, rows)
    if not (board.cards or board.held or board.endpoints or view.places.standings):
        return _bare_frame(board, view, now, columns, rows)
    is_rail = layout_of(board.station, view.lens) is Layout.RAIL
    if is_rail and board.station.role is Role.RUNNER:
        from kds.ui.drawing.runner import runner_frame

        return runner_frame(board, view, now, columns, rows)
    if is_rail:
        from kds.ui.drawing.expo import expo_frame

        return expo_frame(board, view, now, columns, rows)
    from kds.ui.drawing.prep import prep_frame

    return prep_frame(board, view, now, columns, rows)


def _bare_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of a station that knows of nothing yet."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    empty = empty_rows(board, now, columns, view.local, view.last_order_at)
    above, message = split_message(view.message, columns, columns)
    placed: dict[int, Row] = {0: header_row(board, now, columns, local=view.local)}
    placed |= dict(enumerate(strips, start=1))
    if empty and is_pass(board.station):
        from kds.ui.drawing.sizes import expo_grid

        placed[expo_grid(columns, rows, len(strips), 0).top + 1] = empty[0]
    elif empty and not strips:
        placed[1] = empty[0]
    if above:
        placed[rows - 2] = line_of(f" {above} ", columns, REVERSE)
    placed[rows - 1] = footer_row(board, now, columns, view.caps, message)
    blank = line_of("", columns)
    return Frame(tuple(placed.get(y, blank) for y in range(rows)), ticking=frozenset(range(rows)))
