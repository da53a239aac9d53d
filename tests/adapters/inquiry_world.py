"""A desk of inquiries at the real stand-in: the kitchen's runner of errands, clocks that stand still, a board beside it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from sqlalchemy import select
from starlette.types import ASGIApp

from kds.domain.board import Board
from kds.domain.business_day import BusinessDay
from kds.domain.inquiries.actions import Act, flags_intent, reply_intent
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.facts import InquiryFacts
from kds.domain.intents import Intent, Refusal
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.station import Station
from kds.kitchen.ages import Ages
from kds.kitchen.alarms import Alarms
from kds.kitchen.inquiries.desk import DeskHabits, InquiryDesk
from kds.kitchen.ports import StoredCommand
from kds.kitchen.queue import Queue
from kds.kitchen.sides import Sides
from kds.kitchen.troubles import Troubles
from kds.server.standins.lightspeed.tables import orders
from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey
from kds.sources.lightspeed.limits import RateLimits
from kds.sources.lightspeed.source import InquirySource
from tests.builders import a_board, an_expo
from tests.fake_store import FakeStore
from tests.fakes import FakeClock
from tests.server.standins.world import EVENING, KEY, Running, shop

EXPO = an_expo()


@dataclass
class DeskWorld:
    """A desk, its outbox and its shop; time moves for all of them together."""

    running: Running
    clock: FakeClock
    source: InquirySource
    desk: InquiryDesk
    queue: Queue
    store: FakeStore
    sides: Sides
    alarms: Alarms
    station: Station = EXPO
    slips: tuple[Order, ...] = ()
    marks: Marks = field(default_factory=Marks)

    @property
    def board(self) -> Board:
        """The board with the desk's facts on it."""
        return self.sides.put_on(a_board(self.station, *self.slips, marks=self.marks))

    @property
    def facts(self) -> InquiryFacts:
        """The lane; it must be there."""
        facts = self.board.inquiries
        assert facts is not None
        return facts

    @property
    def waiting(self) -> tuple[StoredCommand, ...]:
        """What has not ended."""
        return self.queue.rows

    def card(self, number: int) -> InquiryCard:
        """Give the card of an inquiry that must be there."""
        card = self.facts.card(f"inquiry:{number}")
        assert card is not None
        return card

    def asked(self, start: str = "") -> list[str]:
        """Give the requests that reached the shop, without those that a test steers with."""
        return [each for each in self.running.stand_in.requests if "__control" not in each and each.startswith(start)]

    async def ticks(self, seconds: int = 1) -> None:
        """Let so many seconds pass, one turn each."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.running.clock.forward(timedelta(seconds=1))
            await self.sides.refresh(Troubles(self.alarms, lambda: None))

    async def write(self, message: str, number: int | None = None, **more: Any) -> int:
        """Let a customer write; give the id of the inquiry."""
        asked = {"message": message, "ticket_id": number, **more}
        inquiry = await self.running.control(
            "/inquiries", {key: value for key, value in asked.items() if value is not None}
        )
        key: int = inquiry["id"]
        return key

    async def press(self, intent: Intent | Refusal) -> None:
        """Put an intent into the outbox, as the kitchen does."""
        assert isinstance(intent, Intent), intent
        stored = await self.queue.add(intent, None, station=self.station.name, marks=None)
        assert isinstance(stored, Intent)
        for command in stored.commands:
            held = 0.0 if intent.not_before is None else (intent.not_before - self.clock.now()).total_seconds()
            self.sides.take_on(command, held)

    async def flag(self, number: int, act: Act) -> None:
        """Press an entry of the list."""
        await self.press(flags_intent(self.card(number), act, self.facts, self.station, self.clock.now()))

    async def reply(self, number: int, text: str) -> None:
        """Reply to a customer."""
        await self.press(reply_intent(self.card(number), text, self.facts, self.station, self.clock.now()))

    async def someone(self, number: int, **flags: bool) -> None:
        """Let somebody else change an inquiry in the shop's back office."""
        await self.running.call("PUT", f"/tickets/{number}.json", {"ticket": flags})

    async def stored(self, number: int) -> dict[str, Any]:
        """Give an inquiry as the shop has it."""
        ticket: dict[str, Any] = (await self.running.get(f"/tickets/{number}.json"))["ticket"]
        return ticket

    async def thread(self, number: int) -> list[str]:
        """Give what the shop has said in a thread."""
        rows = (await self.running.get(f"/tickets/{number}/messages.json"))["ticketMessages"]
        return [row["message"] for row in rows if row["from"] == "shop"]

    async def deliver(self, seconds: int = 6) -> None:
        """Let the hold of undo and pauses pass, and everything that may go out go out."""
        for _ in range(seconds):
            await self.ticks()
            self.sides.wake()
            await asyncio.sleep(0)
            while tasks := [task for each in self.sides._running.values() for task in each.errands._tasks.values()]:
                await asyncio.wait(tasks)

    def order(self, number: str) -> None:
        """Let the web shop have an order that was made today."""
        with self.running.stand_in.database.writing() as transaction:
            row = transaction.connection.execute(select(orders)).mappings().first()
            made = {**dict(row), "id": 5000, "number": number, "createdAt": EVENING.isoformat()}
            transaction.connection.execute(orders.insert(), made)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Deliver until something holds."""
        for _ in range(60):
            if holds():
                return
            await self.deliver(1)
        raise AssertionError("it never came to that")


@asynccontextmanager
async def a_desk(
    *,
    habits: DeskHabits | None = None,
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    running: Running | None = None,
    base_url: str = "http://shop.example",
    **switches: Any,
) -> AsyncIterator[DeskWorld]:
    """Run a desk at a stand-in of its own, in memory unless another way to it is given."""
    running = running or shop(switches=switches)
    clock = FakeClock(EVENING)
    over = transport or (lambda: httpx.ASGITransport(running.app))
    address = LightspeedAddress("en", base_url=base_url, transport=over if base_url == "http://shop.example" else None)

    async def pause(seconds: float) -> None:
        clock.advance(seconds)

    source = InquirySource(address, LightspeedKey(KEY[0], lambda: KEY[1]), clock, limits=RateLimits(clock, pause))
    store = FakeStore(clock)
    queue = Queue(store)
    desk = InquiryDesk(source, clock, clock.now, habits)
    sides = Sides([desk], queue, Ages(queue, BusinessDay(), clock.now), clock, random.Random(1))
    world = DeskWorld(running, clock, source, desk, queue, store, sides, Alarms())
    await sides.start()
    sending = asyncio.create_task(sides.run())
    try:
        yield world
    finally:
        await sides.stop()
        await sending
        await running.close()


class _Quiet(uvicorn.Server):
    """A server that leaves signals to the tests."""

    def capture_signals(self) -> Any:
        """Capture none."""
        return nullcontext()


@asynccontextmanager
async def on_a_socket(app: ASGIApp) -> AsyncIterator[str]:
    """Serve a stand-in on a real socket and give its address."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", date_header=False)
    server = _Quiet(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag alone
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


def seen(world: DeskWorld, *marks: str) -> None:
    """Let somebody acknowledge notes at this station."""
    world.marks = replace(world.marks, seen=world.marks.seen | frozenset(marks))
