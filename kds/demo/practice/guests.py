"""The guests of a practice kitchen: who sits down, orders, changes their mind and leaves; they write orders into the practice till."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kds.demo.bill import PurchaseType, Wish
from kds.demo.menu import Restaurant, Round, Table
from kds.demo.practice.till import PracticeTill
from kds.demo.visits import ChangeMind, MoveTable, OrderDishes, Pace, Pay, Rename, Step, Visit, WalkOut
from kds.domain.order import Item, ItemRef, Modifier, Order, Pair
from kds.domain.terms import ItemType, Purchase, Status

MAINS_WAIT_AT_MOST = timedelta(minutes=12)
"""Mains are fired so long after they were ordered, when the starters are still not served."""

_ROUNDS = (Round.DRINKS, Round.STARTERS, Round.MAINS, Round.DESSERTS)


@dataclass(slots=True, eq=False)
class _Party:
    """Guests on their way through their visit; `since` is when they did their last step.

    Attributes:
        orders: what part of the meal each of their orders is.
        lines: wish number → the item that holds it now.
    """

    visit: Visit
    ticket_id: str
    table: Table | None
    since: datetime
    next_step: int = 0
    orders: dict[str, Round] = field(default_factory=dict)
    lines: dict[int, ItemRef] = field(default_factory=dict)


class Guests:
    """All parties that are here, and those to come.

    Args:
        visits: who comes, in order of arrival.
        restaurant: menu and tables.
        pace: how many tables are served and how much the kitchen bears.
        routes: endpoint of the menu → where that is cooked here.
        opened_at: when the first guests came.
    """

    def __init__(
        self,
        visits: Iterator[Visit],
        restaurant: Restaurant,
        pace: Pace,
        routes: Mapping[str, str],
        opened_at: datetime,
    ) -> None:
        self._visits = visits
        self._restaurant = restaurant
        self._pace = pace
        self._routes = routes
        self._opened_at = opened_at
        self._next = next(visits)
        self._parties: list[_Party] = []
        self._count = 0

    def visit(self, till: PracticeTill, now: datetime) -> None:
        """Let everybody do what is due."""
        while self._next.arrives <= now - self._opened_at:
            visit, self._next = self._next, next(self._visits)
            self._let_in(till, visit, now)
        for party in tuple(self._parties):
            self._fire(party, till, now)
            step = self._due(party, till, now)
            if step is not None:
                party.next_step, party.since = party.next_step + 1, now
                self._do(party, step, till, now)

    def _let_in(self, till: PracticeTill, visit: Visit, now: datetime) -> None:
        """Seat a party where there is room; others go on to another restaurant."""
        is_walk_in = visit.purchase_type is PurchaseType.WALK_IN
        taken = [party.table for party in self._parties if party.table is not None]
        if len(till.orders) >= self._pace.most_open_orders or (is_walk_in and len(taken) >= self._pace.most_tables):
            return
        table = self._free_table(visit.zone) if is_walk_in else None
        self._parties.append(_Party(visit, f"practice-ticket-{visit.number}", table, now))

    def _free_table(self, zone: str | None) -> Table | None:
        taken = {party.table for party in self._parties}
        free = [table for table in self._restaurant.tables if table not in taken]
        wished = [table for table in free if table.zone == zone] or free
        return wished[len(self._parties) * 5 % len(wished)] if wished else None

    def _due(self, party: _Party, till: PracticeTill, now: datetime) -> Step | None:
        if party.next_step >= len(party.visit.steps):
            self._parties.remove(party)
            return None
        step = party.visit.steps[party.next_step]
        is_waiting = any(part in step.awaits and _is_open(till, order) for order, part in party.orders.items())
        if is_waiting and now < party.since + step.patience:
            party.since = max(party.since, now - step.patience + timedelta(seconds=1))
            return None
        return step if now >= party.since + step.after else None

    def _do(self, party: _Party, step: Step, till: PracticeTill, now: datetime) -> None:
        match step.act:
            case OrderDishes(wishes, note):
                for part, chosen in _by_round(wishes):
                    self._order(party, part, chosen, note or party.visit.note, till, now)
            case ChangeMind(wish):
                self._change(party, wish, till, now)
            case MoveTable() if party.table is not None:
                party.table = self._free_table(None) or party.table
                for order_id in party.orders:
                    order = till.order(order_id)
                    if order is not None:
                        till.put(replace(order, zone=party.table.zone, table=party.table.name))
            case WalkOut():
                for ref in tuple(party.lines.values()):
                    self._take_back(party, ref, None, till, now)
                self._parties.remove(party)
            case Pay():
                self._parties.remove(party)
            case Rename() | MoveTable():
                return

    def _order(
        self, party: _Party, part: Round, wishes: Sequence[Wish], note: str | None, till: PracticeTill, now: datetime
    ) -> None:
        """Write an order; only mains may be held, while starters are on their way."""
        items = tuple(self._item(number, wish) for number, wish in enumerate(wishes, start=1))
        waits = part is Round.MAINS and any(
            each is Round.STARTERS and _is_open(till, order) for order, each in party.orders.items()
        )
        order = self._slip(party, items, note, now, is_fired=not waits)
        party.orders[order.id] = part
        party.lines |= {wish.number: ItemRef(order.id, item.id) for wish, item in zip(wishes, items, strict=True)}
        till.put(order)

    def _slip(
        self, party: _Party, items: tuple[Item, ...], note: str | None, now: datetime, *, is_fired: bool
    ) -> Order:
        self._count += 1
        visit, table = party.visit, party.table
        return Order(
            id=f"practice-{self._count}",
            number=self._count,
            items=items,
            ticket_id=party.ticket_id,
            ticket_name=table.name if table is not None else visit.pickup_name or str(visit.number),
            waiter="practice",
            zone=table.zone if table is not None else None,
            table=table.name if table is not None else None,
            purchase=Purchase(visit.purchase_type.value),
            guests=visit.guests if table is not None else None,
            note=note,
            due_at=self._opened_at + visit.arrives + visit.due_after if visit.due_after is not None else None,
            pickup_name=visit.pickup_name,
            created_at=now,
            processed_at=now if is_fired else None,
            is_processed=is_fired,
        )

    def _item(self, number: int, wish: Wish) -> Item:
        product = wish.product
        names = tuple(dict.fromkeys(self._routes.get(name, name) for name in product.endpoints)) or (None,)
        return Item(
            id=number,
            name=product.name,
            amount=wish.amount,
            pairs=tuple(Pair(name, Status.NEW, Status.NEW.value) for name in names),
            ticket_item_id=wish.number,
            plu_code=product.code,
            stock=product.stock,
            category=product.category,
            course=wish.course,
            seat=None if wish.seat is None else str(wish.seat),
            comment=wish.comment,
            modifiers=tuple(Modifier(choice.name, choice.option) for choice in wish.choices),
            allergens=product.allergens,
        )

    def _change(self, party: _Party, wish: Wish, till: PracticeTill, now: datetime) -> None:
        """Take back what is no longer wanted and order what is wanted instead, as a till does (contract 2)."""
        ref = party.lines.get(wish.number)
        if ref is not None:
            self._take_back(party, ref, wish if wish.amount > 0 else None, till, now)

    def _take_back(self, party: _Party, ref: ItemRef, instead: Wish | None, till: PracticeTill, now: datetime) -> None:
        order = till.order(ref.order_id)
        item = order.item(ref.item_id) if order is not None else None
        party.lines = {number: each for number, each in party.lines.items() if each != ref}
        if order is None or item is None or any(pair.status is Status.SERVED for pair in item.pairs):
            return
        news = tuple(Pair(pair.endpoint, Status.NEW, Status.NEW.value) for pair in item.pairs)
        back = replace(item, id=1, type=ItemType.NEGATIVE, pairs=news, takes_back=ref)
        items: tuple[Item, ...] = (back,)
        if instead is not None:
            items = (back, self._item(2, instead))
        if all(pair.status is Status.NEW for pair in item.pairs):
            gone = tuple(replace(pair, status=Status.CANCELLED, word=Status.CANCELLED.value) for pair in item.pairs)
            rest = tuple(replace(each, pairs=gone) if each.id == item.id else each for each in order.items)
            till.put(replace(order, items=rest))
        slip = self._slip(party, items, None, now, is_fired=order.is_processed)
        party.orders[slip.id] = party.orders.get(order.id, Round.EXTRAS)
        if instead is not None:
            party.lines[instead.number] = ItemRef(slip.id, 2)
        till.put(slip)

    def _fire(self, party: _Party, till: PracticeTill, now: datetime) -> None:
        """Fire what was held, once the starters are served or have taken too long."""
        starters = any(part is Round.STARTERS and _is_open(till, order) for order, part in party.orders.items())
        for order_id in party.orders:
            order = till.order(order_id)
            if order is None or order.is_processed or order.created_at is None:
                continue
            if not starters or now >= order.created_at + MAINS_WAIT_AT_MOST:
                till.put(replace(order, is_processed=True, processed_at=now))


def _is_open(till: PracticeTill, order_id: str) -> bool:
    return any(order.id == order_id for order in till.orders)


def _by_round(wishes: Sequence[Wish]) -> Iterator[tuple[Round, tuple[Wish, ...]]]:
    """Give the wishes of each part of the meal, in its order; extras go with the first part there is."""
    parts = [part for part in _ROUNDS if any(wish.product.round is part for wish in wishes)] or [Round.EXTRAS]
    for part in parts:
        chosen = tuple(
            wish
            for wish in wishes
            if wish.product.round is part or (wish.product.round is Round.EXTRAS and part is parts[0])
        )
        yield part, chosen
