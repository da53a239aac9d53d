"""A gate of a venue in virtual time: the desk, an outbox without a disk, and our stand-in behind a line that can be cut."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from kds.domain.board import Board, BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.cards import Card
from kds.domain.intents import Intent, Refusal
from kds.domain.station import Station
from kds.domain.venue.admission import Admission
from kds.domain.venue.admission_list import Key, key_of
from kds.domain.venue.arrivals import LocalStatus, PairKey
from kds.domain.venue.show import Show
from kds.domain.venue.verdicts import Verdict
from kds.errors import StateError
from kds.kitchen.ages import Ages
from kds.kitchen.errands import Errands
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.lanes import Lanes
from kds.kitchen.ports import StoredCommand
from kds.kitchen.queue import Queue
from kds.kitchen.venue.desk import VenueDesk
from kds.kitchen.venue.ports import KeptShow, VenueOptions
from kds.server.standins.clock import StandInClock
from kds.server.standins.qtickets.app import app_of, open_stand_in
from kds.server.standins.qtickets.calls import QticketsStandIn
from kds.server.standins.settings import StandInSettings
from kds.sources.qtickets.connection import QticketsAddress
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.qtickets.source import VenueSource
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource
from tests.venue.lines import ADDRESS, Line, ShortLine, long_lines

EVENING = datetime(2019, 8, 2, 15, 50, tzinfo=UTC)
"""Twenty minutes after the doors of the sample show 41 opened."""
OPTIONS = VenueOptions(gate="Door A", show_id=41, event_id=33)


@dataclass
class FakeVenueMemory:
    """What a desk keeps, without a disk."""

    kept: dict[Key, Admission] = field(default_factory=dict)
    show: Show | None = None
    at: datetime | None = None
    progress: dict[PairKey, LocalStatus] = field(default_factory=dict)

    async def load_show(self) -> KeptShow | None:
        if self.show is None or self.at is None:
            return None
        return KeptShow(self.show, tuple(self.kept.values()), self.at)

    async def keep_admissions(self, show: Show, changed: Sequence[Admission], at: datetime) -> None:
        self.show, self.at = show, at
        self.kept.update({key_of(each): each for each in changed})

    async def load_progress(self) -> Mapping[PairKey, LocalStatus]:
        return dict(self.progress)

    async def keep_progress(self, changed: Mapping[PairKey, LocalStatus]) -> None:
        self.progress.update(changed)


class Vendor:
    """The stand-in, and the clock that everybody in the story goes by."""

    def __init__(
        self,
        *,
        fill: int = 0,
        at: datetime = EVENING,
        hook_transport: httpx.AsyncBaseTransport | None = None,
        **switches: Any,
    ) -> None:
        self.clock = FakeClock(at)
        self.skew = timedelta(0)
        self.stand_in_clock = StandInClock(at)
        self.stand_in: QticketsStandIn = open_stand_in(
            StandInSettings(fill=fill, clock=self.stand_in_clock, switches=switches, hook_transport=hook_transport)
        )
        self.app = app_of(self.stand_in)
        self.gates: list[Gate | VenueBoard] = []
        self.new_line: Callable[[], Line] = lambda: ShortLine(self.app)

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Steer the stand-in."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ADDRESS) as http:
            answer = await http.request(method, path, json=body, headers={"Authorization": "Bearer demo"})
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

    async def api(self, method: str, path: str, body: Any = None) -> Any:
        """Do something at the vendor as the organiser does."""
        return await self.control(method, f"/api/rest/v1{path}", body)

    async def tickets(self, show_id: int) -> dict[str, dict[str, Any]]:
        """Give the vendor's own rows of a show by code."""
        rows: dict[str, dict[str, Any]] = {}
        page = 1
        while True:
            answer = await self.api("GET", "/orders", {"page": page, "orderBy": {"id": "asc"}})
            if not answer["data"]:
                return rows
            for order in answer["data"]:
                rows |= {
                    row["barcode"]: row for row in order["baskets"] if row["show_id"] == show_id and row["barcode"]
                }
            page += 1

    def tick(self, seconds: float) -> None:
        """Let time pass while nobody does anything; the seller's clock may be wrong by `skew`."""
        self.clock.advance(seconds)
        self.stand_in_clock.set_to(self.clock.now() + self.skew)

    async def pass_time(self, seconds: float, *, step: float = 1.0) -> None:
        """Let time pass for everybody: each gate refreshes once a second, and what can go out goes out."""
        left = seconds
        while left > 0:
            now = min(step, left)
            left -= now
            self.tick(now)
            for gate in self.gates:
                await gate.second()

    async def close(self) -> None:
        """End all gates and the stand-in."""
        for gate in self.gates:
            await gate.stop()
        self.stand_in.database.close()


@asynccontextmanager
async def behind_proxies(**habits: Any) -> AsyncIterator[Vendor]:
    """Give a vendor whom every gate reaches over sockets and a proxy of its own.

    Args:
        habits: those of `Vendor`.
    """
    vendor = Vendor(**habits)
    async with long_lines(vendor.app) as new_line:
        vendor.new_line = new_line
        yield vendor
        await vendor.close()


