"""A small restaurant in memory for the kitchen's stories: a till, a clock that is moved by hand, one or more boards."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from kds.domain.actions import Ask, Missing
from kds.domain.actions.bumping import press_enter
from kds.domain.actions.undoing import press_undo
from kds.domain.board import BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.cards import Card
from kds.domain.connection import Link
from kds.domain.intents import Intent, Refusal
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.notes import NoteSource
from kds.kitchen.ports import CommandState, Memory, Outbox
from tests.builders import a_station
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource


class Screen:
    """One board: a kitchen with its own outbox, and what its listener heard."""

    def __init__(
        self,
        source: FakeSource,
        clock: FakeClock,
        *,
        station: Station | None = None,
        outbox: Outbox | None = None,
        memory: Memory | None = None,
        day: BusinessDay | None = None,
        seed: int = 1,
        notes: NoteSource | None = None,
        stations: Sequence[Station] = (),
    ) -> None:
        self.source = source
        self.clock = clock
        self.store = FakeStore(clock)
        self.kitchen = Kitchen(
            station or a_station(),
            source,
            outbox or self.store,
            memory or self.store,
            clock,
            day=day,
            chance=random.Random(seed),
            notes=notes,
            stations=stations,
        )
        self.heard: list[BoardChanged] = []
        self.kitchen.subscribe(self.heard.append)

    async def started(self) -> Screen:
        """Start it and read once."""
        await self.kitchen.start()
        await self.poll()
        return self

    async def poll(self) -> None:
        """Let a second pass, poll once, and let everything due go out."""
        self.clock.advance(1)
        await self.kitchen.poll()
        await self.kitchen.notes.refresh()
        await self.settle()

    async def polls(self, number: int) -> None:
        """Poll that many times."""
        for _ in range(number):
            await self.poll()

    async def settle(self) -> None:
        """Send what is due until nothing moves without time passing."""
        for _ in range(20):
            self.kitchen.delivery.step()
            self.kitchen.notes.errands.step()
            for _ in range(20):
                await asyncio.sleep(0)

    def card(self, title: str = "T7") -> Card | None:
        """Give a card by what a person calls it."""
        return next((card for card in self.kitchen.board.cards if card.title == title), None)

    def titles(self) -> list[str]:
        """Give what stands on the board."""
        return [card.title for card in self.kitchen.board.cards]

    def link(self) -> Link:
        """Give the header's word."""
        return self.kitchen.board.connection.link

    async def bump(self, title: str = "T7") -> Refusal | None:
        """Press Enter on a card that has nothing unread."""
        card = self.card(title)
        assert card is not None
        intent = press_enter(self.kitchen.board, card, self.kitchen.now())
        assert isinstance(intent, Intent), intent
        return await self.kitchen.perform(intent)

    async def undo(self) -> Refusal | None:
        """Press u."""
        intent: Intent | Refusal | Ask | Missing = press_undo(self.kitchen.board, self.kitchen.now())
        assert isinstance(intent, Intent), intent
        return await self.kitchen.perform(intent)

    def states(self) -> list[CommandState]:
        """Give where every command ever stored stands."""
        return [row.state for row in self.store.rows.values()]

    def till(self, order_id: str = "o1", item: int = 1) -> Status:
        """Give what the till has for the first pair of an item."""
        found = self.source.orders[order_id].item(item)
        assert found is not None
        return found.pairs[0].status


async def a_screen(*orders: Order, station: Station | None = None, rights: Sequence[str] | None = None) -> Screen:
    """Give a started board of GRILL at a till with these orders."""
    clock = FakeClock()
    source = FakeSource(clock, orders)
    if rights is not None:
        source.rights = frozenset(rights)
    return await Screen(source, clock, station=station).started()
