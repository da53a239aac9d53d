"""Makes cards of open orders: groups them by table, folds what was taken back into what it takes back (board 3)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kds.server.orders.derive import RANK, SETTLED, counting_pairs, item_status, least_advanced
from kds.server.orders.model import Item, ItemRef, ItemType, Order, Status
from kds.server.web.cards import Allergy, Board, Card, Filter, Former, Heading, Line, Mark, Progress, Section
from kds.server.web.texts import allergy_of, clean, names_allergy

NOTHING = Decimal(0)
WALK_IN = "WalkIn"
"""The order type of guests who sit down (contract 1)."""
_MOST_CARDS = 2048


@dataclass(frozen=True, slots=True)
class _Taking:
    """A Negative and the order it stands in."""

    order: Order
    item: Item

    @property
    def is_unseen(self) -> bool:
        return any(pair.status is Status.NEW for pair in self.item.pairs)


@dataclass(frozen=True, slots=True)
class _View:
    """What a filter makes of the items of one place.

    Attributes:
        wanted: the filter.
        active: names of the endpoints that are on.
        taken: dish → what takes back from it.
        shown: the items of its open orders.
        former: the items of orders that are not shown.
        makes_way: order and line of the bill → the unseen Negative that stands beside what replaces it.
    """

    wanted: Filter
    active: frozenset[str]
    taken: Mapping[ItemRef, Sequence[_Taking]]
    shown: Mapping[ItemRef, Item]
    former: Mapping[ItemRef, Item]
    makes_way: Mapping[tuple[str, int], Item]

    @classmethod
    def of(cls, orders: Sequence[Order], former: Sequence[Order], rules: _Rules) -> _View:
        """Look at the orders of one place."""
        taken: defaultdict[ItemRef, list[_Taking]] = defaultdict(list)
        makes_way: dict[tuple[str, int], Item] = {}
        for order in orders:
            for item in order.items:
                if item.type is not ItemType.NEGATIVE:
                    continue
                taking = _Taking(order, item)
                if item.takes_back is not None:
                    taken[item.takes_back].append(taking)
                if taking.is_unseen:
                    makes_way.setdefault((order.id, item.ticket_item_id), item)
        return cls(rules.wanted, rules.active, taken, _by_ref(orders), _by_ref(former), makes_way)

    def shows(self, item: Item) -> bool:
        """Say whether an item belongs to the endpoint, or to none that is on: that one is everybody's."""
        endpoint = self.wanted.endpoint
        names = {pair.endpoint for pair in item.pairs}
        return endpoint is None or endpoint in names or not names & self.active

    def status(self, item: Item) -> Status:
        """Give the status of an item, on the endpoint where one is chosen."""
        here = [pair.status for pair in item.pairs if pair.endpoint == self.wanted.endpoint]
        return least_advanced(here) if here and self.wanted.endpoint else item_status(item, self.active)

    def is_done(self, status: Status) -> bool:
        """Say whether nothing is left to do: an endpoint is done with what is ready, the whole board with what is served."""
        return status in SETTLED or (self.wanted.endpoint is not None and status is Status.READY)


def board_of(
    orders: Sequence[Order],
    active: frozenset[str],
    wanted: Filter,
    *,
    former: Sequence[Order] = (),
    allergy_words: Iterable[str] = (),
    earlier: int = 0,
) -> Board:
    """Make the cards of a filter.

    Args:
        orders: all open orders of the business day, oldest first.
        active: names of the endpoints that are on.
        wanted: what the viewer wants to see.
        former: further orders that something is taken back from; they are not shown.
        allergy_words: the restaurant's own, beside those in `texts`.
        earlier: open orders of earlier days.
    """
    words = tuple(allergy_words)
    groups: defaultdict[tuple[str | None, ...], list[Order]] = defaultdict(list)
    for order in orders:
        groups[_place_of(order)].append(order)
    of_ticket: defaultdict[str, list[Order]] = defaultdict(list)
    for order in former:
        of_ticket[order.origin.ticket_id].append(order)
    found = []
    for place, group in groups.items():
        if wanted.zone is None or _zone_of(group[0]) == wanted.zone:
            tickets = dict.fromkeys(order.origin.ticket_id for order in group)
            earlier_ones = [order for ticket in tickets for order in of_ticket.get(ticket, ())]
            found.append(_card(place, _Same(tuple(group)), _Same(tuple(earlier_ones)), _Rules(wanted, active, words)))
    cards = [card for card in found if card is not None]
    cards.sort(key=lambda card: (card.is_held, card.since, card.sections[0].number))
    return Board(tuple(cards), earlier)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is the same for all cards of a filter."""

    wanted: Filter
    active: frozenset[str]
    allergy_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Orders that are compared by identity: a reading gives the very same ones for as long as they did not change."""

    orders: tuple[Order, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same) or len(self.orders) != len(other.orders):
            return False
        return all(left is right for left, right in zip(self.orders, other.orders, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.orders)))


