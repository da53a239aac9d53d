"""The last row: what was done last and how to take it back, then as much of the legend as there is room for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kds.domain.board import Board
from kds.domain.text import cell_width, cut_cells, wrap_cells
from kds.ui.drawing.legend import legend_spans
from kds.ui.drawing.spans import BOLD, REVERSE, Row, Span, blank, line_of, spread


def footer_row(
    board: Board,
    now: datetime,
    columns: int,
    caps: Mapping[str, str],
    message: str = "",
    *,
    selected: str | None = None,
) -> Row:
    """Give the last row; a message takes the whole of it (`split_message` makes a long one fit).

    Args:
        board: whose last intent is told.
        now: server time.
        columns: width of the screen in cells.
        caps: action → what is printed on its key; an action without one is left out.
        message: what the last key answered.
        selected: key of the chosen card, None for none: most keys do something to that one.
    """
    if message:
        return line_of(f" {message}", columns, REVERSE)
    last = ""
    if board.done:
        from kds.ui.drawing.last_done import last_words  # nothing was done yet when the first frame is painted

        last = last_words(board, now, columns, caps)
    left = f" {last}" if last else ""
    chosen = board.card(selected) if selected is not None else None
    legend = legend_spans(board, chosen, columns, caps, cell_width(left))
    return spread((Span(left, BOLD),), (*legend, blank(1)), columns)


def split_message(message: str, columns: int, above: int) -> tuple[str, str]:
    """Give what of a message stands in the row above the last one, and what in the last; dots where it is longer still.

    Args:
        above: cells that are free in the row above.
    """
    if cell_width(message) + 2 <= columns:
        return "", message
    first, *more = wrap_cells(message, max(above - 2, 1))
    rest = " ".join(more)
    if cell_width(rest) + 2 > columns:
        rest = f"{cut_cells(rest, columns - 4)}.."
    return first, rest
