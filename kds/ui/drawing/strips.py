"""Rows that say something about the whole board: offline, connecting, a broken installation, nothing open, too small."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.routing import is_pass
from kds.domain.text import cell_width, cut_cells, wrap_cells
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.sizes import LEAST_COLUMNS, LEAST_ROWS, WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, OFFLINE, REVERSE, Row, line_of
from kds.ui.drawing.words import clock, minutes_seconds, short_clock

_NOT_ALIVE = (Link.SLOW, Link.OFFLINE)


def board_strips(
    board: Board, now: datetime, columns: int, local: tzinfo | None, caps: Mapping[str, str] = DEFAULT_CAPS
) -> tuple[Row, ...]:
    """Give the rows that stand below the header as long as their reason lasts, none on a healthy board.

    Args:
        board: what the station sees.
        now: server time.
        columns: width of the screen in cells.
        local: the restaurant's time zone.
        caps: action → what is printed on its key.
    """
    rows: list[Row] = []
    if board.banner:
        rows.extend(line_of(f" {text}", columns, REVERSE) for text in wrap_cells(board.banner, columns - 2))
    if board.connection.link is Link.OFFLINE:
        rows.extend(_offline_rows(board, now, columns, local))
    elif board.cached_at is not None:
        words = f" BOARD OF {clock(board.cached_at, local)} - NOT LIVE, CONNECTING"
        rows.append(line_of(words, columns, OFFLINE))
    rows.extend(_side_row(name, link, now, columns) for name, link in board.sides if link.link in _NOT_ALIVE)
    if board.venue is not None and board.venue.show is not None:
        from kds.ui.drawing.parties import venue_strips

        is_listed = is_pass(board.station) and columns >= WIDE_COLUMNS and bool(board.cards)
        rows.extend(venue_strips(board.venue, columns, is_listed=is_listed))
    if board.inquiries is not None and columns < WIDE_COLUMNS:
        from kds.ui.drawing.lane import lane_strip

        strip = lane_strip(board.inquiries, now, columns, caps)
        rows.extend(() if strip is None else (strip,))
    return tuple(rows)


def empty_rows(board: Board, now: datetime, columns: int, local: tzinfo | None) -> tuple[Row, ...]:
    """Give what stands in place of cards when there are none; "no orders" only while good answers come."""
    if board.cards:
        return ()
    if not board.known:
        why = f"  {board.connection.reason}" if board.connection.reason else ""
        return (line_of(f" {clock(now, local)}    CONNECTING TO THE TILL{why}", columns, BOLD),)
    if board.connection.link is not Link.LIVE:
        return ()
    last = f"    last one {short_clock(at, local)}" if (at := _last_finished(board)) else ""
    answered = board.connection.last_answer_at
    age = f" {max(int((now - answered).total_seconds()), 0)}s" if answered else ""
    words = f" {clock(now, local)}    NO ORDERS FOR {board.station.name}{last}    {board.connection.link.value}{age}"
    return (line_of(words, columns, BOLD),)


def too_small_rows(columns: int, rows: int) -> tuple[Row, ...]:
    """Give the one sentence of a terminal that is too small for a board."""
    sentence = f"The board needs {LEAST_COLUMNS}x{LEAST_ROWS} cells, this screen has {columns}x{rows}."
    said = tuple(line_of(text, columns, BOLD) for text in wrap_cells(sentence, columns))
    return (*said, *(line_of("", columns) for _ in range(rows)))[:rows]


def _side_row(name: str, link: Connection, now: datetime, columns: int) -> Row:
    """Give the row of a second system that does not answer; the till's own rows stand above it."""
    since = f" {minutes_seconds(now - link.offline_since)}" if link.offline_since else ""
    kept = f"  kept: {link.unsent}" if link.unsent else ""
    reason = f"  {link.reason}" if link.reason else ""
    words = f" {name.upper()} {link.link.value}{since}{kept}{reason}"
    return line_of(words if cell_width(words) <= columns else f"{cut_cells(words, columns - 2)}..", columns, REVERSE)


def _offline_rows(board: Board, now: datetime, columns: int, local: tzinfo | None) -> list[Row]:
    link = board.connection
    since = minutes_seconds(now - link.offline_since) if link.offline_since else ""
    says = "NO NEW ORDERS ARRIVE - TAKE PAPER"
    kept = f"bumps kept: {link.unsent}"
    last = f"last {clock(link.last_answer_at, local)}" if link.last_answer_at else "no answer yet"
    words = f" OFFLINE {since}  {says}   {kept}   {last}"
    for shorter in (f" OFFLINE {since}  {says}  kept: {link.unsent}", f" OFFLINE {since}  {says}"):
        if cell_width(words) > columns:
            words = shorter
    rows = [line_of(words, columns, OFFLINE)]
    if not is_pass(board.station):
        rows.append(line_of(" The pass does not see your bumps. Call plates by voice.", columns, OFFLINE))
    return rows


def _last_finished(board: Board) -> datetime | None:
    return max((each.changed_at for each in board.recallable), default=None)
