"""Draws boards for tests: a view at rest, frames as plain text; it asserts nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from kds.domain.board import Board
from kds.ui.drawing.arranging import arranged
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.view import ViewState
from tests.ui.drawing.boards import NOW


def at_rest(board: Board, columns: int = 80, rows: int = 24, view: ViewState | None = None) -> ViewState:
    """Give the view of a board whose places nobody has touched, clocks in UTC."""
    view = replace(view or ViewState(), local=UTC)
    return arranged(board, view, NOW, columns, rows, at=0, last_key_at=-100)


def frame_at_rest(board: Board, columns: int = 80, rows: int = 24, view: ViewState | None = None) -> Frame:
    """Give the frame of a board whose places nobody has touched."""
    return board_frame(board, at_rest(board, columns, rows, view), NOW, columns, rows)


def texts(frame: Frame) -> list[str]:
    """Give a frame's rows as text, without blanks at their ends."""
    return [text_of(row).rstrip() for row in frame.rows]
