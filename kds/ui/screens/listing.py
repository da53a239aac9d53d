"""A screen with one list: choosing by digit or arrows, pages, closing; what Enter does is each list's own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from kds.ui.drawing.header import header_row
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen
from kds.ui.screens.list_rows import Entry, Page, entry_rows, foot_row, page_of, said_over, sentence_rows, title_row

_ROWS_AROUND = 4
"""The board's header, the title, a blank row and the foot."""


class ListScreen(KitchenScreen):
    """Numbered entries on pages; the one with the bar is chosen."""

    list_name: ClassVar[str] = ""
    opened_by: ClassVar[Action] = Action.BACK

    def __init__(self) -> None:
        super().__init__()
        self._chosen: str | None = None
        self._said = ""

    @abstractmethod
    def heading(self) -> str:
        """Give what stands over the list."""

    @abstractmethod
    def entries(self) -> Sequence[Entry]:
        """Give all entries, first to last."""

    @abstractmethod
    def legend(self) -> Sequence[tuple[str, str]]:
        """Give caps and words of the keys that work here."""

    @abstractmethod
    def nothing(self) -> str:
        """Say why the list is empty."""

    def open_entry(self, key: str) -> None:
        """Do what Enter means on the chosen entry; nothing unless a list says otherwise."""

    def paint(self) -> None:
        """Draw the page with the chosen entry."""
        page = self._page()
        header = header_row(self.board, self.now(), self._columns, local=self.board_app.options.local)
        body = entry_rows(page, self._chosen, self._columns) or sentence_rows(self.nothing(), self._columns)
        blank = ((),) * max(self._rows - _ROWS_AROUND - len(body), 0)
        foot = foot_row(self._said, self.legend(), self._columns)
        rows = (header, title_row(self.heading(), page, self._columns), (), *body, *blank, foot)[: self._rows]
        self._view.show(said_over(rows, self._said, self._columns))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def on_screen_resume(self) -> None:
        """Begin at the first entry, with nothing said."""
        self._said = ""
        self._chosen = next((entry.key for entry in self.entries()), None)
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

    def _index(self, entries: Sequence[Entry]) -> int:
        return next((index for index, entry in enumerate(entries) if entry.key == self._chosen), 0)

    def _page(self) -> Page:
        entries = self.entries()
        return page_of(entries, self._index(entries), max(self._rows - _ROWS_AROUND, 1))

    def _move(self, step: int) -> None:
        entries = self.entries()
        if entries:
            self._chosen = entries[min(max(self._index(entries) + step, 0), len(entries) - 1)].key
        self.paint()

    def _turn_page(self, step: int) -> None:
        entries = list(self.entries())
        page = self._page()
        if not 0 <= page.number + step < page.count:
            return
        edge = page.entries[-1] if step > 0 else page.entries[0]
        self._chosen = entries[entries.index(edge) + step].key
        self.paint()
