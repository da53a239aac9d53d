"""What is different between two readings, and between two boards: facts for sounds, logs and memory; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kds.domain.cards import Card, Unseen
from kds.domain.grouping import by_ticket, title_of
from kds.domain.order import ItemRef, Order
from kds.domain.status import item_status
from kds.domain.terms import Status


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A dish whose status moved between two readings."""

    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two readings.

    Attributes:
        arrived, gone: ids of orders that are new, and that are missing.
        fired: ids of orders that were held and are not any more.
        changed: ids of orders that are in both and differ in any way.
        statuses: dishes (and Negatives) whose status moved.
        taken_back: Negatives that were not there before.
        cancelled: dishes that became `Cancelled`.
        moved: ticket id → titles before and after a table move or a rename.
    """

    arrived: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    statuses: Mapping[ItemRef, StatusChange] = field(default_factory=dict)
    taken_back: frozenset[ItemRef] = frozenset()
    cancelled: frozenset[ItemRef] = frozenset()
    moved: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.arrived or self.gone or self.changed)


def changes(old: Sequence[Order], new: Sequence[Order]) -> Changes:
    """Give what is different in `new`."""
    if old is new:
        return Changes()
    before = {order.id: order for order in old}
    after = {order.id: order for order in new}
    both = [(before[id_], order) for id_, order in after.items() if id_ in before]
    changed = [(was, now) for was, now in both if was is not now and was != now]
    statuses = {ref: change for was, now in changed for ref, change in _statuses(was, now)}
    known = {ItemRef(order.id, item.id) for order in old for item in order.items if item.is_negative}
    return Changes(
        arrived=frozenset(after.keys() - before.keys()),
        gone=frozenset(before.keys() - after.keys()),
        fired=frozenset(now.id for was, now in changed if now.is_processed and not was.is_processed),
        changed=frozenset(now.id for _, now in changed),
        statuses=statuses,
        taken_back=frozenset(
            ref
            for order in new
            if order.id not in before or order is not before[order.id]
            for item in order.items
            if item.is_negative and (ref := ItemRef(order.id, item.id)) not in known
        ),
        cancelled=frozenset(ref for ref, change in statuses.items() if change.after is Status.CANCELLED),
        moved=_moved(old, new),
    )


@dataclass(frozen=True, slots=True)
class Rings:
    """Card keys that should be heard: a new card, something to read on an old one, something voided."""

    arrived: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    voided: frozenset[str] = frozenset()


def rings(old: Iterable[Card], new: Iterable[Card]) -> Rings:
    """Give what should be heard when a board's cards change; held cards make no sound until they are fired."""
    before = {card.key: card for card in old}
    arrived, changed, voided = set(), set(), set()
    for card in new:
        was = before.get(card.key)
        known = frozenset(mark for mark, _ in was.unseen) if was is not None else frozenset()
        news = {kind for mark, kind in card.unseen if mark not in known}
        if Unseen.VOID in news:
            voided.add(card.key)
        if not card.all_held and (was is None or was.all_held):
            arrived.add(card.key)
        elif news - {Unseen.VOID}:
            changed.add(card.key)
    return Rings(frozenset(arrived - voided), frozenset(changed), frozenset(voided))


def _statuses(was: Order, now: Order) -> Iterable[tuple[ItemRef, StatusChange]]:
    former = {item.id: item_status(item, was.inactive_endpoints) for item in was.items}
    for item in now.items:
        status = item_status(item, now.inactive_endpoints)
        if item.id in former and former[item.id] is not status:
            yield ItemRef(now.id, item.id), StatusChange(former[item.id], status)


def _moved(old: Sequence[Order], new: Sequence[Order]) -> dict[str, tuple[str, str]]:
    """Give the tickets whose slips stand elsewhere; only slips that are in both readings tell a move."""
    before = {order.id: order for order in old}
    moves: dict[str, tuple[str, str]] = {}
    for ticket, orders in by_ticket(new).items():
        for order in orders:
            was = before.get(order.id)
            if was is not None and was is not order and title_of(was) != title_of(order):
                moves[ticket] = (title_of(was), title_of(order))
    return moves
