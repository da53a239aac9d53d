"""The screen of the pass: the rail of tables, details beside it, and what the runner and the couriers wait for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.layout import Block, Shape
from kds.domain.lens import whole_key
from kds.domain.pace import Pace, paces
from kds.domain.places import Standing
from kds.domain.text import cell_width
from kds.language import tr, trn
from kds.ui.drawing.canvas import Canvas
from kds.ui.drawing.detail import DetailView, detail_rows, on_pass_rows, on_the_pass, promised_rows, wait_words
from kds.ui.drawing.footer import footer_row, split_message
from kds.ui.drawing.frame import Frame, Hit
from kds.ui.drawing.ghost import ghost_row
from kds.ui.drawing.header import header_row
from kds.ui.drawing.lists import counter_span, counter_spans, off_page
from kds.ui.drawing.rail import active_endpoints, rail_head, table_height, table_rows
from kds.ui.drawing.sentence import RailView
from kds.ui.drawing.sizes import Density, ExpoGrid, Format, PrepGrid, expo_grid
from kds.ui.drawing.spans import BOLD, DIM, REVERSE, SELECTED, Row, Span, cut, spread, width_of
from kds.ui.drawing.stations import loads, station_rows, unwatched_rows
from kds.ui.drawing.strips import board_strips, empty_rows, promised_words
from kds.ui.drawing.view import ViewState
from kds.ui.drawing.words import padded

if TYPE_CHECKING:
    from kds.ui.drawing.lane import LanePlace

_PAGE_KEY_CELLS = 9
_LEAST_PARTY_ROWS = 4


def expo_blocks(
    board: Board, view: ViewState, now: datetime, columns: int, rows: int, strips: int
) -> tuple[list[Block], Shape]:
    """Measure all tables; give their blocks in sort order and the room for them.

    Args:
        strips: rows that stand below the header.
    """
    _, grid = _divided(board, now, columns, rows, strips)
    rail = RailView(board, grid, now, view.caps, view.local)
    return [Block(card.key, card.title, table_height(rail, card)) for card in board.cards], rail.grid.shape


def expo_frame(board: Board, view: ViewState, now: datetime, columns: int, rows: int) -> Frame:
    """Draw the screen of the pass; see `sheet.board_frame`."""
    strips = board_strips(board, now, columns, view.local, view.caps)
    place, grid = _divided(board, now, columns, rows, len(strips))
    rail = RailView(board, grid, now, view.caps, view.local)
    canvas = Canvas(columns, rows)
    canvas.put(0, 0, header_row(board, now, columns, local=view.local))
    for y, row in enumerate(strips, start=1):
        canvas.put(0, y, row)
    body = grid.top + 1
    empty = empty_rows(board, now, columns, view.local, view.last_order_at)
    if empty:
        canvas.put(0, body, cut(empty[0], grid.columns if place is None else place.x))
    else:
        canvas.put(1, grid.top, rail_head(rail))
        _put_details(canvas, rail, view)
    hits = _put_lane(canvas, board, view, now, place)
    pace_of = paces(board.cards, board.station, now, view.local)
    for standing in view.places.standings:
        card = board.card(standing.key)
        y = body + standing.parts[0].top
        if standing.is_ghost or card is None:
            canvas.put(1, y, ghost_row(board, standing, now, Format(rail.width, grid.density)))
        else:
            hits += _put_table(canvas, rail, view, standing, card, pace_of(card))
    message = _put_counters(canvas, rail, view)
    canvas.put(0, rows - 1, footer_row(board, now, columns, view.caps, message, selected=view.selected))
    whole = frozenset(hit.key for hit in hits)
    return Frame(
        rows=canvas.rows(),
        hits=tuple(hits),
        ticking=frozenset(range(rows)),
        painted=whole,
        lines=frozenset(
            (line.order_id, line.item_id) for card in board.cards if card.key in whole for line in card.lines
        ),
        marks=frozenset(mark for card in board.cards if card.key in whole for mark, _ in card.unseen),
    )


def _divided(board: Board, now: datetime, columns: int, rows: int, strips: int) -> tuple[LanePlace | None, ExpoGrid]:
    """Give where the inquiries stand, and the grid of everything else beside them."""
    endpoints = active_endpoints(board)
    if board.inquiries is None or not board.inquiries.lane(now):
        return None, expo_grid(columns, rows, strips, endpoints)
    from kds.ui.drawing.lane import columns_beside, lane_place

    grid = expo_grid(columns_beside(columns), rows, strips, endpoints)
    place = lane_place(grid, columns)
    if place is not None and columns == grid.columns:
        grid = replace(grid, details=grid.details[:1])
    return place, grid


def _put_lane(canvas: Canvas, board: Board, view: ViewState, now: datetime, place: LanePlace | None) -> list[Hit]:
    """Put the inquiries beside the rail; give what a finger hits there."""
    if place is None:
        return []
    from kds.ui.drawing.lane import LaneView, lane

    drawn = lane(
        board.inquiries,
        LaneView(now, place.width, place.height, view.selected, ascii_only=view.ascii_only, caps=view.caps),
    )
    for y, row in enumerate(drawn.rows, start=place.y):
        canvas.put(place.x, y, row, place.width)
    return [Hit(place.x, place.y + top, place.width, count, -1, key) for top, count, key in drawn.places]


def put_pass_side(canvas: Canvas, board: Board, view: ViewState, now: datetime, grid: PrepGrid) -> list[Hit]:
    """Put beside the cards of the pass what stands beside its rail: the inquiries, else what waits, stations, promises.

    Gives what a finger hits there.
    """
    if grid.side is None:
        return []
    x, width = grid.side + 1, grid.side_width - 1
    if board.inquiries is not None and board.inquiries.lane(now):
        from kds.ui.drawing.lane import LEAST_LANE_CELLS, LanePlace, lane_strip

        if grid.side_width >= LEAST_LANE_CELLS:
            return _put_lane(canvas, board, view, now, LanePlace(grid.side, grid.top, grid.side_width, grid.body_rows))
        canvas.put(x, grid.top, lane_strip(board.inquiries, now, width, view.caps) or (), width)
        return []
    rail = expo_grid(grid.columns, grid.rows, grid.top - 1, active_endpoints(board))
    _put_panels(canvas, RailView(board, rail, now, view.caps, view.local), x, grid.top, width)
    return []


def _put_table(canvas: Canvas, rail: RailView, view: ViewState, standing: Standing, card: Card, age: Pace) -> list[Hit]:
    grid = rail.grid
    rows = list(table_rows(rail, card, age, standing.digit))
    top = grid.top + 1 + standing.parts[0].top
    if view.flashing == standing.slot:
        rows[0] = (Span(f" {standing.digit} ", REVERSE), *rows[0][1:])
    for y, row in enumerate(rows, start=top):
        if view.selected == card.key:
            canvas.put(0, y, (Span(">" if view.ascii_only else "█", SELECTED),), 1)
        elif whole_key(card.key) in view.highlighted:
            canvas.put(0, y, (Span("*", SELECTED),), 1)
        canvas.put(1, y, row, rail.width)
    hits = []
    if card.complete_since is not None or card.unseen:
        at = grid.rail - (16 if grid.is_wide else 14)
        hits.append(Hit(at, top + len(rows) - 1, grid.rail - at, 1, standing.slot, card.key, bumps=True))
    return [*hits, Hit(0, top, grid.rail, len(rows), standing.slot, card.key)]


def _put_details(canvas: Canvas, rail: RailView, view: ViewState) -> None:
    """Put the rule and, behind it, the chosen table, the complete one that has waited longest, else the oldest."""
    grid = rail.grid
    bottom = _bottom(grid)
    if not grid.details:
        return
    rule = (Span("|" if view.ascii_only else "│", DIM),)
    for y in range(grid.top, bottom):
        canvas.put(grid.rail, y, rule, 1)
    cards = _detailed(rail, view)
    for index, (x, width) in enumerate(grid.details):
        y = grid.top
        if index < len(cards):
            is_chosen_card = cards[index].key == view.selected
            line = view.line if is_chosen_card else None
            # the key acts on the chosen table alone
            caps = (
                rail.caps if is_chosen_card else {name: cap for name, cap in rail.caps.items() if name != "send_ready"}
            )
            seen = DetailView(rail.board, rail.now, width, len(grid.details) > 1, caps, rail.local, line)
            for row, is_chosen in detail_rows(cards[index], seen, bottom - y):
                canvas.put(x, y, row, width)
                if is_chosen:
                    canvas.put(x - 1, y, (Span(">" if view.ascii_only else "█", SELECTED),), 1)
                y += 1
        if grid.is_wide and index == len(grid.details) - 1:
            _put_panels(canvas, rail, x, y, width)


def _detailed(rail: RailView, view: ViewState) -> list[Card]:
    """Give the tables for the details, left to right."""
    chosen = rail.board.card(view.selected) if view.selected is not None else None
    complete = [card for card, _ in on_the_pass(rail.board, rail.now)]
    wanted = [*([chosen] if chosen else []), *complete[:2]] or list(rail.board.cards[:1])
    return list({card.key: card for card in wanted}.values())[: len(rail.grid.details)]


def _put_panels(canvas: Canvas, rail: RailView, x: int, y: int, width: int) -> None:
    """Put what is on the pass, the stations and the promises below a detail, each only as a whole."""
    bottom = _bottom(rail.grid)
    busy = loads(rail.board, rail.now)
    unwatched = unwatched_rows(busy, width)
    panels = (
        (1, on_pass_rows(rail.board, rail.now, width)),
        (1, station_rows(busy, width)),
        (0, unwatched),
        (0 if unwatched else 1, promised_rows((*rail.board.cards, *rail.board.promised), width, rail.local)),
    )
    for gap, rows in panels:
        start = y + gap if y > rail.grid.top else y
        if rows and start + len(rows) <= bottom:
            y = _put(canvas, x, start, rows)
    venue = rail.board.venue
    if venue is not None and venue.show is not None and bottom - y > _LEAST_PARTY_ROWS:
        from kds.ui.drawing.parties import party_rows

        _put(canvas, x, y + 1, party_rows(venue, width, bottom - y - 1))


def _put(canvas: Canvas, x: int, y: int, rows: tuple[Row, ...]) -> int:
    for row in rows:
        canvas.put(x, y, row)
        y += 1
    return y


def _bottom(grid: ExpoGrid) -> int:
    """Give the first row below the rail and its details."""
    return grid.top + 1 + grid.body_rows + (1 if grid.density is Density.ROOMY else 0)


def _put_counters(canvas: Canvas, rail: RailView, view: ViewState) -> str:
    """Put what waits on the pass and what is off the page: one row, on a large screen inside the rail.

    Gives what of the message is left for the last row.
    """
    grid = rail.grid
    off = off_page(rail.board, view.places, rail.now, rail.caps)
    complete = sum(card.complete_since is not None for card in off.cards) if off else 0
    right: tuple[Span, ...] = ()
    runner = ""
    promised = promised_words(rail.board, rail.local)
    if grid.density is not Density.ROOMY:
        right = counter_spans(promised, counter_span(off, tr("{count} complete", count=complete)) if off else None)
        runner = _runner_words(rail, grid.columns - width_of(right) - 1)
    elif off is not None:
        look = REVERSE if off.is_due or complete else BOLD
        left = Span(f"{tr('NEXT PAGE')} {off.counted}, {tr('{count} complete', count=complete)}", look)
        page_key = Span(padded(off.key, _PAGE_KEY_CELLS), BOLD)
        canvas.put(1, _bottom(grid) - 1, spread((left,), (page_key,), rail.width))
    above, message = split_message(view.message, grid.columns, grid.columns - width_of(right) - 1)
    said = Span(f" {above} ", REVERSE) if above else Span(runner, BOLD)
    canvas.put(0, grid.rows - 2, spread((said,), right, grid.columns))
    return message


def _runner_words(rail: RailView, room: int) -> str:
    """Give what the runner needs, once, in words."""
    waiting = on_the_pass(rail.board, rail.now)
    if not waiting:
        return ""
    count, longest = len(waiting), wait_words(waiting[0][1], rail.board.station.pass_alarm)
    words = trn(
        "RUNNER: {count} table on the pass, oldest {age}",
        "RUNNER: {count} tables on the pass, oldest {age}",
        count,
        age=longest,
    )
    return words if cell_width(words) <= room else tr("RUNNER: {count}, {age}", count=count, age=longest)
