"""Inquiries on the whole kitchen: food and customer meet on one board, and every press goes through the one outbox."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from kds.domain.actions.bumping import press_enter
from kds.domain.actions.undoing import press_undo
from kds.domain.board import BoardChanged
from kds.domain.cards import Card
from kds.domain.inquiries.actions import Act, flags_intent, reply_intent
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.intents import Intent, IntentKind, Refusal
from kds.domain.station import Station
from kds.kitchen.inquiries.desk import InquiryDesk
from kds.kitchen.kitchen import Kitchen
from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey
from kds.sources.lightspeed.limits import RateLimits
from kds.sources.lightspeed.source import InquirySource
from tests.builders import a_station, an_expo, an_item, an_order
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource
from tests.server.standins.world import EVENING, KEY, Running, shop

WEB = an_order(
    an_item("Cheesecake", on="Grill"), table=None, ticket_name="Web ORD10021", created="17:50", fired="17:50"
)


class Evening:
    """A board with a till and a web shop."""

    def __init__(self, running: Running, station: Station) -> None:
        self.running = running
        self.clock = FakeClock(EVENING)
        address = LightspeedAddress(
            "en", base_url="http://shop.example", transport=lambda: httpx.ASGITransport(running.app)
        )
        key = LightspeedKey(KEY[0], lambda: KEY[1])
        source = InquirySource(address, key, self.clock, limits=RateLimits(self.clock))
        store = FakeStore(self.clock)
        self.station = station
        self.kitchen = Kitchen(
            station,
            FakeSource(self.clock, [WEB]),
            store,
            store,
            self.clock,
            chance=random.Random(1),
            sides=[InquiryDesk(source, self.clock, self.clock.now)],
        )
        self.heard: list[BoardChanged] = []
        self.kitchen.subscribe(self.heard.append)

    async def seconds(self, number: int) -> None:
        """Let seconds pass with everything that happens in them."""
        for _ in range(number):
            self.clock.advance(1)
            self.running.clock.forward(timedelta(seconds=1))
            await self.kitchen.poll()
            await self.kitchen.refresh_sides()
            self.kitchen.sides.wake()
            await asyncio.sleep(0.002)

    @property
    def food(self) -> Card:
        """The web order's card."""
        return next(card for card in self.kitchen.board.cards if card.title == "Web ORD10021")

    def inquiry(self, number: int) -> InquiryCard:
        """Give an inquiry's card."""
        facts = self.kitchen.board.inquiries
        assert facts is not None
        card = facts.card(f"inquiry:{number}")
        assert card is not None
        return card

    def close(self, number: int) -> Intent | Refusal:
        """Press close."""
        facts = self.kitchen.board.inquiries
        assert facts is not None
        return flags_intent(self.inquiry(number), Act.CLOSE, facts, self.station, self.kitchen.now())

    async def perform(self, intent: object) -> Refusal | None:
        """Put an intent into the kitchen."""
        assert isinstance(intent, Intent), intent
        return await self.kitchen.perform(intent)


@asynccontextmanager
async def an_evening(station: Station | None = None) -> AsyncIterator[tuple[Evening, int]]:
    """Give a board on which somebody has just written about the allergy of a web order."""
    running = shop()
    evening = Evening(running, station or an_expo())
    await evening.kitchen.start()
    sending = asyncio.create_task(evening.kitchen.deliver())
    asked = {"subject": "Order", "message": "ORD10021: my son has a nut allergy", "firstname": "Jana"}
    number = (await running.control("/inquiries", asked))["id"]
    await evening.seconds(10)
    try:
        yield evening, number
    finally:
        await evening.kitchen.stop()
        await sending
        await running.close()


async def test_an_allergy_rings_is_read_and_then_the_inquiry_can_be_closed() -> None:
    """The first Enter on the food says seen, which is what the close was waiting for; the shop has it closed."""
    async with an_evening() as (evening, number):
        food = evening.food
        assert [allergy.word for allergy in food.allergies] == ["WEB ALLERGY"]
        assert any(food.key in heard.changed for heard in evening.heard)
        assert evening.close(number) == Refusal("Allergy is not acknowledged on Web ORD10021.")
        enter = press_enter(evening.kitchen.board, food, evening.kitchen.now())
        assert isinstance(enter, Intent)
        assert enter.kind is IntentKind.SEEN
        assert await evening.perform(enter) is None
        assert evening.food.unseen == ()
        assert evening.food.allergies[0].confirmed
        assert await evening.perform(evening.close(number)) is None
        await evening.seconds(8)
        assert (await evening.running.get(f"/tickets/{number}.json"))["ticket"]["isClosed"] is True
        assert evening.food.allergies == ()


async def test_a_cook_reads_the_note_and_sees_no_lane() -> None:
    """The food is loud at the grill too; inquiries themselves never stand on a cook's board."""
    async with an_evening(a_station()) as (evening, _):
        assert evening.kitchen.board.inquiries is None
        assert [allergy.word for allergy in evening.food.allergies] == ["WEB ALLERGY"]
        enter = press_enter(evening.kitchen.board, evening.food, evening.kitchen.now())
        assert await evening.perform(enter) is None
        await evening.seconds(2)
        assert evening.food.unseen == ()


async def test_undo_takes_a_reply_back_within_its_five_seconds() -> None:
    """Reply and *answered* go together; nothing of them ever reaches the shop."""
    async with an_evening() as (evening, number):
        facts = evening.kitchen.board.inquiries
        assert facts is not None
        now = evening.kitchen.now()
        await evening.perform(reply_intent(evening.inquiry(number), "No nuts.", facts, evening.station, now))
        assert evening.inquiry(number).unsent == ("reply", "answered")
        await evening.seconds(2)
        undo = press_undo(evening.kitchen.board, evening.kitchen.now())
        assert await evening.perform(undo) is None
        await evening.seconds(8)
        thread = (await evening.running.get(f"/tickets/{number}/messages.json"))["ticketMessages"]
        assert [row["from"] for row in thread] == ["customer"]
        assert evening.inquiry(number).unsent == ()


async def test_what_was_sent_cannot_be_taken_back() -> None:
    """After the five seconds undo says so, and the customer keeps what was written."""
    async with an_evening() as (evening, number):
        facts = evening.kitchen.board.inquiries
        assert facts is not None
        now = evening.kitchen.now()
        await evening.perform(reply_intent(evening.inquiry(number), "No nuts.", facts, evening.station, now))
        await evening.seconds(10)
        undo = press_undo(evening.kitchen.board, evening.kitchen.now())
        assert undo == Refusal("Order has been sent and can't be taken back")


async def test_a_shop_that_fails_disturbs_no_order() -> None:
    """The till's board goes on and the header tells which system is down."""
    async with an_evening() as (evening, _):
        await evening.running.control("/faults", [{"html": True, "times": 50}])
        await evening.seconds(60)
        board = evening.kitchen.board
        assert board.banner == ""
        assert board.connection.reason == ""
        ((name, connection),) = board.sides
        assert (name, bool(connection.reason)) == ("lightspeed", True)
        assert evening.food.title == "Web ORD10021"
