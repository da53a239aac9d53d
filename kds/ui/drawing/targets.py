"""What a finger or a mouse hits on a drawn board: targets are made as large as a finger needs (board 7); it does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kds.domain.board import Board
from kds.domain.text import cell_width
from kds.language import tr
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.lists import counter_span, off_page
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.touch import LEAST_TARGET
from kds.ui.drawing.view import ViewState

_PAGE_DOWN = "page_down"


def hit_at(frame: Frame, board: Board, view: ViewState, now: datetime, cell: tuple[int, int]) -> Hit | None:
    """Give what stands at a cell, None when nothing does.

    The ENTER of a card reaches one row further up, and the counter of what is off the page one row further down, so
    that each is as high as a finger.

    Args:
        cell: column and row, from 0.
    """
    column, row = cell
    counter = counter_hit(frame, board, view, now)
    if counter is not None and counter.covers(column, row):
        return counter
    hit = frame.hit(column, row)
    below = frame.hit(column, row + 1)
    if hit is not None and below is not None and below.bumps and below.key == hit.key:
        return replace(below, y=row, height=LEAST_TARGET[1])
    return hit


def counter_hit(frame: Frame, board: Board, view: ViewState, now: datetime) -> Hit | None:
    """Give where the counter of what is off the page stands; None when everything is on it."""
    if not (view.places.before or view.places.after):
        return None
    off = off_page(board, view.places, now, view.caps)
    if off is None:
        return None
    columns = sum(span.width for span in frame.rows[0])
    high = LEAST_TARGET[1]
    for y, row in enumerate(frame.rows):
        before, found, _ = text_of(row).partition(tr("NEXT PAGE"))
        if found:
            at = cell_width(before)
            width = columns - at
            return Hit(at, y, width, high, -1, "", action=_PAGE_DOWN)
    width = max(counter_span(off, tr("{count} complete", count="00")).width, LEAST_TARGET[0])
    return Hit(columns - width, len(frame.rows) - high, width, high, -1, "", action=_PAGE_DOWN)
