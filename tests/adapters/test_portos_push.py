"""Listening to a till's hub: over a real connection to our own server, and to servers that behave badly."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from kds.bootstrap import push as wiring
from kds.bootstrap.push import push_of, push_stands
from kds.bootstrap.till import SystemClock
from kds.errors import SourceError
from kds.kitchen.health import Health
from kds.kitchen.push import Push
from kds.settings.model import PortosSettings, Settings
from kds.sources.portos import push as listening
from kds.sources.portos.login import KeyLogin, Login, PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.push import PortosPush, hub_address
from kds.sources.portos.source import PortosAddress, PortosSource
from tests.server.push.live import LiveServer
from tests.server.world import line

END = "\x1e"
EVENT = {"type": 1, "target": "OnEvent"}
ORDERS = {"e": "portos.resources.changed", "p": {"r": {"name": "orders", "id": "1", "version": 1}, "k": "created"}}
NOTES = {"e": "portos.resources.changed", "p": {"r": {"name": "KitchenNotes", "id": "1"}, "k": "created"}}

Talking = Callable[[ServerConnection], Awaitable[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back at once, and wait for nobody long."""
    monkeypatch.setattr(listening, "LONGEST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(listening, "NO_HUB_PAUSE_SECONDS", 0.01)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """Give a running order server with a database that outlives it."""
    with LiveServer({"database": str(tmp_path / "server.db")}) as running:
        yield running


class Ears(Push):
    """What a kitchen would hear, as a list."""

    def __init__(self) -> None:
        clock = SystemClock()
        super().__init__(Health(clock, 1.0), clock)
        self.told: list[str] = []
        self.is_open = False
        self.signs = 0
        self.read_soon = lambda: self.told.append("orders")
        self.read_notes_soon = lambda: self.told.append("notes")

    def opened(self) -> None:
        """Take note."""
        super().opened()
        self.is_open = True
        self.told.clear()

    def heard(self) -> None:
        """Take note."""
        super().heard()
        self.signs += 1

    def closed(self) -> None:
        """Take note."""
        super().closed()
        self.is_open = False

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something; the test run's own time limit ends a wait for nothing."""
        while not condition():  # noqa: ASYNC110 - nothing announces what a hub says
            await asyncio.sleep(0.005)


def a_login() -> Login:
    """Log in as the cook."""
    return PasswordLogin("cook", "KDS1", lambda: "2222", WireNames())


def a_source(url: str, login: Login | None = None, transport: httpx.MockTransport | None = None) -> PortosSource:
    """Give a till's source."""
    maker = None if transport is None else lambda: transport
    return PortosSource(PortosAddress(f"{url}/api", transport=maker), login or a_login())


@asynccontextmanager
async def heard(source: PortosSource) -> AsyncIterator[Ears]:
    """Listen for as long as the block lasts; nothing is left behind."""
    ears = Ears()
    push = source.push(ears)
    push.start()
    try:
        yield ears
    finally:
        await push.stop()
        await source.aclose()
        assert not [task for task in asyncio.all_tasks() if "PortosPush" in repr(task)]


@pytest.mark.parametrize(
    ("address", "hub"),
    [
        ("http://till:4000/api", "http://till:4000"),
        ("https://till/kitchen/api/v1", "https://till/kitchen"),
        ("https://till", "https://till"),
    ],
)
def test_the_hub_stands_beside_the_api(address: str, hub: str) -> None:
    """The hub's server is what stands before `/api`, behind a proxy too."""
    assert hub_address(address) == hub


async def test_changes_at_the_till_are_hints(server: LiveServer) -> None:
    """An order and a note, written by others, each ask for their reading; pings alone ask for nothing."""
    async with heard(a_source(server.url)) as ears:
        await ears.until(lambda: ears.is_open and ears.is_regular)
        assert ears.told == []
        await asyncio.to_thread(server.ticket, line())
        await ears.until(lambda: ears.told == ["orders"])
        await asyncio.to_thread(server.call, "POST", "/kitchen/notes", {"kind": "soldOut", "pluCode": 9})
        await ears.until(lambda: ears.told == ["orders", "notes"])


async def test_a_server_that_comes_back_is_listened_to_again(server: LiveServer) -> None:
    """A restart is noticed at once, and afterwards events are heard as before, over a new subscription."""
    async with heard(a_source(server.url)) as ears:
        await ears.until(lambda: ears.is_open)
        await asyncio.to_thread(server.end)
        await ears.until(lambda: not ears.is_open)
        assert not ears.is_regular
        await asyncio.to_thread(server.start)
        await ears.until(lambda: ears.is_open)
        await asyncio.to_thread(server.ticket, line())
        await ears.until(lambda: "orders" in ears.told)


async def test_a_server_that_is_off_at_the_start_is_found_later(server: LiveServer) -> None:
    """Nothing is raised while nobody listens at the till's port; once somebody does, the hub is heard."""
    await asyncio.to_thread(server.end)
    async with heard(a_source(server.url)) as ears:
        await asyncio.sleep(0.05)
        assert not ears.is_open
        await asyncio.to_thread(server.start)
        await ears.until(lambda: ears.is_open)


async def test_an_api_key_signs_its_way_to_the_hub(server: LiveServer) -> None:
    """Without any login a key's signatures open the hub, below the root as below the prefix."""
    answer = server.call("POST", "/apikeys", {"name": "Hall", "userName": "cook", "deviceName": "KDS1"})
    assert answer.status_code == 201, answer.text
    key = answer.json()
    login = KeyLogin(key["clientId"], lambda: str(key["clientSecret"]), now=server.clock)
    async with heard(a_source(server.url, login)) as ears:
        await ears.until(lambda: ears.is_open)


async def test_a_refused_login_is_only_polled(server: LiveServer, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong password raises nothing here: the log says it once, and the poll shows it on the board."""
    login = PasswordLogin("cook", "KDS1", lambda: "wrong", WireNames())
    with caplog.at_level("INFO", logger=listening.__name__):
        async with heard(a_source(server.url, login)) as ears:
            await asyncio.sleep(0.1)
            assert not ears.is_open
    assert [record.name for record in caplog.records].count(listening.__name__) == 1


@asynccontextmanager
async def hub(talk: Talking) -> AsyncIterator[PortosSource]:
    """Run a hub that talks as it is told, behind a till that negotiates in memory."""

    def till(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/negotiate"):
            return httpx.Response(
                200, json={"connectionId": "c/1", "availableTransports": [{"transport": "WebSockets"}]}
            )
        return httpx.Response(200, json={"tokenId": "t", "user": {"name": "C", "userName": "cook", "rights": []}})

    async with serve(talk, "127.0.0.1", 0) as running:
        port = running.sockets[0].getsockname()[1]
        yield a_source(f"http://127.0.0.1:{port}", transport=httpx.MockTransport(till))


async def welcome(socket: ServerConnection) -> None:
    """Shake hands and let subscribe."""
    await socket.recv()
    await socket.send("{}" + END + json.dumps({"type": 6}) + END)
    await socket.recv()
    await socket.send(json.dumps({"type": 3, "invocationId": "1", "result": None}) + END)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({**EVENT, "arguments": [ORDERS]}, ["orders"]),
        ({**EVENT, "arguments": [NOTES]}, ["notes"]),
        ({**EVENT, "target": "onevent", "arguments": [{"e": "portos.resources.changed", "p": {"x": 1}}]}, ["orders"]),
        ({**EVENT, "arguments": ["strange"]}, ["orders"]),
        ({**EVENT}, ["orders"]),
        ({**EVENT, "arguments": [{"e": "portos.licence.activated", "p": {}}]}, []),
        ({"type": 1, "target": "OnSomething", "arguments": []}, []),
        ({"type": 99}, []),
        ({}, []),
    ],
)
async def test_only_changes_are_hints(record: dict[str, object], told: list[str]) -> None:
    """An event in another shape still asks for a reading; what is no change asks for none; all are signs of life."""

    async def talk(socket: ServerConnection) -> None:
        await welcome(socket)
        await asyncio.sleep(0.02)
        await socket.send(json.dumps(record) + END)
        await socket.send(json.dumps({"type": 6}) + END)
        await socket.wait_closed()

    async with hub(talk) as source, heard(source) as ears:
        await ears.until(lambda: ears.is_open)
        signs = ears.signs
        await ears.until(lambda: ears.signs >= signs + 2)
        assert ears.told == told


async def nothing_said(socket: ServerConnection) -> None:
    """Accept and say nothing."""
    await socket.wait_closed()


async def nonsense(socket: ServerConnection) -> None:
    """Answer the handshake with no JSON."""
    await socket.send("hello" + END)
    await socket.wait_closed()


async def no_objects(socket: ServerConnection) -> None:
    """Answer the handshake with JSON that is no record."""
    await socket.send("[1]" + END)
    await socket.wait_closed()


async def other_protocol(socket: ServerConnection) -> None:
    """Refuse the handshake."""
    await socket.send(json.dumps({"error": "only messagepack \x1b[2J"}) + END)
    await socket.wait_closed()


async def no_subscribing(socket: ServerConnection) -> None:
    """Refuse to let subscribe."""
    await socket.send("{}" + END)
    await socket.recv()
    await socket.recv()
    await socket.send(json.dumps({"type": 3, "invocationId": "1", "error": "arguments"}) + END)
    await socket.wait_closed()


async def closing(socket: ServerConnection) -> None:
    """Hang up in the middle of subscribing."""
    await socket.send("{}" + END + json.dumps({"type": 7, "error": "full"}) + END)


async def a_flood(socket: ServerConnection) -> None:
    """Send far more than is read."""
    await socket.send("x" * (listening.LONGEST_MESSAGE_BYTES + 1))
    await socket.wait_closed()


@pytest.mark.parametrize("talk", [nothing_said, nonsense, no_objects, other_protocol, no_subscribing, closing, a_flood])
async def test_a_hub_that_behaves_badly_disturbs_nobody(talk: Talking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands at the hub's address, it is tried again and again, nothing is raised, and stopping is quick."""
    monkeypatch.setattr(listening, "ANSWER_SECONDS", 0.05)
    tries = 0

    async def counted(socket: ServerConnection) -> None:
        nonlocal tries
        tries += 1
        await talk(socket)

    async with hub(counted) as source, heard(source) as ears:
        await ears.until(lambda: tries >= 3)
        assert not ears.is_open


async def test_a_connection_that_only_looks_alive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that pinged and then falls silent without hanging up is left after its silence, and tried again."""
    monkeypatch.setattr(listening, "SILENCE_SECONDS", 0.05)
    connections = 0

    async def talk(socket: ServerConnection) -> None:
        nonlocal connections
        connections += 1
        await welcome(socket)
        await socket.send(json.dumps({"type": 6}) + END)
        await socket.send(json.dumps({"type": 6}) + END)
        await socket.wait_closed()

    async with hub(talk) as source, heard(source) as ears:
        await ears.until(lambda: connections >= 2)


async def test_our_own_pings_keep_the_hub_from_hanging_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then the board says that it lives, too."""
    monkeypatch.setattr(listening, "PING_SECONDS", 0.0)
    pinged = asyncio.Event()

    async def talk(socket: ServerConnection) -> None:
        await welcome(socket)
        await socket.send(json.dumps({"type": 6}) + END)
        assert json.loads(str(await socket.recv()).rstrip(END)) == {"type": 6}
        pinged.set()
        await socket.wait_closed()

    async with hub(talk) as source, heard(source):
        await pinged.wait()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(405),
        httpx.Response(302, headers={"Location": "http://elsewhere.example/"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"connectionId": "c", "availableTransports": [{"transport": "LongPolling"}]}),
        httpx.Response(200, json={"url": "http://elsewhere.example/", "accessToken": "t"}),
        httpx.Response(500),
    ],
)
async def test_a_till_without_a_hub_is_only_polled(answer: httpx.Response) -> None:
    """No hub, a web page or a redirect: one attempt says why, and listening raises nothing and opens nothing."""
    transport = httpx.MockTransport(lambda request: answer if "negotiate" in request.url.path else login_answer())
    with pytest.raises(SourceError) as raised:
        await a_source("http://till.example", transport=transport).push(Ears()).once()
    assert str(raised.value)
    async with heard(a_source("http://till.example", transport=transport)) as ears:
        await asyncio.sleep(0.02)
        assert not ears.is_open


