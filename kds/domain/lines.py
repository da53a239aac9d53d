"""One item of a slip as a station sees it: its dish with what was taken back folded in, or a row that says so.

The rules are board 3, negative items: part of an unstarted dish shows its net with `WAS n`; a whole dish or a started
portion shows a `VOID` row until seen; old and new of one bill line in one slip show as one `CHANGED` line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kds.domain.allergy import contained
from kds.domain.cards import Allergy, CardLine, LineKind, Sync
from kds.domain.folding import Folded, TakenBack, was_unstarted
from kds.domain.marks import Marks, again_key, tick_key
from kds.domain.order import Item, ItemRef, Order, Pair
from kds.domain.routing import is_fired, is_pass, own_pairs
from kds.domain.station import Station
from kds.domain.status import least_advanced
from kds.domain.terms import Status
from kds.domain.unseen import dish_mark, moved_here_mark, taken_back_mark
from kds.domain.wording import (
    amount_words,
    fate_at,
    fate_words,
    former_words,
    joined_notices,
    modifier_words,
    notice_words,
    was_begun,
)
from kds.language import tr

_TICKS = (Status.SERVED, Status.READY, Status.IN_PROGRESS)
_LAST = 1_000_000
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """What a station looks through at the slips of one ticket or table.

    Attributes:
        folded: what the Negatives of all these slips take back.
        courses: the highest course number of these slips, held ones included; None when they name none.
        allergies: what the guests of these slips must not eat.
        sync: order id → what is still on its way to the till.
        rank: endpoint → its place in the till's order.
        replaced: Negative → the Positive that replaces it in the same slip, both made at this station.
        replacing: the same the other way round: Positive → the Negatives of its slip that it replaces.
        apart: Negatives with a row of their own, since the card of their dish has left the board.
    """

    station: Station
    marks: Marks
    folded: Folded
    courses: int | None = None
    allergies: tuple[Allergy, ...] = ()
    sync: Mapping[str, Sync] = field(default_factory=dict)
    rank: Mapping[str, int] = field(default_factory=dict)
    replaced: Mapping[ItemRef, ItemRef] = field(default_factory=dict)
    replacing: Mapping[ItemRef, tuple[Item, ...]] = field(default_factory=dict)
    apart: frozenset[ItemRef] = frozenset()

    def endpoint_rank(self, endpoint: str | None) -> int:
        """Give where an endpoint stands in the till's order; unknown ones and none come last."""
        return _LAST if endpoint is None else self.rank.get(endpoint, _LAST - 1)

    def folds(self, part: TakenBack) -> bool:
        """Whether a Negative is told by its dish, and not by a `CHANGED` line or a row of its own."""
        return part.ref not in self.replaced and part.ref not in self.apart


def replacements(station: Station, orders: Sequence[Order], folded: Folded) -> dict[ItemRef, ItemRef]:
    """Pair each Negative with the Positive of the same bill line in the same fired slip, where this station sees both."""
    found: dict[ItemRef, ItemRef] = {}
    for order in orders:
        if not is_fired(station, order):
            continue
        lines = {
            item.ticket_item_id: ItemRef(order.id, item.id)
            for item in reversed(order.items)
            if item.ticket_item_id is not None
            and not item.is_negative
            and own_pairs(station, order, item)
            and folded.open_quantity(order, item, done=False) > 0
        }
        for item in order.items:
            if item.is_negative and item.ticket_item_id in lines and own_pairs(station, order, item):
                found[ItemRef(order.id, item.id)] = lines[item.ticket_item_id]
    return found


def replacing(orders: Sequence[Order], replaced: Mapping[ItemRef, ItemRef]) -> dict[ItemRef, tuple[Item, ...]]:
    """Give the Negatives that each replacing Positive stands for, from what `replacements` gave."""
    found: dict[ItemRef, tuple[Item, ...]] = {}
    for order in orders if replaced else ():
        for item in order.items:
            positive = replaced.get(ItemRef(order.id, item.id)) if item.is_negative else None
            if positive is not None:
                found[positive] = (*found.get(positive, ()), item)
    return found


def is_silent(sight: Sight, part: TakenBack) -> bool:
    """Whether a Negative was never news: it came against an order that was still held, and so started `Served`."""
    if part.mark in sight.marks.painted or part.mark in sight.marks.seen:
        return False
    created = part.order.created_at
    return all(
        pair.status is Status.SERVED
        and (pair.changed_at is None or (created is not None and pair.changed_at <= created))
        for pair in part.item.pairs
    )


