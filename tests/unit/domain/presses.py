"""What the stories about keys share: boards with rights, performing an intent without a kitchen, and reading its calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kds.domain.actions import Ask, FirePlan, Missing
from kds.domain.board import Board, DoneIntent
from kds.domain.cards import Card, CardLine
from kds.domain.composing import cards_for, held_tables
from kds.domain.intents import Change, Direction, EndpointPart, Intent, OneItem, Refusal, SetStatus
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.overlay import overlay
from kds.domain.station import Rights, Station
from tests.builders import a_board

ALL_RIGHTS = ("orderUpdate", "orderProcess")


def board_of(
    station: Station,
    *orders: Order,
    rights: Iterable[str] = ALL_RIGHTS,
    user: str = "cook",
    marks: Marks | None = None,
) -> Board:
    """Give a board of a login with these rights."""
    board = a_board(station, *orders, marks=marks)
    return replace(board, rights=Rights(frozenset(rights), known=True), user=user)


def reread(board: Board, *orders: Order) -> Board:
    """Give the board after a reading of these orders."""
    return replace(
        board,
        orders=orders,
        cards=cards_for(board.station, orders, board.marks, board.sync, board.endpoints),
        held=held_tables(board.station, orders, board.marks),
    )


def performed(board: Board, intent: Intent, *, released: bool = True) -> Board:
    """Give the board once an intent was accepted: its commands lie over it, its marks are set, `u` knows it."""
    marks = replace(
        board.marks,
        seen=board.marks.seen | intent.seen,
        ticked=(board.marks.ticked | intent.ticked) - intent.unticked,
    )
    done = (DoneIntent(intent, released=released), *board.done)
    laid = overlay(board.orders, intent.commands) if released else board.orders
    return reread(replace(board, marks=marks, done=done), *laid)


def the_card(board: Board, title: str = "T7") -> Card:
    """Give the card of a table."""
    return next(card for card in board.cards if card.title == title)


def the_line(board: Board, name: str, title: str = "T7") -> CardLine:
    """Give a line of a card by its dish."""
    return next(line for line in the_card(board, title).lines if line.name == name)


def an_intent(answer: Intent | Refusal | Missing | Ask | FirePlan) -> Intent:
    """Give the intent that a press came to."""
    assert isinstance(answer, Intent), answer
    return answer


def a_refusal(answer: Intent | Refusal | Missing | Ask | FirePlan) -> str:
    """Give the sentence of a refused press."""
    assert isinstance(answer, Refusal), answer
    return answer.sentence


def calls(intent: Intent) -> list[str]:
    """Give an intent's commands as words: `o1 Grill Ready`, `o1 item 2 Served`, `o1 order New back`, `o1 fire`."""
    return [f"{command.order_id} {_words(command.change)}" for command in intent.commands]


def _words(change: Change) -> str:
    if not isinstance(change, SetStatus):
        return change.kind
    target = change.target
    place = "order"
    if isinstance(target, EndpointPart):
        place = target.endpoint
    if isinstance(target, OneItem):
        place = f"item {target.item_id}"
    return f"{place} {change.status.value}" + (" back" if change.direction is Direction.BACKWARD else "")
