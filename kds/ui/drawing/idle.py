"""The screen of a kitchen with nothing to cook: a large clock that wanders, and the words that a good answer allows."""

from __future__ import annotations

from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.text import cell_width
from kds.ui.drawing.canvas import Canvas
from kds.ui.drawing.footer import footer_row
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.header import header_row
from kds.ui.drawing.lettering import lettered
from kds.ui.drawing.spans import BOLD, PLAIN, Span
from kds.ui.drawing.strips import no_orders_words
from kds.ui.drawing.view import ViewState
from kds.ui.drawing.words import short_clock

_MINUTE = timedelta(minutes=1)
_EDGE = 2
_BETWEEN = 2
_CLOCK_SHARE = (3, 5)


def idle_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the calm screen; clock and words move on by a cell each minute, so that they burn in nowhere.

    Args:
        board: a living station's without anything open; see `screens.resting`.
        view: the screen's own state.
        now: server time.
        columns: width of the screen in cells.
        rows: height of the screen in cells.
    """
    canvas = Canvas(columns, rows)
    canvas.put(0, 0, header_row(board, now, columns, local=view.local))
    words = no_orders_words(board, now, view.local, view.last_order_at)
    top, room = 1 + _EDGE, rows - 2 - 2 * _EDGE
    share, of = _CLOCK_SHARE
    full = "#" if view.ascii_only else "█"
    clock = lettered(short_clock(now, view.local), columns - 2 * _EDGE, room * share // of, full=full)
    width = max(clock.width, cell_width(words))
    height = clock.height + _BETWEEN + 1
    minute = int(now.timestamp()) // 60
    x = _EDGE + _wandering(minute, columns - 2 * _EDGE - width)
    y = top + _wandering(minute, room - height)
    for index, row in enumerate(clock.rows):
        canvas.put(x + (width - clock.width) // 2, y + index, (Span(row, PLAIN),))
    said = y + clock.height + _BETWEEN
    canvas.put(x + (width - cell_width(words)) // 2, said, (Span(words, BOLD),))
    canvas.put(0, rows - 1, footer_row(board, now, columns, view.caps, view.message))
    return Frame(canvas.rows(), ticking=frozenset(range(rows)))


def _wandering(minute: int, room: int) -> int:
    """Give how far from the edge something stands that goes to and fro by a cell a minute."""
    if room <= 0:
        return 0
    place = minute % (2 * room)
    return min(place, 2 * room - place)
