"""What is sold out and what is nearly, in the words of the header: all names where there is room, else how many; no page is drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kds.domain.board import Board
from kds.domain.notes import Note, NoteKind
from kds.domain.products import product_name
from kds.domain.text import cell_width
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.drawing.words import dotted, joined

ANNOUNCED_FOR = timedelta(seconds=5)
"""How long a small screen names what was told just now, in place of how many there are (screens 5)."""

_LEAST_NAMES = 2
_LEAST_CUT_CELLS = 6
"""Of a name that has no room for all of it; fewer would say nothing."""


def gone_names(board: Board) -> tuple[str, ...]:
    """Give the names of what is sold out, first told first, as the station writes dishes."""
    return tuple(_cased(board, product_name(board, note)) for note in board.shared.sold_out.values())


def left_words(board: Board) -> tuple[str, ...]:
    """Give `4 VENISON` for each product that is counted down and not gone yet."""
    return tuple(
        f"{amount_words(note.amount)} {_cased(board, product_name(board, note))}"
        for note in counted_down(board)
        if note.amount is not None
    )


def counted_down(board: Board) -> tuple[Note, ...]:
    """Give the notes of what is counted down and not gone yet, first told first."""
    gone = board.shared.sold_out
    return tuple(note for code, note in board.shared.countdowns.items() if code not in gone and note.amount is not None)


def announced(board: Board, now: datetime) -> bool:
    """Whether something was told to be sold out, or nearly, just now."""
    newest = _newest(board)
    return newest is not None and timedelta(0) <= now - _told_at(newest) < ANNOUNCED_FOR


def _newest(board: Board) -> Note | None:
    kinds = (NoteKind.SOLD_OUT, NoteKind.COUNTDOWN)
    return max((note for note in board.shared.notes if note.kind in kinds), key=_told_at, default=None)


def _told_at(note: Note) -> datetime:
    """Give when a product was told to be nearly gone; one that was counted down to nothing was told then."""
    return note.gone_at or note.at


def wordings(board: Board) -> tuple[tuple[str, str], ...]:
    """Give what the header could say about what is sold out and what is left, the fullest first; both empty at last.

    What is left gives way before the names of what is gone, and those before their number.
    """
    gone, left = gone_names(board), left_words(board)
    names = tr("86: {names}", names=", ".join(gone)) if gone else ""
    number = tr("86: {names}", names=len(gone)) if gone else ""
    entries = tr("LEFT: {entries}", entries=", ".join(left)) if left else ""
    some_left = tr("LEFT: {entries}", entries=_counted(left, 1)) if left else ""
    found = [(names, entries), (names, some_left), (names, "")]
    found += [(some, "") for some in _shortened(gone)]
    found += [(number, entries), (number, some_left), (number, ""), ("", "")]
    return tuple(dict.fromkeys(found))


def announcement(board: Board, room: int) -> str:
    """Give as many names as a small screen has room for, what was told last first: `86: BURRATA +2   LEFT: 4 VENISON`."""
    gone = _fitted(tr("86: {names}"), gone_names(board)[::-1], room)
    left = _fitted(tr("LEFT: {entries}"), left_words(board)[::-1], room)
    newest = _newest(board)
    is_gone = newest is not None and newest.plu_code in board.shared.sold_out
    told = joined(gone, left)
    return told if cell_width(told) <= room else gone if is_gone else left


def _shortened(names: Sequence[str]) -> Iterator[str]:
    """Give `86: SEA TROUT, BURRATA +3`, then one name fewer each time."""
    for count in range(len(names) - 1, _LEAST_NAMES - 1, -1):
        yield tr("86: {names}", names=_counted(names, count))


def _fitted(sentence: str, names: Sequence[str], room: int) -> str:
    for count in range(len(names), 0, -1):
        words = _counted(names, count)
        told = sentence.format(names=words, entries=words)
        if cell_width(told) <= room:
            return told
    cut_cells = room - cell_width(sentence.format(names=(rest := _counted(("", *names[1:]), 1)), entries=rest))
    if not names or cut_cells < _LEAST_CUT_CELLS:
        return ""
    words = _counted((dotted(names[0], cut_cells), *names[1:]), 1)
    return sentence.format(names=words, entries=words)


def _counted(names: Sequence[str], count: int) -> str:
    """Give the first names, and how many more there are."""
    more = f" +{len(names) - count}" if count < len(names) else ""
    return f"{', '.join(names[:count])}{more}"


def _cased(board: Board, name: str) -> str:
    return name.upper() if board.station.upper_case_items else name
