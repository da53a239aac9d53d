"""A screen with one list: choosing by digit or arrows, pages, closing; what Enter does is each list's own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from kds.ui.drawing.header import header_row
from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen, cap_to_leave, show_rows
from kds.ui.screens.list_rows import Entry, Page, entry_rows, foot_row, page_of, sentence_rows, title_row
from kds.ui.screens.said import said_over
from kds.ui.widgets.rows_view import RowsView

TITLE_ROWS = 2
"""Header and title: a tap on them closes the page."""

_ROWS_AROUND = 4
"""The board's header, the title, a blank row and the foot."""


class ListScreen(KitchenScreen):
    """Numbered entries on pages; the one with the bar is chosen."""

    list_name: ClassVar[str] = ""
    opened_by: ClassVar[Action] = Action.BACK
    numbered: ClassVar[bool] = True
    """Whether a digit chooses an entry."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen: str | None = None
        self._tapped: str | None = None
        self._said = ""

    @abstractmethod
    def heading(self) -> str:
        """Give what stands over the list."""

    @abstractmethod
    def entries(self) -> Sequence[Entry]:
        """Give all entries, first to last."""

    @abstractmethod
    def legend(self) -> Sequence[tuple[str, str]]:
        """Give caps and words of the keys that work here; of those that act on an entry none is told over an empty list."""

    @abstractmethod
    def nothing(self) -> str:
        """Say why the list is empty."""

    def above(self) -> Sequence[Row]:
        """Give rows that stand between the title and the list."""
        return ()

    def open_entry(self, key: str) -> None:
        """Do what Enter means on the chosen entry; nothing unless a list says otherwise."""

    def paint(self) -> None:
        """Draw the page with the chosen entry; a list that was still empty when it was opened has one from now on."""
        if self._chosen is None:
            self._chosen = self.first_chosen()
        page = self._page()
        header = header_row(self.board, self.now(), self._columns, local=self.board_app.options.local)
        above = self.above()
        has_digits = self.numbered and bool(self.board_app.profile.slots)
        body = entry_rows(page, self._chosen, self._columns, numbered=has_digits) or sentence_rows(
            self.nothing(), self._columns
        )
        blank = ((),) * max(self._rows - _ROWS_AROUND - len(above) - len(body), 0)
        foot = foot_row(self._said, _working(self, page), self._columns)
        rows = (header, title_row(self.heading(), page, self._columns), *above, (), *body, *blank, foot)[: self._rows]
        show_rows(self, said_over(rows, self._said, self._columns))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def first_chosen(self) -> str | None:
        """Give the key of the entry that is chosen when the list is opened: the first one."""
        return next((entry.key for entry in self._entries()), None)

    def on_screen_resume(self) -> None:
        """Begin with nothing said."""
        self._said, self._tapped = "", None
        self._chosen = self.first_chosen()
        super().on_screen_resume()

    def choose_slot(self, slot: int) -> None:
        """Choose an entry of this page by its digit."""
        page = self._page()
        if slot <= len(page.entries):
            self._chosen = page.entries[slot - 1].key
        self.paint()

    def act(self, action: Action) -> None:
        """Move, open, or close."""
        match action:
            case Action.UP | Action.LEFT:
                self._move(-1)
            case Action.DOWN | Action.RIGHT:
                self._move(1)
            case Action.PAGE_UP | Action.PAGE_DOWN:
                self._turn_page(1 if action is Action.PAGE_DOWN else -1)
            case Action.DONE if self._chosen is not None:
                self.open_entry(self._chosen)
            case Action.BACK | Action.QUIT | self.opened_by:
                self.close()

    def close(self) -> None:
        """Go back to the board."""
        self.app.pop_screen()

    def on_rows_view_clicked(self, message: RowsView.Clicked) -> None:
        """A tap on an entry chooses it, a second one on the same is Enter; on the title it closes the list."""
        from kds.ui.screens.touching import tapped_entry

        if message.row < TITLE_ROWS:
            self.act(Action.BACK)
            return
        key = tapped_entry(self._page(), message.row - TITLE_ROWS - 1 - len(self.above()))
        if key is not None and key == self._tapped == self._chosen:
            self.act(Action.DONE)
        elif key is not None:
            self._tapped = self._chosen = key
            self.paint()

    def _entries(self) -> Sequence[Entry]:
        """Give all entries, where fingers choose each at least two rows high."""
        entries = self.entries()
        return [each.for_fingers() for each in entries] if self.board_app.options.touch else entries

    def _index(self, entries: Sequence[Entry]) -> int:
        return next((index for index, entry in enumerate(entries) if entry.key == self._chosen), 0)

    def _page(self) -> Page:
        entries = self._entries()
        return page_of(entries, self._index(entries), max(self._rows - _ROWS_AROUND - len(self.above()), 1))

    def _move(self, step: int) -> None:
        entries = self._entries()
        if entries:
            self._chosen = entries[min(max(self._index(entries) + step, 0), len(entries) - 1)].key
        self.paint()

    def _turn_page(self, step: int) -> None:
        entries = list(self._entries())
        page = self._page()
        if not 0 <= page.number + step < page.count:
            return
        edge = page.entries[-1] if step > 0 else page.entries[0]
        self._chosen = entries[entries.index(edge) + step].key
        self.paint()


def _working(screen: ListScreen, page: Page) -> Sequence[tuple[str, str]]:
    """Give the keys that do something: none that acts on an entry where there is none."""
    if page.entries:
        return screen.legend()
    profile = screen.board_app.profile
    acting = {profile.cap(each) for each in (Action.DONE, Action.LINE, Action.AGAIN, Action.UNDO)}
    return [(cap, words) for cap, words in screen.legend() if cap not in acting - {cap_to_leave(screen)}]
