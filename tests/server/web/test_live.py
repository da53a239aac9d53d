"""What an open page is sent: the whole board first, then what changed, and a beat as long as the server knows the truth."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect
from starlette.types import Message

from kds.server.messages import Language
from kds.server.problems import Problem
from kds.server.push.changes import ORDERS, Change, Kind
from kds.server.web import live as live_module
from kds.server.web import streaming
from kds.server.web.cards import Filter
from kds.server.web.live import MOST_OF_ONE, Live
from kds.server.web.reading import OpenOrders, Reading
from kds.server.web.streaming import EventStream, Times, Viewer, events
from kds.server.web.views import BoardView, PickupView, View
from tests.server.conftest import POSTGRES, SQLITE
from tests.server.web.scenes import around, at_table, dish, fired
from tests.server.world import Json, Server

EVERYTHING = BoardView(Filter(), Language.ENGLISH)
PATIENCE_SECONDS = 20


class CountedOrders(OpenOrders):
    """Open orders that count how often they are read, and can be made to fail."""

    reads = 0
    is_broken = False

    def read(self) -> Reading:
        """Read, or fail."""
        self.reads += 1
        if self.is_broken:
            raise OperationalError("SELECT", {}, OSError("gone"))
        return super().read()


class Stage:
    """A server's orders, and who looks at them."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.orders = CountedOrders(server.app.state.installation.database)
        self.live = Live(self.orders, around(server))
        self.is_welcome = True
        server.app.state.installation.changes.listen(self.live.changed)

    def stream(self, who: str = "view", view: View = EVERYTHING) -> AsyncGenerator[str, None]:
        """Open a page."""
        times = Times(self.server.clock, lambda moment: f"{moment:%H:%M:%S}")
        return events(self.live, Viewer(who, view, lambda: self.is_welcome), times)

    async def set_status(self, order: Json, status: str) -> None:
        """Bump an order at a terminal."""
        headers = {"Authorization": f"Bearer {self.server.tokens['cook']['tokenId']}"}
        path = f"/api/orders/{order['id']}/status"
        assert (await self.server.client.post(path, json={"status": status}, headers=headers)).status_code == 200

    def play(self, scene: Callable[[], Awaitable[None]]) -> None:
        """Let something happen, within a time in which it must."""

        async def in_time() -> None:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await scene()

        self.server.wait(in_time())


async def next_of(stream: AsyncGenerator[str, None], name: str) -> Any:
    """Give the next event of a name."""
    async for event in stream:
        if event.startswith(f"event: {name}\n"):
            return json.loads(event.split("data: ", 1)[1])
    raise AssertionError(f"the stream ended without {name}")


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something; `Stage.play` ends a wait in vain."""
    for _ in itertools.takewhile(lambda _: not is_so(), itertools.count()):
        await asyncio.sleep(0.01)


@pytest.fixture
def stage(server: Server, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Give a server with two tables, that reads as often as it is told to."""
    monkeypatch.setattr(live_module, "AT_MOST_EVERY", timedelta(milliseconds=20))
    server.get("/auth", user="cook")
    return Stage(server)


@pytest.mark.parametrize("kind", [SQLITE, POSTGRES])
def test_a_page_gets_everything_and_then_what_changed(stage: Stage, server: Server) -> None:
    """The first state is whole; a bump sends that one card again, and the order of all."""
    _, first = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    fired(server, dish("Soup", 1, "Cold"), location=at_table("T2"))

    async def scene() -> None:
        async with aclosing(stage.stream()) as stream:
            whole = await next_of(stream, "state")
            assert (whole["whole"], len(whole["order"])) == (True, 2)
            assert set(whole["pieces"]) == set(whole["order"])
            assert whole["told"]["open"] == 2
            await stage.set_status(first, "InProgress")
            changed = await next_of(stream, "state")
            assert (changed["whole"], changed["order"]) == (False, whole["order"])
            assert list(changed["pieces"]) == whole["order"][:1]
            assert "started" in changed["pieces"][whole["order"][0]]
            await stage.set_status(first, "Served")
            gone = await next_of(stream, "state")
            assert (gone["order"], gone["pieces"]) == (whole["order"][1:], {})

    stage.play(scene)


def test_a_page_that_comes_back_gets_everything_again(stage: Stage, server: Server) -> None:
    """A browser that lost its connection asks anew and is told all, whatever it knew."""
    fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))

    async def scene() -> None:
        for _ in range(2):
            async with aclosing(stage.stream()) as stream:
                state = await next_of(stream, "state")
                assert (state["whole"], len(state["pieces"])) == (True, 1)

    stage.play(scene)


