"""The screen of a prep station: cards in columns, held row, and with more room other stations and the next page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kds.domain.board import Board
from kds.domain.cards import Card, Unseen
from kds.domain.layout import Block, Part, Shape
from kds.domain.pace import pace
from kds.domain.places import Standing
from kds.ui.drawing.canvas import Canvas
from kds.ui.drawing.card import DrawnCard, block_of, continued_row, drawn_card, title_rows, torn_row
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.ghost import ghost_row, is_ticking
from kds.ui.drawing.header import header_row
from kds.ui.drawing.lists import counter_span, held_list_rows, held_row, next_page_rows, off_page
from kds.ui.drawing.sizes import Format, PrepGrid, prep_grid
from kds.ui.drawing.spans import REVERSE, SELECTED, Row, Span
from kds.ui.drawing.stations import loads, other_station_rows
from kds.ui.drawing.strips import board_strips, empty_rows
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
    grid = prep_grid(columns, rows, strips)
    fmt = _format(board, view, grid)
    drawn: dict[str, DrawnCard] = {}
    blocks = []
    for card in board.cards:
        age = pace(card, board.station, now, view.local)
        drawn[card.key] = drawn_card(card, age, now, fmt, view.drawn.get(card.key))
        blocks.append(block_of(drawn[card.key], age, fmt))
    return blocks, grid.shape, drawn


def prep_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of a prep station; see `sheet.board_frame`."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    grid = prep_grid(columns, rows, len(strips))
    sheet = _Sheet(board, view, now, grid, _format(board, view, grid), Canvas(columns, rows))
    canvas = sheet.canvas
    canvas.put(0, 0, header_row(board, now, columns, local=view.local))
    for y, row in enumerate((*strips, *(() if strips else empty_rows(board, now, columns, view.local))), start=1):
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
    canvas.put(0, rows - 1, footer_row(board, now, columns, view.caps, message))
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
    station = board.station
    return Format(
        width=grid.column_width - 1,
        density=grid.density,
        upper_case=station.upper_case_items,
        minutes_seconds=station.minutes_seconds,
        caps=view.caps,
    )


def _put_ghost(sheet: _Sheet, standing: Standing) -> None:
    part = standing.parts[0]
    y = sheet.grid.top + part.top
    row = ghost_row(sheet.board, standing, sheet.now, sheet.fmt)
    sheet.canvas.put(sheet.grid.left_of(part.column) + 1, y, row)
    if is_ticking(sheet.board, standing):
        sheet.ticking.add(y)


def _put_card(sheet: _Sheet, standing: Standing, card: Card) -> None:
    age = pace(card, sheet.board.station, sheet.now, sheet.view.local)
    drawn = drawn_card(card, age, sheet.now, sheet.fmt, sheet.view.drawn.get(card.key))
    titles = title_rows(card, age, standing.digit, sheet.fmt.width)
    every_row = (*titles, *drawn.rows)
    shown: set[int] = set()
    for index, part in enumerate(standing.parts):
        piece: list[Row] = list(every_row[part.start : part.stop])
        if part.start:
            piece.insert(0, continued_row(card, standing.digit, sheet.fmt.width))
        if not part.is_last:
            piece.append(torn_row(standing.digit, sheet.fmt.width, _goes_on(sheet, standing, index)))
        shown.update(range(part.start, min(part.stop, len(every_row))))
        _put_part(sheet, standing, card, part, piece, (drawn, len(titles)))
        if part.start == 0 and sheet.fmt.minutes_seconds:
            sheet.ticking.add(sheet.grid.top + part.top)
    _note_shown(sheet, card, drawn, shown, len(titles))


def _goes_on(sheet: _Sheet, standing: Standing, index: int) -> str:
    """Give where a torn card goes on: in the next column, on the next page, or nowhere until the cards close up."""
    if index + 1 < len(standing.parts):
        return "there >"
    if standing.parts[-1].column + 1 == sheet.grid.card_columns:
        return sheet.view.caps.get("page_down", "next page")
    return "soon"


def _put_part(
    sheet: _Sheet, standing: Standing, card: Card, part: Part, piece: list[Row], drawn_below: tuple[DrawnCard, int]
) -> None:
    x, top = sheet.grid.left_of(part.column), sheet.grid.top + part.top
    drawn, titles = drawn_below
    shift = top - part.start + (1 if part.start else 0) + titles
    chosen_rows = _rows_of_line(drawn, sheet.view.line, shift) if sheet.view.selected == card.key else range(0)
    if sheet.view.flashing == standing.slot:
        piece[0] = (Span(f" {standing.digit} ", REVERSE), *piece[0][1:])
    for y, row in enumerate(piece, start=top):
        if sheet.view.selected == card.key:
            sheet.canvas.put(x, y, (Span(_bar(sheet.view, is_line=y in chosen_rows), SELECTED),), 1)
        elif card.key in sheet.view.highlighted:
            sheet.canvas.put(x, y, (Span("*", SELECTED),), 1)
        sheet.canvas.put(x + 1, y, row, sheet.fmt.width)
    width = sheet.grid.column_width
    if drawn.enter_row is not None and part.start <= drawn.enter_row + titles < part.stop:
        sheet.hits.append(Hit(x, shift + drawn.enter_row, width, 1, standing.slot, card.key, bumps=True))
    for start, stop, line in drawn.lines:
        if part.start <= start + titles and stop + titles <= part.stop:
            key = (line.order_id, line.item_id)
            sheet.hits.append(Hit(x, shift + start, width, stop - start, standing.slot, card.key, key))
    sheet.hits.append(Hit(x, top, width, part.height, standing.slot, card.key))


def _rows_of_line(drawn: DrawnCard, line: tuple[str, int] | None, shift: int) -> range:
    for start, stop, each in drawn.lines:
        if (each.order_id, each.item_id) == line:
            return range(shift + start, shift + stop)
    return range(0)


def _bar(view: ViewState, *, is_line: bool) -> str:
    """Give the bar of a chosen card; when one of its lines is chosen the bar is thick only there."""
    thick, thin = (">", "|") if view.ascii_only else ("█", "│")
    return thick if view.line is None or is_line else thin


def _note_shown(sheet: _Sheet, card: Card, drawn: DrawnCard, shown: set[int], titles: int) -> None:
    """Remember which lines and unseen marks stand on the screen from their first to their last row."""
    line_marks: set[str] = set()
    hidden: set[str] = set()
    for start, stop, line in drawn.lines:
        line_marks |= line.unseen
        if shown.issuperset(range(titles + start, titles + stop)):
            sheet.lines.add((line.order_id, line.item_id))
        else:
            hidden |= line.unseen
    sheet.marks |= line_marks - hidden
    first_line = drawn.lines[0][0] if drawn.lines else len(drawn.rows)
    is_head_shown = shown.issuperset(range(titles + first_line))
    for mark, what in card.unseen:
        if mark not in line_marks and 0 in shown and (is_head_shown or what is not Unseen.ALLERGY):
            sheet.marks.add(mark)
    if len(shown) == titles + len(drawn.rows):
        sheet.painted.add(card.key)


def _put_lists(sheet: _Sheet) -> str:
    """Put the next page and the held tables under the last column, or into the row above the last one.

    Gives what of the message is left for the last row.
    """
    board, view, grid = sheet.board, sheet.view, sheet.grid
    off = off_page(board, view.places, sheet.now, view.caps)
    in_row, held_in_row = off, True
    if grid.side is not None:
        column = grid.card_columns - 1
        bottoms = [part.bottom for each in view.places.standings for part in each.parts if part.column == column]
        top = max(bottoms) + _LIST_GAP if bottoms else 0
        room = grid.body_rows - top
        wanted_held = 1 + len(board.held) if board.held else 0
        x, y = grid.left_of(column) + 1, grid.top + top
        if off is not None and room >= 1:
            keep = wanted_held + 1 if room > wanted_held + 2 and wanted_held else 0
            rows = next_page_rows(off, view.drawn, sheet.now, sheet.fmt.width, room - keep)
            y, room, in_row = _put_rows(sheet, x, y, rows), room - len(rows) - 1, None
        if wanted_held and room >= min(wanted_held, 2):
            _put_rows(sheet, x, y, held_list_rows(board, sheet.now, sheet.fmt.width, room))
            held_in_row = False
    counter = counter_span(in_row).width + 1 if in_row else 0
    above, message = split_message(view.message, grid.columns, grid.columns - counter)
    if in_row or above or (board.held and held_in_row):
        row = held_row(board, in_row, sheet.now, grid.columns, show_held=held_in_row, message=above)
        sheet.canvas.put(0, grid.held_row, row, grid.columns)
    return message


def _put_rows(sheet: _Sheet, x: int, y: int, rows: tuple[Row, ...]) -> int:
    """Put a block and give the row after it and a blank one."""
    for row in rows:
        sheet.canvas.put(x, y, row)
        y += 1
    return y + 1


def _put_side(sheet: _Sheet) -> None:
    """Put the other stations below the two thirds of the last column that belong to the all-day list."""
    grid = sheet.grid
    if grid.side is None:
        return
    share, of = _ALL_DAY_SHARE
    y = grid.top + grid.body_rows * share // of
    rows = other_station_rows(loads(sheet.board, sheet.now), grid.column_width - 1)
    _put_rows(sheet, grid.side + 1, y, rows[: grid.held_row - y])