def is_unseen(sight: Sight, part: TakenBack, former: str = "") -> bool:
    """Whether nobody at this station has read a Negative yet.

    One that another station's screen saw is still unseen here while it stood on this screen, or while the dish did in
    its former quantity (`former`, a `dish_mark`).
    """
    if part.mark in sight.marks.seen:
        return False
    if any(pair.status.is_open for pair in own_pairs(sight.station, part.order, part.item)):
        return True
    return part.mark in sight.marks.painted or (former in sight.marks.painted and not is_silent(sight, part))


def unseen_parts(sight: Sight, order: Order, item: Item) -> tuple[TakenBack, ...]:
    """Give what takes back from a dish and was not read at this station, oldest first."""
    parts = sight.folded.taken_from(order, item)
    if not parts:
        return ()
    unseen = []
    quantity = sight.folded.remainder(order, item)
    for part in reversed(parts):
        quantity += part.amount
        if is_unseen(sight, part, dish_mark(order.id, item.id, quantity)):
            unseen.append(part)
    return tuple(reversed(unseen))


def dish_lines(sight: Sight, order: Order, item: Item) -> tuple[CardLine, ...]:
    """Give the rows of an ordered item: what was voided of it and not read yet, then what is left to cook."""
    own = own_pairs(sight.station, order, item)
    if not own:
        return ()
    cancelled = all(pair.status is Status.CANCELLED for pair in own)
    parts = sight.folded.taken_from(order, item)
    if not parts:
        if cancelled:
            return _lost(sight, order, item, own, item.amount)
        return (_row(sight, order, item, own, item.amount),)
    quantity = sight.folded.remainder(order, item)
    unseen = [part for part in unseen_parts(sight, order, item) if sight.folds(part)]
    if quantity == 0 or cancelled:
        void_rows = (_void(sight, order, item, own, unseen),) if unseen else ()
        return (*void_rows, *_lost(sight, order, item, own, quantity)) if quantity else void_rows
    news = [part for part in parts if not is_silent(sight, part) and sight.folds(part)]
    begun = [part for part in news if not was_unstarted(own, part.order)]
    void = [part for part in unseen if part in begun]
    was = None if begun or not news else quantity + sum((part.amount for part in news), Decimal(0))
    reduced = frozenset(part.mark for part in unseen if part not in begun)
    dish = _row(sight, order, item, own, quantity, was=was, unseen=reduced)
    return (_void(sight, order, item, own, void), dish) if void else (dish,)


def changed_line(sight: Sight, order: Order, item: Item, dishes: Mapping[ItemRef, tuple[Order, Item]]) -> CardLine:
    """Give the one `CHANGED` line of a Positive that replaces Negatives of its own slip.

    Args:
        dishes: the ordered items by name, for what was happening to the old ones.
    """
    own = own_pairs(sight.station, order, item)
    quantity = sight.folded.remainder(order, item)
    old = sight.replacing[ItemRef(order.id, item.id)]
    amount = sum((each.amount for each in old), Decimal(0))
    targets = [dishes[ref] for each in old if (ref := each.takes_back) and ref in dishes]
    begun = [pairs for target in targets if was_begun(pairs := own_pairs(sight.station, *target))]
    unseen = (TakenBack(order, each, each.amount) for each in old)
    return _row(
        sight,
        order,
        item,
        own,
        quantity,
        kind=LineKind.CHANGED,
        was=amount if amount != quantity else None,
        fate=", ".join(dict.fromkeys(map(fate_words, begun))),
        former=former_words(old[0], item),
        unseen=frozenset(part.mark for part in unseen if is_unseen(sight, part)),
    )


def loose_line(sight: Sight, part: TakenBack, dish: tuple[Order, Item] | None) -> CardLine | None:
    """Give the `VOID` row of a Negative whose dish is not on this board, None when there is nothing to read."""
    own = own_pairs(sight.station, part.order, part.item)
    if not own or part.ref in sight.replaced or not is_unseen(sight, part):
        return None
    pairs = (own_pairs(sight.station, *dish) or dish[1].pairs) if dish else ()
    return _row(
        sight,
        part.order,
        part.item,
        own,
        part.amount,
        kind=LineKind.VOID,
        fate=fate_words(pairs, part.order.created_at) if pairs else "",
        made_at=fate_at(pairs) if pairs else "",
        unseen=frozenset({part.mark}),
    )


def oddity_line(order: Order) -> CardLine:
    """Give the row of a slip that did not fit the model: what a person should know."""
    reason = order.oddity or ""
    return CardLine(order.id, 0, Decimal(0), reason, Status.NEW, kind=LineKind.ODDITY)


def is_open_line(station: Station, line: CardLine) -> bool:
    """Whether a line waits for this station."""
    return line.kind in (LineKind.DISH, LineKind.CHANGED) and line.status.rank < station.bump_to.rank


