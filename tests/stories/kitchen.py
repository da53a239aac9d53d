"""A whole restaurant for a story: the order server, a waiter's till, and real boards, all in one process on clocks moved by hand.

Nothing is replaced but time and the network: requests reach the server in memory, a cut line raises what httpx raises.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import FastAPI
from textual import events
from textual.pilot import Pilot

from kds.bootstrap.stations import Stations
from kds.domain.board import Board
from kds.domain.cards import Card
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import StoredCommand
from kds.paths import shipped_profiles, shipped_themes
from kds.server.app import create_app
from kds.server.settings import ServerSettings
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import all_stations, business_day_of, station_of
from kds.sources.portos.login import PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource
from kds.store.store import Store, opened
from kds.ui.app import KdsApp, Options
from kds.ui.profiles import load_profile
from kds.ui.screens.base import KitchenScreen
from kds.ui.themes import choose_theme
from tests.fakes import FakeClock
from tests.stories.waiter import ADDRESS, PASSWORDS, Waiter
from tests.ui.showing import board_screen, shown

SATURDAY = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
"""When the doors are open."""

SMALL, WALL, LARGE = (61, 18), (80, 24), (123, 36)
THEME = "default"
"""Whatever the terminal of the tests is."""
RECALL_LIST_EVERY = 10
"""Seconds between two looks at what was finished, as the board's jobs have it."""
MOST_ROUNDS = 100
"""How often the outbox is looked at before something is taken to go round in circles."""
BOUNCE = 0.3
"""Seconds between two keys of a person."""

STATIONS = """
time_zone = "UTC"
language = "en"

[stations.GRILL]
endpoints = ["Grill"]

[stations.FRY]
endpoints = ["Fry"]

[stations.COLD]
endpoints = ["Cold"]

[stations.EXPO]
endpoints = ["*"]
"""


class Line(httpx.AsyncBaseTransport):
    """The way to the server; while it is cut nothing arrives.

    Attributes:
        is_cut: nobody answers.
        sent: what changed something: method and path of each request that arrived, reading and logging in aside.
    """

    def __init__(self, app: FastAPI) -> None:
        self._server = httpx.ASGITransport(app)
        self.is_cut = False
        self.sent: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request."""
        if self.is_cut:
            raise httpx.ConnectError("nobody answers", request=request)
        path = request.url.path.removeprefix("/api")
        if request.method != "GET" and not path.startswith(("/auth", "/kitchen")):
            self.sent.append(f"{request.method} {path}")
        return await self._server.handle_async_request(request)


@dataclass
class Screen:
    """A board that somebody stands in front of; with several of them each call names the application it means to Textual.

    Attributes:
        line: its way to the server.
        polls_soon: not empty when a delivery has asked for a poll.
    """

    pilot: Pilot[None]
    app: KdsApp
    kitchen: Kitchen
    line: Line
    clock: FakeClock
    running: AsyncExitStack
    polls_soon: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hear of each delivery."""
        self.kitchen.when_delivered(lambda: self.polls_soon.append(True))

    async def press(self, *keys: str, after: float = BOUNCE) -> str:
        """Press keys with a pause before each, let what they ask for go out, and give what stands on the screen."""
        for key in keys:
            self.clock.advance(after)
            with self.app._context():
                self.app.post_message(events.Key(key, key if len(key) == 1 else None))
                await self._settles()
        await self.sends()
        return await self.look()

    async def look(self) -> str:
        """Give the characters on the screen as they are now."""
        with self.app._context():
            await self._settles()
            self._page().tick()
            self.app.keypad.tick()
            await self._settles()
            return shown(self.app)

    def _page(self) -> KitchenScreen:
        page = self.app.screen
        assert isinstance(page, KitchenScreen)
        return page

    async def _settles(self) -> None:
        """Wait until every message was handled and every press carried out; an idle processor is not waited for."""
        for _ in range(2):
            await self.pilot.pause(0)
            while not self._page().columns:
                await self.pilot.pause(0)
            await self._page().finish_acts()
            await board_screen(self.app).finish_acts()
        await self.pilot.pause(0)

    async def choose(self, title: str) -> str:
        """Press the digit of a card, once it has stood there long enough for a digit to mean it."""
        slot = self.slot(title)
        assert slot is not None, f"{title} has no digit:\n{shown(self.app)}"
        return await self.press(slot, after=2 * BOUNCE)

    def slot(self, title: str) -> str | None:
        """Give the digit that stands before a card, None when it is not on this page."""
        card = self.card(title)
        place = board_screen(self.app).state.places.place_of(card.key) if card is not None else None
        return None if place is None else str((place.slot + 1) % 10)

    def card(self, title: str) -> Card | None:
        """Give a card by what a person calls it."""
        return next((card for card in self.app.board.cards if card.title == title), None)

    def titles(self) -> list[str]:
        """Give what stands on the board, all pages."""
        return [card.title for card in self.app.board.cards]

    def unsent(self) -> tuple[StoredCommand, ...]:
        """Give what lies in the outbox."""
        return self.kitchen.outbox_view()

    async def sends(self) -> None:
        """Let everything that is due go out and be answered; an answer asks for a poll at once, as the board's jobs have it."""
        for _ in range(MOST_ROUNDS):
            self.kitchen.delivery.step()
            self.kitchen.notes.errands.step()
            under_way = [task for task in asyncio.all_tasks() if task.get_name().startswith(("deliver ", "errand "))]
            if not under_way:
                break
            await asyncio.wait(under_way)
        else:
            raise AssertionError("the same is sent again and again")
        if self.polls_soon:
            self.polls_soon.clear()
            await self.kitchen.poll()

    async def asks(self) -> None:
        """Do once what happens each second: the poll, the notes, and what waits to be sent."""
        await self.kitchen.poll()
        await self.kitchen.notes.refresh()
        await self.sends()
        await self.kitchen.beat()
        with self.app._context():
            await self._settles()

    async def dies(self) -> None:
        """Lose power: nothing is told to anybody."""
        await self.running.aclose()


