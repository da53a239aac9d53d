"""Enter and Space on the interval's walk: what stands for these seats is carried, in as many rows as it takes (sources 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kds.domain.actions.checks import fired_orders, refuse_change, refuse_read_only
from kds.domain.actions.commands import card_intent, commands_for, ticks_of
from kds.domain.actions.parts import raised
from kds.domain.actions.routes import a_task, routes_for
from kds.domain.actions.seeing import seen_intent
from kds.domain.board import Board
from kds.domain.intents import Command, Intent, IntentKind, Refusal
from kds.domain.marks import tick_key
from kds.domain.order import Order
from kds.domain.routing import is_pass
from kds.domain.terms import Status
from kds.domain.venue.walk import Stop
from kds.language import tr


def press_carried(board: Board, stops: Sequence[Stop], label: str, now: datetime) -> Intent | Refusal:
    """Give what it means that everything for some seats was carried; *seen* first where a card of theirs is unread.

    Args:
        board: the newest board.
        stops: the seats, of one row or of one party.
        label: what a person calls them, for undo and the log.
        now: server time.
    """
    wanted = {
        stop.order_id: {item for each in stops if each.order_id == stop.order_id for item in each.item_ids}
        for stop in stops
    }
    cards = [card for card in board.cards if any(order.id in wanted for order in card.orders)]
    refusal = refuse_read_only(board)
    if refusal is not None:
        return refusal
    if not cards:
        return Refusal(tr("{place}: nothing is left to carry", place=label))
    goal = Status.SERVED if is_pass(board.station) else board.station.bump_to
    commands: list[Command] = []
    ticks: set[str] = set()
    for card in cards:
        first = seen_intent(board, card, now) or refuse_change(board, card, tr("bump"))
        if first is not None:
            return first
        for order in fired_orders(board, card):
            items = wanted.get(order.id)
            if not items:
                continue
            calls = _carried(board, order, items, goal, now)
            if isinstance(calls, Refusal):
                return calls
            commands += calls
            ticks |= {tick_key(order.id, item, status.value) for item in items for status in Status}
    if not commands:
        return Refusal(tr("{place}: nothing is left to carry", place=label))
    unticked = ticks & ticks_of(board, [order for card in cards for order in card.orders])
    return replace(card_intent(board, cards[0], IntentKind.BUMP, now, commands, unticked=unticked), label=label)


def _carried(board: Board, order: Order, items: set[int], goal: Status, now: datetime) -> tuple[Command, ...] | Refusal:
    routes = routes_for(a_task(order, raised(board.station, order, goal, items), board.station))
    if routes.lost:
        return Refusal(tr("Something there is also made elsewhere and can't be set alone. Bump the row on the board."))
    return commands_for(order, routes.changes, now)
