"""A screen with more rows than fit, shown page by page; what stands in the rows is each screen's own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from kds.language import tr
from kds.ui.drawing.header import header_row
from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.base import KitchenScreen, show_rows
from kds.ui.screens.list_rows import Page, foot_row, title_row
from kds.ui.screens.said import said_over

ROWS_AROUND = 4
"""The board's header, the title, a blank row and the foot."""


class PagedScreen(KitchenScreen):
    """Rows to read; any page keys turn, the key that opened it closes it."""

    list_name: ClassVar[str] = ""
    opened_by: ClassVar[Action] = Action.BACK

    def __init__(self) -> None:
        super().__init__()
        self._page = 0
        self._said = ""

    @abstractmethod
    def heading(self) -> str:
        """Give what stands over the rows."""

    @abstractmethod
    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give all rows, for a screen of so many columns."""

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give caps and words of the keys that work here beside those of every page."""
        return ()

    def paint(self) -> None:
        """Draw the page."""
        rows = tuple(self.text_rows(self._columns))
        height = max(self._rows - ROWS_AROUND, 1)
        count = max(-(-len(rows) // height), 1)
        self._page = min(self._page, count - 1)
        part = rows[self._page * height : (self._page + 1) * height]
        title = title_row(self.heading(), Page((), self._page, count), self._columns)
        profile = self.board_app.profile
        legend = [(profile.cap_to_leave, tr("back")), *self.legend()]
        if count > 1:
            legend.append((profile.caps_to_turn, tr("pages")))
        blank: tuple[Row, ...] = ((),) * (height - len(part))
        header = header_row(self.board, self.now(), self._columns, local=self.board_app.options.local)
        rows = (header, title, (), *part, *blank, foot_row(self._said, legend, self._columns))[: self._rows]
        show_rows(self, said_over(rows, self._said, self._columns))

    def tell(self, sentence: str) -> None:
        """Say something in the last row."""
        self._said = sentence
        self.paint()

    def on_screen_resume(self) -> None:
        """Begin at the first page."""
        self._page, self._said = 0, ""
        super().on_screen_resume()

    def act(self, action: Action) -> None:
        """Turn a page, or close."""
        match action:
            case Action.PAGE_DOWN | Action.DOWN | Action.RIGHT | Action.LINE:
                self._page += 1
                self.paint()
            case Action.PAGE_UP | Action.UP | Action.LEFT:
                self._page = max(self._page - 1, 0)
                self.paint()
            case Action.BACK | Action.QUIT | Action.DONE | self.opened_by:
                self.app.pop_screen()
