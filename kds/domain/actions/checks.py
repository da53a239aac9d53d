"""What must be true before a key may change anything: a screen that may, a login that may, a card that can."""

from __future__ import annotations

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Refusal
from kds.domain.order import Order
from kds.domain.routing import is_fired
from kds.domain.station import Role, Station
from kds.language import tr

ORDER_UPDATE = "orderUpdate"
"""The till's right to change statuses (contract 1, routes)."""

ORDER_PROCESS = "orderProcess"
"""The till's right to fire orders (contract 1, routes)."""


def refuse_held(name: str) -> Refusal:
    """Give what Enter, Space and start answer on a held card or line (board 6)."""
    return Refusal(tr("{name} is held, not fired yet", name=name))


def refuse_read_only(board: Board) -> Refusal | None:
    """Refuse on a screen that only looks: a runner's station, or one set to `read_only`."""
    if board.station.read_only or board.station.role is Role.RUNNER:
        return Refusal(tr("{station} only shows: nothing can be changed on this screen", station=board.station.name))
    return None


def refuse_without(board: Board, right: str, deed: str) -> Refusal | None:
    """Refuse when the login lacks a right: `cook may not fire: the right orderProcess is missing`."""
    if board.rights.has(right):
        return None
    who = board.user or tr("this login")
    return Refusal(tr("{who} may not {deed}: the right {right} is missing", who=who, deed=deed, right=right))


def refuse_card(board: Board, card: Card) -> Refusal | None:
    """Refuse on a card that is held or that nobody can read."""
    if is_all_held(card, board.station):
        return refuse_held(card.title)
    if card.oddity is not None:
        return Refusal(
            tr("{title} can't be read here ({oddity}): finish it at the till", title=card.title, oddity=card.oddity)
        )
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
