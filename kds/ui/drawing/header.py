"""The first row: station, clock, how much is open and late, and how alive the board is."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.pace import Level, level_of
from kds.domain.routing import is_pass
from kds.ui.drawing.sizes import WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, COMPLETE, OFFLINE, PLAIN, REVERSE, Row, Span, spread, width_of
from kds.ui.drawing.words import clock, minutes_seconds

SKEW_SECONDS = 5.0
"""A clock that differs more from the server's is shown (board 4)."""

_NARROW_COLUMNS = 80
_MINUTE = 60


def header_row(board: Board, now: datetime, columns: int, *, local: tzinfo | None = None) -> Row:
    """Give the header; average, guests and device give way before the rest does.

    Args:
        board: what is shown.
        now: server time.
        columns: width of the screen in cells.
        local: the restaurant's time zone, None for this machine's.
    """
    is_wide = columns >= WIDE_COLUMNS
    is_narrow = columns < _NARROW_COLUMNS
    gap = 3 if is_wide else 2
    box = Span(f" {board.station.name} ", REVERSE)
    left: list[Span] = [box, Span(" " * (1 if is_narrow else gap)), Span(clock(now, local), BOLD)]
    right = _connection_spans(board, now, columns)
    for lead, span in _counts(board, now, is_wide=is_wide):
        piece = (Span(" " * (2 if is_narrow else lead)), span)
        if width_of(left) + width_of(piece) + width_of(right) + 1 <= columns:
            left.extend(piece)
    return spread(left, right, columns)


def _counts(board: Board, now: datetime, *, is_wide: bool) -> list[tuple[int, Span]]:
    """Give what is counted, with the blanks before each; nothing before there is anything to count."""
    if not board.known and board.cached_at is None:
        return []
    late = sum(level_of(card, board.station, now) is Level.LATE for card in board.cards)
    counts = [(3, Span(f"{len(board.cards)} open"))]
    if is_pass(board.station) and is_wide and (guests := sum(card.guests or 0 for card in board.cards)):
        counts.append((3, Span(f"{guests} guests")))
    if late:
        counts.append((3 if is_wide else 2, Span(f"{late} LATE", BOLD)))
    complete = sum(card.complete_since is not None for card in board.cards)
    if is_pass(board.station) and complete:
        counts.append((3 if is_wide else 2, Span(f" {complete} COMPLETE ", COMPLETE)))
    return counts


def _connection_spans(board: Board, now: datetime, columns: int) -> tuple[Span, ...]:
    link = board.connection
    gap = Span(" " * (3 if columns >= WIDE_COLUMNS else 2))
    spans: list[Span] = []
    if abs(link.skew_seconds) > SKEW_SECONDS:
        spans += [Span(f"CLOCK {-link.skew_seconds:+.0f}s", BOLD), gap]
    spans.append(_link_span(link, now))
    unsent = f"q{link.unsent}" if columns < _NARROW_COLUMNS else f"unsent {link.unsent}"
    spans += [gap, Span(unsent, BOLD if link.unsent else PLAIN)]
    if link.parked:
        spans += [gap, Span(f" {link.parked} REFUSED ", REVERSE)]
    if columns >= WIDE_COLUMNS and board.device:
        spans += [gap, Span(board.device)]
    return (*spans, Span(" "))


def _link_span(link: Connection, now: datetime) -> Span:
    age = ""
    if link.last_answer_at is not None:
        seconds = max(int((now - link.last_answer_at) / timedelta(seconds=1)), 0)
        age = f" {seconds}s" if seconds < _MINUTE else f" {minutes_seconds(now - link.last_answer_at)}"
    if link.link is Link.CONNECTING:
        return Span("CONNECTING", BOLD)
    if link.link is Link.LIVE:
        return Span(f"LIVE{age}", PLAIN)
    return Span(f" {link.link.value}{age} ", OFFLINE) if link.link is Link.OFFLINE else Span(f"SLOW{age}", BOLD)
