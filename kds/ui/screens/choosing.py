"""Which card and which line are chosen: pure functions from one view state to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kds.domain.board import Board
from kds.domain.lens import whole_key
from kds.domain.places import SlotChanged, beside, chosen
from kds.language import tr
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.view import ViewState
from kds.ui.keys import Action

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
        none = tr("No card has the digit {digit}.", digit=slot % 10)
        return replace(state, selected=None, line=None, message=none, flashing=None)
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


def moved(state: ViewState, board: Board, frame: Frame | None, arrow: Action) -> ViewState:
    """Move the choice by an arrow: from card to card, along a card's lines, and right of the last card into the lane.

    Args:
        state: what the screen shows.
        board: as the person looks at it.
        frame: what was drawn last; its lane is where inquiries stand.
        arrow: left, right, up or down.
    """
    step = 1 if arrow in (Action.RIGHT, Action.DOWN) else -1
    lane = [hit.key for hit in frame.hits if hit.slot < 0] if frame is not None else []
    if state.selected in lane:
        if arrow is Action.LEFT:
            return replace(state, selected=beside(state.places, None, -1), line=None, message="")
        if arrow is Action.RIGHT:
            return state
        return choose_card(state, lane[min(max(lane.index(state.selected) + step, 0), len(lane) - 1)])
    if arrow in (Action.UP, Action.DOWN):
        return choose_line(state, board, step)
    after = choose_beside(state, step)
    if lane and arrow is Action.RIGHT and after.selected == state.selected:
        return choose_card(state, lane[0])
    return after


def chosen_inquiry(state: ViewState, board: Board) -> str | None:
    """Give the key of the inquiry that is chosen in the lane, None when none is."""
    facts = board.inquiries
    key = state.selected
    return key if key is not None and facts is not None and facts.card(key) is not None else None


def choose_line(state: ViewState, board: Board, step: int) -> ViewState:
    """Choose the line above (-1) or below (1) on the chosen card; above the first is the card as a whole."""
    card = board.card(state.selected) if state.selected is not None else None
    if card is None:
        return choose_beside(state, step)
    keys = list(dict.fromkeys(line_key(line) for line in card.lines))
    index = keys.index(state.line) if state.line in keys else -1
    moved = min(max(index + step, -1), len(keys) - 1)
    return replace(state, line=keys[moved] if moved >= 0 else None, message="")


def choose_open_line(state: ViewState, card: Card, board: Board) -> ViewState:
    """Choose the first line that waits for this station on a card of which no line is chosen, and name it."""
    from kds.domain.lines import is_open_line
    from kds.domain.wording import amount_words

    line = next((each for each in card.lines if is_open_line(board.station, each)), None)
    if line is None:
        return replace(state, message=tr("{title}: no line waits for this station.", title=card.title))
    dish = f"{amount_words(line.quantity)}x {line.name}"
    said = tr("{dish} is chosen. {key} again does this line alone.", dish=dish, key=state.caps.get("line", ""))
    return replace(state, line=line_key(line), message=said)


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


def readable_keys(cards: Iterable[Card], frame: Frame) -> frozenset[str]:
    """Give the keys, as the kitchen knows them, of the cards of which something can be read on the screen."""
    return frozenset(whole_key(card.key) for card in cards if is_readable(card, frame))


def is_readable(card: Card, frame: Frame) -> bool:
    """Whether a card, or at least everything unseen on it, stands on the screen."""
    marks = {mark for mark, _ in card.unseen}
    return card.key in frame.painted or (bool(marks) and marks <= frame.marks)


def goes_on(card: Card, shown: frozenset[tuple[str, int]]) -> bool:
    """Whether a card has lines that were never on the screen, so that it can't be bumped as a whole.

    The rail shows the lines of its tables at the side: there a table's rows stand for all of them.
    """
    return not {line_key(line) for line in card.lines} <= shown


def still_there(state: ViewState, board: Board) -> ViewState:
    """Let go of a card that left the board, and of a line that left its card."""
    if state.selected is None:
        return state
    card = board.card(state.selected)
    if card is None:
        return state if chosen_inquiry(state, board) else replace(state, selected=None, line=None)
    if state.line is not None and chosen_line(state, card) is None:
        return replace(state, line=None)
    return state
