"""Seen before done: the first press on a card with something unread only says that it was read (board 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from kds.domain.actions.checks import ORDER_UPDATE
from kds.domain.actions.commands import card_intent, commands_for
from kds.domain.actions.parts import is_dish, part_pairs, raised
from kds.domain.actions.routes import a_task, routes_for
from kds.domain.actions.telling import allergy_notes
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Command, Intent, IntentKind, OneItem, SetStatus
from kds.domain.order import Item, Order
from kds.domain.routing import is_fired
from kds.domain.station import Role, Station
from kds.domain.status import counted_pairs, is_unrouted
from kds.domain.terms import Status
from kds.domain.unseen import seen_negatives


def unseen_marks(card: Card) -> frozenset[str]:
    """Give everything on a painted card that nobody has acknowledged at this station."""
    allergies = {allergy.mark for allergy in card.allergies if not allergy.confirmed}
    return frozenset({mark for mark, _ in card.unseen} | allergies)


def seen_intent(board: Board, card: Card, now: datetime) -> Intent | None:
    """Give the intent that says a card was read, None when nothing on it is unread.

    It is local to this station. The till is told only of Negatives that are this station's alone to acknowledge, the
    other screens only of allergies, and both only where the login may.
    """
    marks = unseen_marks(card)
    if not marks:
        return None
    commands = tuple(_calls(board, card, marks, now)) if board.rights.has(ORDER_UPDATE) else ()
    commands += allergy_notes(board, (allergy for allergy in card.allergies if not allergy.confirmed), now)
    return card_intent(board, card, IntentKind.SEEN, now, commands, seen=marks)


def read_negatives(board: Board, orders: Collection[Order], now: datetime) -> tuple[Command, ...]:
    """Give the calls for Negatives read here that are on no card any more but belong to the tickets being bumped.

    A shared void leaves the card once it is read, and is told with the bump of what is left of its ticket.
    """
    tickets = {order.ticket_id for order in orders if order.ticket_id}
    covered = {order.id for order in orders}
    commands: list[Command] = []
    for order in board.orders:
        if order.ticket_id in tickets and order.id not in covered and is_fired(board.station, order):
            read = {item.id for item in seen_negatives(order, board.marks.seen)}
            commands.extend(commands_for(order, _endpoint_calls(board.station, order, read), now))
    return tuple(commands)


def _calls(board: Board, card: Card, marks: frozenset[str], now: datetime) -> Iterator[Command]:
    station = board.station
    stays = any(is_dish(line) and line.status.rank < station.bump_to.rank for line in card.lines)
    for painted in card.orders:
        order = board.order(painted.id)
        if order is None or not is_fired(station, order):
            continue
        read = [item for item in seen_negatives(order, marks) if _is_open_here(station, order, item)]
        ours = [item for item in read if _is_ours_to_tell(item, order, station)]
        calls = [SetStatus(OneItem(item.id), Status.SERVED) for item in ours]
        if not stays and station.role is Role.PREP:
            # The card leaves with this press: it is the bump that a shared Negative waits for.
            calls.extend(_endpoint_calls(station, order, {item.id for item in read if item not in ours}))
        yield from commands_for(order, calls, now)


def _endpoint_calls(station: Station, order: Order, item_ids: Collection[int]) -> tuple[SetStatus, ...]:
    """Give the routes that acknowledge Negatives at this station's endpoints, none where they would move dishes too."""
    routes = routes_for(a_task(order, raised(station, order, Status.READY, item_ids), station))
    return () if routes.lost else routes.changes


def _is_open_here(station: Station, order: Order, item: Item) -> bool:
    return any(pair.status.is_open for pair in part_pairs(station, order, item))


def _is_ours_to_tell(item: Item, order: Order, station: Station) -> bool:
    """Whether the item route may go out with *seen*: one endpoint and it is this station's, or none at all.

    A shared Negative gets this station's endpoint route with its bump; the pass acknowledges with its own.
    """
    if is_unrouted(item, order.inactive_endpoints):
        return True
    return station.role is Role.PREP and len(counted_pairs(item, order.inactive_endpoints)) == 1
