"""Which card and which line are chosen: pure functions from one view state to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.places import SlotChanged, beside, chosen
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.view import ViewState

if TYPE_CHECKING:
    from kds.domain.cards import Card, CardLine


def choose_slot(state: ViewState, slot: int, at: float) -> ViewState:
    """Choose what stands in a slot (from 1); a slot that was given away a moment ago only flashes and says so.

    Args:
        state: what the screen shows.
        slot: 1 to 10, as the keys count.
        at: monotonic seconds of the press.
    """
    key = chosen(state.places, slot - 1, at)
    if isinstance(key, SlotChanged):
        return replace(state, selected=None, line=None, message=key.sentence, flashing=slot - 1)
    if key is None:
        return replace(state, selected=None, line=None, message=f"No card has the digit {slot % 10}.", flashing=None)
    return replace(state, selected=key, line=None, message="")


def choose_card(state: ViewState, key: str) -> ViewState:
    """Choose a card by its key."""
    return replace(state, selected=key, line=None, message="")


def choose_nothing(state: ViewState) -> ViewState:
    """Choose no card and say nothing."""
    return replace(state, selected=None, line=None, message="", flashing=None)


def choose_beside(state: ViewState, step: int) -> ViewState:
    """Choose the card before (-1) or after (1) the chosen one on this page."""
    return replace(state, selected=beside(state.places, state.selected, step), line=None, message="")


def choose_line(state: ViewState, board: Board, step: int) -> ViewState:
    """Choose the line above (-1) or below (1) on the chosen card; above the first is the card as a whole."""
    card = board.card(state.selected) if state.selected is not None else None
    if card is None:
        return choose_beside(state, step)
    keys = list(dict.fromkeys(line_key(line) for line in card.lines))
    index = keys.index(state.line) if state.line in keys else -1
    moved = min(max(index + step, -1), len(keys) - 1)
    return replace(state, line=keys[moved] if moved >= 0 else None, message="")


def chosen_card(state: ViewState, board: Board) -> Card | None:
    """Give the chosen card, None when there is none or it has left the board."""
    return board.card(state.selected) if state.selected is not None else None


def chosen_line(state: ViewState, card: Card) -> CardLine | None:
    """Give the chosen line of that card, None when the card as a whole is chosen."""
    return next((line for line in card.lines if line_key(line) == state.line), None)


def line_key(line: CardLine) -> tuple[str, int]:
    """Name a line of a card: order id and item id."""
    return line.order_id, line.item_id


def lines_on(board: Board) -> frozenset[tuple[str, int]]:
    """Name every line on the board."""
    return frozenset(line_key(line) for card in board.cards for line in card.lines)


def is_readable(card: Card, frame: Frame) -> bool:
    """Whether a card, or at least everything unseen on it, stands on the screen."""
    marks = {mark for mark, _ in card.unseen}
    return card.key in frame.painted or (bool(marks) and marks <= frame.marks)


def goes_on(board: Board, card: Card, shown: frozenset[tuple[str, int]]) -> bool:
    """Whether a cook's card has lines that were never on the screen, so that it can't be bumped as a whole.

    The pass is shown tables in one sentence each and reads their lines at the side.
    """
    return not board.station.sees_all and not {line_key(line) for line in card.lines} <= shown


def still_there(state: ViewState, board: Board) -> ViewState:
    """Let go of a card that left the board, and of a line that left its card."""
    if state.selected is None:
        return state
    card = board.card(state.selected)
    if card is None:
        return replace(state, selected=None, line=None)
    if state.line is not None and chosen_line(state, card) is None:
        return replace(state, line=None)
    return state


def zones_of(board: Board) -> tuple[str, ...]:
    """Give the zones of the cards on the board, in alphabetical order."""
    return tuple(sorted({card.zone for card in board.cards if card.zone}))