def login_answer() -> httpx.Response:
    """Let anybody in."""
    return httpx.Response(200, json={"tokenId": "t", "user": {"name": "C", "userName": "cook", "rights": []}})


async def test_no_redirect_of_the_websocket_is_followed() -> None:
    """A hub that sends the WebSocket elsewhere gets no second request with our token."""
    asked = []

    async def redirecting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split(b" ")[1])
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    offer = {"connectionId": "c", "availableTransports": [{"transport": "WebSockets"}]}
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, json=offer) if "negotiate" in request.url.path else login_answer()
    )
    running = await asyncio.start_server(redirecting, "127.0.0.1", 0)
    port = running.sockets[0].getsockname()[1]
    with pytest.raises(SourceError):
        await a_source(f"http://127.0.0.1:{port}", transport=transport).push(Ears()).once()
    running.close()
    assert asked == [b"/signalr/v1/mainHub?id=c"]


def test_pauses_are_random_parts_of_a_growing_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boards that lost the same server come back at different moments, and later and later, up to half a minute."""
    monkeypatch.setattr(listening, "LONGEST_PAUSE_SECONDS", 30.0)

    async def pauses(seed: int) -> list[float]:
        source = a_source("http://127.0.0.1:9", login=KeyLogin("k", lambda: "s"))
        push: PortosPush = source.push(Ears())
        push._chance = random.Random(seed)
        return [await push._listened() for _ in range(8)]

    one, other = asyncio.run(pauses(1)), asyncio.run(pauses(2))
    assert all(pause <= min(2.0**number, 30.0) for number, pause in enumerate(one))
    assert one != other


def test_switched_off_or_not_installed_nothing_listens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Both are one line in the log, and words for `kds check`; nothing is asked of the till."""
    source = a_source("http://till.example", transport=httpx.MockTransport(lambda request: pytest.fail(str(request))))
    off = Settings(portos=PortosSettings(push=False))
    monkeypatch.setattr(PortosSource, "push", not_installed)
    with caplog.at_level("INFO", logger=wiring.__name__):
        assert push_of(off, source, Ears()) is None
        assert push_of(Settings(), source, Ears()) is None
    assert len(caplog.messages) == 2
    assert asyncio.run(push_stands(off, source))[0]
    is_as_wished, words = asyncio.run(push_stands(Settings(), source))
    assert not is_as_wished
    assert "kds[push]" in words


def not_installed(_source: PortosSource, _ears: Push) -> PortosPush:
    """Fail as an import of what is missing does."""
    raise ImportError("websockets")


async def test_the_check_says_how_push_stands(server: LiveServer) -> None:
    """Against our server it works; a till without a hub is no problem, and the words say why it is polled."""
    assert await push_stands(Settings(), a_source(server.url)) == (True, "the till tells of changes by itself")
    transport = httpx.MockTransport(
        lambda request: httpx.Response(404) if "negotiate" in request.url.path else login_answer()
    )
    is_as_wished, words = await push_stands(Settings(), a_source("http://till.example", transport=transport))
    assert not is_as_wished
    assert "polled" in words
