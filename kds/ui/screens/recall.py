"""The recall list: what was finished lately on any screen, newest first; Enter brings it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar

from kds.domain.actions import press_recall
from kds.domain.cards import Recallable
from kds.domain.intents import Intent, Refusal
from kds.domain.wording import counted_dishes
from kds.language import tr
from kds.ui.keys import Action
from kds.ui.screens.detail_rows import clock_time
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen


class RecallScreen(ListScreen):
    """Finished orders of the last minutes, the same on all screens since they come from the till."""

    list_name: ClassVar[str] = "recall"
    opened_by: ClassVar[Action] = Action.RECALL

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None

    def look_at(self, key: str) -> None:
        """Choose an entry before the list is opened."""
        self._wanted = key

    def first_chosen(self) -> str | None:
        """Begin at the entry that somebody looked for."""
        return self._wanted or super().first_chosen()

    def close(self) -> None:
        """Forget what was looked for, and go back."""
        self._wanted = None
        super().close()

    def heading(self) -> str:
        """Name the list."""
        return tr("RECALL   finished lately: {count}", count=len(self.board.recallable))

    def entries(self) -> Sequence[Entry]:
        """Give the finished orders, newest change first."""
        return [Entry(entry_key(each), _words(each, self.board_app.options.local)) for each in self.board.recallable]

    def nothing(self) -> str:
        """Say why the list is empty."""
        return tr("Nothing was finished in the last minutes.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this list."""
        profile = self.board_app.profile
        again = (profile.caps_by_action().get(Action.AGAIN.value, ""), tr("make again"))
        return ((profile.cap(Action.DONE), tr("bring back")), again, (profile.cap_to_leave, tr("back")))

    def on_screen_resume(self) -> None:
        """Ask the till for what it finished; until it answers the list of the last time is shown."""
        super().on_screen_resume()
        kitchen = self.board_app.kitchen
        if kitchen is not None:
            self.in_turn(kitchen.refresh_recall)

    def act(self, action: Action) -> None:
        """Ask why a finished dish is made once more, or what every list does."""
        if action is not Action.AGAIN:
            super().act(action)
            return
        from kds.ui.screens.noting import again_of_recalled

        chosen = next((each for each in self.board.recallable if entry_key(each) == self._chosen), None)
        self.tell(again_of_recalled(self.board_app, chosen) if chosen is not None else tr("Choose an order first."))

    def open_entry(self, key: str) -> None:
        """Bring the chosen order back and return to the board."""
        self.in_turn(lambda: self._recall(key))

    async def _recall(self, key: str) -> None:
        kitchen = self.board_app.kitchen
        chosen = next((each for each in self.board.recallable if entry_key(each) == key), None)
        if kitchen is None or chosen is None:
            self.tell(tr("That order is not on the list any more. Nothing done."))
            return
        outcome: Intent | Refusal | None = press_recall(kitchen.board, chosen, kitchen.now())
        if isinstance(outcome, Intent):
            outcome = await kitchen.perform(outcome)
        if outcome is None:
            self.close()
        else:
            self.tell(outcome.sentence)


def entry_key(recallable: Recallable) -> str:
    """Name an entry of the list."""
    return f"{recallable.order.source}/{recallable.order.id}"


def _words(recallable: Recallable, local: tzinfo | None) -> str:
    dishes = ", ".join(counted_dishes((item.amount, item.name) for item in recallable.items))
    by = f"   {recallable.changed_by}" if recallable.changed_by else ""
    return (
        f"{clock_time(recallable.changed_at, local)[:5]}  {recallable.title}  #{recallable.order.number}   {dishes}{by}"
    )
