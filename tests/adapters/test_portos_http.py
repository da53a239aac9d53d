"""The door to HTTP with real sockets: a lost pool comes back, a slow or endless answer ends, TLS trusts one certificate."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from kds.errors import Unreachable
from kds.sources import http
from kds.sources.http import Channel, Request, TimeLimits, TooLarge
from kds.sources.tls import tls_context

QUICK = TimeLimits(read=0.3, connect=0.3, write=0.3, pool=0.3)
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
STEPS_THAT_LOSE_CONNECTIONS = (1, 10, 15, 8, 16, 8)
"""After how many steps of the event loop the requests are cut off."""
Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def till(behave: Behaviour) -> AsyncIterator[str]:
    """Run a server that behaves like this; give its address."""
    server = await asyncio.start_server(behave, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.close()


def channel(address: str, limits: TimeLimits = QUICK) -> Channel:
    return Channel(address, limits, context=tls_context(address))


async def test_a_lost_pool_comes_back() -> None:
    """Requests that are cut off lose httpx's pool for good; the board misses one answer and then has them again."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async with till(behave) as address:
        limits = TimeLimits(read=5, connect=5, write=5, pool=0.2)
        own = Channel(address, limits, context=tls_context(address), connections=4)
        for steps in STEPS_THAT_LOSE_CONNECTIONS:
            cut_off = [asyncio.create_task(own.exchange(Request("GET", "/orders"))) for _ in range(40)]
            for _ in range(steps):
                await asyncio.sleep(0)
            for task in cut_off:
                task.cancel()
            await asyncio.gather(*cut_off, return_exceptions=True)
            with contextlib.suppress(Unreachable):
                await own.exchange(Request("GET", "/orders"))
                continue
            assert (await own.exchange(Request("GET", "/orders"))).status == 200
        await own.aclose()


class Failing(httpx.AsyncBaseTransport):
    """A way to the server that fails as told and counts how often it was made and closed."""

    made = 0
    closed = 0
    errors: list[Exception]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.errors:
            raise self.errors.pop(0)
        return httpx.Response(200, content=b"{}")

    async def aclose(self) -> None:
        type(self).closed += 1


@pytest.mark.parametrize(
    ("errors", "clients"),
    [
        ([httpx.ReadError("a")], 1),
        ([httpx.ReadError("a"), httpx.ReadError("b")], 1),
        ([httpx.ReadError("a"), httpx.ReadError("b"), httpx.ConnectError("c")], 2),
        ([httpx.PoolTimeout("a")], 2),
    ],
)
async def test_connections_are_replaced_when_they_look_lost(errors: list[Exception], clients: int) -> None:
    """A new client after a pool timeout or three errors in a row, and never before."""
    waiting = list(errors)

    class Transport(Failing):
        errors = waiting

    def make() -> Transport:
        Transport.made += 1
        return Transport()

    own = Channel("http://till/api", QUICK, context=tls_context("http://till"), transport=make)
    for _ in errors:
        with pytest.raises(Unreachable):
            await own.exchange(Request("GET", "/orders"))
    assert (await own.exchange(Request("GET", "/orders"))).status == 200
    assert (Transport.made, Transport.closed) == (clients, clients - 1)
    await own.aclose()


async def test_a_replaced_client_finishes_what_it_carries() -> None:
    """A bump on its way is not cut off because another request met a lost pool."""
    release = asyncio.Event()
    closed: list[int] = []

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("slow"):
                await release.wait()
                return httpx.Response(200, content=str(len(closed)).encode())
            raise httpx.PoolTimeout("full")

        async def aclose(self) -> None:
            closed.append(1)

    own = Channel("http://till/api", QUICK, context=tls_context("http://till"), transport=Slow)
    slow = asyncio.create_task(own.exchange(Request("POST", "/slow")))
    await asyncio.sleep(0)
    with pytest.raises(Unreachable):
        await own.exchange(Request("GET", "/orders"))
    release.set()
    assert (await slow).body == b"0"
    assert closed == [1]
    await own.aclose()


async def test_an_answer_that_drips_in_ends() -> None:
    """A till that sends a byte now and then for ever does not stop the polls."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            pass
        finally:
            writer.close()

    async with till(drip) as address:
        own = channel(address)
        with pytest.raises(Unreachable) as caught:
            await own.exchange(Request("GET", "/orders"))
        assert caught.value.sent
        await own.aclose()


async def test_an_endless_answer_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board's memory stays flat whatever the till sends."""
    monkeypatch.setattr(http, "BODY_LIMIT_BYTES", 1000)
    answer = httpx.MockTransport(lambda _request: httpx.Response(200, content=b"x" * 5000))
    own = Channel("http://till/api", QUICK, context=tls_context("http://till"), transport=lambda: answer)
    with pytest.raises(TooLarge):
        await own.exchange(Request("GET", "/orders"))


async def test_a_refused_connection_was_never_sent() -> None:
    """A till that is off has not got the bump."""
    async with till(lambda _reader, _writer: asyncio.sleep(0)) as address:
        pass
    own = channel(address)
    with pytest.raises(Unreachable, match="Connection refused") as caught:
        await own.exchange(Request("POST", "/orders"))
    assert not caught.value.sent
    await own.aclose()
