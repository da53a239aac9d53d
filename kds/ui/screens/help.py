"""The help page: every key of the active profile in one sentence, and what the words on the board mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.domain.text import wrap_cells
from kds.language import mark, tr
from kds.ui.drawing.spans import BOLD, PLAIN, Row, Span
from kds.ui.keys import GROUPS, HELP_SENTENCES, Action, KeyProfile, Prefix
from kds.ui.screens.list_rows import fitted
from kds.ui.screens.paging import ROWS_AROUND, PagedScreen
from kds.ui.widgets.rows_view import RowsView

CAP_CELLS = 14
"""Cells of a key in its cap, before what it does."""
_TITLE_ROWS = 2
_LEAST_CELLS = 20

WORDS = (
    ("! 9", mark("due: nine minutes, the whole row is reversed")),
    (mark("LATE 14"), mark("late: a second reversed row stands below")),
    (mark("NEW 0"), mark("nobody has touched it")),
    (mark("HELD"), mark("not fired yet: don't cook")),
    (mark("VOID, WAS 3"), mark("taken off the bill; {done} says seen, then done")),
    (mark("ADD-ON"), mark("came later to the same table")),
    (mark("AGAIN"), mark("to be made once more")),
    (mark("LAST"), mark("all other stations wait for this one")),
    ("~", mark("not at the till yet; ? means: may be there, being checked")),
)
"""Words of the board that a newcomer asks about."""


class HelpScreen(PagedScreen):
    """Keys and words, for whoever stands here for the first time; a tap on a row does what it says."""

    list_name: ClassVar[str] = "help"
    opened_by: ClassVar[Action] = Action.HELP

    def heading(self) -> str:
        """Name the profile."""
        return tr("HELP   keys: {profile}", profile=self.board_app.profile.shown_title)

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give one row a key, by groups, then one a word."""
        return tuple(row for row, _ in self._rows_with_actions(columns))

    def on_rows_view_clicked(self, message: RowsView.Clicked) -> None:
        """Do what a tapped row tells of, on the board; a tap on the title closes the page."""
        if message.row < _TITLE_ROWS:
            self.act(Action.BACK)
            return
        height = max(self._rows - ROWS_AROUND, 1)
        rows = self._rows_with_actions(self._columns)
        index = self._page * height + message.row - _TITLE_ROWS - 1
        action = rows[index][1] if 0 <= index < len(rows) and message.row <= _TITLE_ROWS + height else None
        if action is None:
            return
        self.app.pop_screen()
        self.board_app.keypad.ask_board(action)

    def _rows_with_actions(self, columns: int) -> list[tuple[Row, Action | None]]:
        """Give all rows, each with what a tap on it does; for fingers every key takes two rows."""
        profile, options = self.board_app.profile, self.board_app.options
        rows: list[tuple[Row, Action | None]] = [
            (row, None) for cap, sentence in _slots_in_words(profile) for row in help_rows(cap, sentence, columns)
        ]
        for title, actions in GROUPS:
            rows += [((), None), (help_row(tr(title), "", columns), None)]
            for action in actions:
                cap = _caps(profile, action)
                if not (cap or options.touch) or (options.kiosk and action is Action.QUIT):
                    continue
                told = help_rows(cap, tr(HELP_SENTENCES[action]), columns)
                rows += [(row, action) for row in (*told, *[()] * (options.touch and len(told) == 1))]
        done = profile.cap(Action.DONE)
        rows += [((), None), (help_row(tr("WORDS"), "", columns), None)]
        for word, meaning in WORDS:
            rows += [(row, None) for row in help_rows(tr(word), tr(meaning, done=done), columns)]
        return rows


def _slots_in_words(profile: KeyProfile) -> list[tuple[str, str]]:
    """Give the slot keys and the prefixes with what they do."""
    said = []
    if profile.slots:
        does = tr("the card in that slot is done") if profile.slots_bump else tr("choose the card in that slot")
        said.append((_span_of(profile), does))
    return [*said, *((profile.printed(prefix.keys[0]), _prefix_words(prefix)) for prefix in profile.prefixes)]


def _prefix_words(prefix: Prefix) -> str:
    if prefix.actions:
        return tr("gives the next key another meaning, as written with it below")
    if prefix.slots_bump:
        return tr("the next slot key is done at once")
    return tr("the next slot key only chooses the card")


def _span_of(profile: KeyProfile) -> str:
    first, last = profile.printed(profile.slots[0]), profile.printed(profile.slots[-1])
    return first if len(profile.slots) == 1 else f"{first} .. {last}"


def _caps(profile: KeyProfile, action: Action) -> str:
    """Give what is printed on the keys of an action: the first one, and as many more as there is room for."""
    shown, *more = profile.ways(action) or ("",)
    for cap in more:
        if len(shown) + 1 + len(cap) <= CAP_CELLS:
            shown = f"{shown} {cap}"
    return shown


def help_rows(cap: str, sentence: str, columns: int) -> Sequence[Row]:
    """Give a key and what it does, on more rows where the sentence is long."""
    first, *more = wrap_cells(sentence, max(columns - max(CAP_CELLS, len(cap)) - 2, _LEAST_CELLS)) or ("",)
    return (help_row(cap, first, columns), *(help_row("", text, columns) for text in more))


def help_row(cap: str, sentence: str, columns: int) -> Row:
    """Give a key in its cap and, beside it, what it does."""
    if len(cap) <= CAP_CELLS:
        return (Span(f" {fitted(cap, CAP_CELLS)} ", BOLD), Span(fitted(sentence, columns - CAP_CELLS - 2), PLAIN))
    return (Span(f" {cap} ", BOLD), Span(fitted(sentence, max(columns - len(cap) - 2, 0)), PLAIN))
