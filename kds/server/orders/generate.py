"""Orders from the difference of two versions of a ticket (contract 2); pure, knows no database and no clock.

The difference is a list of changes: what a line takes back and what it orders anew. Changes of one course become one
order, or two: what answers an order that was sent to the kitchen already goes at once, what is new waits to be fired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from kds.server.orders.model import Article, Item, ItemRef, ItemType, Modifier, Order, Pair, Status


@dataclass(frozen=True, slots=True)
class Line:
    """What the kitchen needs to know of one line of a ticket; lines that return goods are left out by the caller."""

    id: int
    article: Article
    amount: Decimal
    unit: str
    course: int | None
    seat: int | str | None
    comment: str | None
    modifiers: tuple[Modifier, ...]
    endpoint_names: tuple[str, ...]

    def is_cooked_like(self, other: Line) -> bool:
        """Say whether only amount, course, name or category differ."""
        return _cooking(self) == _cooking(other)


def _cooking(line: Line) -> tuple[object, ...]:
    article = line.article
    allergens = article.allergens or ()
    key = (article.code, article.stock_name, allergens)
    return (*key, line.modifiers, line.comment or "", line.seat, line.unit, line.endpoint_names)


@dataclass(frozen=True, slots=True)
class Draft:
    """An order to be made: what is in it and whether it goes to its stations at once."""

    course: int | None
    is_processed: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of a ticket does to the kitchen: new orders, and items that nobody needs to begin any more."""

    drafts: tuple[Draft, ...]
    cancelled: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A part of an earlier item that is taken back."""

    ref: ItemRef
    item: Item
    amount: Decimal
    was_processed: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """What belongs together in one order: portions taken back, and the line that is ordered, if there is one."""

    course: int | None
    taken: tuple[_Taken, ...]
    ordered: Line | None

    @property
    def answers_processed(self) -> bool:
        return any(portion.was_processed for portion in self.taken)


class _Remainders:
    """What is left of each Positive of a ticket's orders."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._items: dict[ItemRef, tuple[int, Order, Item]] = {}
        self._emptied: list[ItemRef] = []
        self.left: dict[ItemRef, Decimal] = {}
        for position, order in enumerate(orders):
            for item in order.items:
                if item.type is ItemType.POSITIVE:
                    ref = ItemRef(order.id, item.id)
                    self._items[ref] = (position, order, item)
                    self.left[ref] = item.amount
        for item in chain.from_iterable(order.items for order in orders):
            if item.takes_back is not None and item.takes_back in self.left:
                self.left[item.takes_back] -= item.amount

    def take(self, line_id: int, amount: Decimal) -> tuple[_Taken, ...]:
        """Take an amount off a line's items, unbegun before begun, then newest first; less where orders were deleted."""
        candidates = [
            (not item.is_untouched, -position, ref)
            for ref, (position, _, item) in self._items.items()
            if item.ticket_item_id == line_id and self.left[ref] > 0
        ]
        taken = []
        for _, _, ref in sorted(candidates, key=lambda candidate: candidate[:2]):
            portion = min(amount, self.left[ref])
            if portion <= 0:
                break
            _, order, item = self._items[ref]
            taken.append(_Taken(ref, item, portion, order.is_processed))
            self.left[ref] -= portion
            amount -= portion
            if self.left[ref] == 0 and item.is_untouched:
                self._emptied.append(ref)
        return tuple(taken)

    def unneeded(self) -> Mapping[str, frozenset[int]]:
        """Give the items, by order, that have now been taken back whole before anybody began them."""
        found: dict[str, frozenset[int]] = {}
        for ref in self._emptied:
            found[ref.order_id] = found.get(ref.order_id, frozenset()) | {ref.item_id}
        return found


def difference(
    before: Sequence[Line], after: Sequence[Line], orders: Sequence[Order], *, default_endpoint: str | None
) -> Difference:
    """Give what has to be ordered and taken back.

    Args:
        before: lines of the ticket's previous version; none for a new ticket.
        after: lines now; none for a deleted ticket.
        orders: the ticket's orders so far, oldest first.
        default_endpoint: where lines without endpoints go; None leaves them unrouted.
    """
    remainders = _Remainders(orders)
    changes = list(_changes(before, after, remainders))
    courses = [change.course for change in changes if change.course is not None]
    lowest = min(courses, default=None)
    grouped: dict[int | None, list[_Change]] = {}
    for change in changes:
        grouped.setdefault(lowest if change.course is None else change.course, []).append(change)
    drafts: list[Draft] = []
    for course in sorted(grouped, key=lambda course: course or 0):
        drafts += _drafts(course, grouped[course], default_endpoint)
    return Difference(tuple(drafts), remainders.unneeded())


def _changes(before: Sequence[Line], after: Sequence[Line], remainders: _Remainders) -> Sequence[_Change]:
    kept = {line.id: line for line in after}
    former = {line.id: line for line in before}
    changes = []
    for line in before:
        now = kept.get(line.id)
        if now is not None and not now.is_cooked_like(line):
            changes.append(_Change(now.course, remainders.take(line.id, line.amount), now))
            continue
        less = line.amount - (now.amount if now is not None else 0)
        if less > 0:
            taken = remainders.take(line.id, less)
            changes += [_Change(portion.item.course, (portion,), None) for portion in taken]
    for line in after:
        then = former.get(line.id)
        more = line.amount - (then.amount if then is not None else 0)
        if more > 0 and (then is None or line.is_cooked_like(then)):
            changes.append(_Change(line.course, (), replace(line, amount=more)))
    return changes


def _drafts(course: int | None, changes: Sequence[_Change], default_endpoint: str | None) -> Sequence[Draft]:
    """Give one order, or the one that goes at once and the one that waits."""
    if not any(change.answers_processed for change in changes):
        return [_draft(course, changes, default_endpoint, is_processed=False)]
    at_once = [change for change in changes if change.ordered is None or change.answers_processed]
    waiting = [change for change in changes if change not in at_once]
    drafts = [_draft(course, at_once, default_endpoint, is_processed=True)]
    if waiting:
        drafts.append(_draft(course, waiting, default_endpoint, is_processed=False))
    return drafts


def _draft(
    course: int | None, changes: Sequence[_Change], default_endpoint: str | None, *, is_processed: bool
) -> Draft:
    items: list[Item] = []
    for portion in chain.from_iterable(change.taken for change in changes):
        items.append(_negative(len(items) + 1, portion))
    for line in (change.ordered for change in changes if change.ordered is not None):
        items.append(_positive(len(items) + 1, line, default_endpoint))
    return Draft(course, is_processed, tuple(items))


def _negative(item_id: int, portion: _Taken) -> Item:
    """Take back like the item was ordered; what no kitchen has been told of needs nobody's eyes."""
    status = Status.NEW if portion.was_processed else Status.SERVED
    return replace(
        portion.item,
        id=item_id,
        type=ItemType.NEGATIVE,
        amount=portion.amount,
        takes_back=portion.ref,
        pairs=tuple(Pair(pair.endpoint, status) for pair in portion.item.pairs),
    )


def _positive(item_id: int, line: Line, default_endpoint: str | None) -> Item:
    names: tuple[str | None, ...] = tuple(dict.fromkeys(line.endpoint_names)) or (default_endpoint or None,)
    return Item(
        id=item_id,
        ticket_item_id=line.id,
        type=ItemType.POSITIVE,
        article=line.article,
        amount=line.amount,
        unit=line.unit,
        course=line.course,
        seat=line.seat,
        comment=line.comment,
        modifiers=line.modifiers,
        takes_back=None,
        pairs=tuple(Pair(name) for name in names),
    )
