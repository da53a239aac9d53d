"""The screen of cards: those of a cook, and of the pass where it is not a rail; held row, next page and a side column.

All layouts of cards differ only in their grid, in how a title stands at its card, and in the order of their columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from kds.domain.allday import board_all_day
from kds.domain.board import Board
from kds.domain.cards import Card, Unseen
from kds.domain.layout import Block, Part, Shape
from kds.domain.lens import Layout, layout_of, whole_key
from kds.domain.pace import Pace, paces
from kds.domain.places import Standing
from kds.domain.routing import is_pass
from kds.language import tr
from kds.ui.drawing.all_day import all_day_rows
from kds.ui.drawing.canvas import Canvas
from kds.ui.drawing.card import DrawnCard, continued_row, drawn_card, torn_row
from kds.ui.drawing.face import Face, block_of, face_of
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.ghost import ghost_row, is_ticking
from kds.ui.drawing.header import header_row
from kds.ui.drawing.lists import counter_span, counter_spans, held_list_rows, held_row, next_page_rows, off_page
from kds.ui.drawing.sizes import Format, PrepGrid, lead_of, letter_rows_of, prep_grid
from kds.ui.drawing.spans import REVERSE, SELECTED, Row, Span, width_of
from kds.ui.drawing.stations import loads, other_station_rows
from kds.ui.drawing.strips import board_strips, empty_rows, promised_words
from kds.ui.drawing.view import ViewState

_LIST_GAP = 2
_ALL_DAY_SHARE = (2, 3)


@dataclass(slots=True)
class _Sheet:
    """What is collected while a screen is drawn."""

    board: Board
    view: ViewState
    now: datetime
    grid: PrepGrid
    fmt: Format
    canvas: Canvas
    pace_of: Callable[[Card], Pace]
    hits: list[Hit] = field(default_factory=list)
    ticking: set[int] = field(default_factory=set)
    painted: set[str] = field(default_factory=set)
    lines: set[tuple[str, int]] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)


def prep_blocks(
    board: Board, view: ViewState, now: datetime, columns: int, rows: int, strips: int
) -> tuple[list[Block], Shape, dict[str, DrawnCard]]:
    """Draw the cards that changed and measure all of them.

    Args:
        strips: rows that stand below the header.

    Returns:
        Their blocks in sort order, the room for them, and the drawn cards by key.
    """
    grid = prep_grid(columns, rows, strips, layout_of(board.station, view.lens))
    fmt = _format(board, view, grid)
    drawn: dict[str, DrawnCard] = {}
    blocks = []
    pace_of = paces(board.cards, board.station, now, view.local)
    for card in board.cards:
        age = pace_of(card)
        drawn[card.key] = drawn_card(card, age, now, fmt, view.drawn.get(card.key))
        blocks.append(block_of(drawn[card.key], age, fmt))
    return blocks, grid.shape, drawn


def prep_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of a station whose cards are shown; see `sheet.board_frame`."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    grid = prep_grid(columns, rows, len(strips), layout_of(board.station, view.lens))
    pace_of = paces(board.cards, board.station, now, view.local)
    sheet = _Sheet(board, view, now, grid, _format(board, view, grid), Canvas(columns, rows), pace_of)
    canvas = sheet.canvas
    canvas.put(0, 0, header_row(board, now, columns, local=view.local))
    empty = () if strips else empty_rows(board, now, columns, view.local, view.last_order_at)
    for y, row in enumerate((*strips, *empty), start=1):
        canvas.put(0, y, row)
        sheet.ticking.add(y)
    for standing in view.places.standings:
        card = board.card(standing.key)
        if standing.is_ghost or card is None:
            _put_ghost(sheet, standing)
        else:
            _put_card(sheet, standing, card)
    message = _put_lists(sheet)
    _put_side(sheet)
    canvas.put(0, rows - 1, footer_row(board, now, columns, view.caps, message, selected=view.selected))
    return Frame(
        rows=canvas.rows(),
        hits=tuple(sheet.hits),
        ticking=frozenset({0, rows - 1, *sheet.ticking}),
        painted=frozenset(sheet.painted),
        lines=frozenset(sheet.lines),
        marks=frozenset(sheet.marks),
    )


def _format(board: Board, view: ViewState, grid: PrepGrid) -> Format:
    """Give how the rows of the cards are made."""
    station, lead = board.station, lead_of(grid)
    return Format(
        width=grid.column_width - 1 - lead,
        density=grid.density,
        upper_case=station.upper_case_items,
        minutes_seconds=station.minutes_seconds,
        caps=view.caps if not station.read_only else {name: cap for name, cap in view.caps.items() if name != "done"},
        lead=lead,
        one_row=grid.layout in (Layout.LIST, Layout.WIDE),
        letter_rows=letter_rows_of(grid),
        full="#" if view.ascii_only else "█",
        on_pass=is_pass(station),
    )


def _put_ghost(sheet: _Sheet, standing: Standing) -> None:
    part = standing.parts[0]
    y = sheet.grid.top_of(part.column) + part.top
    row = ghost_row(sheet.board, standing, sheet.now, replace(sheet.fmt, width=sheet.fmt.row_width))
    sheet.canvas.put(sheet.grid.left_of(part.column) + 1, y, row)
    if is_ticking(sheet.board, standing):
        sheet.ticking.add(y)


def _put_card(sheet: _Sheet, standing: Standing, card: Card) -> None:
    age = sheet.pace_of(card)
    drawn = drawn_card(card, age, sheet.now, sheet.fmt, sheet.view.drawn.get(card.key))
    face = face_of(drawn, age, standing.digit, sheet.fmt)
    shown: set[int] = set()
    for index, part in enumerate(standing.parts):
        piece: list[Row] = list(face.rows[part.start : part.stop])
        if part.start:
            piece.insert(0, continued_row(card, standing.digit, sheet.fmt.row_width))
        if not part.is_last:
            piece.append(torn_row(standing.digit, sheet.fmt.row_width, _goes_on(sheet, standing, index)))
        shown.update(range(part.start, min(part.stop, len(face.rows))))
        _put_part(sheet, standing, part, piece, (drawn, face))
        if part.start == 0 and (sheet.fmt.minutes_seconds or card.complete_since is not None):
            top = sheet.grid.top_of(part.column) + part.top
            sheet.ticking.update((top, top + 1) if card.complete_since is not None else (top,))
    _note_shown(sheet, drawn, face, shown)


def _goes_on(sheet: _Sheet, standing: Standing, index: int) -> str:
    """Give where a torn card goes on: in the next column, on the next page, or nowhere until the cards close up."""
    parts = standing.parts
    if index + 1 < len(parts):
        return "" if sheet.grid.is_beside(parts[index], parts[index + 1]) else tr("next row")
    if parts[-1].column + 1 == sheet.grid.shape.columns or sheet.view.places.closed_up is not None:
        return sheet.view.caps.get("page_down") or tr("next page")
    return tr("soon")


def _put_part(
    sheet: _Sheet, standing: Standing, part: Part, piece: list[Row], drawn_as: tuple[DrawnCard, Face]
) -> None:
    drawn, face = drawn_as
    key = drawn.card.key
    x, top = sheet.grid.left_of(part.column), sheet.grid.top_of(part.column) + part.top
    shift = top - part.start + (1 if part.start else 0)
    below = shift + face.first
    is_chosen = sheet.view.selected == key
    chosen_rows = _rows_of_line(drawn, sheet.view.line, below) if is_chosen else range(0)
    if sheet.view.flashing == standing.slot:
        piece[0] = (Span(f" {standing.digit} ", REVERSE), *piece[0][1:])
    for y, row in enumerate(piece, start=top):
        if is_chosen:
            sheet.canvas.put(x, y, (Span(_bar(sheet.view, is_line=y in chosen_rows), SELECTED),), 1)
        elif whole_key(key) in sheet.view.highlighted:
            sheet.canvas.put(x, y, (Span("*", SELECTED),), 1)
        sheet.canvas.put(x + 1, y, row, sheet.fmt.row_width)
    width = sheet.grid.column_width
    if face.enter is not None and part.start <= face.enter < part.stop:
        sheet.hits.append(Hit(x, shift + face.enter, face.enter_cells + 1, 1, standing.slot, key, bumps=True))
    for start, stop, line in drawn.lines:
        if part.start <= start + face.first and stop + face.first <= part.stop:
            name = (line.order_id, line.item_id)
            sheet.hits.append(Hit(x, below + start, width, stop - start, standing.slot, key, name))
    sheet.hits.append(Hit(x, top, width, part.height, standing.slot, key))


def _rows_of_line(drawn: DrawnCard, line: tuple[str, int] | None, shift: int) -> range:
    for start, stop, each in drawn.lines:
        if (each.order_id, each.item_id) == line:
            return range(shift + start, shift + stop)
    return range(0)


def _bar(view: ViewState, *, is_line: bool) -> str:
    """Give the bar of a chosen card; when one of its lines is chosen the bar is thick only there."""
    thick, thin = (">", "|") if view.ascii_only else ("█", "│")
    return thick if view.line is None or is_line else thin


def _note_shown(sheet: _Sheet, drawn: DrawnCard, face: Face, shown: set[int]) -> None:
    """Remember which lines and unseen marks stand on the screen from their first to their last row."""
    line_marks: set[str] = set()
    hidden: set[str] = set()
    for start, stop, line in drawn.lines:
        line_marks |= line.unseen
        if shown.issuperset(range(face.first + start, face.first + stop)):
            sheet.lines.add((line.order_id, line.item_id))
        else:
            hidden |= line.unseen
    sheet.marks |= line_marks - hidden
    is_head_shown = shown.issuperset(range(face.head))
    for mark, what in drawn.card.unseen:
        if mark not in line_marks and 0 in shown and (is_head_shown or what is not Unseen.ALLERGY):
            sheet.marks.add(mark)
    if len(shown) == len(face.rows):
        sheet.painted.add(drawn.card.key)


def _put_lists(sheet: _Sheet) -> str:
    """Put the next page and the held tables under the last column, or into the row above the last one.

    Gives what of the message is left for the last row.
    """
    board, view, grid = sheet.board, sheet.view, sheet.grid
    off = off_page(board, view.places, sheet.now, view.caps)
    if off is not None and is_pass(board.station):
        complete = sum(card.complete_since is not None for card in off.cards)
        off = replace(off, is_due=off.is_due or complete > 0, extra=tr("{count} complete", count=complete))
    in_row, held_in_row = off, True
    promised = promised_words(board, view.local, is_narrow=sheet.fmt.is_compact and off is not None)
    if grid.side is not None:
        column, width = grid.card_columns - 1, sheet.fmt.row_width
        parts = (part for each in view.places.standings for part in each.parts)
        bottoms = [grid.last_row_of(part) for part in parts if part.column % grid.card_columns == column]
        top = max(bottoms) + _LIST_GAP if bottoms else 0
        room = grid.body_rows - top
        wanted_held = 1 + len(board.held) if board.held else 0
        x, y = grid.left_of(column) + 1, grid.top + top
        if off is not None and room >= (2 if is_pass(board.station) else 1):
            keep = wanted_held + 1 if room > wanted_held + 2 and wanted_held else 0
            rows = next_page_rows(off, view.drawn, sheet.now, width, room - keep)
            y, room, in_row = _put_rows(sheet, x, y, rows), room - len(rows) - 1, None
        if wanted_held and room >= min(wanted_held, 2):
            rows = held_list_rows(board, sheet.now, width, room)
            y, room, held_in_row = _put_rows(sheet, x, y, rows), room - len(rows) - 1, False
        if promised and room > 1:
            from kds.ui.drawing.detail import promised_rows

            _put_rows(sheet, x, y, promised_rows(board.promised, width, view.local)[:room])
            promised = "" if room > len(board.promised) else promised
    counter = width_of(counter_spans(promised, counter_span(in_row) if in_row else None)) + 1
    above, message = split_message(view.message, grid.columns, grid.columns - counter)
    if in_row or above or promised or (board.held and held_in_row):
        row = held_row(board, in_row, sheet.now, grid.columns, show_held=held_in_row, message=above, promised=promised)
        sheet.canvas.put(0, grid.held_row, row, grid.columns)
    return message


def _put_rows(sheet: _Sheet, x: int, y: int, rows: tuple[Row, ...]) -> int:
    """Put a block and give the row after it and a blank one."""
    for row in rows:
        sheet.canvas.put(x, y, row)
        y += 1
    return y + 1


def _put_side(sheet: _Sheet) -> None:
    """Put the all-day list into the last column and the other stations below two thirds of it, lower where it is longer."""
    grid, board, view = sheet.grid, sheet.board, sheet.view
    if grid.side is None:
        return
    if is_pass(board.station):
        from kds.ui.drawing.expo import put_pass_side

        sheet.hits += put_pass_side(sheet.canvas, board, view, sheet.now, grid)
        sheet.ticking.update(range(grid.top, grid.held_row))
        return
    share, of = _ALL_DAY_SHARE
    width = grid.side_width - 1
    others = other_station_rows(loads(board, sheet.now), width)
    room = grid.body_rows - (len(others) + 1 if others else 0)
    all_day = all_day_rows(
        board_all_day(board, view.lens.zone),
        width,
        room,
        upper=board.station.upper_case_items,
        more=view.caps.get("all_day", ""),
    )
    _put_rows(sheet, grid.side + 1, grid.top, all_day)
    y = grid.top + max(grid.body_rows * share // of, len(all_day) + 1 if all_day else 0)
    _put_rows(sheet, grid.side + 1, y, others[: grid.held_row - y])
