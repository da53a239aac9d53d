"""The outbox: what was pressed here and has not reached the till yet, and what the till refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar

from kds.domain.errands import words_of
from kds.domain.intents import (
    Change,
    Command,
    Delete,
    EndpointPart,
    Errand,
    Fire,
    OneItem,
    SetStatus,
    Target,
    WholeOrder,
)
from kds.domain.modes import Mode
from kds.domain.text import cell_width, clean, wrap_cells
from kds.domain.wording import status_word
from kds.kitchen.ports import CommandState, StoredCommand
from kds.language import mark, tr, trn
from kds.ui.drawing.words import joined
from kds.ui.keys import Action
from kds.ui.screens.base import cap_to_leave
from kds.ui.screens.detail_rows import clock_time
from kds.ui.screens.list_rows import Entry
from kds.ui.screens.listing import ListScreen

_STATE_WORDS = {
    CommandState.PENDING: mark("waits"),
    CommandState.IN_FLIGHT: mark("is being sent"),
    CommandState.UNKNOWN: mark("may be there, being checked"),
    CommandState.CONFIRMING: mark("sent, being checked"),
    CommandState.PARKED: mark("REFUSED"),
}


REASONS = (mark("done at the till"), mark("a mistake"), mark("not wanted"))
"""Why something is given up, chosen by digit; it goes into the log."""


INDENT = 6
"""Cells beside a reason: the bar, what it is drawn in by, and one to spare."""


class OutboxScreen(ListScreen):
    """Commands that have not ended, oldest first; a refused one can be sent again or given up."""

    list_name: ClassVar[str] = "outbox"
    opened_by: ClassVar[Action] = Action.OUTBOX
    undoes: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._giving_up: str | None = None

    def heading(self) -> str:
        """Name the list, with what waits for every system."""
        states = [stored.state for stored in self._stored()]
        refused = states.count(CommandState.PARKED)
        unsent = len(states) - refused - states.count(CommandState.CONFIRMING)
        return tr("OUTBOX   unsent: {unsent}   refused: {refused}", unsent=unsent, refused=refused)

    def entries(self) -> Sequence[Entry]:
        """Give the commands, oldest first."""
        return [_entry(stored, self.board_app.options.local, self._columns) for stored in self._stored()]

    def nothing(self) -> str:
        """Say why the list is empty; of practice and a dry run nothing ever gets to the till."""
        if self.board.mode is not Mode.REAL:
            return tr("Nothing is waiting.")
        return tr("Everything that was pressed here is at the till.")

    def legend(self) -> Sequence[tuple[str, str]]:
        """Give the keys of this list."""
        profile = self.board_app.profile
        if self._giving_up is not None:
            digits = (profile.printed(key) for key in profile.slots)
            return (*zip(digits, map(tr, REASONS), strict=False), (cap_to_leave(self), tr("keep it")))
        back = (cap_to_leave(self), tr("back"))
        if self._chosen is None or not self._is_parked(self._chosen):
            return (back,)
        return ((profile.cap(Action.DONE), tr("send again")), (profile.cap(Action.UNDO), tr("give up")), back)

    def on_screen_resume(self) -> None:
        """Ask nothing at first."""
        self._giving_up = None
        super().on_screen_resume()

    def act(self, action: Action) -> None:
        """Ask why before something is given up; everything else is like on any list."""
        asked, self._giving_up = self._giving_up, None
        if asked is not None:
            self.tell(tr("Kept."))
            return
        if action is Action.UNDO and self._chosen is not None:
            if self._is_parked(self._chosen):
                self._giving_up = self._chosen
                self.tell(tr("Give up why?"))
            else:
                key = self.board_app.profile.cap(Action.UNDO)
                self.tell(
                    tr("This is still on its way and can't be given up; {key} on the board takes it back.", key=key)
                )
            return
        super().act(action)

    def choose_slot(self, slot: int) -> None:
        """Choose an entry by its digit, or the reason why one is given up."""
        asked, self._giving_up = self._giving_up, None
        if asked is None:
            super().choose_slot(slot)
        elif slot <= len(REASONS):
            self.in_turn(lambda: self._discard(asked, REASONS[slot - 1]))
        else:
            self.tell(tr("Kept."))

    def open_entry(self, key: str) -> None:
        """Send a refused command again."""
        if self._is_parked(key):
            self.in_turn(lambda: self._retry(key))
        else:
            self.tell(tr("This is sent by itself as soon as the till answers."))

    async def _retry(self, key: str) -> None:
        if self.board_app.kitchen is not None:
            await self.board_app.kitchen.retry(key)
            self.tell(tr("Will be sent again."))

    async def _discard(self, key: str, why: str) -> None:
        if self.board_app.kitchen is not None:
            await self.board_app.kitchen.discard(key, why)
            self.tell(tr("Given up. The card shows what the till says."))

    def _stored(self) -> tuple[StoredCommand, ...]:
        kitchen = self.board_app.kitchen
        return kitchen.outbox_view() if kitchen is not None else ()

    def _is_parked(self, key: str) -> bool:
        return any(stored.command.id == key and stored.state is CommandState.PARKED for stored in self._stored())


def _entry(stored: StoredCommand, local: tzinfo | None, columns: int) -> Entry:
    command = stored.command
    state = tr(_STATE_WORDS.get(stored.state, stored.state.value))
    if stored.attempts > 1:
        state = trn("{state}, tried {count} time", "{state}, tried {count} times", stored.attempts, state=state)
    what = joined(_whose(command), _change_words(command.change), by="  ")
    text = f"{clock_time(stored.created_at, local)}  {what}"
    why = wrap_cells(clean(stored.reason), max(columns - INDENT, 1)) if stored.reason else ()
    if cell_width(text) + 3 + cell_width(state) <= columns - INDENT:
        text = f"{text}   {state}"
    else:
        why = (state, *why)
    return Entry(command.id, text, why, loud=stored.state is CommandState.PARKED)


def _whose(command: Command) -> str:
    """Give `#118` for an order, `inquiry 2546` for what goes to another system, nothing for what is about no order."""
    lane, _, number = command.order_id.partition(":")
    if command.number:
        return f"#{command.number}"
    return f"{lane} {number}" if number.isdecimal() else ""


def _change_words(change: Change) -> str:
    match change:
        case Fire():
            return tr("fire")
        case Delete():
            return tr("delete")
        case Errand(deed=deed):
            return words_of(deed)
        case SetStatus(target=target, status=status):
            return tr("{what} to {status}", what=_target_words(target), status=status_word(status))


def _target_words(target: Target) -> str:
    match target:
        case WholeOrder():
            return tr("the whole order")
        case EndpointPart(endpoint=endpoint):
            return tr("the part of {endpoint}", endpoint=endpoint)
        case OneItem(item_id=item_id):
            return tr("line {number}", number=item_id)
