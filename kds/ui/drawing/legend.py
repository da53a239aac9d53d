"""The keys in the last row: only those that do something now; what the login may not do stays, dim (board 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.routing import is_pass
from kds.domain.terms import Status
from kds.domain.text import cell_width
from kds.language import mark, tr
from kds.ui.drawing.room import WIDE_COLUMNS
from kds.ui.drawing.spans import DIM, PLAIN, Span, blank

if TYPE_CHECKING:  # an empty board is painted before cards are loaded
    from kds.domain.cards import Card

_PREP_LEGEND = ("bump_slot", "pick", "beside", "done", "line", "start", "recall", "all_day", "more", "help")
_EXPO_LEGEND = ("bump_slot", "pick", "beside", "done", "line", "send_ready", "fire", "recall", "more", "help")
_LOOKING_LEGEND = ("help",)
_WEIGHT = (
    *("bump_slot", "done", "recall", "more", "fire", "pick"),
    *("send_ready", "line", "start", "all_day", "help", "beside"),
)
"""The most useful first: what stays where there is little room."""
_RIGHTS = {
    **dict.fromkeys(("bump_slot", "done", "line", "start", "send_ready", "recall"), "orderUpdate"),
    "fire": "orderProcess",
}
_ON_A_CARD = frozenset({"done", "line", "start"})
_ON_CARDS = frozenset({"bump_slot", "pick", "beside"})
_ROOMY_GAP = 8

SHORT_WORDS: Mapping[str, str] = {
    "bump_slot": mark("bump"),
    "pick": mark("pick"),
    "beside": mark("pick"),
    "done": mark("done"),
    "line": mark("line"),
    "start": mark("start"),
    "undo": mark("undo"),
    "recall": mark("recall"),
    "again": mark("again"),
    "all_day": mark("all-day"),
    "send_ready": mark("send ready"),
    "fire": mark("fire"),
    "rush": mark("rush"),
    "details": mark("details"),
    "sold_out": mark("86"),
    "next_zone": mark("zone"),
    "layout": mark("layout"),
    "stations": mark("stations"),
    "times": mark("times"),
    "lock": mark("wipe"),
    "page_down": mark("page"),
    "menu": mark("more"),
    "more": mark("more"),
    "help": mark("help"),
}
"""What a key does in one or two words, by the value of its action."""


def legend_spans(
    board: Board, chosen: Card | None, columns: int, caps: Mapping[str, str], used: int
) -> tuple[Span, ...]:
    """Give the keys that fit, the most useful ones first to stay; blanks between them grow with the room.

    Args:
        board: as the person looks at it.
        chosen: the chosen card, None for none.
        columns: width of the screen in cells.
        caps: action → what is printed on its key; an action without one is left out.
        used: cells of the row that are taken.
    """
    on_pass = is_pass(board.station)
    names = _LOOKING_LEGEND if board.station.read_only else _EXPO_LEGEND if on_pass else _PREP_LEGEND
    shown = [name for name in names if name in caps and _does_something(name, board, chosen)]
    entries = {name: _entry(name, caps, on_pass=on_pass, is_wide=columns >= WIDE_COLUMNS) for name in shown}
    kept = _kept(shown, entries, columns - used - (2 if used else 1) - 1)
    wide = cell_width("   ".join(entries[name] for name in kept))
    gap = 3 if columns >= WIDE_COLUMNS and used + _ROOMY_GAP + wide + 1 <= columns else 2
    denied = {right for right in ("orderUpdate", "orderProcess") if not board.rights.has(right)}
    spans: list[Span] = []
    for name in kept:
        if spans:
            spans.append(blank(gap))
        spans.append(Span(entries[name], DIM if _RIGHTS.get(name) in denied else PLAIN))
    return tuple(spans)


def _kept(shown: Sequence[str], entries: Mapping[str, str], room: int) -> list[str]:
    """Give what has room with two blanks between, in the order of the legend."""
    kept: list[str] = []
    for name in sorted(shown, key=_WEIGHT.index):
        trial = [each for each in shown if each in (*kept, name)]
        if cell_width("  ".join(entries[each] for each in trial)) > room:
            break
        kept = trial
    return kept


def _does_something(name: str, board: Board, chosen: Card | None) -> bool:
    """Whether a key does more now than to say that it can't."""
    if name in _ON_CARDS:
        return bool(board.cards)
    if name in _ON_A_CARD:
        return chosen is not None
    if name == "fire":
        return bool(chosen.held if chosen is not None else board.held)
    if name == "send_ready":
        return chosen is not None and any(line.status is Status.READY for line in chosen.lines)
    return True


def _entry(name: str, caps: Mapping[str, str], *, on_pass: bool, is_wide: bool) -> str:
    cap = caps.get("pick_wide", caps[name]) if name == "pick" and is_wide else caps[name]
    word = tr("send") if name in ("done", "bump_slot") and on_pass else tr(SHORT_WORDS[name])
    if name == "send_ready" and " " in cap:
        word = tr("ready")  # two keys take the room of the first word
    return cap if cap.casefold() == word.casefold() else f"{cap} {word}"