def _by_ref(orders: Iterable[Order]) -> Mapping[ItemRef, Item]:
    return {ItemRef(order.id, item.id): item for order in orders for item in order.items}


def _place_of(order: Order) -> tuple[str | None, ...]:
    place = order.origin.place
    if place is not None and place.table:
        return ("table", place.zone, place.table)
    return ("bill", order.origin.ticket_id)


def _zone_of(order: Order) -> str | None:
    return None if order.origin.place is None else order.origin.place.zone


@lru_cache(maxsize=_MOST_CARDS)
def _card(place: tuple[str | None, ...], group: _Same, former: _Same, rules: _Rules) -> Card | None:
    """Give the card of one place; None where nothing of it concerns the viewer any more.

    What takes something back stands at the same place as what it takes back from: a move changes all open orders of a
    bill (contract 2).
    """
    orders, words = group.orders, rules.allergy_words
    view = _View.of(orders, former.orders, rules)
    sections = _sections(orders, view)
    lines = [line for section in sections for line in section.lines]
    if not any(line.open_amount or line.mark is Mark.VOID for line in lines):
        return None
    first = orders[0]
    fired = [section.since for section in sections if section.heading is not Heading.HELD]
    origins = [order.origin for order in orders]
    guests = {origin.ticket_id: origin.guest_count for origin in origins if origin.guest_count}
    allergies = tuple(dict.fromkeys(allergy for order in orders for allergy in _allergies(order, words)))
    notes = dict.fromkeys(clean(origin.note) for origin in origins if origin.note)
    promises = [origin.due_at for origin in origins if origin.due_at and origin.purchase_type != WALK_IN]
    return Card(
        key="c" + hashlib.sha256(repr(place).encode("utf-8", "replace")).hexdigest()[:12],
        table=clean(place[2]) if place[0] == "table" else None,
        zone=clean(_zone_of(first)) or None,
        bill=clean(first.origin.ticket_name) or str(first.number),
        purchase_type=clean(first.origin.purchase_type),
        guests=sum(guests.values()) or None,
        pickup_name=clean(next((origin.pickup_name for origin in origins if origin.pickup_name), None)),
        since=min(fired or [section.since for section in sections]),
        due_at=min(promises, default=None),
        allergies=allergies,
        notes=tuple(note for note in notes if note and not names_allergy(note, words)),
        sections=tuple(sections),
        progress=_progress(orders, view),
    )


def _sections(orders: Sequence[Order], view: _View) -> list[Section]:
    """Give the orders of a card that have something to show, fired before held."""
    sections: list[Section] = []
    seen: set[int | None] = set()
    for order in sorted(orders, key=lambda order: (not order.is_processed, order.processed_at or order.created_at)):
        lines = tuple(line for item in order.items for line in _lines(order, item, view))
        if not lines:
            continue
        course = next((item.course for item in order.items if item.course is not None), None)
        heading = Heading.HELD
        if order.is_processed:
            is_course = course is not None and course not in seen
            is_more = sections and any(line.mark is Mark.NONE for line in lines)
            heading = (Heading.COURSE if is_course else Heading.ADD_ON) if is_more else Heading.NONE
        seen.add(course)
        sections.append(Section(order.number, heading, course, order.processed_at or order.created_at, lines))
    return sections


def _lines(order: Order, item: Item, view: _View) -> Iterable[Line]:
    """Give what is shown of one item: itself, a void, both, or nothing."""
    if not view.shows(item):
        return ()
    if item.type is ItemType.NEGATIVE:
        return _loose_void(order, item, view)
    taken = view.taken.get(ItemRef(order.id, item.id), ())
    amount = max(item.amount - sum((each.item.amount for each in taken), NOTHING), NOTHING)
    status = view.status(item)
    voided = [each for each in taken if each.is_unseen and _replacement(each, view) is None]
    lines = []
    if amount and status is not Status.CANCELLED:
        line = _dish(order, item, view, amount)
        was_reduced = any(not _was_begun(item, each) for each in taken)
        lines.append(replace(line, was=item.amount) if was_reduced else line)
        voided = [each for each in voided if _was_begun(item, each)]
    elif status is Status.CANCELLED and not taken:
        lines.append(_void(item, item.amount, view, is_taken=False))
    if voided:
        lines.append(_void(item, sum((each.item.amount for each in voided), NOTHING), view))
    return lines


