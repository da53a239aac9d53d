"""What a fire would send to the stations, order by order; Enter fires, anything else leaves it held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from kds.domain.actions import FireCourse, FirePlan, fire
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.keys import Action
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen


class FireScreen(ListScreen):
    """The question before held orders go to the stations."""

    list_name: ClassVar[str] = "fire"
    opened_by: ClassVar[Action] = Action.FIRE

    def __init__(self) -> None:
        super().__init__()
        self._plan: FirePlan | None = None

    def ask_for(self, plan: FirePlan) -> None:
        """Set what would go before the list is opened."""
        self._plan = plan

    def heading(self) -> str:
        """Say what goes, in one sentence."""
        return tr("FIRE   {what}?", what=self._plan.sentence) if self._plan is not None else tr("FIRE")

    def entries(self) -> Sequence[Entry]:
        """Give what goes, then what stays held."""
        if self._plan is None:
            return ()
        going = [_entry(course, goes=True) for course in self._plan.courses]
        return [*going, *(_entry(course, goes=False) for course in self._plan.later)]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("Nothing is held here.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the two answers."""
        profile = self.board_app.profile
        return ((profile.cap(Action.DONE), tr("fire all that goes")), (profile.cap_to_leave, tr("leave it held")))

    def open_entry(self, key: str) -> None:
        """Fire the whole plan; which entry is chosen makes no difference."""
        del key
        self.in_turn(self._fire)

    async def _fire(self) -> None:
        kitchen, plan = self.board_app.kitchen, self._plan
        if kitchen is None or plan is None:
            return
        self._plan = None
        refused = await kitchen.perform(fire(kitchen.board, plan, kitchen.now()))
        if refused is None:
            self.close()
        else:
            self.tell(refused.sentence)


def _entry(course: FireCourse, *, goes: bool) -> Entry:
    dishes = tuple(f"{amount_words(quantity)}x {name}" for name, quantity in course.quantities)
    fate = tr("goes") if goes else tr("stays held")
    return Entry(f"{course.order.source}/{course.order.id}", f"{course.sentence}   {fate}", dishes, loud=goes)