@dataclass
class Restaurant:
    """The server, the waiter, and the screens that run."""

    folder: Path
    clock: FakeClock
    server: FastAPI
    waiter: Waiter
    screens: list[Screen] = field(default_factory=list)
    running: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def screen(
        self,
        station: str,
        *,
        user: str = "cook",
        device: str = "KDS1",
        keys: str = "keyboard",
        size: tuple[int, int] = WALL,
        mash_lock: bool = False,
    ) -> Screen:
        """Start a board of a station and wait for its first orders."""
        file = self.folder / "kds.toml"
        await asyncio.to_thread(file.write_text, STATIONS)
        state = self.folder / f"state-{device}"
        chosen = {"station": station, "state_dir": state, "keys": keys, "theme": THEME, "server": ADDRESS}
        settings = load(file, chosen)
        running, line = AsyncExitStack(), Line(self.server)
        store = await running.enter_async_context(opened(state, monotonic=self.clock.monotonic))
        login = PasswordLogin(user, device, lambda: PASSWORDS[user], WireNames())
        source = PortosSource(PortosAddress(f"{ADDRESS}/api", transport=lambda: line), login)
        running.push_async_callback(source.aclose)
        kitchen = self._kitchen(settings, store, source)
        await kitchen.start()
        app = self._app(settings, kitchen, mash_lock=mash_lock)
        pilot = await running.enter_async_context(app.run_test(size=size))
        screen = Screen(pilot, app, kitchen, line, self.clock, running)
        self.running.push_async_callback(running.aclose)
        self.screens.append(screen)
        await self.seconds(1)
        return screen

    async def seconds(self, number: float = 1) -> None:
        """Let so many seconds pass in one go, then let every screen ask, twice, so that each knows what the others told."""
        self.clock.advance(number - 0.2)
        for _ in range(2):
            self.clock.advance(0.1)
            for screen in self.screens:
                await screen.asks()
                if number >= RECALL_LIST_EVERY:
                    await screen.kitchen.refresh_recall()

    async def minutes(self, number: float) -> None:
        """Let so many minutes pass."""
        await self.seconds(number * 60)

    async def closes(self, screen: Screen) -> None:
        """Leave a board as `q` does."""
        await screen.kitchen.stop()
        await self.loses(screen)

    async def loses(self, screen: Screen) -> None:
        """Take a screen's power away."""
        self.screens.remove(screen)
        await screen.dies()

    def _kitchen(self, settings: Settings, store: Store, source: PortosSource) -> Kitchen:
        return Kitchen(
            station_of(settings),
            source,
            store,
            store,
            self.clock,
            day=business_day_of(settings),
            chance=random.Random(1),
            notes=source.notes,
            stations=all_stations(settings),
        )

    def _app(self, settings: Settings, kitchen: Kitchen, *, mash_lock: bool) -> KdsApp:
        stations = Stations(settings, {}, kitchen)

        async def start() -> Kitchen:
            return kitchen

        return KdsApp(
            first_board=Board(station_of(settings)),
            start=start,
            profile=load_profile(settings.keys, (shipped_profiles(),)),
            theme=choose_theme(THEME, (shipped_themes(),)),
            options=Options(
                local=UTC,
                stations=lambda: stations,
                mash_lock=mash_lock,
                monotonic=self.clock.monotonic,
                wall=self.clock.now,
            ),
        )


@asynccontextmanager
async def a_restaurant(folder: Path, *, opens: datetime = SATURDAY) -> AsyncIterator[Restaurant]:
    """Open the demo restaurant with its server in `folder`; everything ends with the block."""
    clock = FakeClock(opens)
    settings = ServerSettings(database=str(folder / "server.db"), time_zone="UTC", scrypt_cost=2, clock=clock.now)
    server = create_app(settings)
    waiter = Waiter(httpx.ASGITransport(server))
    place = Restaurant(folder, clock, server, waiter)
    try:
        async with place.running:
            yield place
    finally:
        await waiter.leaves()
        server.state.installation.database.close()
