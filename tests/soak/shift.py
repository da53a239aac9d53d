"""A shift in virtual time: guests order, a cook and an expo bump, the line breaks now and then; the stores are real.

Only the till and the clock are in memory. The grill's board is the real application without a terminal; one press in
`KEYS_EVERY` goes through its keys, the others straight to the kitchen.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from kds.domain.actions.bumping import press_enter
from kds.domain.actions.undoing import press_undo
from kds.domain.cards import Card
from kds.domain.intents import Intent
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import NotTheSource, SourceError, Unreachable
from kds.ui.screens.base import KitchenScreen
from tests.builders import an_item, an_order
from tests.fakes import FakeClock, FakeSource, Fault, lost_reply, lost_request, refused_connection, zombie
from tests.ui.showing import settled
from tests.unit.kitchen.world import Screen

ORDERS_AN_HOUR = 720
OPEN_SECONDS = 240
"""A cook bumps what is about this old."""
TABLES = 240
"""So many that a table is free again before its next guests: a card of the pass must get complete."""
KEYS_EVERY = 25
KEPT_SECONDS = 600
"""How long the till in memory keeps served orders, for the recall list."""
CALM_SECONDS, ROUGH_SECONDS = 90, 60
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sizes:
    """What must not grow: resident memory in MB, open files, tasks of the event loop, widgets, marks of both boards."""

    memory_mb: float
    files: int
    tasks: int
    widgets: int
    marks: int


@dataclass
class Shift:
    """One evening.

    Attributes:
        wanted: order → where the last press that was taken put the grill's part.
        served: order → virtual time at which the pass sent it.
        bumps: bumps of the cook and sends of the pass that were taken.
        sizes: one sample each virtual minute.
    """

    clock: FakeClock
    till: FakeSource
    cook: Screen
    expo: Screen
    pilot: Pilot[None]
    dice: random.Random
    wanted: dict[str, Status] = field(default_factory=dict)
    served: dict[str, float] = field(default_factory=dict)
    born: dict[str, float] = field(default_factory=dict)
    orders: int = 0
    bumps: int = 0
    taken_back: int = 0
    faults: int = 0
    sizes: list[Sizes] = field(default_factory=list)
    is_rough: bool = False
    _presses: int = 0

    async def run(self, seconds: int) -> None:
        """Let that much virtual time pass, in seconds."""
        for second in range(seconds):
            self.clock.advance(1)
            self._weather(second)
            self._guests()
            await self._screens(second)
            await self._people()
            if second % 60 == 59:
                self._forget()
                self.sizes.append(self._measured())

    async def come_to_rest(self) -> None:
        """End the faults and let everything that is on its way arrive."""
        self.till.down = None
        self.till.send_faults.clear()
        for second in range(90):
            self.clock.advance(1)
            await self._screens(second)

    def disagreements(self) -> dict[str, tuple[Status, Status]]:
        """Give the orders where the till has something else than the last press put there."""
        found: dict[str, tuple[Status, Status]] = {}
        for order_id, wanted in self.wanted.items():
            order = self.till.orders.get(order_id)
            if order is not None and (status := grill_of(order)) is not wanted:
                found[order_id] = (wanted, status)
        return found

    def _weather(self, second: int) -> None:
        self.is_rough = second % (CALM_SECONDS + ROUGH_SECONDS) >= CALM_SECONDS
        if not self.is_rough:
            self.till.down = None
            return
        if self.dice.random() < 0.1:
            outages: tuple[SourceError | None, ...] = (
                None,
                None,
                Unreachable("the till is off", sent=False),
                Unreachable("the till did not answer", sent=True),
                NotTheSource("a login page answers"),
            )
            self.till.down = self.dice.choice(outages)
        if self.dice.random() < 0.3 and len(self.till.send_faults) < 3:
            troubles: tuple[Callable[[], Fault], ...] = (
                lost_reply, lost_request, refused_connection, lambda: zombie(self.dice.uniform(1, 7)),
            )  # fmt: skip
            self.till.send_faults.append(self.dice.choice(troubles)())
            self.faults += 1

    def _guests(self) -> None:
        if self.dice.random() < ORDERS_AN_HOUR / 3600:
            self.orders += 1
            order_id = f"o{self.orders}"
            note = "nut allergy" if self.orders % 40 == 0 else None
            self.till.put(an_order(
                an_item("Burger", 1 + self.orders % 3, on="Grill", comment="no salt" if self.orders % 7 == 0 else None),
                an_item("Chips", on="Fry"),
                id=order_id, number=self.orders, table=f"T{self.orders % TABLES}", ticket=f"ticket-{order_id}",
                created=self.clock.now(), fired=self.clock.now(), note=note,
            ))  # fmt: skip
            self.born[order_id] = self.clock.monotonic()

    async def _screens(self, second: int) -> None:
        for screen in (self.cook, self.expo):
            await screen.kitchen.poll()
            await delivered(screen)
            await screen.kitchen.beat()
            if second % 10 == 0:
                await screen.kitchen.refresh_recall()
            if second % 3600 == 3599:
                await screen.kitchen.tidy()
            screen.heard.clear()
        if second % 5 == 0:
            screen_now = self.pilot.app.screen
            if isinstance(screen_now, KitchenScreen):
                screen_now.paint()
            await self.pilot.pause()

    async def _people(self) -> None:
        now = self.clock.monotonic()
        cards = self.cook.kitchen.board.cards
        due = [card for card in cards if self._age(card, now) > OPEN_SECONDS]
        for card in due[:2]:
            await self._cook_bumps(card)
        for card in self.expo.kitchen.board.cards:
            if card.complete_since is not None and self._is_at_rest(card):
                await self._expo_sends(card)

    async def _cook_bumps(self, card: Card) -> None:
        order_id = card.orders[0].id
        self.till.set_status(order_id, Status.READY, item_id=2)
        if not await self._pressed_by_key(card):
            pressed = press_enter(self.cook.kitchen.board, card, self.cook.kitchen.now())
            if not isinstance(pressed, Intent) or await self.cook.kitchen.perform(pressed) is not None:
                return
            if not pressed.commands:
                return
        self.wanted[order_id] = Status.READY
        self.bumps += 1
        if self.dice.random() < 0.2:
            undone = press_undo(self.cook.kitchen.board, self.cook.kitchen.now())
            if isinstance(undone, Intent) and await self.cook.kitchen.perform(undone) is None:
                self.wanted[order_id] = Status.NEW
                self.taken_back += 1

    async def _pressed_by_key(self, card: Card) -> bool:
        """Bump by digit and Enter now and then, if the card stands on the page; give whether that was taken."""
        self._presses += 1
        screen = self.pilot.app.screen
        state = getattr(screen, "state", None)
        place = state.places.place_of(card.key) if state is not None else None
        if self._presses % KEYS_EVERY or place is None or card.unseen or place.slot > 8:
            return False
        before = {done.intent.id for done in self.cook.kitchen.board.done}
        await self.pilot.press(str(place.slot + 1), "enter")
        await settled(self.pilot)
        new = [done.intent for done in self.cook.kitchen.board.done if done.intent.id not in before]
        return any(intent.card_key == card.key and intent.commands for intent in new)

    async def _expo_sends(self, card: Card) -> None:
        pressed = press_enter(self.expo.kitchen.board, card, self.expo.kitchen.now())
        if isinstance(pressed, Intent) and await self.expo.kitchen.perform(pressed) is None and pressed.commands:
            for order in card.orders:
                self.wanted[order.id] = Status.SERVED
                self.served[order.id] = self.clock.monotonic()
                self.bumps += 1

    def _is_at_rest(self, card: Card) -> bool:
        ids = {order.id for order in card.orders}
        waiting = {row.command.order_id for row in self.cook.kitchen.outbox_view()}
        return not ids & waiting and all(self.wanted.get(order_id) is Status.READY for order_id in ids)

    def _age(self, card: Card, now: float) -> float:
        return now - min(self.born[order.id] for order in card.orders)

    def _forget(self) -> None:
        """Let the till in memory forget what a real one keeps on its disk, once nothing of it is on its way."""
        now = self.clock.monotonic()
        waiting = {row.command.order_id for screen in (self.cook, self.expo) for row in screen.kitchen.outbox_view()}
        for order_id, at in list(self.served.items()):
            order = self.till.orders[order_id]
            if now - at > KEPT_SECONDS and order_id not in waiting and grill_of(order) is Status.SERVED:
                del self.till.orders[order_id], self.served[order_id], self.wanted[order_id], self.born[order_id]
        self.till.sent.clear()
        self.till._answers.clear()

    def _measured(self) -> Sizes:
        gc.collect()
        screens = (self.cook, self.expo)
        return Sizes(
            memory_mb=int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6,
            files=len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - the folder is no real one
            tasks=len(asyncio.all_tasks()) - len(self.till._zombies),
            widgets=sum(1 for screen in self.pilot.app.screen_stack for _ in screen.walk_children()),
            marks=sum(marks_of(screen) for screen in screens),
        )


async def delivered(screen: Screen) -> None:
    """Send what is due, and wait for the answers and the disk."""
    delivery = screen.kitchen.delivery
    for _ in range(1_000):
        delivery.step()
        if not delivery.on_their_way:
            return
        await asyncio.sleep(0.0005)


def grill_of(order: Order) -> Status:
    """Give the status of an order's dish on the grill."""
    return order.items[0].pairs[0].status


def marks_of(screen: Screen) -> int:
    """Count what a station remembers of orders."""
    marks = screen.kitchen.board.marks
    return len(marks.first_seen) + len(marks.seen) + len(marks.kept) + len(marks.card_of)
