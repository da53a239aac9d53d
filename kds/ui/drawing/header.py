"""The first row: station, clock, how much is open, late and sold out, and how alive the board is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.domain.modes import Mode
from kds.domain.routing import is_pass
from kds.domain.terms import Purchase
from kds.domain.text import cell_width
from kds.language import tr, trn
from kds.ui.drawing.room import WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, COMPLETE, OFFLINE, PLAIN, REVERSE, Row, Span, spread, width_of
from kds.ui.drawing.words import clock, link_word, minutes, minutes_seconds

SKEW_SECONDS = 5.0
"""A clock that differs more from the server's is shown (board 4)."""

_NARROW_COLUMNS = 80
_NARROW_TITLE = 10
"""Cells of the box on a narrow screen, where it says more than the station."""
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class _Room:
    """What gives way when a header is full, first to go first: average, device, blanks, guests, how much is open."""

    average: bool = True
    device: bool = True
    gap: int = 3
    lead: int = 6
    guests: bool = True
    open: bool = True


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a header counts; 0 or None for what it has no word for."""

    is_known: bool = False
    open: int = 0
    late: int = 0
    guests: int = 0
    complete: int = 0
    average: timedelta | None = None


_NARROW_ROOM = _Room(average=False, device=False, gap=2, lead=3, guests=False)
_WIDE_ROOMS = (
    _Room(),
    _Room(average=False),
    _Room(average=False, device=False),
    _Room(average=False, device=False, gap=1, lead=5),
    _Room(average=False, device=False, gap=1, lead=5, guests=False),
)


def header_row(board: Board, now: datetime, columns: int, *, local: tzinfo | None = None) -> Row:
    """Give the header; average, device and guests give way before the rest does.

    Args:
        board: what is shown.
        now: server time.
        columns: width of the screen in cells.
        local: the restaurant's time zone, None for this machine's.
    """
    is_wide, is_narrow = columns >= WIDE_COLUMNS, columns < _NARROW_COLUMNS
    box = Span(f" {_title(board, is_narrow=is_narrow)} ", REVERSE)
    time = (Span(" " * (1 if is_narrow else 3 if is_wide else 2)), Span(clock(now, local), BOLD))
    rooms = _WIDE_ROOMS if is_wide else (_NARROW_ROOM,)
    counted, notes = _counted(board, now, columns), _wordings(board)
    for words in notes:
        is_least = any(words) and words == notes[-2]
        for room in (*rooms, replace(rooms[-1], open=False)) if is_least else rooms:
            right = _connection_spans(board, now, columns, room)
            counts = _counts(counted, room, columns)
            pieces = [*counts, *_note_spans(words, room, counted)]
            left = [box, *time, *(each for lead, span in pieces for each in (_lead(lead, columns), span))]
            if width_of(left) + width_of(right) + 1 <= columns:
                if words != notes[0]:
                    kept = left[: 1 + len(time) + 2 * len(counts)]
                    left = _announced(board, now, left, kept, columns - width_of(kept) - width_of(right) - 3)
                return spread(left, right, columns)
    return _crowded(board, now, columns, [box, *time], counted)


def _title(board: Board, *, is_narrow: bool) -> str:
    """Give what the box says: the station, and before it that this is not the real board."""
    if board.mode is Mode.REAL:
        return board.station.title
    from kds.ui.drawing.mode_strip import MODE_WORDS

    word = tr(MODE_WORDS[board.mode])
    title = f"{word} {board.station.title}"
    return word if is_narrow and cell_width(title) > _NARROW_TITLE else title


def _announced(board: Board, now: datetime, left: list[Span], kept: list[Span], free: int) -> list[Span]:
    """Give the left side; for a moment it names what was told just now as far as there is room beside the counts."""
    if not board.shared.notes:
        return left
    from kds.ui.drawing.sold_out import announced, announcement

    if not announced(board, now):
        return left
    told = announcement(board, free)
    return [*kept, Span("  "), Span(told, BOLD)] if told else left


def _crowded(board: Board, now: datetime, columns: int, left: list[Span], counted: _Counted) -> Row:
    """Give a header with only the counts that fit."""
    room = _WIDE_ROOMS[-1] if columns >= WIDE_COLUMNS else _NARROW_ROOM
    right = _connection_spans(board, now, columns, room)
    for lead, span in _counts(counted, room, columns):
        piece = (_lead(lead, columns), span)
        if width_of(left) + width_of(piece) + width_of(right) + 1 <= columns:
            left.extend(piece)
    return spread(left, right, columns)


def _lead(cells: int, columns: int) -> Span:
    """Give the blanks before a count; a small screen has always two."""
    return Span(" " * (2 if columns < _NARROW_COLUMNS else cells))


def _wordings(board: Board) -> tuple[tuple[str, str], ...]:
    """Give what could be said about what is sold out; nothing is loaded for it while nobody has told anything."""
    if not board.shared.notes:
        return (("", ""),)
    from kds.ui.drawing.sold_out import wordings

    return wordings(board)


def _note_spans(words: tuple[str, str], room: _Room, counted: _Counted) -> list[tuple[int, Span]]:
    """Give what is sold out and what is left, with the blanks before each; a full header saves the colon of the second."""
    gone, left = words
    is_full = room.gap == 1
    first = room.lead - 1 if counted.complete else room.lead  # COMPLETE ends in a blank of its own
    pieces = [(first, Span(gone, BOLD))] if gone else []
    if left:
        lead = first if not gone else 2 if is_full else 3
        pieces.append((lead, Span(left.replace(":", "", 1) if is_full else left, BOLD)))
    return pieces


def _counted(board: Board, now: datetime, columns: int) -> _Counted:
    """Count once what every width of the header is made of."""
    if not board.known and board.cached_at is None:
        return _Counted()
    from kds.domain.pace import Level, level_of

    is_wide, on_pass = columns >= WIDE_COLUMNS, is_pass(board.station)
    return _Counted(
        is_known=True,
        open=len(board.cards) + len(board.promised),
        late=sum(level_of(card, board.station, now) is Level.LATE for card in board.cards),
        guests=sum(card.guests or 0 for card in board.cards) if on_pass and is_wide else 0,
        complete=sum(card.complete_since is not None for card in board.cards) if on_pass else 0,
        average=average_age(board, now) if is_wide and not on_pass else None,
    )


def _counts(counted: _Counted, room: _Room, columns: int) -> list[tuple[int, Span]]:
    """Give what is counted, with the blanks before each; nothing before there is anything to count."""
    if not counted.is_known:
        return []
    gap = 3 if columns >= WIDE_COLUMNS else 2
    counts = [(3, Span(trn("{count} open", "{count} open", counted.open)))] if room.open else []
    if counted.guests and room.guests:
        counts.append((3, Span(trn("{count} guests", "{count} guests", counted.guests))))
    if counted.late:
        counts.append((gap, Span(tr("{count} LATE", count=counted.late), BOLD)))
    if counted.complete:
        counts.append((gap, Span(f" {tr('{count} COMPLETE', count=counted.complete)} ", COMPLETE)))
    if room.average and counted.average is not None:
        counts.append((3, Span(tr("avg {age}", age=minutes(counted.average)))))
    return counts


def average_age(board: Board, now: datetime) -> timedelta | None:
    """Give the mean age of the cards that are cooked by age: not of held ones, nor of those with a promised time."""
    from kds.domain.pace import age_of

    ages = [
        age_of(card.age_from, now)
        for card in board.cards
        if not card.all_held and (card.due_at is None or card.purchase is Purchase.WALK_IN)
    ]
    known = [age for age in ages if age is not None]
    return sum(known, timedelta(0)) / len(known) if known else None


def _connection_spans(board: Board, now: datetime, columns: int, room: _Room) -> tuple[Span, ...]:
    link = board.connection
    gap = Span(" " * room.gap)
    spans: list[Span] = []
    if abs(link.skew_seconds) > SKEW_SECONDS:
        spans += [Span(tr("CLOCK {skew}s", skew=f"{-link.skew_seconds:+.0f}"), BOLD), gap]
    spans.append(_link_span(link, now))
    unsent = f"q{link.unsent}" if columns < _NARROW_COLUMNS else tr("unsent {count}", count=link.unsent)
    spans += [gap, Span(unsent, BOLD if link.unsent else PLAIN)]
    if link.parked:
        spans += [gap, Span(f" {tr('{count} REFUSED', count=link.parked)} ", REVERSE)]
    if room.device and board.device:
        spans += [gap, Span(board.device)]
    return (*spans, Span(" "))


def _link_span(link: Connection, now: datetime) -> Span:
    age = ""
    if link.last_answer_at is not None:
        seconds = max(int((now - link.last_answer_at) / timedelta(seconds=1)), 0)
        age = f" {seconds}s" if seconds < _MINUTE else f" {minutes_seconds(now - link.last_answer_at)}"
    if link.link is Link.CONNECTING:
        return Span(link_word(link.link), BOLD)
    words = f"{link_word(link.link)}{age}"
    if link.link is Link.LIVE:
        return Span(words, PLAIN)
    return Span(f" {words} ", OFFLINE) if link.link is Link.OFFLINE else Span(words, BOLD)
