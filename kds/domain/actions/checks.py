"""What must be true before a key may change anything: a screen that may, a login that may, a card that can."""

from __future__ import annotations

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Refusal
from kds.domain.order import Order
from kds.domain.routing import is_fired
from kds.domain.station import Role, Station

ORDER_UPDATE = "orderUpdate"
"""The till's right to change statuses (contract 1, routes)."""

ORDER_PROCESS = "orderProcess"
"""The till's right to fire orders (contract 1, routes)."""

HELD_SENTENCE = "held, not fired yet"
"""What Enter, Space and start answer on a held card (board 6)."""


def refuse_read_only(board: Board) -> Refusal | None:
    """Refuse on a screen that only looks: a runner's station, or one set to `read_only`."""
    if board.station.read_only or board.station.role is Role.RUNNER:
        return Refusal(f"{board.station.name} only shows: nothing can be changed on this screen")
    return None


def refuse_without(board: Board, right: str, deed: str) -> Refusal | None:
    """Refuse when the login lacks a right: `cook may not fire: the right orderProcess is missing`."""
    if board.rights.has(right):
        return None
    return Refusal(f"{board.user or 'this login'} may not {deed}: the right {right} is missing")


def refuse_card(board: Board, card: Card) -> Refusal | None:
    """Refuse on a card that is held or that nobody can read."""
    if is_all_held(card, board.station):
        return Refusal(f"{card.title} is {HELD_SENTENCE}")
    if card.oddity is not None:
        return Refusal(f"{card.title} can't be read here ({card.oddity}): finish it at the till")
    return None


def refuse_change(board: Board, card: Card, deed: str) -> Refusal | None:
    """Refuse to change statuses of a card that is held or unreadable, or without the right."""
    return refuse_card(board, card) or refuse_without(board, ORDER_UPDATE, deed)


def is_all_held(card: Card, station: Station) -> bool:
    """Whether nothing of a card is fired."""
    return card.all_held or (bool(card.orders) and not any(is_fired(station, order) for order in card.orders))


def fired_orders(board: Board, card: Card) -> tuple[Order, ...]:
    """Give the fired orders that were painted on a card, each as it is known now; those that left are left out."""
    known = {(order.source, order.id): order for order in board.orders}
    current = (known.get((order.source, order.id)) for order in card.orders)
    return tuple(order for order in current if order is not None and is_fired(board.station, order))
