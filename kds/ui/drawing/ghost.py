"""The one row that a card leaves behind, with the way to take it back."""

from __future__ import annotations

from datetime import datetime

from kds.domain.board import Board, DoneIntent
from kds.domain.intents import IntentKind
from kds.domain.places import Standing
from kds.domain.routing import is_pass
from kds.domain.text import cell_width
from kds.language import tr
from kds.ui.drawing.last_done import UNDO_FOR, done_ago, undoable
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import BOLD, GHOST, Row, Span, filled, spread, width_of
from kds.ui.drawing.words import minutes_seconds


def ghost_row(board: Board, standing: Standing, now: datetime, fmt: Format) -> Row:
    """Give `5  T9 done 0:09   U undo`; a card that went by itself is only `gone`."""
    done = _intent_of(board, standing)
    lead = f" {standing.digit}  {standing.title} "
    if done is None:
        return filled((Span(f"{lead}{tr('gone')}", GHOST),), fmt.width)
    ago = done_ago(done, board, now)
    is_next = undoable(board) is done and ago <= UNDO_FOR
    words = f"{lead}{_since(minutes_seconds(ago), on_pass=is_pass(board.station), is_roomy=fmt.is_roomy)}"
    undo = (Span(tr("{key} undo", key=fmt.caps["undo"]), BOLD),) if "undo" in fmt.caps and is_next else ()
    if width_of(undo) + cell_width(words) + 1 > fmt.width:
        undo = ()
    return spread((Span(words, GHOST),), undo, fmt.width)


def _since(age: str, *, on_pass: bool, is_roomy: bool) -> str:
    if is_roomy:
        return tr("sent {age} ago", age=age) if on_pass else tr("done {age} ago", age=age)
    return tr("sent {age}", age=age) if on_pass else tr("done {age}", age=age)


def is_ticking(board: Board, standing: Standing) -> bool:
    """Whether a ghost's row changes each second."""
    return _intent_of(board, standing) is not None


def _intent_of(board: Board, standing: Standing) -> DoneIntent | None:
    return next(
        (done for done in board.done if done.intent.card_key == standing.key and done.intent.kind is IntentKind.BUMP),
        None,
    )
