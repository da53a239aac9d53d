"""Fires held orders: lists what goes, then one command per order, kept back for 3 s so that it can be stopped (board 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.actions.checks import ORDER_PROCESS, refuse_read_only, refuse_without
from kds.domain.actions.commands import commands_for, label_of, new_id
from kds.domain.actions.plans import FireCourse, FirePlan
from kds.domain.board import Board
from kds.domain.cards import Card, HeldTable
from kds.domain.composing import known_orders
from kds.domain.folding import fold
from kds.domain.grouping import title_of
from kds.domain.intents import Fire, Intent, IntentKind, Refusal
from kds.domain.order import Order
from kds.domain.routing import is_fired
from kds.domain.station import Process
from kds.language import tr

FIRE_DELAY = timedelta(seconds=3)
"""How long a fire can be stopped with `u` (board 6)."""

Chosen = Card | HeldTable | Sequence[Order]
"""What a person points at: a card, an entry of the held row, or some orders."""


def fire_plan(board: Board, chosen: Chosen, *, everything: bool = False) -> FirePlan | Refusal:
    """List what firing would send.

    Args:
        chosen: a card or table means its held orders of the lowest course; orders mean exactly these.
        everything: all held orders of the table at once.
    """
    refusal = refuse_read_only(board)
    if refusal is not None:
        return refusal
    if board.station.process is Process.NEVER:
        return Refusal(tr("this till does not fire orders (process = never): everything is with its stations already"))
    refusal = refuse_without(board, ORDER_PROCESS, tr("fire"))
    if refusal is not None:
        return refusal
    held = _held(board, chosen)
    label, key = _named(board, chosen, held)
    if not held:
        return Refusal(tr("{label}: nothing is held", label=label))
    folded = fold(known_orders(board.slips, board.marks))
    rows = [_row(order, [(item.name, item.amount) for item in folded.net(order).items]) for order in held]
    exact = everything or not isinstance(chosen, Card | HeldTable)
    first = min(_rank(row) for row in rows)
    going = tuple(row for row in rows if exact or _rank(row) == first)
    return FirePlan(label, key, going, tuple(row for row in rows if row not in going))


def fire(board: Board, plan: FirePlan, now: datetime) -> Intent:
    """Give the intent of a confirmed plan; its commands wait 3 s for somebody to stop them."""
    orders = [course.order for course in plan.courses]
    return _intent(board.station.name, plan.label, plan.card_key, orders, now, now + FIRE_DELAY)


def auto_fire(board: Board, arrived: Collection[str], now: datetime) -> Intent | Refusal | None:
    """Fire the lowest course of each ticket that has just arrived, where the station is set to `auto`.

    Args:
        arrived: ids of orders that a reading showed for the first time; later courses are never fired by age.

    Returns:
        None when there is nothing to do; a refusal to be shown once when the right is missing.
    """
    if board.station.process is not Process.AUTO or board.station.read_only:
        return None
    lowest: dict[str, int] = {}
    for order in (*board.orders, *(row.order for row in board.recallable)):
        lowest[order.ticket_id] = min(course_of(order) or 0, lowest.get(order.ticket_id, course_of(order) or 0))
    going = [
        order
        for order in board.orders
        if order.id in arrived and not order.is_processed and (course_of(order) or 0) == lowest[order.ticket_id]
    ]
    if not going:
        return None
    refusal = refuse_without(board, ORDER_PROCESS, tr("fire"))
    if refusal is not None:
        return refusal
    label = ", ".join(dict.fromkeys(title_of(order) for order in going))
    return _intent(board.station.name, label, "", going, now, None)


def fire_at_once(station_name: str, orders: Sequence[Order], now: datetime) -> Intent:
    """Give the intent that fires orders without waiting (`kds fire`)."""
    label = ", ".join(dict.fromkeys(title_of(order) for order in orders))
    return _intent(station_name, label, "", orders, now, None)


def course_of(order: Order) -> int | None:
    """Give an order's course, the lowest of its items; None where the till names none."""
    return min((item.course for item in order.items if item.course is not None), default=None)


def _held(board: Board, chosen: Chosen) -> list[Order]:
    """Give the held orders meant, as they are known now, in the order of the board."""
    if isinstance(chosen, Card):
        tickets = {order.ticket_id for order in chosen.orders if order.ticket_id}
        ids = {order.id for order in (*chosen.held, *chosen.orders)}
        meant = [order for order in board.orders if order.id in ids or order.ticket_id in tickets]
    else:
        ids = set(chosen.order_ids) if isinstance(chosen, HeldTable) else {order.id for order in chosen}
        meant = [order for order in board.orders if order.id in ids]
    return [order for order in meant if not is_fired(board.station, order)]


def _named(board: Board, chosen: Chosen, held: Sequence[Order]) -> tuple[str, str]:
    """Give what a person calls the chosen thing, and the key of its card ("" where it has none)."""
    if isinstance(chosen, Card):
        return label_of(chosen), chosen.key
    if isinstance(chosen, HeldTable):
        return chosen.title, ""
    named = held or list(chosen)
    keys = {board.marks.card_of.get(order.id, "") for order in named}
    return ", ".join(dict.fromkeys(title_of(order) for order in named)), keys.pop() if len(keys) == 1 else ""


def _row(order: Order, quantities: Iterable[tuple[str, Decimal]]) -> FireCourse:
    rows = tuple(quantities)
    dishes = sum((quantity for _, quantity in rows), Decimal(0))
    return FireCourse(order, title_of(order), course_of(order), dishes, rows)


def _rank(row: FireCourse) -> int:
    """Give a course's place; lines without a course go with the lowest (contract 2)."""
    return row.course or 0


def _intent(
    station_name: str, label: str, card_key: str, orders: Iterable[Order], now: datetime, not_before: datetime | None
) -> Intent:
    return Intent(
        id=new_id(now),
        kind=IntentKind.FIRE,
        station=station_name,
        label=label,
        card_key=card_key,
        at=now,
        commands=tuple(command for order in orders for command in commands_for(order, [Fire()], now)),
        not_before=not_before,
    )
