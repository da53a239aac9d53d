"""Brings a view up to date with the board: draws what changed, measures it, and places it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kds.domain.board import Board
from kds.domain.layout import Block, Shape
from kds.domain.pace import pace
from kds.domain.places import placed
from kds.domain.routing import is_pass
from kds.ui.drawing.card import DrawnCard, block_of, drawn_card
from kds.ui.drawing.rail import active_endpoints, table_height
from kds.ui.drawing.sentence import RailView
from kds.ui.drawing.sizes import Format, PrepGrid, expo_grid, is_too_small, prep_grid
from kds.ui.drawing.strips import board_strips
from kds.ui.drawing.view import ViewState


def arranged(
    board: Board,
    view: ViewState,
    now: datetime,
    columns: int,
    rows: int,
    *,
    at: float,
    last_key_at: float,
    page: int | None = None,
) -> ViewState:
    """Give the view with the places of this board's cards on a screen of that size.

    Args:
        board: what the station sees.
        view: the view before.
        now: server time, for ages.
        columns: width of the screen in cells.
        rows: height of the screen in cells.
        at: now, in monotonic seconds.
        last_key_at: when a key was pressed last, same clock.
        page: the page to show, None for the present one; a number too high gives the last page.
    """
    if is_too_small(columns, rows):
        return view
    strips = len(board_strips(board, now, columns, view.local))
    if is_pass(board.station):
        rail = RailView(board, expo_grid(columns, rows, strips, active_endpoints(board)), now, view.caps, view.local)
        blocks = [Block(card.key, card.title, table_height(rail, card)) for card in board.cards]
        drawn = view.drawn
        shape: Shape = rail.grid.shape
    else:
        prep = prep_grid(columns, rows, strips)
        fmt = prep_format(board, view, prep)
        fresh: dict[str, DrawnCard] = {}
        blocks = []
        for card in board.cards:
            age = pace(card, board.station, now, view.local)
            fresh[card.key] = drawn_card(card, age, now, fmt, view.drawn.get(card.key))
            blocks.append(block_of(fresh[card.key], age, fmt))
        drawn, shape = fresh, prep.shape
    places = placed(view.places, blocks, shape, at=at, last_key_at=last_key_at, page=page)
    return replace(view, places=places, drawn=drawn)


def prep_format(board: Board, view: ViewState, grid: PrepGrid) -> Format:
    """Give how the rows of a prep board's cards are made."""
    station = board.station
    return Format(
        width=grid.column_width - 1,
        density=grid.density,
        upper_case=station.upper_case_items,
        minutes_seconds=station.minutes_seconds,
        caps=view.caps,
    )
