"""Orders of an earlier business day: put away at the till for good, or brought back to the board (board 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kds.domain.actions.checks import ORDER_UPDATE, refuse_read_only, refuse_without
from kds.domain.actions.commands import commands_for, new_id
from kds.domain.actions.parts import raised
from kds.domain.actions.routes import a_task, routes_for
from kds.domain.board import Board
from kds.domain.grouping import ticket_of, title_of
from kds.domain.intents import Command, Intent, IntentKind, Refusal
from kds.domain.order import Order
from kds.domain.station import ALL_ENDPOINTS
from kds.domain.terms import Status
from kds.domain.unseen import back_mark
from kds.language import tr, trn


def close_orders(board: Board, orders: Sequence[Order], now: datetime) -> Intent | Refusal:
    """Give the intent that sets whole orders to `Served`, on all stations, each by the order route where that fits.

    Args:
        board: the newest board.
        orders: orders of an earlier business day; whoever calls has asked.
        now: server time.

    Returns:
        A refusal without the right, on a screen that only looks, or where nothing of them can be closed from here.
    """
    refusal = refuse_read_only(board) or refuse_without(board, ORDER_UPDATE, tr("close orders"))
    if refusal is not None:
        return refusal
    whole = replace(board.station, endpoints=(ALL_ENDPOINTS,))
    commands: list[Command] = []
    left: list[Order] = []
    for order in orders:
        routes = routes_for(a_task(order, raised(whole, order, Status.SERVED), whole, whole=True))
        if routes.lost or not routes.changes:
            left.append(order)
        else:
            commands.extend(commands_for(order, routes.changes, now))
    names = ", ".join(f"{title_of(order)} #{order.number}" for order in left)
    remark = tr("{orders} can't be closed from here: finish it at the till.", orders=names) if left else ""
    if not commands:
        return Refusal(remark or tr("These orders are closed already."))
    closed = len(orders) - len(left)
    label = title_of(orders[0]) if len(orders) == 1 else trn("{count} old order", "{count} old orders", closed)
    return _intent(board, IntentKind.CLOSE, label, now, commands=tuple(commands), remark=remark)


def bring_back(board: Board, order: Order, now: datetime) -> Intent:
    """Give the intent that puts an order of an earlier business day, with the rest of its ticket, on this board again."""
    ticket = ticket_of(order)
    marks = frozenset(back_mark(each.id) for each in board.orders if ticket_of(each) == ticket)
    return _intent(board, IntentKind.SEEN, title_of(order), now, seen=marks | {back_mark(order.id)})


def _intent(
    board: Board,
    kind: IntentKind,
    label: str,
    now: datetime,
    *,
    commands: tuple[Command, ...] = (),
    seen: frozenset[str] = frozenset(),
    remark: str = "",
) -> Intent:
    return Intent(new_id(now), kind, board.station.name, label, "", now, commands=commands, seen=seen, remark=remark)
