"""Slips that left the board although they still matter here: what was painted stays until somebody has read it (board 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kds.domain.folding import Folded, fold, is_cancelled
from kds.domain.grouping import ticket_of
from kds.domain.marks import Marks
from kds.domain.order import Item, Order, Pair
from kds.domain.routing import is_done, is_fired, own_pairs
from kds.domain.station import Station
from kds.domain.status import is_processable
from kds.domain.terms import Status
from kds.domain.unseen import dish_of, taken_back_mark


def to_look_up(marks: Marks, old: Sequence[Order], new: Sequence[Order], station: Station) -> tuple[str, ...]:
    """Give the ids of orders that must be read once by id: they left with something a cook here still does, or with
    Negatives that reduce what is open, which a deletion would undo.

    Args:
        old: what was shown before, own changes laid over, so that an order this screen sent itself is not asked for.
        new: the newest reading.
    """
    live = {order.id for order in new}
    left = [order for order in old if order.id not in live and order.id in marks.card_of]
    folded = fold([*old, *marks.kept.values()]) if left else Folded()
    counting = {order.id for order in still_counting(new, left)} if left else set()
    waiting = [
        order.id
        for order in left
        if order.id in counting or (is_fired(station, order) and _waits_here(station, order, folded))
    ]
    back = [id_ for id_, order in marks.kept.items() if id_ not in live and is_processable(order)]
    return tuple(dict.fromkeys((*waiting, *back)))


def kept_orders(
    marks: Marks, old: Sequence[Order], new: Sequence[Order], gone: Mapping[str, Order | None]
) -> dict[str, Order]:
    """Give the slips to remember although they are not in `new`: something unread, or Negatives that still count.

    Args:
        gone: what the reads by id gave; None for a deleted order. One that is in neither was served elsewhere.
    """
    live = {order.id for order in new}
    left: dict[str, Order] = {id_: order for id_, order in marks.kept.items() if id_ not in live}
    left.update({order.id: _served(order) for order in old if order.id not in live and order.id not in left})
    former = {order.id: order for order in old}
    for id_, found in gone.items():
        if id_ in left:
            left[id_] = _with_former_words(found or _cancelled(former.get(id_, left[id_])), former.get(id_))
    if not left:
        return {}
    folded = fold([*new, *left.values()])
    dishes = {dish for mark in marks.painted if (dish := dish_of(mark)) is not None}
    unread = {
        id_
        for id_, order in left.items()
        if is_processable(order) or any(_unread(marks, order, item, folded, dishes) for item in order.items)
    }
    shown = [*new, *(left[id_] for id_ in unread)]
    counting = {order.id for order in still_counting(shown, left.values())}
    return {id_: order for id_, order in left.items() if id_ in unread or id_ in counting}


def still_counting(orders: Sequence[Order], finished: Iterable[Order]) -> tuple[Order, ...]:
    """Give the finished slips whose Negatives reduce a dish of an open one; cards and totals need them too.

    One against a held order starts `Served` and so is never in the list of open orders (contract 2).
    """
    live = {order.id for order in orders}
    tickets = {ticket_of(order) for order in orders}
    return tuple(
        order
        for order in finished
        if order.id not in live and any(_still_counts(order, item, live, tickets) for item in order.items)
    )


def _waits_here(station: Station, order: Order, folded: Folded) -> bool:
    parts = ((item, own_pairs(station, order, item)) for item in order.items if not item.is_negative)
    return any(own and folded.open_quantity(order, item, done=is_done(station, own)) > 0 for item, own in parts)


def _unread(marks: Marks, order: Order, item: Item, folded: Folded, dishes: Iterable[str]) -> bool:
    mark = taken_back_mark(order.id, item.id)
    if mark in marks.seen:
        return False
    if item.is_negative:
        return mark in marks.painted
    lost = is_cancelled(item) and folded.remainder(order, item) > 0
    return lost and f"{order.id}/{item.id}" in dishes


def _still_counts(order: Order, item: Item, live: Iterable[str], tickets: Iterable[str]) -> bool:
    """Whether a Negative reduces a dish of a slip that is on the board."""
    if not item.is_negative:
        return False
    return item.takes_back.order_id in live if item.takes_back else ticket_of(order) in tickets


def _served(order: Order) -> Order:
    """Give the slip as finished; what was cancelled stays so."""
    return _each_pair(order, lambda _, pair: replace(pair, status=Status.SERVED) if pair.status.is_open else pair)


def _cancelled(order: Order) -> Order:
    """Give a deleted slip as cancelled: each pair keeps its former status as `word`, its Negatives are undone."""

    def cancelled(_: Item, pair: Pair) -> Pair:
        return replace(pair, status=Status.CANCELLED, word=pair.status.value) if pair.status.is_open else pair

    dishes = tuple(item for item in order.items if not item.is_negative)
    return _each_pair(replace(order, items=dishes), cancelled)


def _with_former_words(order: Order, former: Order | None) -> Order:
    """Give a cancelled slip with the statuses its pairs had when they were last on the board, as `word`."""
    words = {
        (item.id, pair.endpoint): pair.status.value
        for item in (former.items if former else ())
        for pair in item.pairs
        if pair.status is not Status.CANCELLED
    }

    def with_word(item: Item, pair: Pair) -> Pair:
        word = words.get((item.id, pair.endpoint))
        return replace(pair, word=word) if word and pair.status is Status.CANCELLED else pair

    return _each_pair(order, with_word)


def _each_pair(order: Order, change: Callable[[Item, Pair], Pair]) -> Order:
    items = tuple(replace(item, pairs=tuple(change(item, pair) for pair in item.pairs)) for item in order.items)
    return replace(order, items=items)