def _lost(sight: Sight, order: Order, item: Item, own: Sequence[Pair], quantity: Decimal) -> tuple[CardLine, ...]:
    """Tell the loss of a dish that stood here and was cancelled without a Negative (deleted, or set by hand)."""
    mark = taken_back_mark(order.id, item.id)
    if mark in sight.marks.seen or dish_mark(order.id, item.id, quantity) not in sight.marks.painted:
        return ()
    untold = all(pair.word in ("", Status.CANCELLED.value) for pair in own)
    fate, made_at = (tr("cancelled"), "") if untold else (fate_words(own), fate_at(own))
    unseen = frozenset({mark})
    return (_row(sight, order, item, own, quantity, kind=LineKind.VOID, fate=fate, made_at=made_at, unseen=unseen),)


def _void(sight: Sight, order: Order, item: Item, own: Sequence[Pair], parts: Sequence[TakenBack]) -> CardLine:
    quantity = sum((part.amount for part in parts), Decimal(0))
    marks = frozenset(part.mark for part in parts)
    taken = [part.order.created_at for part in parts if part.order.created_at is not None]
    return _row(
        sight,
        order,
        item,
        own,
        quantity,
        kind=LineKind.VOID,
        fate=fate_words(own, max(taken, default=None)),
        made_at=fate_at(own),
        unseen=marks,
    )


def _row(
    sight: Sight,
    order: Order,
    item: Item,
    own: Sequence[Pair],
    quantity: Decimal,
    *,
    kind: LineKind = LineKind.DISH,
    was: Decimal | None = None,
    fate: str = "",
    made_at: str = "",
    former: str = "",
    unseen: frozenset[str] = frozenset(),
) -> CardLine:
    marks = sight.marks
    moved, arrival = _moved_here(sight, order, item, own, kind) if marks.moved_here else ("", _NOTHING)
    status = own[0].status if len(own) == 1 else least_advanced(pair.status for pair in own)
    names = tuple(pair.endpoint for pair in item.pairs if pair.endpoint is not None)
    endpoint = own[0].endpoint
    also_at: tuple[str, ...] = ()
    if len(names) > 1:
        active = sorted((name for name in names if name not in order.inactive_endpoints), key=sight.endpoint_rank)
        endpoint = min((pair.endpoint for pair in own), key=sight.endpoint_rank)
        here = {endpoint} if is_pass(sight.station) else {pair.endpoint for pair in own}
        also_at = tuple(name for name in active if name not in here)
    return CardLine(
        order_id=order.id,
        item_id=item.id,
        quantity=quantity,
        name=item.name,
        status=status,
        kind=kind,
        unit=item.unit,
        was=was,
        fate=fate,
        fate_at=made_at,
        former=former,
        modifiers=modifier_words(item),
        comment=item.comment,
        seat=item.seat,
        course=item.course,
        ticked=_tick(marks, order.id, item.id, status) if marks.ticked else None,
        endpoint=None if endpoint in order.inactive_endpoints else endpoint,
        endpoints=names,
        also_at=also_at,
        notice=joined_notices(moved, notice_words(order, item, own)),
        contains=contained(item, sight.allergies) if sight.allergies else (),
        again=_is_again(marks, order, item, status) and kind is not LineKind.VOID,
        sync=sight.sync.get(order.id, Sync.SETTLED),
        changed_at=max((pair.changed_at for pair in own if pair.changed_at is not None), default=None),
        unseen=unseen | arrival,
        is_local=order.is_local,
    )


def _moved_here(
    sight: Sight, order: Order, item: Item, own: Sequence[Pair], kind: LineKind
) -> tuple[str, frozenset[str]]:
    """Give the words and the unread mark of a dish that came from another ticket and is not done here yet (board 3)."""
    dish = sight.marks.moved_here.get(again_key(order.id, item.id))
    done = least_advanced(pair.status for pair in own).rank >= sight.station.bump_to.rank
    if dish is None or done or kind is LineKind.VOID:
        return "", _NOTHING
    words = tr("MOVED from {title}, don't cook twice", title=dish.title)
    if dish.amount < item.amount:
        words = tr("{amount} MOVED from {title}, don't cook twice", amount=amount_words(dish.amount), title=dish.title)
    return words, frozenset({moved_here_mark(order.id, item.id)}) - sight.marks.seen


def _is_again(marks: Marks, order: Order, item: Item, status: Status) -> bool:
    return bool(marks.again) and status.rank < Status.READY.rank and again_key(order.id, item.id) in marks.again


def _tick(marks: Marks, order_id: str, item_id: int, status: Status) -> Status | None:
    """Give the furthest status a shared line was ticked to here, None where the till is as far already."""
    ticked = (each for each in _TICKS if tick_key(order_id, item_id, each.value) in marks.ticked)
    return next((each for each in ticked if each.rank > status.rank), None)