class Gate:
    """One station with its desk and its outbox."""

    def __init__(
        self,
        vendor: Vendor,
        options: VenueOptions = OPTIONS,
        *,
        store: FakeStore | None = None,
        memory: FakeVenueMemory | None = None,
    ) -> None:
        self.vendor = vendor
        self.options = options
        self.line = vendor.new_line()
        self.store = store or FakeStore(vendor.clock)
        self.memory = memory or FakeVenueMemory()
        self.requests: list[str] = []
        self.source = venue_source(vendor.clock, self.line)
        clock = vendor.clock
        self.queue = Queue(self.store)
        self.desk = VenueDesk(self.source, self.memory, clock, options, perform=self._perform, board_now=clock.now)
        lanes = Lanes(self.queue, self.desk.name, clock.monotonic, random.Random(1), waits_for_parked=False)
        self.errands = Errands(self.desk.errands, self.queue, lanes, Ages(self.queue, BusinessDay(), clock.now), clock)
        self._was_alive = False
        self._intents: dict[str, Intent] = {}
        vendor.gates.append(self)

    async def _perform(self, intent: Intent) -> Refusal | None:
        undone = self._intents.get(intent.undoes or "")
        try:
            stored = await self.queue.add(intent, undone, station=self.options.gate, marks=None)
        except StateError as error:
            return Refusal(str(error))
        if isinstance(stored, Refusal):
            return stored
        self._intents[intent.id] = stored
        held = (intent.not_before - self.vendor.clock.now()).total_seconds() if intent.not_before else 0.0
        for command in stored.commands:
            self.errands.hold_back(command.id, held)
        return None

    @property
    def waiting(self) -> tuple[StoredCommand, ...]:
        return self.queue.rows

    async def start(self) -> Gate:
        """Start, and read the show."""
        await self.queue.load()
        await self.desk.start(self.waiting)
        for _ in range(20):
            self.vendor.tick(1)
            await self.second()
        return self

    async def second(self) -> None:
        """Do what a station does each second: ask what is due, send what is due, until all of it was answered."""
        await self.desk.refresh(self.waiting)
        await followed(self.desk)
        is_alive = not self.desk.connection(unsent=0, parked=0).reason
        if is_alive and not self._was_alive:
            self.errands.source_answered()
        elif not is_alive:
            self.errands.source_failed()
        self._was_alive = is_alive
        self.errands.step()
        while self.errands._tasks:
            await asyncio.wait(self.errands._tasks.values())
            await asyncio.sleep(0)
            self.errands.step()

    async def scan(self, code: str) -> Verdict:
        """Scan a code."""
        return await self.desk.entrance.settle(self.desk.entrance.judge(code))

    async def stop(self) -> None:
        await self.errands.stop()
        await self.desk.stop()


async def followed(desk: VenueDesk) -> None:
    """Wait for the reading that goes on."""
    if desk._following._task is not None:
        await asyncio.wait([desk._following._task])


def venue_source(clock: FakeClock, line: Line) -> VenueSource:
    """Give the real client, which waits for nothing but its answers."""

    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    address = QticketsAddress(Path("token"), f"{line.url}/api/rest/v1", transport=line.maker, read_token=lambda: "demo")
    pace = Pace(10_000, monotonic=clock.monotonic, sleep=at_once)
    return VenueSource(address, pace=pace, clock=ServerClock(clock.now, clock.monotonic))


class VenueBoard:
    """One whole board at the venue: the real kitchen with a till that has no orders, and the desk beside it."""

    def __init__(
        self,
        vendor: Vendor,
        station: Station,
        options: VenueOptions = OPTIONS,
        *,
        store: FakeStore | None = None,
        memory: FakeVenueMemory | None = None,
    ) -> None:
        self.vendor = vendor
        self.clock = vendor.clock
        self.line = vendor.new_line()
        self.store = store or FakeStore(vendor.clock)
        self.memory = memory or FakeVenueMemory()
        self.till = FakeSource(vendor.clock, ())
        self.desk = VenueDesk(
            venue_source(vendor.clock, self.line),
            self.memory,
            vendor.clock,
            options,
            perform=self._perform,
            board_now=self._now,
        )
        self.kitchen = Kitchen(
            station, self.till, self.store, self.store, vendor.clock, chance=random.Random(1), sides=[self.desk]
        )
        self.heard: list[BoardChanged] = []
        self.kitchen.subscribe(self.heard.append)
        vendor.gates.append(self)

    async def _perform(self, intent: Intent) -> Refusal | None:
        return await self.kitchen.perform(intent)

    def _now(self) -> datetime:
        return self.kitchen.now()

    async def start(self) -> VenueBoard:
        """Start, and read till and show."""
        await self.kitchen.start()
        for _ in range(20):
            self.vendor.tick(1)
            await self.second()
        self.heard.clear()
        return self

    async def second(self) -> None:
        """Do what a board does each second."""
        await self.kitchen.poll()
        await self.kitchen.refresh_sides()
        await followed(self.desk)
        await self.kitchen.refresh_sides()
        errands = self.kitchen.sides._running[self.desk.name].errands
        errands.step()
        while errands._tasks:
            await asyncio.wait(errands._tasks.values())
            await asyncio.sleep(0)
            errands.step()
        await self.kitchen.beat()

    @property
    def board(self) -> Board:
        return self.kitchen.board

    def rang(self) -> list[str]:
        """Give the cards that rang since the start, one entry each time."""
        return [key for each in self.heard for key in (*each.arrived, *each.changed, *each.voided)]

    def card(self) -> Card:
        """Give the one card there is."""
        (card,) = self.board.cards
        return card

    async def press(self, action: Callable[..., object]) -> None:
        """Press Enter or another key on the one card."""
        outcome = action(self.board, self.card(), self.kitchen.now())
        assert isinstance(outcome, Intent), outcome
        assert await self.kitchen.perform(outcome) is None

    async def stop(self) -> None:
        await self.kitchen.stop()
