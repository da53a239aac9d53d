"""What the dishes on the board were before: the till tells only a dish's last change, so the former ones are kept here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kds.domain.order import Item, Order, Pair

MOST_FORMER = 24
"""Former statuses that are kept of one order, the newest ones: a table of ten has some twenty in an evening."""


@dataclass(frozen=True, slots=True)
class Former:
    """What an item's pair was until it changed, with when and by whom it had become that."""

    item_id: int
    pair: Pair


@dataclass(frozen=True, slots=True)
class Past:
    """What was read so far of the open orders.

    Attributes:
        orders: the newest reading.
        former: order id → what its pairs were before, oldest first; nothing for an order that never changed.
    """

    orders: Sequence[Order] = ()
    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)


def former_pairs(former: Mapping[str, tuple[Former, ...]], order: Order, item: Item, pair: Pair) -> tuple[Pair, ...]:
    """Give what one pair of an item was before, oldest first."""
    of_order = former.get(order.id, ())
    return tuple(each.pair for each in of_order if each.item_id == item.id and each.pair.endpoint == pair.endpoint)


def after(past: Past, orders: Sequence[Order]) -> Past:
    """Give the past with a new reading; orders that are in it no more are forgotten, and the same reading costs nothing."""
    if orders is past.orders:
        return past
    before = {order.id: order for order in past.orders}
    former: dict[str, tuple[Former, ...]] = {}
    for order in orders:
        kept = past.former.get(order.id, ())
        was = before.get(order.id)
        if was is not None and was is not order and was.created_at == order.created_at:
            kept = (*kept, *_changed(was, order))[-MOST_FORMER:]
        if kept:
            former[order.id] = kept
    return Past(orders, past.former if former == past.former else former)


def _changed(was: Order, order: Order) -> list[Former]:
    """Give the pairs that are not what they were."""
    found: list[Former] = []
    for old in was.items:
        item = order.item(old.id)
        if item is None or item is old:
            continue
        now = {pair.endpoint: (pair.status, pair.word, pair.changed_at) for pair in item.pairs}
        found += [
            Former(old.id, pair)
            for pair in old.pairs
            if now.get(pair.endpoint) not in (None, (pair.status, pair.word, pair.changed_at))
        ]
    return found
