"""Notices of one screen to all of them, as rows below the header; a notice is never cut, but many are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from kds.domain.board import Board
from kds.domain.notes import Note, NoteKind
from kds.domain.text import clean, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.spans import REVERSE, Row, line_of
from kds.ui.drawing.words import joined, short_clock

MOST_NOTICES = 2
"""So many stand on the board; the others are read on the page of the stations."""


def notice_rows(board: Board, columns: int, local: tzinfo | None, caps: Mapping[str, str]) -> tuple[Row, ...]:
    """Give the newest notices, `NOTICE 19:40 EXPO: no more lobster`, and how many there are beside them.

    Args:
        board: whose notes are told.
        columns: width of the screen in cells.
        local: the restaurant's time zone, None for this machine's.
        caps: action → what is printed on its key.
    """
    told = board.shared.of(NoteKind.NOTICE)[::-1]
    texts = [text for note in told[:MOST_NOTICES] for text in wrap_cells(_words(note, local), columns - 2)]
    if len(told) > MOST_NOTICES:
        more = trn("+{count} more notice", "+{count} more notices", len(told) - MOST_NOTICES)
        texts.append(joined(more, caps.get("stations", ""), by=": "))
    return tuple(line_of(f" {text}", columns, REVERSE) for text in texts)


def _words(note: Note, local: tzinfo | None) -> str:
    return tr(
        "NOTICE {time} {station}: {text}",
        time=short_clock(note.at, local),
        station=clean(note.station),
        text=clean(note.text),
    )
