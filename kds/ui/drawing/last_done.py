"""What this screen did last, in words, and for how long it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kds.domain.board import Board, DoneIntent
from kds.domain.errands import EndNote, words_of
from kds.domain.intents import Command, Errand, Intent, IntentKind
from kds.domain.routing import is_pass
from kds.language import mark, tr
from kds.ui.drawing.room import WIDE_COLUMNS
from kds.ui.drawing.words import minutes_seconds

UNDO_FOR = timedelta(seconds=60)
"""How long the last bump can be taken back with one key (board 6)."""

_PAST = {
    IntentKind.BUMP: mark("DONE"),
    IntentKind.START: mark("STARTED"),
    IntentKind.RECALL: mark("RECALLED"),
    IntentKind.FIRE: mark("FIRED"),
    IntentKind.UNDO: mark("TAKEN BACK"),
    IntentKind.DELETE: mark("DELETED"),
    IntentKind.SEEN: mark("SEEN"),
    IntentKind.TICK: mark("TICKED"),
    IntentKind.RUSH: mark("RUSH"),
    IntentKind.AGAIN: mark("AGAIN"),
    IntentKind.NOTE: mark("TOLD"),
    IntentKind.ERRAND: mark("TOLD"),
    IntentKind.CLOSE: mark("CLOSED"),
}


_NEVER_UNDONE = (IntentKind.UNDO, IntentKind.SEEN, IntentKind.TICK, IntentKind.CLOSE)
_GONE_ONCE_RELEASED = (IntentKind.FIRE, IntentKind.ERRAND)
"""What can be taken back only while it is held here."""


def done_ago(done: DoneIntent, board: Board, now: datetime) -> timedelta:
    """Give how long ago an intent was pressed; presses carry this machine's time, `now` is the server's."""
    return max(now + timedelta(seconds=board.connection.skew_seconds) - done.intent.at, timedelta(0))


def undoable(board: Board) -> DoneIntent | None:
    """Give the newest intent that was not taken back itself, None when there is none."""
    undone = {done.intent.undoes for done in board.done if done.intent.undoes}
    for done in board.done:
        if done.intent.id not in undone and done.intent.kind not in _NEVER_UNDONE:
            return done
    return None


def past_word(board: Board, done: DoneIntent) -> str:
    """Give `DONE`, on the pass `SENT`, `FIRED` ..."""
    if done.intent.kind is IntentKind.BUMP and is_pass(board.station):
        return tr("SENT")
    if done.intent.kind is IntentKind.RUSH and all(_ends(command) for command in done.intent.commands):
        return tr("NO RUSH")
    return tr(_PAST[done.intent.kind])


def _label(intent: Intent) -> str:
    """Give what was told in words, since a product's name alone does not say whether it is gone or back."""
    told = (command.change.deed for command in intent.commands if isinstance(command.change, Errand))
    deed = next(told, None) if intent.kind is IntentKind.NOTE else None
    return words_of(deed) if deed is not None else intent.label


def _ends(command: Command) -> bool:
    return isinstance(command.change, Errand) and isinstance(command.change.deed, EndNote)


def last_words(board: Board, now: datetime, columns: int, caps: Mapping[str, str]) -> str:
    """Give `DONE T9 0:09 ago   U takes it back`; empty when it was too long ago."""
    newest = board.done[0] if board.done else None
    done = newest if newest is not None and newest.intent.kind is IntentKind.UNDO else undoable(board)
    if done is None:
        return ""
    what = f"{past_word(board, done)} {_label(done.intent)}"
    if done.refused:
        return tr("REFUSED {label}: {reason}", label=done.intent.label, reason=done.refused)
    if done.intent.kind is IntentKind.UNDO:
        return what if done.delivered else tr("{what}, not delivered", what=what)
    gap = "   " if columns >= WIDE_COLUMNS else "  "
    ago = done_ago(done, board, now)
    can_go_back = ago <= UNDO_FOR and not (done.released and done.intent.kind in _GONE_ONCE_RELEASED)
    back = gap + tr("{key} takes it back", key=caps["undo"]) if "undo" in caps and can_go_back else ""
    if not done.released:
        return tr("{what} goes in a moment", what=what) + back
    if not done.delivered:
        return tr("{what}, not delivered", what=what) + back
    return tr("{what} {age} ago", what=what, age=minutes_seconds(ago)) + back if ago <= UNDO_FOR else ""
