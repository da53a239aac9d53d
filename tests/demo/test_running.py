"""A whole demo from start to stop: it ends when told, refuses early, and survives a server that goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kds.demo.running import run
from kds.errors import LoginRefused

from .evening import plan
from .fake_server import FakeServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    monkeypatch.setattr("kds.demo.client.FIRST_PAUSE", timedelta(milliseconds=1))
    monkeypatch.setattr("kds.demo.client.LONGEST_PAUSE", timedelta(milliseconds=2))
    return FakeServer(now=lambda: datetime.now(UTC))


async def _run_until(
    server: FakeServer,
    is_enough: Callable[[], bool],
    trouble: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None,
) -> list[str]:
    """Run guests at a high speed until something has happened on the server; give what was said."""
    stopping = asyncio.Event()
    said: list[str] = []

    def watch(request: httpx.Request) -> httpx.Response | None:
        if is_enough():
            stopping.set()
        return trouble(request)

    server.before = watch
    report = await run(plan(speed=300), say=said.append, stopping=stopping, transport=server.transport())
    assert report is None
    return said


async def test_guests_and_cooks_work_until_they_are_stopped(server: FakeServer) -> None:
    """A demo orders, cooks and serves until it is told to stop, and says only how it was started."""
    devices = {"P02", "PDA1", "KDS3", "KDS4", "KDS5", "KDS6"}

    def everybody_works() -> bool:
        has_served = any(order["status"] == "Served" for order in server.orders.values())
        return has_served and devices <= set(server.tokens.values())

    said = await _run_until(server, everybody_works)
    assert said == ["Guests arrive: pace busy, speed 300, seed 1."]


async def test_an_outage_in_the_middle_is_survived(server: FakeServer) -> None:
    """A server that fails for a while, then wants everybody to log in again, gets its orders all the same."""
    failed: list[str] = []

    def fail_for_a_while(request: httpx.Request) -> httpx.Response | None:
        if len(server.tickets) >= 4 and len(failed) < 20:
            failed.append(request.url.path)
            server.tokens.clear()
            return httpx.Response(503)
        return None

    said = await _run_until(server, lambda: len(server.tickets) >= 8, fail_for_a_while)
    assert len(failed) == 20
    assert ["can't answer now" in sentence for sentence in said] == [False, True, False]
    assert server.pulled_back == []


async def test_a_strange_answer_is_told_once_and_survived(server: FakeServer) -> None:
    """A proxy's page in place of the orders is told once, and the demo goes on when the orders are back."""
    pages: list[str] = []

    def pages_for_a_while(request: httpx.Request) -> httpx.Response | None:
        if request.method == "GET" and request.url.path == "/api/orders" and len(pages) < 3:
            pages.append(request.url.path)
            return httpx.Response(200, text="<html>Sign in</html>")
        return None

    said = await _run_until(server, lambda: len(server.tickets) >= 3, pages_for_a_while)
    assert sum("not the order server" in sentence for sentence in said) == 1


async def test_a_server_without_the_demo_users_is_refused_at_once(server: FakeServer) -> None:
    """Where nobody of the demo may log in, the demo ends with a sentence instead of trying for ever."""
    server.before = lambda request: httpx.Response(401, json={}) if request.url.path == "/api/auth" else None
    with pytest.raises(LoginRefused, match="users of the demo restaurant"):
        await run(plan(), say=lambda _: None, stopping=asyncio.Event(), transport=server.transport())
    assert server.tickets == {}
