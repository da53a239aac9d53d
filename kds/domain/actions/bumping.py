"""Enter: seen, then done; a cook's part of a card by its own routes, and the pass by `sending` (board 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kds.domain.actions.checks import fired_orders, refuse_change, refuse_read_only
from kds.domain.actions.commands import card_intent, commands_for, ticks_of
from kds.domain.actions.parts import painted_items, raised
from kds.domain.actions.plans import Missing
from kds.domain.actions.routes import PairKey, a_task, routes_for
from kds.domain.actions.seeing import read_negatives, seen_intent
from kds.domain.actions.sending import send_table
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.intents import Command, Intent, IntentKind, Refusal
from kds.domain.order import Order
from kds.domain.routing import is_pass
from kds.domain.terms import Status
from kds.language import tr


def press_enter(board: Board, card: Card, now: datetime, *, forced: bool = False) -> Intent | Refusal | Missing:
    """Give what Enter means on a card.

    Args:
        card: as it was painted; the bump covers nothing else.
        now: server time.
        forced: the press came in time after a list of what is missing (`forces`); only the pass knows it.

    Returns:
        First *seen* while something on the card is unread, then *done*: a cook's part to `bump_to`, on the pass the
        whole table to `Served`, or the list of what it waits for.
    """
    refusal = refuse_read_only(board)
    if refusal is not None:
        return refusal
    seen = seen_intent(board, card, now)
    if seen is not None:
        return seen
    if is_pass(board.station):
        return send_table(board, card, now, forced=forced)
    return _bump(board, card, now)


def part_commands(
    board: Board, card: Card, orders: Iterable[Order], status: Status, now: datetime
) -> tuple[Command, ...] | Refusal:
    """Give the calls that bring this station's part of some orders to a status; empty when nothing is left to do.

    Refuses where a line is shared and the only route for it would pull another line back for good.
    """
    commands: list[Command] = []
    for order in orders:
        wanted = raised(board.station, order, status, painted_items(card.orders, order.id))
        routes = routes_for(a_task(order, wanted, board.station))
        if routes.lost:
            return _blocked(order, routes.lost)
        commands.extend(commands_for(order, routes.changes, now))
    return tuple(commands)


def _bump(board: Board, card: Card, now: datetime) -> Intent | Refusal:
    refusal = refuse_change(board, card, tr("bump"))
    if refusal is not None:
        return refusal
    orders = fired_orders(board, card)
    commands = part_commands(board, card, orders, board.station.bump_to, now)
    if isinstance(commands, Refusal):
        return commands
    if not commands:
        return Refusal(tr("{title}: nothing is left to do here", title=card.title))
    commands += read_negatives(board, orders, now)
    return card_intent(board, card, IntentKind.BUMP, now, commands, unticked=ticks_of(board, orders))


def _blocked(order: Order, lost: Iterable[PairKey]) -> Refusal:
    items = [item for item_id in sorted({key[0] for key in lost}) if (item := order.item(item_id)) is not None]
    names = ", ".join(item.name for item in items)
    places = sorted({pair.endpoint for item in items for pair in item.pairs if pair.endpoint is not None})
    return Refusal(
        tr(
            "{names} ({places}) can't be set alone, and another line there is further on: "
            "that would be pulled back. Finish the other lines one by one",
            names=names,
            places=", ".join(places),
        )
    )
