"""The page with everything known about one card; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.detail_rows import detail_rows
from kds.ui.screens.list_rows import sentence_rows
from kds.ui.screens.paging import PagedScreen


class DetailsScreen(PagedScreen):
    """One card in full; the card stays readable for as long as it is on the board."""

    list_name: ClassVar[str] = "details"
    opened_by: ClassVar[Action] = Action.DETAILS

    def __init__(self) -> None:
        super().__init__()
        self._card_key = ""
        self._card_title = ""

    def look_at(self, card_key: str, title: str) -> None:
        """Choose the card before the page is opened."""
        self._card_key, self._card_title = card_key, title

    def heading(self) -> str:
        """Name the card."""
        return f"DETAILS   {self._card_title}"

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give all about the card, or say that it left the board."""
        card = self.board.card(self._card_key)
        if card is None:
            return sentence_rows(
                f"{self._card_title} is not on this board any more. The recall list may have it.", columns
            )
        return detail_rows(card, columns, self.board_app.options.local)
