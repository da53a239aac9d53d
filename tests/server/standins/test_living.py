"""The demo's guests and customers at the stand-ins: they come, buy and write by themselves, the same for the same seed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx

from kds.demo import inquirers, show_guests
from kds.demo.show_guests import OpenedShow, ShowPlan, arrivals
from tests.server.standins.conftest import Start
from tests.server.standins.world import EVENING, Running, venue, where


class HurriedClock:
    """Simulated time that has nearly no length: every wait is over at once."""

    def __init__(self) -> None:
        self._asked = 0

    def elapsed(self) -> timedelta:
        self._asked += 1
        return timedelta(seconds=30 * self._asked)

    def utc_now(self) -> datetime:
        return datetime(2026, 11, 22, 18, 45, tzinfo=UTC)

    def real(self, simulated: timedelta) -> timedelta:
        return simulated / 1_000_000


PARTIES = [[f"{number}-{place}" for place in range(number % 4 + 1)] for number in range(200)]


def test_the_same_seed_brings_the_same_guests() -> None:
    """Arrivals repeat with the seed, differ with another, and nobody comes twice or before the doors open."""
    plan = ShowPlan(seed=3)
    first = arrivals(PARTIES, plan)
    assert first == arrivals(PARTIES, plan) != arrivals(PARTIES, ShowPlan(seed=4))
    codes = [code for arrival in first for code in arrival.barcodes]
    assert len(codes) == len(set(codes)) > 100
    assert [arrival.at for arrival in first] == sorted(arrival.at for arrival in first)
    assert first[0].at >= plan.doors_after


def test_some_come_apart_late_or_never() -> None:
    """Larger parties may come in halves, some after the start, and shares of one and none mean all and nobody."""
    everybody = ShowPlan(elsewhere=1, missing=0, apart=1, late=1)
    all_codes = sorted(code for party in PARTIES for code in party)
    coming = arrivals(PARTIES, everybody)
    assert sorted(code for arrival in coming for code in arrival.barcodes) == all_codes
    assert max(len(arrival.barcodes) for arrival in coming) == 2
    assert all(arrival.at >= everybody.doors_after + show_guests.DOORS_TO_START for arrival in coming)
    assert arrivals(PARTIES, ShowPlan(elsewhere=0)) == []


async def test_an_evening_lives_by_itself(tickets: Running) -> None:
    """A show tonight is sold, guests come through other gates, and some buy at the box office."""
    opened: list[OpenedShow] = []
    plan = ShowPlan(tickets=60, elsewhere=1, missing=0, late=0, box_office_every=timedelta(minutes=1))
    await show_guests.live(
        "http://venue.example",
        plan=plan,
        clock=HurriedClock(),
        stopping=asyncio.Event(),
        on_opened=opened.append,
        transport=httpx.ASGITransport(tickets.app),
    )
    (show,) = opened
    found = await tickets.get("/orders", where(("event_id", "=", show.event_id)))
    baskets = [ticket for order in found["data"] for ticket in order["baskets"]]
    sold = [ticket for ticket in baskets if ticket["client_surname"] != "Guest"]
    assert len(sold) == 60
    assert {ticket["checked_at"] for ticket in sold} == {"2026-11-22T21:45:00+03:00"}
    walked_in = [ticket for ticket in baskets if ticket["client_surname"] == "Guest"]
    assert walked_in
    assert all(ticket["barcode"] for ticket in walked_in)


async def test_a_stopped_demo_stops_the_evening(tickets: Running) -> None:
    """Once the demo is being stopped nobody comes any more."""
    stopping = asyncio.Event()
    stopping.set()
    transport = httpx.ASGITransport(tickets.app)
    await show_guests.live(
        "http://venue.example", plan=ShowPlan(tickets=20), clock=HurriedClock(), stopping=stopping, transport=transport
    )
    found = await tickets.get("/orders", where(("event_id", "=", 35)))
    assert {ticket["checked_at"] for order in found["data"] for ticket in order["baskets"]} == {None}


async def test_customers_write_by_themselves(inquiries: Running) -> None:
    """An allergy, an order number and a cancellation come first, in three languages, and some write again."""
    coming = inquirers.writings(every=timedelta(minutes=4), count=7, seed=1, numbers=["ORD777"])
    assert coming == inquirers.writings(every=timedelta(minutes=4), count=7, seed=1, numbers=["ORD777"])
    await inquirers.live(
        "http://shop.example",
        coming=coming,
        clock=HurriedClock(),
        stopping=asyncio.Event(),
        transport=httpx.ASGITransport(inquiries.app),
    )
    written = (await inquiries.get("/tickets.json?since_id=8875"))["tickets"]
    assert [ticket["language"]["code"] for ticket in written[:3]] == ["en", "nl", "sk"]
    assert "allergy" in written[0]["subject"]
    assert "ORD777" in written[1]["subject"]
    thread = (await inquiries.get(f"/tickets/{written[0]['id']}/messages.json"))["ticketMessages"]
    assert [message["from"] for message in thread] == ["customer", "customer"]
    assert len(written) == 7


async def test_a_filled_show_is_the_same_for_the_same_seed(start: Start) -> None:
    """The generator sells exactly the wanted tickets, with unique barcodes, and repeats itself."""
    codes = []
    for _ in range(2):
        running = start(venue)
        made = await running.control("/shows", {"tickets": 300, "seed": 5, "doors_in_minutes": 20})
        rows = await running.get(f"/shows/{made['show_id']}/barcodes")
        assert made["tickets"] == len(rows) == len({row["barcode"] for row in rows}) == 300
        assert {row["zone_name"] for row in rows} == {"VIP tables", "Stalls", "Balcony", "Standing"}
        event = (await running.get(f"/events/{made['event_id']}"))["data"]
        doors = datetime.fromisoformat(event["shows"][0]["open_date"])
        assert doors == EVENING + timedelta(minutes=20)
        codes.append([row["barcode"] for row in rows])
    assert codes[0] == codes[1]
