"""The last row: what was done last and how to take it back, then as much of the legend as there is room for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kds.domain.board import Board
from kds.domain.routing import is_pass
from kds.domain.text import cell_width, cut_cells, wrap_cells
from kds.language import mark, tr
from kds.ui.drawing.sizes import WIDE_COLUMNS
from kds.ui.drawing.spans import BOLD, REVERSE, Row, Span, blank, line_of, spread

_PREP_LEGEND = ("bump_slot", "pick", "done", "line", "start", "recall", "all_day", "help")
_EXPO_LEGEND = ("bump_slot", "pick", "done", "line", "send_ready", "fire", "recall", "help")
_WEIGHT = ("bump_slot", "done", "recall", "fire", "pick", "line", "start", "send_ready", "all_day", "help")
_WORDS = {
    "bump_slot": mark("bump"),
    "pick": mark("pick"),
    "done": mark("done"),
    "line": mark("line"),
    "start": mark("start"),
    "recall": mark("recall"),
    "all_day": mark("all-day"),
    "send_ready": mark("send ready"),
    "fire": mark("fire"),
    "help": mark("help"),
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
    last = ""
    if board.done:
        from kds.ui.drawing.last_done import last_words  # nothing was done yet when the first frame is painted

        last = last_words(board, now, columns, caps)
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
    word = tr("send") if name in ("done", "bump_slot") and on_pass else tr(_WORDS[name])
    return cap if cap.casefold() == word.casefold() else f"{cap} {word}"
