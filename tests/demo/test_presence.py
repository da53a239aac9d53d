"""The simulated cooks say that somebody watches their stations, so that a demo's other boards call none of them dead."""

from __future__ import annotations

import asyncio

import httpx

from kds.demo.client import Line, Login, Person
from kds.demo.presence import Presence
from tests.builders import EVENING
from tests.demo.fake_server import FakeServer


async def presences(server: FakeServer, *moments: float) -> int:
    """Let the cooks of two stations look up at these seconds; give how often a presence was told."""
    at = iter(moments)
    line = Line("http://pos", say=lambda _: None, stopping=asyncio.Event(), transport=server.transport())
    cook = Login(line, Person("cook", "2222", "KDS3"))
    presence = Presence({"Grill": cook, "Fry": cook}, lambda: next(at))
    for _ in moments:
        await presence.beat()
    await line.close()
    return sum(call == ("POST", "/kitchen/notes") for call in server.calls)


async def test_each_station_is_told_at_once_and_every_twenty_seconds() -> None:
    """Two stations at 0, 20 and 41 seconds; nothing in between."""
    server = FakeServer(lambda: EVENING)
    server.before = lambda request: httpx.Response(201, json={}) if request.url.path.endswith("/notes") else None
    assert await presences(server, 0, 5, 19.9, 20, 39, 41) == 6


async def test_a_server_without_a_place_for_notes_is_asked_once() -> None:
    """The demo runs against it all the same."""
    assert await presences(FakeServer(lambda: EVENING), 0, 20, 40) == 1
