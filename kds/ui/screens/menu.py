"""Everything that has no key of its own on a small pad, as a list; what is chosen is done on the board, with its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from kds.domain.routing import is_pass
from kds.domain.text import wrap_cells
from kds.language import tr
from kds.ui.drawing.legend import SHORT_WORDS
from kds.ui.drawing.words import padded
from kds.ui.keys import HELP_SENTENCES, Action
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

if TYPE_CHECKING:
    from kds.ui.screens.board import BoardScreen

_WORD_CELLS = 12
_AROUND = 7
"""Cells of the bar, of where a digit would stand, and between word and sentence."""
_NEEDS_CARD = frozenset({Action.AGAIN, Action.RUSH, Action.DETAILS, Action.LINE, Action.START, Action.SEND_READY})
_OFFERED = (
    Action.AGAIN,
    Action.RUSH,
    Action.DETAILS,
    Action.SOLD_OUT,
    Action.FIRE,
    Action.SEND_READY,
    Action.ALL_DAY,
    Action.PAGE_UP,
    Action.BACK,
    Action.COVER,
    Action.NEXT_ZONE,
    Action.SORT,
    Action.LAYOUT,
    Action.GROUPING,
    Action.STATIONS,
    Action.STATION,
    Action.TIMES,
    Action.SEARCH,
    Action.INQUIRIES,
    Action.PICKING,
    Action.OUTBOX,
    Action.LOCK,
    Action.HELP,
    Action.QUIT,
)
"""The most used first: a pad moves down the list row by row."""


class MenuScreen(ListScreen):
    """What can be asked for beside the keys; dim what needs a chosen card while there is none."""

    list_name: ClassVar[str] = "menu"
    opened_by: ClassVar[Action] = Action.MENU

    def __init__(self) -> None:
        super().__init__()
        self._title = ""

    def open_for(self, title: str) -> None:
        """Begin at the first entry, for a card with that title; empty where none is chosen."""
        self._title, self._chosen = title, None

    def heading(self) -> str:
        """Name the list and the card that it is for."""
        return tr("MORE   {title}", title=self._title or tr("no card is chosen"))

    def entries(self) -> Sequence[Entry]:
        """Give what this station can do."""
        return [self._entry(action) for action in _OFFERED if self._is_offered(action)]

    def nothing(self) -> str:
        """Say why the list is empty; it never is."""
        return ""

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this list."""
        profile = self.board_app.profile
        down, done = profile.cap(Action.DOWN), profile.cap(Action.DONE)
        return ((down, tr("move")), (done, tr("do it")), (profile.cap_to_leave, tr("back")))

    def open_entry(self, key: str) -> None:
        """Close the list and do it on the board, as its own key would."""
        self.close()
        self.board_app.keypad.ask_board(Action(key))

    def _entry(self, action: Action) -> Entry:
        first, *more = wrap_cells(tr(HELP_SENTENCES[action]), max(self._columns - _WORD_CELLS - _AROUND, 1))
        below = tuple(f"{' ' * _WORD_CELLS}  {text}" for text in more)
        is_quiet = action in _NEEDS_CARD and not self._title
        return Entry(action.value, f"{padded(_word(action), _WORD_CELLS)}  {first}", below, quiet=is_quiet)

    def _is_offered(self, action: Action) -> bool:
        board = self.board
        match action:
            case Action.INQUIRIES:
                return board.inquiries is not None
            case Action.PICKING:
                return board.venue is not None
            case Action.SEND_READY | Action.FIRE:
                return is_pass(board.station)
            case Action.STATION | Action.COVER:
                return len(board.stations) > 1
            case Action.QUIT:
                return not self.board_app.options.kiosk
            case _:
                return True


def _word(action: Action) -> str:
    word = SHORT_WORDS.get(action.value)
    return tr(word).upper() if word is not None else action.value.upper().replace("_", " ")


def open_menu(screen: BoardScreen) -> None:
    """Open the list; it is made with the first press."""
    app, card = screen.board_app, screen.chosen()
    if not app.is_screen_installed(MenuScreen.list_name):
        app.install_screen(MenuScreen(), MenuScreen.list_name)
    page = app.get_screen(MenuScreen.list_name, MenuScreen)
    page.open_for(card.title if card is not None else "")
    app.push_screen(page)
