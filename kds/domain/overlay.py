"""What the till will say once it has our open commands: the last reading with them laid over it, as the server would.

Pure and exact: it never hides an order that is finished by it, and never guesses at what another screen does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from kds.domain.intents import (
    Change,
    Command,
    Delete,
    Direction,
    EndpointPart,
    Errand,
    Fire,
    OneItem,
    SetStatus,
    Target,
    WholeOrder,
)
from kds.domain.order import Item, Order, Pair
from kds.domain.terms import Status


def overlay(orders: Sequence[Order], commands: Sequence[Command]) -> tuple[Order, ...]:
    """Lay open commands over the last reading, in the order they will be sent.

    Args:
        orders: the last reading.
        commands: everything not yet confirmed, oldest first; commands for orders that are not in it do nothing.

    Returns:
        The orders as they will be; those that no command changes are the very same objects, and where nothing
        changes at all it is the very same tuple. A deleted order is left out; a finished one is not.
    """
    same = orders if isinstance(orders, tuple) else tuple(orders)
    if not commands:
        return same
    lanes: dict[tuple[str, str], list[Command]] = {}
    for command in commands:
        lanes.setdefault((command.source, command.order_id), []).append(command)
    laid: list[Order] = []
    changed = False
    for order in orders:
        lane = lanes.get((order.source, order.id))
        result = order if lane is None else _after(order, [each for each in lane if is_meant(each, order)])
        changed = changed or result is not order
        if result is not None:
            laid.append(result)
    return tuple(laid) if changed else same


def applied(order: Order, change: SetStatus | Fire, at: datetime | None = None) -> Order:
    """Give the order as the server answers one change (contract 1, routes); the same object when it changes nothing.

    Args:
        at: becomes the time of the change on every pair it changes (or of the firing); who changed them is not known yet.
    """
    match change:
        case Fire():
            return order if order.is_processed else replace(order, is_processed=True, processed_at=at)
        case SetStatus():
            items = tuple(_set(item, change, at) for item in order.items)
            same = all(new is old for new, old in zip(items, order.items, strict=True))
            return order if same else replace(order, items=items)
        case _:
            assert_never(change)


def is_meant(command: Command, order: Order) -> bool:
    """Whether this is the very order a command was pressed for, not a later one that got its id (reliability 3.3)."""
    return command.created_at is None or order.created_at is None or command.created_at == order.created_at


def is_met(order: Order, change: Change, later: Iterable[Change] = ()) -> bool | None:
    """Tell whether a reading already shows what a command wanted (reliability 3.1.6).

    Forward is met by that status or a later one, backward only by exactly that one. Cancelled pairs are left out, and
    so are Negatives where the wanted status leaves them alone.

    Args:
        later: changes of the same order that were asked for after this one; what they set is theirs to compare. One
            intent may lower an endpoint and put a line of it forward again.

    Returns:
        None when no pair remains to compare: the command is obsolete, or no matter of orders at all. A deletion is not met while the order exists.
    """
    match change:
        case Fire():
            return order.is_processed
        case Delete():
            return False
        case Errand():
            return None
        case SetStatus():
            newer = [each.target for each in later if isinstance(each, SetStatus)]
            verdicts = [
                _pair_is_met(item, pair, change)
                for item, pair in targeted(order, change.target)
                if not any(_names(target, item, pair) for target in newer)
            ]
            told = [verdict for verdict in verdicts if verdict is not None]
            return all(told) if told else None
        case _:
            assert_never(change)


def targeted(order: Order, target: Target) -> Iterator[tuple[Item, Pair]]:
    """Give the pairs that a route names, cancelled ones included."""
    for item in order.items:
        for pair in item.pairs:
            if _names(target, item, pair):
                yield item, pair


def status_after(item: Item, pair: Pair, target: Target, status: Status) -> Status:
    """Give what a pair stands at after a route was called with `status`.

    Order and endpoint routes leave cancelled pairs alone. A Negative knows only new and served: `Ready` and `Served`
    make it served, nothing else changes it and nothing brings it back (contract 1 and 2).
    """
    if not _names(target, item, pair):
        return pair.status
    if item.is_negative:
        seen = status in (Status.READY, Status.SERVED) and pair.status is not Status.CANCELLED
        return Status.SERVED if seen else pair.status
    if pair.status is Status.CANCELLED and not isinstance(target, OneItem):
        return pair.status
    return status


def _after(order: Order, lane: Sequence[Command]) -> Order | None:
    for command in lane:
        if isinstance(command.change, Delete):
            return None
        if isinstance(command.change, Errand):
            continue
        order = applied(order, command.change, command.at)
    return order


def _set(item: Item, change: SetStatus, at: datetime | None) -> Item:
    pairs = tuple(_moved(pair, status_after(item, pair, change.target, change.status), at) for pair in item.pairs)
    same = all(new is old for new, old in zip(pairs, item.pairs, strict=True))
    return item if same else replace(item, pairs=pairs)


def _moved(pair: Pair, status: Status, at: datetime | None) -> Pair:
    if pair.status is status:
        return pair
    return Pair(endpoint=pair.endpoint, status=status, word=status.value, changed_at=at)


def _names(target: Target, item: Item, pair: Pair) -> bool:
    match target:
        case WholeOrder():
            return True
        case EndpointPart(endpoint):
            return pair.endpoint == endpoint
        case OneItem(item_id):
            return item.id == item_id
        case _:
            assert_never(target)


def _pair_is_met(item: Item, pair: Pair, change: SetStatus) -> bool | None:
    if pair.status is Status.CANCELLED and change.status is not Status.CANCELLED:
        return None
    wanted = change.status
    if item.is_negative:
        if wanted not in (Status.READY, Status.SERVED):
            return None
        wanted = Status.SERVED
    if change.direction is Direction.BACKWARD:
        return pair.status is wanted
    return pair.status.rank >= wanted.rank