def test_pages_with_the_same_filter_share_one_reading(stage: Stage, server: Server) -> None:
    """Many viewers cost one reading; a page that does not keep up is told the sum, not every step."""
    _, order = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))

    async def scene() -> None:
        streams = [stage.stream(f"viewer {number}") for number in range(5)]
        for stream in streams:
            await next_of(stream, "state")
        before = stage.orders.reads
        for status in ("InProgress", "Ready", "InProgress", "Ready") * 5:
            await stage.set_status(order, status)
        for stream in streams:
            while "is-ready" not in str(await next_of(stream, "state")):
                pass
        assert stage.orders.reads - before < 20
        for stream in streams:
            await stream.aclose()

    stage.play(scene)


def test_a_change_by_another_server_process_is_seen(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody tells of a change, the slow look at the database finds it."""
    monkeypatch.setattr(live_module, "LOOK_EVERY", timedelta(milliseconds=30))
    _, order = fired(server, dish("Burger", 1, "Grill"), location=at_table("T1"))
    monkeypatch.setattr(Live, "changed", lambda *_: None)
    quiet = Stage(server)

    async def scene() -> None:
        async with aclosing(quiet.stream()) as stream:
            await next_of(stream, "state")
            await quiet.set_status(order, "Ready")
            assert "is-ready" in str(await next_of(stream, "state"))

    quiet.play(scene)


def test_no_beat_without_the_truth(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When the database can't be read any more the beats end, so that the page says OFFLINE; then they come again."""
    for name, milliseconds in (("LOOK_EVERY", 10), ("BELIEVED_FOR", 100)):
        monkeypatch.setattr(live_module, name, timedelta(milliseconds=milliseconds))
    for name in ("BEAT_EVERY", "ASK_EVERY"):
        monkeypatch.setattr(streaming, name, timedelta(milliseconds=10))

    beats: list[Json] = []

    async def hear() -> None:
        async with aclosing(stage.stream()) as stream:
            while True:
                beats.append(await next_of(stream, "beat"))

    async def scene() -> None:
        hearing = asyncio.create_task(hear())
        await until(lambda: bool(beats))
        assert beats[0] == {"now": int(server.clock().timestamp() * 1000), "clock": "12:00:00"}
        stage.orders.is_broken = True
        await until(lambda: not stage.live.is_believable)
        heard, reads = len(beats), stage.orders.reads
        await until(lambda: stage.orders.reads >= reads + 3)
        assert len(beats) == heard
        stage.orders.is_broken = False
        await until(lambda: len(beats) > heard)
        hearing.cancel()

    stage.play(scene)
    assert caplog.text.count("can't be kept up to date") == 1


def test_who_is_logged_out_loses_the_page(stage: Stage) -> None:
    """The next event of a login that has ended is the end, with nothing of an order in it."""

    async def scene() -> None:
        async with aclosing(stage.stream()) as stream:
            await next_of(stream, "state")
            stage.is_welcome = False
            assert await next_of(stream, "end") == {}
            assert [event async for event in stream] == []

    stage.play(scene)


def test_pages_are_counted_and_let_go(stage: Stage) -> None:
    """One user can't open pages without end; a page that is closed makes room, and with the last one the reading stops."""

    async def scene() -> None:
        streams = [stage.stream() for _ in range(MOST_OF_ONE)]
        for stream in streams:
            await anext(stream)
        with pytest.raises(Problem, match=r"push\.full"):
            stage.live.insist_on_room("view", EVERYTHING)
        stage.live.insist_on_room("somebody else", EVERYTHING)
        await streams.pop().aclose()
        stage.live.insist_on_room("view", EVERYTHING)
        for stream in streams:
            await stream.aclose()
        reads = stage.orders.reads
        stage.server.app.state.installation.changes.tell(Change(ORDERS, "x", 1, Kind.UPDATED))
        await asyncio.sleep(0.05)
        assert stage.orders.reads == reads

    stage.play(scene)


def test_guests_leave_room_for_the_kitchen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pick-up screens are opened, the board can be."""
    monkeypatch.setattr(live_module, "MOST_OF_A_VIEW", 3)

    async def scene() -> None:
        screens = [stage.stream(f"guest {number}", PickupView()) for number in range(3)]
        for screen in screens:
            await anext(screen)
        with pytest.raises(Problem, match=r"push\.full"):
            stage.live.insist_on_room("one more", PickupView())
        stage.live.insist_on_room("view", EVERYTHING)
        for screen in screens:
            await screen.aclose()

    stage.play(scene)


def test_a_page_that_takes_nothing_is_given_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that stands still blocks nobody, nothing is queued for it, and its place is free after a while."""
    monkeypatch.setattr(streaming, "SLOWEST_READER", timedelta(milliseconds=50))

    async def stuck(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def silent() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def scene() -> None:
        answer = EventStream(stage.stream(), {})
        with pytest.raises(ClientDisconnect):
            await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, silent, stuck)
        others = [stage.stream() for _ in range(MOST_OF_ONE)]
        for other in others:
            await anext(other)
        for other in others:
            await other.aclose()

    stage.play(scene)