def _was_begun(item: Item, taking: _Taking) -> bool:
    """Say whether anybody had begun a dish when a part of it was taken back, as far as its pairs still tell."""
    begun = [pair for pair in item.pairs if pair.status not in (Status.NEW, Status.CANCELLED)]
    return any(pair.changed_at is None or pair.changed_at <= taking.order.created_at for pair in begun)


def _loose_void(order: Order, item: Item, view: _View) -> Iterable[Line]:
    """Give a Negative whose dish is not on the board; the others are folded into theirs."""
    taking = _Taking(order, item)
    if item.takes_back in view.shown or not taking.is_unseen or _replacement(taking, view) is not None:
        return ()
    return (_void(item, item.amount, view),)


def _dish(order: Order, item: Item, view: _View, amount: Decimal) -> Line:
    status = view.status(item)
    names = tuple(pair.endpoint for pair in item.pairs if pair.endpoint is not None)
    line = Line(
        amount=amount,
        open_amount=NOTHING if view.is_done(status) else amount,
        name=clean(item.article.name),
        modifiers=item.modifiers,
        comment=clean(item.comment),
        seat=clean(str(item.seat)) if item.seat not in (None, "") else "",
        status=status,
        places=tuple((clean(pair.endpoint), pair.status) for pair in item.pairs if pair.endpoint is not None),
        off=tuple(map(clean, names)) if names and view.active.isdisjoint(names) else (),
    )
    former = view.makes_way.get((order.id, item.ticket_item_id))
    if former is None:
        return line
    return replace(line, mark=Mark.CHANGED, former=_former(former, former.amount, view, is_taken=True))


def _replacement(taking: _Taking, view: _View) -> Item | None:
    """Give the line that a Negative makes way for, where the viewer sees it."""
    for item in taking.order.items:
        if item.type is ItemType.POSITIVE and item.ticket_item_id == taking.item.ticket_item_id and view.shows(item):
            return None if item_status(item, view.active) is Status.CANCELLED else item
    return None


def _void(item: Item, amount: Decimal, view: _View, *, is_taken: bool = True) -> Line:
    return Line(
        amount=amount,
        open_amount=NOTHING,
        name=clean(item.article.name),
        modifiers=item.modifiers,
        comment="",
        seat="",
        status=Status.CANCELLED,
        places=(),
        mark=Mark.VOID,
        former=_former(item, amount, view, is_taken=is_taken),
    )


def _former(item: Item, amount: Decimal, view: _View, *, is_taken: bool) -> Former:
    """Say what became of a dish that is not wanted any more; a Negative looks at what it takes back.

    What was taken back whole before anybody began it stands as cancelled (contract 2): that one was not started.
    """
    dish = item
    if item.takes_back is not None:
        dish = view.shown.get(item.takes_back) or view.former.get(item.takes_back) or item
    furthest = max(counting_pairs(dish, view.active), key=lambda pair: RANK.get(pair.status, -1))
    status = furthest.status if dish.type is ItemType.POSITIVE else Status.CANCELLED
    if is_taken and dish.type is ItemType.POSITIVE and status is Status.CANCELLED:
        status = Status.NEW
    place = furthest.endpoint if status is Status.IN_PROGRESS else None
    return Former(amount, clean(dish.article.name), dish.modifiers, status, clean(place) or None)


def _allergies(order: Order, words: Sequence[str]) -> Iterable[Allergy]:
    note = clean(order.origin.note)
    if note and names_allergy(note, words):
        yield Allergy(allergy_of(note), "")
    for item in order.items:
        if item.type is ItemType.NEGATIVE:
            continue
        seat = clean(str(item.seat)) if item.seat not in (None, "") else ""
        choices = (f"{choice.name} {choice.option_name or ''}" for choice in item.modifiers)
        for text in filter(None, map(clean, (item.comment, *choices))):
            if names_allergy(text, words):
                yield Allergy(allergy_of(text), seat)


def _progress(orders: Sequence[Order], view: _View) -> tuple[Progress, ...]:
    """Say how far each endpoint is with what was fired, voided dishes left out."""
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for order in orders:
        for item in order.items if order.is_processed else ():
            taken = view.taken.get(ItemRef(order.id, item.id), ())
            left = item.amount - sum((each.item.amount for each in taken), NOTHING)
            if item.type is ItemType.NEGATIVE or left <= 0:
                continue
            for pair in item.pairs:
                if pair.endpoint is not None and pair.status is not Status.CANCELLED:
                    counts[pair.endpoint].append(pair.status in (Status.READY, Status.SERVED))
    return tuple(Progress(clean(name), sum(done), len(done)) for name, done in sorted(counts.items()))
