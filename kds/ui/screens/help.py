"""The help page: every key of the active profile in one sentence, and what the words on the board mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.ui.drawing.spans import BOLD, PLAIN, Row, Span
from kds.ui.keys import HELP_SENTENCES, Action, KeyProfile
from kds.ui.screens.list_rows import fitted
from kds.ui.screens.paging import PagedScreen

_CAP_CELLS = 12

WORDS = (
    ("! 9", "due: nine minutes, the whole row is reversed"),
    ("LATE 14", "late: a second reversed row stands below"),
    ("NEW 0", "nobody has touched it"),
    ("HELD", "not fired yet: don't cook"),
    ("VOID, WAS 3", "taken off the bill; ENTER says seen, then done"),
    ("ADD-ON", "came later to the same table"),
    ("AGAIN", "to be made once more"),
    ("LAST", "all other stations wait for this one"),
    ("~", "not at the till yet; ? means: may be there, being checked"),
)
"""Words of the board that a newcomer asks about."""


class HelpScreen(PagedScreen):
    """Keys and words, for whoever stands here for the first time."""

    list_name: ClassVar[str] = "help"
    opened_by: ClassVar[Action] = Action.HELP

    def heading(self) -> str:
        """Name the profile."""
        return f"HELP   keys: {self.board_app.profile.title}"

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give one row a key, then one a word."""
        profile = self.board_app.profile
        kiosk = self.board_app.options.kiosk
        return (
            _row(_slot_caps(profile), "choose the card in that slot", columns),
            *(
                _row(_caps(profile, action), sentence, columns)
                for action, sentence in HELP_SENTENCES.items()
                if _caps(profile, action) and not (kiosk and action is Action.QUIT)
            ),
            (),
            *(_row(word, meaning, columns) for word, meaning in WORDS),
        )


def _slot_caps(profile: KeyProfile) -> str:
    first, last = profile.printed(profile.slots[0]), profile.printed(profile.slots[-1])
    return first if len(profile.slots) == 1 else f"{first} .. {last}"


def _caps(profile: KeyProfile, action: Action) -> str:
    return " ".join(profile.printed(key) for key, asked in profile.actions.items() if asked is action)


def _row(cap: str, sentence: str, columns: int) -> Row:
    return (Span(f" {fitted(cap, _CAP_CELLS)} ", BOLD), Span(fitted(sentence, columns - _CAP_CELLS - 2), PLAIN))
