"""The help page of a door: what its few keys do there, what a scan is, and what the words of a verdict mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.domain.text import wrap_cells
from kds.language import mark, tr
from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.help import CAP_CELLS, help_row
from kds.ui.screens.paging import PagedScreen

KEYS: tuple[tuple[Action, str], ...] = (
    (Action.DONE, mark("let the guest with the bar in, then the digit of the reason")),
    (Action.UP, mark("the guest above")),
    (Action.DOWN, mark("the guest below")),
    (Action.UNDO, mark("take the last scan back, as long as it has not been sent")),
    (Action.DETAILS, mark("tickets that came in twice, here and at another gate")),
    (Action.OUTBOX, mark("scans that have not reached the seller, and what it refused")),
    (Action.REDRAW, mark("read the list again and draw the whole screen")),
    (Action.BACK, mark("end the search, close the list, clear the verdict")),
    (Action.HELP, mark("this page")),
    (Action.QUIT, mark("leave, after a question")),
)
"""What the keys of the profile mean at a door."""

TYPED: tuple[tuple[str, str], ...] = (
    (mark("scanner"), mark("may scan at any time, also over this page; no field needs to be chosen")),
    (mark("A .. Z"), mark("any other letter begins a search by name, order or seat")),
    ("/", mark("begins a search for a name that starts with a letter above")),
)
"""What is typed without a key of its own."""

WORDS: tuple[tuple[str, str], ...] = (
    (mark("WELCOME"), mark("one bell: let them in; 2 of 4 means the second of a party of four")),
    (mark("ALREADY IN"), mark("three bells: the ticket was used, with the time and the gate")),
    (mark("WRONG DATE"), mark("two bells: the ticket is for another evening, which stands there")),
    (mark("CANCELLED"), mark("also REFUNDED, NOT PAID: the ticket lets nobody in")),
    (mark("UNKNOWN CODE"), mark("not on the list, also after the seller was asked; the list's age stands there")),
    (mark("OFFLINE"), mark("scans are held here and sent by themselves when the network is back")),
)
"""Words of the door that a newcomer asks about."""


class EntranceHelpScreen(PagedScreen):
    """Keys and words, for whoever stands at the door for the first time."""

    list_name: ClassVar[str] = "entrance help"
    opened_by: ClassVar[Action] = Action.HELP

    def heading(self) -> str:
        """Name the page and the profile."""
        return tr("HELP AT THE DOOR   keys: {profile}", profile=self.board_app.profile.shown_title)

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give one row a key, then one for what is typed, then one a word."""
        options, profile = self.board_app.options, self.board_app.profile
        keys = [
            (profile.cap(action), sentence)
            for action, sentence in KEYS
            if profile.cap(action) and not (options.kiosk and action is Action.QUIT)
        ]
        typed = [(word, sentence) for word, sentence in TYPED if options.scanner or word != TYPED[0][0]]
        parts = (keys, typed, WORDS)
        rows: list[Row] = []
        for part in parts:
            rows.append(())
            for cap, sentence in part:
                first, *more = wrap_cells(tr(sentence), max(columns - CAP_CELLS - 3, 1))
                rows += [help_row(tr(cap), first, columns), *(help_row("", text, columns) for text in more)]
        return tuple(rows[1:])
