"""Who takes what back from whom (contract 2): remainders of ordered items over all known slips, and nothing about cards.

A finished slip still counts: its Negative items reduce what is open elsewhere, so callers pass every slip they know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from kds.domain.order import Item, ItemRef, Order, Pair
from kds.domain.terms import Status
from kds.domain.unseen import taken_back_mark

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One Negative item, or the part of it that reaches one dish.

    Attributes:
        order, item: the slip and the Negative on it.
        amount: how much of it goes to this dish.
    """

    order: Order
    item: Item
    amount: Decimal

    @property
    def ref(self) -> ItemRef:
        """The name of the Negative."""
        return ItemRef(self.order.id, self.item.id)

    @property
    def mark(self) -> str:
        """The unseen mark of the Negative."""
        return taken_back_mark(self.order.id, self.item.id)


@dataclass(frozen=True, slots=True)
class Folded:
    """What all Negatives of some slips do to their dishes.

    Attributes:
        taken: dish → what takes back from it, oldest first.
        loose: what takes back from a dish that is not among the slips.
    """

    taken: Mapping[ItemRef, tuple[TakenBack, ...]] = field(default_factory=dict)
    loose: tuple[TakenBack, ...] = ()

    def taken_from(self, order: Order, item: Item) -> tuple[TakenBack, ...]:
        """Give what takes back from a dish, oldest first."""
        return self.taken.get(ItemRef(order.id, item.id), ()) if self.taken else ()

    def remainder(self, order: Order, item: Item) -> Decimal:
        """Give amount − all Negatives that name the dish, whatever their status, never below 0 (contract 2)."""
        if not self.taken:
            return item.amount
        taken = self.taken.get(ItemRef(order.id, item.id), ())
        return max(item.amount - sum((each.amount for each in taken), Decimal(0)), Decimal(0))

    def open_quantity(self, order: Order, item: Item, *, done: bool) -> Decimal:
        """Give the remainder while the dish is not done, else 0; cards and totals both use it."""
        if done or item.is_negative or (item.pairs[0].status is Status.CANCELLED and is_cancelled(item)):
            return Decimal(0)
        return self.remainder(order, item)

    def net(self, order: Order) -> Order:
        """Give the slip as what is left to cook: dishes with their remainders, without Negatives and voided dishes."""
        kept = tuple(
            item if remainder == item.amount else replace(item, amount=remainder)
            for item in order.items
            if (remainder := self.open_quantity(order, item, done=False))
        )
        return order if kept == order.items else replace(order, items=kept)


def is_cancelled(item: Item) -> bool:
    """Whether all pairs of an item are cancelled."""
    return all(pair.status is Status.CANCELLED for pair in item.pairs)


def fold(orders: Sequence[Order]) -> Folded:
    """Work out what the Negatives of these slips take back from which dishes.

    A Negative that names its dish takes from that one; one that is silent takes from the dishes of the same line of
    the bill, in earlier slips of its ticket, that have a remainder: unstarted before started, then newest slip first
    (contract 2).
    """
    negatives = [(order, item) for order in orders for item in order.items if item.is_negative]
    if not negatives:
        return Folded()
    dishes = {ItemRef(order.id, item.id) for order in orders for item in order.items if not item.is_negative}
    taken: defaultdict[ItemRef, list[TakenBack]] = defaultdict(list)
    loose: list[TakenBack] = []
    silent: list[tuple[Order, Item]] = []
    for order, item in negatives:
        if item.takes_back is None:
            silent.append((order, item))
        elif item.takes_back in dishes:
            taken[item.takes_back].append(TakenBack(order, item, item.amount))
        else:
            loose.append(TakenBack(order, item, item.amount))
    named = _by_line(orders) if silent else {}
    for order, item in sorted(silent, key=lambda pair: _time_of(pair[0])):
        loose.extend(_allocate(order, item, named, taken))
    in_time = {ref: tuple(sorted(parts, key=lambda part: _time_of(part.order))) for ref, parts in taken.items()}
    return Folded(in_time, tuple(loose))


def was_unstarted(pairs: Iterable[Pair], slip: Order) -> bool:
    """Whether nobody had begun the dish when `slip` came, as far as its pairs still tell."""
    return all(
        pair.status.rank in (Status.NEW.rank, Status.CANCELLED.rank)
        or bool(slip.created_at and pair.changed_at and pair.changed_at > slip.created_at)
        for pair in pairs
    )


def _by_line(orders: Iterable[Order]) -> dict[tuple[object, ...], list[tuple[Order, Item]]]:
    """Give the dishes by what a silent Negative can tell of them: ticket and line, and ticket and product."""
    found: defaultdict[tuple[object, ...], list[tuple[Order, Item]]] = defaultdict(list)
    for order in orders:
        for item in order.items:
            if not item.is_negative:
                found[order.ticket_id, item.ticket_item_id].append((order, item))
                found[order.ticket_id, item.plu_code, item.stock, item.name].append((order, item))
    return found


def _candidates(
    order: Order, negative: Item, named: Mapping[tuple[object, ...], list[tuple[Order, Item]]]
) -> list[tuple[Order, Item]]:
    """Give the dishes of the Negative's line in earlier slips; by product where the source names no line."""
    same_product = named.get((order.ticket_id, negative.plu_code, negative.stock, negative.name), [])
    if negative.ticket_item_id is None:
        found = same_product
    else:
        found = named.get((order.ticket_id, negative.ticket_item_id), [])
        found = [*found, *(pair for pair in same_product if pair[1].ticket_item_id is None)]
    return [pair for pair in found if pair[0].id != order.id and _time_of(pair[0]) <= _time_of(order)]


def _allocate(
    order: Order,
    negative: Item,
    named: Mapping[tuple[object, ...], list[tuple[Order, Item]]],
    taken: defaultdict[ItemRef, list[TakenBack]],
) -> tuple[TakenBack, ...]:
    """Spread a silent Negative over its candidates; give the part that found none."""
    candidates = _candidates(order, negative, named)
    candidates.sort(key=lambda pair: _time_of(pair[0]), reverse=True)
    candidates.sort(key=lambda pair: not was_unstarted(pair[1].pairs, order))
    missing = negative.amount
    for earlier, item in candidates:
        parts = taken[ItemRef(earlier.id, item.id)]
        part = min(missing, item.amount - sum((each.amount for each in parts), Decimal(0)))
        if part > 0:
            parts.append(TakenBack(order, negative, part))
            missing -= part
    return (TakenBack(order, negative, missing),) if missing > 0 else ()


def _time_of(order: Order) -> tuple[datetime, int, str]:
    """Give the order in which slips were made; numbers restart each day, so time comes first."""
    return (order.created_at or _LONG_AGO, order.number, order.id)
