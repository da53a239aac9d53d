"""Brings an order of the recall list back to this board: prep to `InProgress`, the pass to `Ready` (board 6)."""

from __future__ import annotations

from datetime import datetime

from kds.domain.actions.checks import ORDER_UPDATE, refuse_read_only, refuse_without
from kds.domain.actions.commands import commands_for, new_id, ticks_of
from kds.domain.actions.parts import part_pairs
from kds.domain.actions.routes import PairKey, a_task, routes_for
from kds.domain.actions.undoing import known_order
from kds.domain.board import Board
from kds.domain.cards import Recallable
from kds.domain.intents import Direction, Intent, IntentKind, Refusal
from kds.domain.order import Item, Order, Pair
from kds.domain.routing import is_pass
from kds.domain.terms import Status
from kds.language import tr


def press_recall(board: Board, recallable: Recallable, now: datetime) -> Intent | Refusal:
    """Give the intent that brings back this station's part of an order.

    Pairs that changed since the list was painted are left out, and the intent says so.
    """
    refusal = refuse_read_only(board) or refuse_without(board, ORDER_UPDATE, tr("bring anything back"))
    if refusal is not None:
        return refusal
    listed = recallable.order
    order = known_order(board, listed.source, listed.id) or listed
    status = Status.READY if is_pass(board.station) else Status.IN_PROGRESS
    wanted, changed = _finished_part(board, recallable, order, status)
    task = a_task(order, wanted, board.station, Direction.BACKWARD, whole=True)
    routes = routes_for(task, wide_first=True)
    names = ", ".join(dict.fromkeys(item.name for item in changed))
    if not routes.changes:
        why = (
            tr("{dishes} was changed by others since", dishes=names) if names else tr("nothing of it is finished here")
        )
        return Refusal(tr("{title} can't be brought back: {reason}", title=recallable.title, reason=why))
    return Intent(
        id=new_id(now),
        kind=IntentKind.RECALL,
        station=board.station.name,
        label=recallable.title,
        card_key=board.marks.card_of.get(order.id, order.id),
        at=now,
        commands=commands_for(order, routes.changes, now),
        unticked=ticks_of(board, [order]),
        remark=tr("{dishes} was changed by others since and stays", dishes=names) if names else "",
    )


def _finished_part(
    board: Board, recallable: Recallable, order: Order, status: Status
) -> tuple[dict[PairKey, Status], list[Item]]:
    """Give the finished pairs that nobody changed since they were listed, and the items of those that somebody did."""
    wanted: dict[PairKey, Status] = {}
    changed: dict[int, Item] = {}
    listed_ids = {item.id for item in recallable.items}
    for item in recallable.order.items:
        if item.is_negative or (listed_ids and item.id not in listed_ids):
            continue
        now_item = order.item(item.id)
        current = {pair.endpoint: pair for pair in now_item.pairs} if now_item is not None else {}
        for pair in part_pairs(board.station, recallable.order, item):
            if pair.status is Status.CANCELLED or pair.status.rank < board.station.bump_to.rank:
                continue
            there = current.get(pair.endpoint)
            if there is None or not _same(pair, there):
                changed[item.id] = item
            elif there.status.rank > status.rank:
                wanted[item.id, pair.endpoint] = status
    return wanted, list(changed.values())


def _same(listed: Pair, current: Pair) -> bool:
    """Whether a pair still stands as it was listed."""
    return (listed.status, listed.changed_at, listed.changed_by) == (
        current.status,
        current.changed_at,
        current.changed_by,
    )
