"""What a key means on the board as it is when its turn comes; asks the domain, performs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.cards import Card, CardLine
from kds.domain.intents import Intent, Refusal
from kds.language import tr
from kds.ui.keys import Action

if TYPE_CHECKING:
    from kds.domain.actions import Ask, Missing

    Outcome = Intent | Refusal | Missing | Ask


@dataclass(frozen=True, slots=True)
class Press:
    """One key press that asks for a change.

    Attributes:
        card: the chosen card as it was painted, so that nothing is bumped that nobody saw; None when none was chosen.
        line: the chosen line of it.
        missing: the list that a former Enter was answered with; a second one may force it.
        confirmed: the question of the former press was answered with the same key.
    """

    action: Action
    card: Card | None = None
    line: CardLine | None = None
    missing: Missing | None = None
    confirmed: bool = False


def decide(press: Press, board: Board, now: datetime) -> Outcome:
    """Give what a press comes to.

    Args:
        press: what was pressed, and on what.
        board: the newest board, which may have changed since the press.
        now: server time.
    """
    # the actions are loaded with the other screens, after the first paint
    from kds.domain.actions import forces, press_enter, press_line, press_send_ready, press_start, press_undo

    card = press.card
    if press.action is Action.UNDO:
        return press_undo(board, now, confirmed=press.confirmed)
    if card is None:
        return Refusal(tr("Choose a card first."))
    match press.action:
        case Action.DONE:
            return press_enter(board, card, now, forced=forces(press.missing, card, now))
        case Action.LINE if press.line is not None:
            return press_line(board, card, press.line, now)
        case Action.START:
            return press_start(board, card, press.line, now)
        case Action.SEND_READY:
            return press_send_ready(board, card, now)
        case _:
            return Refusal(tr("Choose a line first, with the arrows."))
