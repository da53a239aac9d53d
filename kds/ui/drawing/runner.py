"""The runner's screen: what stands on the pass as one list, the one that has waited longest first; nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.cards import Card, LineKind
from kds.domain.layout import Block, Shape
from kds.domain.places import Standing
from kds.domain.terms import Purchase, Status
from kds.domain.text import cell_width, wrap_cells
from kds.language import tr
from kds.ui.drawing.canvas import Canvas
from kds.ui.drawing.card import allergy_rows, continued_row, torn_row
from kds.ui.drawing.detail import plate_words, seat_words, seats_on_pass, wait_words
from kds.ui.drawing.dish import words_of
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.ghost import ghost_row
from kds.ui.drawing.header import header_row
from kds.ui.drawing.lists import counter_span, off_page
from kds.ui.drawing.sizes import Density, Format, density_of
from kds.ui.drawing.spans import BOLD, LATE, PLAIN, REVERSE, SELECTED, Look, Row, Span, blank, line_of, spread, width_of
from kds.ui.drawing.strips import board_strips, empty_rows
from kds.ui.drawing.view import ViewState
from kds.ui.drawing.words import joined, packed, padded, short_clock

_WIDEST = 100
_TITLE_CELLS = 13
_PLATES_CELLS = 11
_INDENT = 4


def runner_blocks(
    board: Board, view: ViewState, now: datetime, columns: int, rows: int, strips: int
) -> tuple[list[Block], Shape]:
    """Measure all tables on the pass; give their blocks, oldest first, and the room for them.

    Args:
        strips: rows that stand below the header.
    """
    fmt, shape = _format(board, view, columns, rows), _shape(columns, rows, strips)
    return [_block(card, board, view, now, fmt) for card in board.cards], shape


def runner_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of a runner; see `sheet.board_frame`."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    fmt, top = _format(board, view, columns, rows), _top(columns, rows, len(strips))
    canvas = Canvas(columns, rows)
    canvas.put(0, 0, header_row(board, now, columns, local=view.local))
    empty = empty_rows(board, now, columns, view.local, view.last_order_at)
    for y, row in enumerate((*strips, *(() if strips else empty)), start=1):
        canvas.put(0, y, row)
    hits = []
    for standing in view.places.standings:
        card = board.card(standing.key)
        if standing.is_ghost or card is None:
            canvas.put(1, top + standing.parts[0].top, ghost_row(board, standing, now, fmt))
            continue
        hits.append(_put_table(canvas, board, view, now, (standing, card, fmt, top)))
    off = off_page(board, view.places, now, view.caps)
    right = (counter_span(off),) if off is not None else ()
    above, message = split_message(view.message, columns, columns - width_of(right) - 1)
    said = (Span(f" {above} ", REVERSE),) if above else ()
    canvas.put(0, rows - 2, spread(said, right, columns))
    canvas.put(0, rows - 1, footer_row(board, now, columns, view.caps, message, selected=view.selected))
    shown = frozenset(hit.key for hit in hits)
    lines = ((line.order_id, line.item_id) for card in board.cards if card.key in shown for line in card.lines)
    marks = (mark for card in board.cards if card.key in shown for mark, _ in card.unseen)
    every_row = frozenset(range(rows))
    return Frame(canvas.rows(), tuple(hits), every_row, shown, frozenset(lines), frozenset(marks))


def _block(card: Card, board: Board, view: ViewState, now: datetime, fmt: Format) -> Block:
    """Measure a table; it may be torn between rows of dishes."""
    height = len(_table_rows(card, board, view, now, fmt, " "))
    dishes = len(packed(_dishes(card, fmt), fmt.width - _INDENT))
    return Block(card.key, card.title, height, tuple(range(height - dishes + 1, height)))


def _put_table(
    canvas: Canvas, board: Board, view: ViewState, now: datetime, placed: tuple[Standing, Card, Format, int]
) -> Hit:
    standing, card, fmt, top = placed
    part = standing.parts[0]
    every_row = _table_rows(card, board, view, now, fmt, standing.digit)
    rows = list(every_row[part.start : part.stop])
    if part.start:
        rows.insert(0, continued_row(card, standing.digit, fmt.width))
    if not part.is_last:
        rows.append(torn_row(standing.digit, fmt.width, view.caps.get("page_down", "")))
    for y, row in enumerate(rows, start=top + part.top):
        if view.selected == card.key:
            canvas.put(0, y, (Span(">" if view.ascii_only else "█", SELECTED),), 1)
        elif card.key in view.highlighted:
            canvas.put(0, y, (Span("*", SELECTED),), 1)
        canvas.put(1, y, row, fmt.width)
    return Hit(0, top + part.top, fmt.width + 1, len(rows), standing.slot, card.key)


def _table_rows(card: Card, board: Board, view: ViewState, now: datetime, fmt: Format, digit: str) -> tuple[Row, ...]:
    """Give a table: slot, name, zone, plates, seats and its wait; then allergies, where it goes, and the dishes."""
    waited = now - card.complete_since if card.complete_since is not None else timedelta()
    is_late = waited > board.station.pass_alarm
    base = LATE if is_late else PLAIN
    rows: list[Row] = [_first_row(card, wait_words(waited, board.station.pass_alarm), fmt, digit, base)]
    rows += allergy_rows(card.allergies, fmt.width)
    texts = [*_goal_words(card, view), *([f'"{card.note}"'] if card.note else [])]
    for text in texts:
        rows += [line_of(" " * _INDENT + each, fmt.width, BOLD) for each in wrap_cells(text, fmt.width - _INDENT)]
    dishes = packed(_dishes(card, fmt), fmt.width - _INDENT)
    rows += [line_of(" " * _INDENT + each, fmt.width, base) for each in dishes]
    return tuple(rows)


def _first_row(card: Card, wait: str, fmt: Format, digit: str, base: Look) -> Row:
    is_late = base is LATE
    loud = LATE if is_late else BOLD
    right = (Span(wait, loud),)
    title = padded(joined(card.title, card.zone or "", by="  "), _TITLE_CELLS)
    left = [Span(f"[{digit}]", LATE if is_late else REVERSE), blank(1, base), Span(title, loud), blank(2, base)]
    for text in (padded(plate_words(card), _PLATES_CELLS), seats_on_pass(card)):
        if text and width_of(left) + cell_width(text) + width_of(right) + 1 <= fmt.width:
            left.append(Span(text, loud))
    return spread(left, right, fmt.width, base)


def _goal_words(card: Card, view: ViewState) -> list[str]:
    """Give who fetches it and when, of what is not served at a table; a move is told too."""
    words = [tr("(was {title})", title=card.former_title)] if card.former_title else []
    if card.purchase is not Purchase.WALK_IN:
        number = f"#{card.numbers[0]}" if card.numbers else ""
        due = tr("for {time}", time=short_clock(card.due_at, view.local)) if card.due_at else ""
        words.append(joined(number, card.pickup_name or "", due))
    return words


def _dishes(card: Card, fmt: Format) -> list[str]:
    """Give what stands on the pass: dish, what is changed on it, seat."""
    ready = (line for line in card.lines if line.status is Status.READY and line.kind is not LineKind.VOID)
    return [joined(words_of(line, fmt), *line.modifiers, seat_words(line.seat), by=" ") for line in ready]


def _format(board: Board, view: ViewState, columns: int, rows: int) -> Format:
    width = min(columns - 2, _WIDEST)
    return Format(width, density_of(columns, rows), board.station.upper_case_items, caps=view.caps)


def _top(columns: int, rows: int, strips: int) -> int:
    return 1 + max(strips, 0 if density_of(columns, rows) is Density.COMPACT else 1)


def _shape(columns: int, rows: int, strips: int) -> Shape:
    """Give the room between the strips and the two last rows."""
    gap = 0 if density_of(columns, rows) is Density.COMPACT else 1
    return Shape(1, rows - _top(columns, rows, strips) - 2, gap)
