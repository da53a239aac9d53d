"""Listens to the till's SignalR hub and passes on hints to read; what an event says is never taken for the truth (contract 6).

A client of its own on `websockets`, since pysignalr 1.3 asks its token factory only after the connection stands, tells
nobody of pings, comes back with the former connection's id and leaves a task behind at each break.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from kds.domain.text import clean
from kds.errors import NotTheSource, SourceError, Unreachable
from kds.kitchen.push import Push
from kds.language import tr
from kds.sources.http import Channel, Request, TooLarge
from kds.sources.portos.answers import TooDeep, failure, parsed
from kds.sources.portos.login import KeyLogin, Login, host_of
from kds.sources.portos.names import WireNames

RECORD_END = "\x1e"
"""Stands behind every record of the hub protocol."""
ANSWER_SECONDS = 5.0
"""How long the hub may take for each step until events come."""
SILENCE_SECONDS = 6.0
"""A hub that pinged every 2 s and is silent for so long is gone, even if the connection still looks alive."""
LONGEST_SILENCE_SECONDS = 31.0
"""The same for a hub that pings rarely; SignalR's own default is 30 s."""
PING_SECONDS = 10.0
"""Pause between two pings of our own; the hub hangs up on whoever is silent for 30 s."""
LONGEST_PAUSE_SECONDS = 30.0
"""Longest pause between two attempts; each is a random part of a span that doubles from one second on."""
NO_HUB_PAUSE_SECONDS = 300.0
"""Pause before a till without a hub is asked whether it has one by now."""
STOP_SECONDS = 2.0
"""How long a request under way is waited for at the end; it is never cancelled (reliability 5.7)."""
LONGEST_MESSAGE_BYTES = 256 * 1024

_SUBSCRIBE, _EVENT, _CHANGED = "Subscribe", "OnEvent", "portos.resources.changed"
_CALL, _COMPLETION, _PING, _CLOSE = 1, 3, 6, 7
_CALL_ID = "1"
_API = re.compile(r"/api(/v\d+)?$", re.IGNORECASE)

LOG = logging.getLogger(__name__)


class NoHub(SourceError):
    """This till does not tell of changes; nothing is wrong with that."""


