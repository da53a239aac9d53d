"""The row of zones while only one is shown: what stands in the others, and first of all what is in trouble there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.lens import ZoneTab
from kds.domain.pace import Level, level_of
from kds.domain.text import clean, cut_cells
from kds.language import tr
from kds.ui.drawing.frame import Hit
from kds.ui.drawing.spans import BOLD, COMPLETE, DIM, LATE, REVERSE, VOID, Look, Row, Span, blank, spread, width_of

_LEAST_NAME = 6


def zone_row(board: Board, now: datetime, columns: int, caps: Mapping[str, str]) -> Row:
    """Give the tabs of the zones at the left and what must not be overlooked in the hidden ones at the right.

    Where there is no room the other zones go first, then the names in what is said of them; never that there is trouble.
    """
    hidden = [tab for tab in board.tabs if not tab.is_shown]
    shown = [tab for tab in board.tabs if tab.is_shown]
    for trouble in (_by_zone(board, hidden, now), _together(board, hidden, now)):
        for left in (_tabs(board.tabs, caps), _tabs(shown, caps), _tabs(shown, {})):
            if width_of(left) + width_of(trouble) + 1 <= columns:
                return spread(left, trouble, columns)
    room = max(columns - width_of(trouble) - 1, _LEAST_NAME)
    name = cut_cells(clean(shown[0].name) if shown else "", room - 2)
    return spread((Span(f" {name} ", REVERSE),), trouble, columns)


def zone_hits(
    board: Board, strips: Sequence[Row], now: datetime, columns: int, caps: Mapping[str, str]
) -> tuple[Hit, ...]:
    """Give what a finger hits on the row of zones: it shows the next one.

    Args:
        strips: the rows below the header; the row of zones is one of them.
    """
    if not board.tabs:
        return ()
    y = 1 + strips.index(zone_row(board, now, columns, caps))
    return (Hit(0, y, columns, 1, -1, "", action="next_zone"),)


def _tabs(tabs: Sequence[ZoneTab], caps: Mapping[str, str]) -> list[Span]:
    spans: list[Span] = []
    for tab in tabs:
        words = f" {clean(tab.name)} {len(tab.cards)} "
        spans.append(Span(words, REVERSE) if tab.is_shown else Span(words, DIM))
    if "next_zone" in caps:
        spans += [blank(1), Span(tr("{key} next zone", key=caps["next_zone"]), DIM)]
    return spans


def _by_zone(board: Board, hidden: Sequence[ZoneTab], now: datetime) -> list[Span]:
    spans: list[Span] = []
    for tab in hidden:
        counted = _counted(board, tab.cards, now)
        if counted:
            spans += [blank(1), *counted, Span(tr(" in {zone} ", zone=clean(tab.name)), BOLD)]
    return spans


def _together(board: Board, hidden: Sequence[ZoneTab], now: datetime) -> list[Span]:
    counted = _counted(board, [card for tab in hidden for card in tab.cards], now)
    return [*counted, Span(tr(" elsewhere "), BOLD)] if counted else []


def _counted(board: Board, cards: Sequence[Card], now: datetime) -> list[Span]:
    """Give `2 LATE`, `1 NOT SEEN`, `1 COMPLETE`, each with its look; nothing where all is well."""
    late = sum(level_of(card, board.station, now) is Level.LATE for card in cards)
    unseen = sum(bool(card.unseen) for card in cards)
    complete = sum(card.complete_since is not None for card in cards)
    words: list[tuple[str, Look]] = []
    if late:
        words.append((tr(" {count} LATE ", count=late), LATE))
    if unseen:
        words.append((tr(" {count} NOT SEEN ", count=unseen), VOID))
    if complete:
        words.append((tr(" {count} COMPLETE ", count=complete), COMPLETE))
    return [Span(text, look) for text, look in words]
