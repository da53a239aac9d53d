"""Finds dishes that were taken off one ticket and put on another within a minute (board 3); it only ever adds words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.grouping import ticket_of, title_of
from kds.domain.marks import Marks, MovedDish, again_key
from kds.domain.order import Item, Order
from kds.domain.routing import is_fired
from kds.domain.station import Station

WITHIN = timedelta(seconds=60)
"""How far apart the taking off and the putting on may be."""

Dish = tuple[object, ...]
"""What makes two lines the same dish."""


def moved_dishes(
    marks: Marks, slips: Sequence[Order], arrived: Collection[str], station: Station
) -> Mapping[str, MovedDish]:
    """Give the dishes that came from another ticket; the very same mapping when no new one did.

    Args:
        marks: what is known of earlier readings.
        slips: all slips known now.
        arrived: ids of those that are new.
        station: only what was fired there can have been cooked.
    """
    if not any(order.id in arrived for order in slips):
        return marks.moved_here
    left = dict(_taken_off(slips, station))
    if not left:
        return marks.moved_here
    found = dict(marks.moved_here)
    for dish in found.values():
        if dish.taken_by in left:
            left[dish.taken_by] -= dish.amount
    negatives = [(order, item) for order in slips for item in order.items if again_key(order.id, item.id) in left]
    for order, item in _put_on(slips):
        key = again_key(order.id, item.id)
        if key in found:
            continue
        for old, negative in negatives:
            name = again_key(old.id, negative.id)
            if left[name] > 0 and _is_move(old, negative, order, item, arrived):
                amount = min(left[name], item.amount)
                left[name] -= amount
                found[key] = MovedDish(amount, title_of(old), name)
                break
    return found if len(found) > len(marks.moved_here) else marks.moved_here


def _taken_off(slips: Sequence[Order], station: Station) -> Iterator[tuple[str, Decimal]]:
    """Give each Negative of fired slips with its amount, those that a Positive of their own slip replaces left out."""
    for order in slips:
        if not is_fired(station, order):
            continue
        replaced = {item.ticket_item_id for item in order.items if not item.is_negative}
        for item in order.items:
            if item.is_negative and (item.ticket_item_id is None or item.ticket_item_id not in replaced):
                yield again_key(order.id, item.id), item.amount


def _put_on(slips: Sequence[Order]) -> Iterator[tuple[Order, Item]]:
    """Give each Positive, those that replace a Negative of their own slip left out."""
    for order in slips:
        replacing = {item.ticket_item_id for item in order.items if item.is_negative}
        for item in order.items:
            if not item.is_negative and (item.ticket_item_id is None or item.ticket_item_id not in replacing):
                yield order, item


def _is_move(old: Order, negative: Item, new: Order, positive: Item, arrived: Collection[str]) -> bool:
    is_news = old.id in arrived or new.id in arrived
    apart = ticket_of(old) != ticket_of(new)
    return is_news and apart and _dish(negative) == _dish(positive) and _near(old.created_at, new.created_at)


def _near(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= WITHIN


def _dish(item: Item) -> Dish:
    product = (item.plu_code, item.stock) if item.plu_code is not None else item.name
    return (product, item.unit, item.modifiers, item.comment)
