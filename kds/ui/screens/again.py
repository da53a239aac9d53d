"""Which dish is made once more, and why: two numbered lists, each answered by one digit; changes nothing before the second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kds.domain.actions.noting import AGAIN_REASONS
from kds.domain.board import Board
from kds.domain.intents import Intent, Refusal
from kds.language import tr
from kds.ui.keys import Action
from kds.ui.screens.acting import performed
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen


@dataclass(frozen=True, slots=True)
class Dish:
    """Something that can be made once more.

    Attributes:
        words: quantity and name.
        decide: what a reason comes to on a board, at a server time.
    """

    words: str
    decide: Callable[[str, Board, datetime], Intent | Refusal]


class AgainScreen(ListScreen):
    """The question before a dish is made again; a digit answers at once."""

    list_name: ClassVar[str] = "again"
    opened_by: ClassVar[Action] = Action.AGAIN

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._dishes: Sequence[Dish] = ()
        self._dish: Dish | None = None

    def ask_for(self, title: str, dishes: Sequence[Dish]) -> None:
        """Set what may be made again before the list is opened; of a single dish only the reason is asked."""
        self._title, self._dishes = title, dishes
        self._dish = dishes[0] if len(dishes) == 1 else None

    def heading(self) -> str:
        """Ask what is still to be said."""
        if self._dish is None:
            return tr("AGAIN   {title}   which dish?", title=self._title)
        return tr("AGAIN   {title}   {dish}   why?", title=self._title, dish=self._dish.words)

    def entries(self) -> Sequence[Entry]:
        """Give the dishes, then the reasons."""
        if self._dish is None:
            return [Entry(str(index), dish.words) for index, dish in enumerate(self._dishes)]
        return [Entry(reason, tr(reason)) for reason in AGAIN_REASONS]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("There is no dish to make again.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this list."""
        profile = self.board_app.profile
        done, back = profile.cap(Action.DONE), profile.cap_to_leave
        answer = tr("this dish") if self._dish is None else tr("make it again")
        return ((profile.slots_caption, tr("answer")), (done, answer), (back, tr("nothing")))

    def choose_slot(self, slot: int) -> None:
        """Answer with a digit."""
        super().choose_slot(slot)
        page = self._page()
        if slot <= len(page.entries):
            self.open_entry(page.entries[slot - 1].key)

    def open_entry(self, key: str) -> None:
        """Take the dish, then the reason."""
        dish = self._dish
        if dish is None:
            self._dish = self._dishes[int(key)]
            self._chosen = AGAIN_REASONS[0]
            self.paint()
            return
        self.in_turn(lambda: self._make(dish, key))

    async def _make(self, dish: Dish, reason: str) -> None:
        """Make it again and go back to the board, whose last row tells it: from a list of finished orders too."""
        refused = await performed(self, lambda board, now: dish.decide(reason, board, now))
        if refused is not None:
            self.tell(refused.sentence)
        elif self.is_current:
            self.close()
            below = self.board_app.screen
            if isinstance(below, ListScreen):
                below.close()
