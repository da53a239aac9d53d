"""Saves drawing: whether nothing but the clock moved since the last frame, and the frame with only its edges redrawn."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

from kds.domain.board import Board
from kds.ui.drawing.footer import footer_row
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.header import header_row
from kds.ui.drawing.view import ViewState

WHOLE_SECONDS = 5.0
"""A still board is drawn as a whole at least this often, so that an age is never shown longer after it changed."""

_FACTS = tuple(each.name for each in fields(Board) if each.name != "connection")


def only_time_passed(before: Board | None, after: Board) -> bool:
    """Whether two boards differ in nothing but when the till answered last."""
    if before is None or any(getattr(before, name) is not getattr(after, name) for name in _FACTS):
        return False
    old, new = before.connection, after.connection
    return replace(old, last_answer_at=new.last_answer_at, skew_seconds=new.skew_seconds) == new


def is_still(frame: Frame, state: ViewState) -> bool:
    """Whether a frame's rows between the first and the last one have no text that changes each second."""
    is_quiet = state.selected is None and not state.message and not state.highlighted
    return is_quiet and frame.ticking <= {0, len(frame.rows) - 1}


def edges_redrawn(frame: Frame, board: Board, state: ViewState, now: datetime, columns: int) -> Frame:
    """Give the frame with the header and the last row of this second."""
    header = header_row(board, now, columns, local=state.local)
    footer = footer_row(board, now, columns, state.caps, state.message)
    return replace(frame, rows=(header, *frame.rows[1:-1], footer))
