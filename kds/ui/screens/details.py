"""The page with everything known about one card; all it can change is that a dish is made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.domain.lens import whole_key
from kds.language import tr
from kds.ui.drawing.spans import Row
from kds.ui.keys import Action
from kds.ui.screens.detail_rows import DetailSight, detail_rows
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
        return tr("DETAILS   {card}", card=self._card_title)

    def text_rows(self, columns: int) -> Sequence[Row]:
        """Give all about the card, or say that it left the board."""
        card = self.board.card(whole_key(self._card_key))
        if card is None:
            return sentence_rows(
                tr("{card} is not on this board any more. The recall list may have it.", card=self._card_title), columns
            )
        return detail_rows(card, DetailSight(self.board, self.now(), columns, self.board_app.options.local))

    def legend(self) -> Sequence[tuple[str, str]]:
        """Offer to make a dish again."""
        return ((self.board_app.profile.caps_by_action().get(Action.AGAIN.value, ""), tr("make again")),)

    def act(self, action: Action) -> None:
        """Ask which dish is made once more and why, or what every page does."""
        card = self.board.card(whole_key(self._card_key))
        if action is not Action.AGAIN or card is None:
            super().act(action)
            return
        from kds.ui.screens.noting import again_of_card

        self.tell(again_of_card(self.board_app, card))
