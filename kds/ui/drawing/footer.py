"""The last row: what was done last and how to take it back, then as much of the legend as there is room for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kds.domain.board import Board, DoneIntent
from kds.domain.intents import IntentKind
from kds.domain.routing import is_pass
from kds.domain.text import cell_width, cut_cells, wrap_cells
from kds.ui.drawing.sizes import WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, REVERSE, Row, Span, blank, line_of, spread
from kds.ui.drawing.words import minutes_seconds

UNDO_FOR = timedelta(seconds=60)
"""How long the last bump can be taken back with one key (board 6)."""

_PREP_LEGEND = ("pick", "done", "line", "start", "recall", "all_day", "help")
_EXPO_LEGEND = ("pick", "done", "line", "send_ready", "fire", "recall", "help")
_WEIGHT = ("done", "recall", "fire", "pick", "line", "start", "send_ready", "all_day", "help")
_WORDS = {
    "pick": "pick",
    "done": "done",
    "line": "line",
    "start": "start",
    "recall": "recall",
    "all_day": "all-day",
    "send_ready": "send ready",
    "fire": "fire",
    "help": "help",
}
_PAST = {
    IntentKind.BUMP: "DONE",
    IntentKind.START: "STARTED",
    IntentKind.RECALL: "RECALLED",
    IntentKind.FIRE: "FIRED",
    IntentKind.UNDO: "TAKEN BACK",
    IntentKind.DELETE: "DELETED",
    IntentKind.SEEN: "SEEN",
    IntentKind.TICK: "TICKED",
}
_ROOMY_GAP = 8


def footer_row(board: Board, now: datetime, columns: int, caps: Mapping[str, str], message: str = "") -> Row:
    """Give the last row; a message takes the whole of it (`split_message` makes a long one fit).

    Args:
        board: whose last intent is told.
        now: server time.
        columns: width of the screen in cells.
        caps: action → what is printed on its key; an action without one is left out.
        message: what the last key answered.
    """
    if message:
        return line_of(f" {message}", columns, REVERSE)
    last = _last_words(board, now, columns, caps)
    left = f" {last}" if last else ""
    legend = _legend(board, columns, caps, cell_width(left))
    return spread((Span(left, BOLD),), (Span(legend), blank(1)), columns)


def split_message(message: str, columns: int, above: int) -> tuple[str, str]:
    """Give what of a message stands in the row above the last one, and what in the last; dots where it is longer still.

    Args:
        above: cells that are free in the row above.
    """
    if cell_width(message) + 2 <= columns:
        return "", message
    first, *more = wrap_cells(message, max(above - 2, 1))
    rest = " ".join(more)
    if cell_width(rest) + 2 > columns:
        rest = f"{cut_cells(rest, columns - 4)}.."
    return first, rest


def done_ago(done: DoneIntent, board: Board, now: datetime) -> timedelta:
    """Give how long ago an intent was pressed; presses carry this machine's time, `now` is the server's."""
    return max(now + timedelta(seconds=board.connection.skew_seconds) - done.intent.at, timedelta(0))


def undoable(board: Board) -> DoneIntent | None:
    """Give the newest intent that was not taken back itself, None when there is none."""
    undone = {done.intent.undoes for done in board.done if done.intent.undoes}
    for done in board.done:
        if done.intent.id not in undone and done.intent.kind not in (IntentKind.UNDO, IntentKind.SEEN, IntentKind.TICK):
            return done
    return None


def past_word(board: Board, done: DoneIntent) -> str:
    """Give `DONE`, on the pass `SENT`, `FIRED` ..."""
    if done.intent.kind is IntentKind.BUMP and is_pass(board.station):
        return "SENT"
    return _PAST[done.intent.kind]


def _last_words(board: Board, now: datetime, columns: int, caps: Mapping[str, str]) -> str:
    newest = board.done[0] if board.done else None
    done = newest if newest is not None and newest.intent.kind is IntentKind.UNDO else undoable(board)
    if done is None:
        return ""
    what = f"{past_word(board, done)} {done.intent.label}"
    if done.refused:
        return f"REFUSED {done.intent.label}: {done.refused}"
    if done.intent.kind is IntentKind.UNDO:
        return what if done.delivered else f"{what}, not delivered"
    gap = "   " if columns >= WIDE_COLUMNS else "  "
    ago = done_ago(done, board, now)
    back = f"{gap}{caps['undo']} takes it back" if "undo" in caps and ago <= UNDO_FOR else ""
    if not done.released:
        return f"{what} goes in a moment{back}"
    if not done.delivered:
        return f"{what}, not delivered{back}"
    return f"{what} {minutes_seconds(ago)} ago{back}" if ago <= UNDO_FOR else ""


def _legend(board: Board, columns: int, caps: Mapping[str, str], used: int) -> str:
    """Give the keys that fit, the most useful ones first to stay; blanks between them grow with the room."""
    on_pass = is_pass(board.station)
    if board.station.read_only:
        names: tuple[str, ...] = ("help",)
    else:
        names = _EXPO_LEGEND if on_pass else _PREP_LEGEND
    shown = [name for name in names if name in caps]
    entries = {name: _entry(name, caps, on_pass=on_pass, is_wide=columns >= WIDE_COLUMNS) for name in shown}
    kept: list[str] = []
    for name in sorted(shown, key=_WEIGHT.index):
        trial = [each for each in shown if each in (*kept, name)]
        least_gap = 2 if used else 1
        if used + least_gap + cell_width("  ".join(entries[each] for each in trial)) + 1 > columns:
            break
        kept = trial
    for gap in ("   ", "  "):
        text = gap.join(entries[name] for name in kept)
        if gap == "  " or (columns >= WIDE_COLUMNS and used + _ROOMY_GAP + cell_width(text) + 1 <= columns):
            return text
    return ""


def _entry(name: str, caps: Mapping[str, str], *, on_pass: bool, is_wide: bool) -> str:
    cap = caps.get("pick_wide", caps[name]) if name == "pick" and is_wide else caps[name]
    word = "send" if name == "done" and on_pass else _WORDS[name]
    return f"{cap} {word}"