class PortosPush:
    """Keeps one connection to the hub for as long as it runs; nothing that happens there leaves it.

    Args:
        login: who we are.
        names: the wire names in use.
        reading: where a login goes when there is none yet.
        hub: leads to the hub's server, see `hub_address`.
        context: of the TLS connection.
        ears: told of signs of life and hints.
        chance: random pauses; a seeded one makes them repeatable.
    """

    def __init__(
        self,
        login: Login,
        names: WireNames,
        reading: Channel,
        hub: Channel,
        context: ssl.SSLContext,
        ears: Push,
        *,
        chance: random.Random | None = None,
    ) -> None:
        self._login = login
        self._path = names.path("hub")
        self._notes_name = names["resource.kitchenNotes"].lower()
        # a password's login stands below the prefix of the API, a key signs the very address that is asked
        self._login_channel = hub if isinstance(login, KeyLogin) else reading
        self._hub = hub
        self._context = context if hub.address.lower().startswith("https:") else None
        self._ears = ears
        self._chance = chance or random.Random()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._talking: asyncio.Task[None] | None = None
        self._failures = 0
        self._said = ""

    def start(self) -> None:
        """Begin to listen, and come back whenever the connection is lost."""
        self._task = asyncio.create_task(self._run(), name="push")

    async def stop(self) -> None:
        """Hang up."""
        self._stopping.set()
        if self._talking is not None:
            self._talking.cancel()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOP_SECONDS)

    async def once(self) -> None:
        """Connect, subscribe and hang up, to see whether that works.

        Raises:
            SourceError: it does not; the message says why.
        """
        try:
            async with await self._connected() as socket:
                await self._subscribed(socket)
        except (WebSocketException, OSError, TimeoutError) as error:
            raise Unreachable(self._words(error), sent=True) from error
        finally:
            await self._hub.aclose()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            pause = await self._listened()
            try:
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
            except TimeoutError:
                continue
        await self._hub.aclose()

    async def _listened(self) -> float:
        """Listen for as long as it goes; give the seconds to wait before the next attempt."""
        try:
            connecting = await self._connected()
            self._talking = asyncio.create_task(self._talk(connecting))
            await asyncio.wait({self._talking})
            if not self._talking.cancelled():
                self._talking.result()
        except NoHub as error:
            self._say(
                tr("{host} does not tell of changes, so it is only polled: {reason}", host=self._host, reason=error)
            )
            return NO_HUB_PAUSE_SECONDS * self._chance.uniform(0.75, 1.25)
        except (SourceError, WebSocketException, OSError, TimeoutError) as error:
            self._say(
                tr(
                    "{host} does not tell of changes now, so it is polled: {reason}",
                    host=self._host,
                    reason=self._words(error),
                )
            )
        except Exception:
            LOG.exception("listening to the hub failed in an unforeseen way")
        finally:
            self._talking = None
            if not self._stopping.is_set():
                self._ears.closed()
        span = min(2.0**self._failures, LONGEST_PAUSE_SECONDS)
        self._failures += 1
        return self._chance.uniform(0.0, span)

    @property
    def _host(self) -> str:
        return host_of(self._hub)

    async def _connected(self) -> connect:
        """Negotiate; give the connection to be opened."""
        path = await self._negotiated()
        request = await self._login.authorized(self._login_channel, Request("GET", path))
        # the library writes the same Host by itself
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        return _Direct(
            "ws" + self._hub.address[len("http") :] + path,
            additional_headers=headers,
            ssl=self._context,
            proxy=None,
            compression=None,
            open_timeout=ANSWER_SECONDS,
            close_timeout=1.0,
            ping_interval=None,
            max_size=LONGEST_MESSAGE_BYTES,
        )

    async def _negotiated(self) -> str:
        """Ask for a connection; give its path and query.

        Raises:
            SourceError: there is none to be had.
        """
        path = f"{self._path}/negotiate?negotiateVersion=1"
        request = await self._login.authorized(self._login_channel, Request("POST", path))
        try:
            answer = await self._hub.exchange(request)
            if answer.status in (404, 405):
                raise NoHub(tr("it has no hub at {path}", path=self._path))
            if not answer.is_success:
                raise failure(answer, self._host, self._login.words)
            given = parsed(answer, self._host)
        except (TooLarge, TooDeep) as error:
            raise NotTheSource(tr("the answer of the hub is too large to be read")) from error
        token = given.get("connectionToken") or given.get("connectionId") if isinstance(given, dict) else None
        offered = given.get("availableTransports") if isinstance(given, dict) else None
        names = {each.get("transport") for each in offered or () if isinstance(each, dict)}
        if not isinstance(token, str) or "WebSockets" not in names:
            raise NoHub(tr("its hub offers no WebSocket"))
        return f"{self._path}?id={quote(token, safe='')}"

    async def _talk(self, connecting: connect) -> None:
        """Pass on what the hub says until it or the connection ends."""
        async with connecting as socket:
            for record in await self._subscribed(socket):
                self._take(record)
            self._failures = 0
            self._say(tr("{host} tells of changes by itself", host=self._host))
            self._ears.opened()
            loop = asyncio.get_running_loop()
            pinged_at = loop.time()
            while True:
                is_regular = self._ears.is_regular
                for record in await _received(socket, SILENCE_SECONDS if is_regular else LONGEST_SILENCE_SECONDS):
                    self._take(record)
                if loop.time() - pinged_at >= PING_SECONDS:
                    pinged_at = loop.time()
                    await socket.send(_record(type=_PING))

    async def _subscribed(self, socket: ClientConnection) -> list[Mapping[str, Any]]:
        """Shake hands and subscribe; give what the hub said meanwhile.

        Raises:
            SourceError: the hub wants neither.
        """
        await socket.send(_record(protocol="json", version=1))
        handshake, *records = await _received(socket, ANSWER_SECONDS)
        if handshake.get("error"):
            raise NoHub(tr("its hub speaks another protocol ({reason})", reason=clean(str(handshake["error"]))))
        await socket.send(_record(type=_CALL, invocationId=_CALL_ID, target=_SUBSCRIBE, arguments=[]))
        deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while not (answers := [each for each in records if each.get("type") == _COMPLETION]):
            records += await _received(socket, deadline - asyncio.get_running_loop().time())
            _insist_it_goes_on(records)
        if answers[0].get("error"):
            raise NoHub(tr("its hub lets nobody subscribe ({reason})", reason=clean(str(answers[0]["error"]))))
        return records

    def _take(self, record: Mapping[str, Any]) -> None:
        _insist_it_goes_on([record])
        self._ears.heard()
        if record.get("type") != _CALL or str(record.get("target")).lower() != _EVENT.lower():
            return
        told = record.get("arguments")
        event = told[0] if isinstance(told, list) and told else None
        if not isinstance(event, dict):
            self._ears.hinted()
        elif str(event.get("e", _CHANGED)) == _CHANGED:
            if _resource(event).lower() == self._notes_name:
                self._ears.notes_hinted()
            else:
                self._ears.hinted()

    def _words(self, error: Exception) -> str:
        if isinstance(error, SourceError):
            return str(error)
        if isinstance(error, TimeoutError):
            return tr("the hub was silent for too long")
        return tr("the connection to the hub ended ({reason})", reason=type(error).__name__)

    def _say(self, words: str) -> None:
        """Log a change of how it stands, not every attempt."""
        if words != self._said:
            self._said = words
            LOG.info("%s", words)


class _Direct(connect):
    """A connection that follows no redirect, since it carries who we are."""

    def process_redirect(self, exc: Exception) -> Exception:
        """Refuse."""
        return exc


def hub_address(address: str) -> str:
    """Give the address of the server from that of its API: what stands before `/api` (portos 7.1)."""
    return _API.sub("", address)


async def _received(socket: ClientConnection, seconds: float) -> list[Mapping[str, Any]]:
    """Wait for one message and give its records, at least one.

    Raises:
        NotTheSource: it is nothing that a hub says.
        TimeoutError: nothing came.
    """
    async with asyncio.timeout(seconds):
        message = await socket.recv()
    try:
        text = message if isinstance(message, str) else message.decode()
        records = [json.loads(part) for part in text.split(RECORD_END) if part]
    except (ValueError, RecursionError):
        records = []
    if not records or not all(isinstance(record, dict) for record in records):
        raise NotTheSource(tr("what came is nothing that a hub says"))
    return records


def _insist_it_goes_on(records: list[Mapping[str, Any]]) -> None:
    for record in records:
        if record.get("type") == _CLOSE:
            reason = clean(str(record.get("error") or tr("it gave no reason")))
            raise Unreachable(tr("the hub ended the connection ({reason})", reason=reason), sent=True)


def _resource(event: Mapping[str, Any]) -> str:
    payload = event.get("p")
    resource = payload.get("r") if isinstance(payload, dict) else None
    return str(resource.get("name", "")) if isinstance(resource, dict) else ""


def _record(**members: object) -> str:
    return json.dumps(members) + RECORD_END
