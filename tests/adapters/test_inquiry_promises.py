"""Whatever goes wrong between board and shop: a customer never gets a message twice, and nothing pressed is lost silently."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.business_day import BusinessDay
from kds.domain.inquiries.actions import Act, flags_intent, reply_intent
from kds.domain.intents import Intent
from kds.kitchen.ages import Ages
from kds.kitchen.alarms import Alarms
from kds.kitchen.inquiries.desk import InquiryDesk
from kds.kitchen.ports import CommandState
from kds.kitchen.queue import Queue
from kds.kitchen.sides import Sides
from kds.kitchen.troubles import Troubles
from tests.adapters.lightspeed_world import Shop, message, refusal, ticket
from tests.builders import an_expo
from tests.fake_store import FakeStore


class Wrong(Enum):
    """What happens to one request that changes something."""

    NOTHING = "nothing"
    REFUSED = "refused for the moment"
    CUT = "cut off before it arrived"
    DONE_AND_CUT = "done, and the answer cut off"
    TOO_MANY = "429"


@dataclass
class World:
    """A desk at a shop whose every change may go wrong."""

    shop: Shop
    wrongs: list[Wrong]
    desk: InquiryDesk = field(init=False)
    store: FakeStore = field(init=False)

    def __post_init__(self) -> None:
        self.shop.threads[2546] = [message()]
        self.shop.spoil, self.shop.after = self._spoil, self._after
        clock = self.shop.clock
        self.desk = InquiryDesk(self.shop.source(), clock, clock.now)
        self.store = FakeStore(clock)
        self.queue = Queue(self.store)
        self.sides = Sides([self.desk], self.queue, Ages(self.queue, BusinessDay(), clock.now), clock, random.Random(1))

    async def run(self, press: Callable[[World], Intent]) -> None:
        """Read the shop, press, and let ten minutes pass."""
        await self.sides.start()
        sending = asyncio.create_task(self.sides.run())
        await self._seconds(10)
        stored = await self.queue.add(press(self), None, station="EXPO", marks=None)
        assert isinstance(stored, Intent)
        for command in stored.commands:
            self.sides.take_on(command, 5.0)
        await self._seconds(600, step=5)
        await self.sides.stop()
        await sending

    async def _seconds(self, seconds: int, step: int = 1) -> None:
        for _ in range(0, seconds, step):
            self.shop.clock.advance(step)
            self.shop.headers["date"] = f"{self.shop.clock.now():%a, %d %b %Y %H:%M:%S GMT}"
            await self.sides.refresh(Troubles(Alarms(), lambda: None))
            self.sides.wake()
            await asyncio.sleep(0)
            while tasks := [task for each in self.sides._running.values() for task in each.errands._tasks.values()]:
                await asyncio.wait(tasks)

    def _spoil(self, request: httpx.Request) -> httpx.Response | None:
        if request.method == "GET" or not self.wrongs:
            return None
        match self.wrongs[0]:
            case Wrong.REFUSED:
                self.wrongs.pop(0)
                return refusal(503)
            case Wrong.TOO_MANY:
                self.wrongs.pop(0)
                return refusal(429, retry_after="1")
            case Wrong.CUT:
                self.wrongs.pop(0)
                raise httpx.ReadError("cut")
            case _:
                return None

    def _after(self, request: httpx.Request) -> None:
        if request.method == "GET" or not self.wrongs:
            return
        if self.wrongs.pop(0) is Wrong.DONE_AND_CUT:
            raise httpx.RemoteProtocolError("closed")


def replying(world: World) -> Intent:
    facts = world.desk.facts(())
    outcome = reply_intent(facts.cards[0], "On its way.", facts, an_expo(), world.shop.clock.now())
    assert isinstance(outcome, Intent)
    return outcome


def closing(world: World) -> Intent:
    facts = world.desk.facts(())
    outcome = flags_intent(facts.cards[0], Act.CLOSE, facts, an_expo(), world.shop.clock.now())
    assert isinstance(outcome, Intent)
    return outcome


WRONGS = st.lists(st.sampled_from(Wrong), max_size=6)


@settings(max_examples=60, deadline=None)
@given(WRONGS)
def test_a_customer_gets_a_reply_once_or_a_person_is_asked(wrongs: list[Wrong]) -> None:
    """One message where it ends well; never two; where it does not, it stands in the outbox for a person."""
    world = World(Shop(ticket(2546)), list(wrongs))
    asyncio.run(world.run(replying))
    sent = [row for row in world.shop.threads[2546] if row["from"] == "shop"]
    states = [row.state for row in world.store.rows.values()]
    assert len(sent) <= 1
    assert set(states) <= {CommandState.DONE, CommandState.PARKED, CommandState.PENDING}
    if states[0] is CommandState.DONE:
        assert len(sent) == 1
    else:
        assert states == [CommandState.PARKED, CommandState.PENDING]
        assert not world.shop.tickets[2546]["isAnswered"]


@settings(max_examples=40, deadline=None)
@given(WRONGS)
def test_a_flag_arrives_or_a_person_is_asked(wrongs: list[Wrong]) -> None:
    """What the outbox calls done is true at the shop."""
    world = World(Shop(ticket(2546)), list(wrongs))
    asyncio.run(world.run(closing))
    (row,) = world.store.rows.values()
    assert row.state in (CommandState.DONE, CommandState.PARKED)
    if row.state is CommandState.DONE:
        assert world.shop.tickets[2546]["isClosed"] is True
