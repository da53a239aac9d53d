"""Rows that say something about the whole board: offline, connecting, a broken installation, nothing open, too small."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.routing import is_pass
from kds.domain.station import Role
from kds.domain.text import cell_width, cut_cells, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.room import LEAST_COLUMNS, LEAST_ROWS, WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, OFFLINE, REVERSE, Row, line_of
from kds.ui.drawing.words import clock, joined, link_word, minutes_seconds, short_clock

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
        words = f" {tr('BOARD OF {time} - NOT LIVE, CONNECTING', time=clock(board.cached_at, local))}"
        rows.append(line_of(words, columns, OFFLINE))
    rows.extend(_side_row(name, link, now, columns) for name, link in board.sides if link.link in _NOT_ALIVE)
    if board.shared.notes:
        from kds.ui.drawing.notices import notice_rows

        rows.extend(notice_rows(board, columns, local, caps))
    if board.venue is not None and board.venue.show is not None:
        from kds.ui.drawing.parties import venue_strips

        rows.extend(venue_strips(board.venue, columns))
    if board.inquiries is not None and columns < WIDE_COLUMNS:
        from kds.ui.drawing.lane import lane_strip

        strip = lane_strip(board.inquiries, now, columns, caps)
        rows.extend(() if strip is None else (strip,))
    if board.tabs:
        from kds.ui.drawing.zones import zone_row

        rows.append(zone_row(board, now, columns, caps))
    if board.left_over or board.shared.is_offered:
        from kds.ui.drawing.asides import cover_row, yesterday_row

        asides = (cover_row(board, columns, caps), yesterday_row(board, columns, local, caps))
        rows.extend(row for row in asides if row is not None)
    return tuple(rows)


def empty_rows(
    board: Board, now: datetime, columns: int, local: tzinfo | None, last: datetime | None = None
) -> tuple[Row, ...]:
    """Give what stands in place of cards when there are none; "no orders" only while good answers come.

    Args:
        last: server time when the last card left this screen, None when it never had one.
    """
    if board.cards:
        return ()
    if not board.known:
        why = f"  {board.connection.reason}" if board.connection.reason else ""
        return (line_of(f" {clock(now, local)}    {tr('CONNECTING TO THE TILL')}{why}", columns, BOLD),)
    if board.connection.link is not Link.LIVE:
        return ()
    return (line_of(f" {clock(now, local)}    {no_orders_words(board, now, local, last)}", columns, BOLD),)


def no_orders_words(board: Board, now: datetime, local: tzinfo | None, last: datetime | None = None) -> str:
    """Give `NO ORDERS FOR GRILL    last one 19:31    LIVE 1s`; only to be drawn after a good answer.

    Args:
        last: server time when the last card left this screen, None when it never had one.
    """
    times = [at for at in (last, _last_finished(board)) if at is not None]
    link = board.connection
    age = f" {max(int((now - link.last_answer_at).total_seconds()), 0)}s" if link.last_answer_at else ""
    is_runner = board.station.role is Role.RUNNER
    if board.promised:
        return joined(
            tr("NOTHING TO START YET"), promised_words(board, local), f"{tr(link.link.value)}{age}", by="    "
        )
    nothing = tr("NOTHING ON THE PASS") if is_runner else tr("NO ORDERS FOR {station}", station=board.station.name)
    return joined(
        nothing,
        tr("last one {time}", time=short_clock(max(times), local)) if times else "",
        f"{tr(link.link.value)}{age}",
        by="    ",
    )


def promised_words(board: Board, local: tzinfo | None, *, is_narrow: bool = False) -> str:
    """Give `2 promised, first 20:05` for what waits for its time, `2 for 20:05` where there is little room; mostly empty."""
    due = next((card.due_at for card in board.promised if card.due_at is not None), None)
    if due is None:
        return ""
    time = short_clock(due, local)
    if is_narrow:
        return tr("{count} for {time}", count=len(board.promised), time=time)
    return trn("{count} promised for {time}", "{count} promised, first {time}", len(board.promised), time=time)


def too_small_rows(columns: int, rows: int) -> tuple[Row, ...]:
    """Give the one sentence of a terminal that is too small for a board."""
    sentence = tr(
        "The board needs {least} cells, this screen has {given}.",
        least=f"{LEAST_COLUMNS}x{LEAST_ROWS}",
        given=f"{columns}x{rows}",
    )
    said = tuple(line_of(text, columns, BOLD) for text in wrap_cells(sentence, columns))
    return (*said, *(line_of("", columns) for _ in range(rows)))[:rows]


def _side_row(name: str, link: Connection, now: datetime, columns: int) -> Row:
    """Give the row of a second system that does not answer; the till's own rows stand above it."""
    since = f" {minutes_seconds(now - link.offline_since)}" if link.offline_since else ""
    kept = f"  {tr('kept: {count}', count=link.unsent)}" if link.unsent else ""
    reason = f"  {link.reason}" if link.reason else ""
    words = f" {name.upper()} {link_word(link.link)}{since}{kept}{reason}"
    return line_of(words if cell_width(words) <= columns else f"{cut_cells(words, columns - 2)}..", columns, REVERSE)


def _offline_rows(board: Board, now: datetime, columns: int, local: tzinfo | None) -> list[Row]:
    link = board.connection
    since = minutes_seconds(now - link.offline_since) if link.offline_since else ""
    says = f"{tr('OFFLINE')} {since}  {tr('NO NEW ORDERS ARRIVE - TAKE PAPER')}"
    kept = tr("bumps kept: {count}", count=link.unsent)
    last = tr("last {time}", time=clock(link.last_answer_at, local)) if link.last_answer_at else tr("no answer yet")
    words = f" {says}   {kept}   {last}"
    for shorter in (f" {says}  {tr('kept: {count}', count=link.unsent)}", f" {says}"):
        if cell_width(words) > columns:
            words = shorter
    rows = [line_of(words, columns, OFFLINE)]
    if not is_pass(board.station):
        rows.append(line_of(f" {tr('The pass does not see your bumps. Call plates by voice.')}", columns, OFFLINE))
    return rows


def _last_finished(board: Board) -> datetime | None:
    return max((each.changed_at for each in board.recallable), default=None)
