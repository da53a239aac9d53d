"""Random evenings for the property tests of cards: bills that grow and shrink at a till that keeps the contract."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from kds.domain.order import Item, ItemRef, Order, Pair
from kds.domain.status import is_processable
from kds.domain.terms import ItemType, Status
from tests.builders import a_negative, an_item, an_order, at

ENDPOINTS = ("Grill", "Fry", "Bar")
DISHES: dict[str, tuple[str, ...] | None] = {
    "Ribeye": ("Grill",),
    "Chips": ("Fry",),
    "Fish pie": ("Grill", "Fry"),
    "Beer": ("Bar",),
    "Mystery": None,
}
ZONES = {"T1": "Terrace", "T2": "Main"}
WISHES = (None, "extra hot", "nut allergy")
HAPPENINGS = ("order", "order", "take back", "change", "status", "status", "fire", "delete")
PAIRS = (Status.NEW, Status.IN_PROGRESS, Status.READY, Status.SERVED)


@dataclass(slots=True)
class Till:
    """A till and its order server, as far as the contract's section 2 tells what happens to slips.

    Attributes:
        is_silent: it doesn't say what a Negative takes back.
    """

    orders: dict[str, Order] = field(default_factory=dict)
    clock: int = 0
    is_silent: bool = False

    @property
    def now(self) -> str:
        """The time of the last thing that happened."""
        return (at("18:00") + timedelta(seconds=40 * self.clock)).strftime("%H:%M:%S")

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The live list."""
        return tuple(order for order in self.orders.values() if is_processable(order))

    @property
    def finished(self) -> tuple[Order, ...]:
        """The list of finished orders."""
        return tuple(order for order in self.orders.values() if not is_processable(order))

    def order(self, table: str, dish: str, amount: int, comment: str | None, *, held: bool, note: str | None) -> None:
        """Ring up a new line of a table's bill."""
        order_id = self._tick()
        item = an_item(dish, amount, on=DISHES[dish], comment=comment, modifiers=("no salt",), line=self.clock)
        self.orders[order_id] = an_order(
            item,
            id=order_id,
            table=table,
            zone=ZONES[table],
            created=self.now,
            fired=self.now,
            held=held,
            note=note,
        )

    def take_back(self, order_id: str, amount: int, *, instead: str | None = None) -> None:
        """Reduce a line: a Negative, seen at birth when the dish is held.

        Args:
            instead: the comment of the dish that replaces all of it in the same slip; None replaces nothing.
        """
        order = self.orders[order_id]
        dish = next(item for item in order.items if not item.is_negative)
        ref = ItemRef(order_id, dish.id)
        left = dish.amount - self._taken(ref)
        taken = left if instead else min(Decimal(amount), left)
        if taken <= 0:
            return
        negative_id = self._tick()
        born = Status.SERVED if not order.is_processed else Status.NEW
        negative = replace(
            a_negative(dish.name, taken, on=DISHES[dish.name], status=born, line=dish.ticket_item_id),
            comment=dish.comment,
            takes_back=None if self.is_silent else ref,
        )
        positive = replace(dish, id=2, amount=taken, comment=instead, pairs=_fresh(dish.pairs))
        self.orders[negative_id] = an_order(
            *((negative, positive) if instead else (negative,)),
            id=negative_id,
            table=order.table,
            zone=order.zone,
            created=self.now,
            fired=self.now,
            held=not order.is_processed,
        )
        if taken == left and all(pair.status is Status.NEW for pair in dish.pairs):
            self._set(order_id, Status.CANCELLED, None, item_id=dish.id)

    def delete(self, order_id: str) -> None:
        """Delete a slip: it is in no list any more."""
        self._tick()
        del self.orders[order_id]

    def set_status(self, order_id: str, status: Status, endpoint: str | None) -> None:
        """Set a slip, or one endpoint's part of it; nothing brings a cancelled dish or a seen Negative back."""
        self._tick()
        self._set(order_id, status, endpoint)

    def fire(self, order_id: str) -> None:
        """Process a held slip."""
        self._tick()
        order = self.orders[order_id]
        self.orders[order_id] = replace(order, is_processed=True, processed_at=at(self.now))

    def _set(self, order_id: str, status: Status, endpoint: str | None, item_id: int | None = None) -> None:
        order = self.orders[order_id]
        items = (
            replace(item, pairs=tuple(self._moved(item, pair, status, endpoint) for pair in item.pairs))
            if item_id in (None, item.id)
            else item
            for item in order.items
        )
        self.orders[order_id] = replace(order, items=tuple(items))

    def _moved(self, item: Item, pair: Pair, status: Status, endpoint: str | None) -> Pair:
        if pair.status is Status.CANCELLED or (endpoint is not None and pair.endpoint != endpoint):
            return pair
        if item.type is ItemType.NEGATIVE:
            if status.rank < Status.READY.rank or pair.status is Status.SERVED:
                return pair
            status = Status.SERVED
        return replace(pair, status=status, word=status.value, changed_at=at(self.now))

    def _taken(self, ref: ItemRef) -> Decimal:
        order = self.orders[ref.order_id]
        dish = order.item(ref.item_id)
        later = [each for each in self.orders.values() if each.id != order.id and each.number > order.number]
        negatives = [item for each in later for item in each.items if item.is_negative]
        same = [item for item in negatives if dish and item.ticket_item_id == dish.ticket_item_id]
        return sum((item.amount for item in same), Decimal(0))

    def _tick(self) -> str:
        self.clock += 1
        return f"o{self.clock}"


def _fresh(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    return tuple(replace(pair, status=Status.NEW, word="New", changed_at=None) for pair in pairs)


@st.composite
def evenings(draw: st.DrawFn) -> list[tuple[tuple[Order, ...], tuple[Order, ...]]]:
    """Give the readings of an evening: after each thing that happened the open and the finished orders."""
    till, readings = Till(is_silent=draw(st.booleans())), []
    for _ in range(draw(st.integers(1, 14))):
        known = sorted(till.orders)
        happening = draw(st.sampled_from(HAPPENINGS))
        if happening == "order" or not known:
            till.order(
                draw(st.sampled_from(sorted(ZONES))),
                draw(st.sampled_from(sorted(DISHES))),
                draw(st.integers(1, 4)),
                draw(st.sampled_from(WISHES)),
                held=draw(st.booleans()) and draw(st.booleans()),
                note=draw(st.sampled_from((None, None, "allergy: milk"))),
            )
        else:
            chosen = draw(st.sampled_from(known))
            has_dish = any(not item.is_negative for item in till.orders[chosen].items)
            if happening in ("take back", "change") and has_dish:
                instead = draw(st.sampled_from(("no salt", "cut it"))) if happening == "change" else None
                till.take_back(chosen, draw(st.integers(1, 4)), instead=instead)
            elif happening == "status":
                till.set_status(chosen, draw(st.sampled_from(PAIRS)), draw(st.sampled_from((None, None, *ENDPOINTS))))
            elif happening == "fire":
                till.fire(chosen)
            elif happening == "delete":
                till.delete(chosen)
        readings.append((till.open_orders, till.finished))
    return readings
