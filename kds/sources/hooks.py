"""Listens for webhooks on this machine; each one only wakes somebody who then reads again, nothing else in it is believed.

The venue's own reverse proxy stands in front of it. Neither addresses nor bodies are logged: both may hold secrets.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import h11
from pydantic_core import from_json

from kds.errors import KdsError, SettingsError
from kds.language import tr
from kds.sources.qtickets.webhook import read_webhook, verify_webhook

BODY_LIMIT_BYTES = 64 * 1024
"""Longest body that is read."""
HEAD_LIMIT_BYTES = 16 * 1024
"""Longest head of a request."""
SLOWEST_SECONDS = 10.0
"""How long a whole request may take."""
MOST_CONNECTIONS = 32
"""Connections at one time; more are closed at once."""
MOST_KEYS = 500
"""Deliveries that are remembered, so that a repeated one wakes nobody."""
QTICKETS_PATH = "/hooks/qtickets"
"""Where Qtickets knocks."""
TOKEN_BYTES = 32
"""Random bytes of the path at which Lightspeed knocks (lightspeed 4)."""

_READ_BYTES = 16 * 1024
_OK, _BAD, _FORBIDDEN, _NOWHERE, _NOT_POST, _TOO_LARGE = 200, 400, 403, 404, 405, 413
_REASONS = {
    _OK: b"OK",
    _BAD: b"Bad Request",
    _FORBIDDEN: b"Forbidden",
    _NOWHERE: b"Not Found",
    _NOT_POST: b"Method Not Allowed",
    _TOO_LARGE: b"Content Too Large",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it came; `headers` by lower-case names."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who listens at one path.

    Attributes:
        path: the whole path; an unguessable one is a secret.
        takes: called with each delivery; whether it is genuine.
    """

    path: str = field(repr=False)
    takes: Callable[[Delivery], bool]


def qtickets_receiver(read_secret: Callable[[], str], wake: Callable[[int], None]) -> Receiver:
    """Give the receiver of Qtickets' hooks: signed over the raw body (qtickets 4).

    Args:
        read_secret: gives the secret of the account; reads its file anew each time.
        wake: called with the order to read again, once for the same delivery.
    """
    known: dict[tuple[str, ...], None] = {}

    def takes(delivery: Delivery) -> bool:
        try:
            secret = read_secret()
        except KdsError:
            return False
        if not verify_webhook(delivery.body, delivery.headers.get("x-signature", ""), secret):
            return False
        told = read_webhook(delivery.body, delivery.headers.get("x-event-type", ""))
        if told is not None and told.key not in known:
            known[told.key] = None
            if len(known) > MOST_KEYS:
                del known[next(iter(known))]
            wake(told.order_id)
        return True

    return Receiver(QTICKETS_PATH, takes)


def new_token() -> str:
    """Make the unguessable part of Lightspeed's path."""
    return secrets.token_hex(TOKEN_BYTES)


def lightspeed_receiver(token: str, shop_id: int, wake: Callable[[int], None]) -> Receiver:
    """Give the receiver of Lightspeed's hooks, which carry no signature: the path is the secret (lightspeed 4).

    Args:
        token: 64 hexadecimal digits, from `new_token`.
        shop_id: whose hooks are meant; those of another shop are refused.
        wake: called with the inquiry to read again.

    Raises:
        SettingsError: the token is too short to be unguessable.
    """
    if len(token) != 2 * TOKEN_BYTES or not re.fullmatch("[0-9a-f]+", token):
        raise SettingsError(
            tr("The token of the Lightspeed webhooks must be {count} hexadecimal digits.", count=2 * TOKEN_BYTES)
        )

    def takes(delivery: Delivery) -> bool:
        if delivery.headers.get("x-shop-id", "").strip() != str(shop_id):
            return False
        inquiry_id = _inquiry_id(delivery)
        if inquiry_id is not None:
            wake(inquiry_id)
        return True

    return Receiver(f"/hooks/ls/{token}", takes)


def _inquiry_id(delivery: Delivery) -> int | None:
    """Give the inquiry that a hook names: in its body, else in the header, whose spelling is not documented."""
    try:
        body = from_json(delivery.body)
    except ValueError:
        body = None
    ticket = body.get("ticket", body) if isinstance(body, dict) else {}
    named = ticket.get("id") if isinstance(ticket, dict) else None
    if isinstance(named, int) and not isinstance(named, bool) and named > 0:
        return named
    header = next((delivery.headers[name] for name in ("x-ticket-id", "x-tickets-id") if name in delivery.headers), "")
    return int(header) if re.fullmatch("[1-9][0-9]{0,17}", header) else None


class Webhooks:
    """A small HTTP server on loopback: POST to a known path, one request on each connection.

    Args:
        receivers: who listens where.
        host: an address of this machine's loopback.
        port: TCP port; 0 takes a free one.

    Raises:
        SettingsError: the address is not loopback.
    """

    def __init__(self, receivers: Sequence[Receiver], *, host: str = "127.0.0.1", port: int = 0) -> None:
        if host != "localhost" and not _is_loopback(host):
            raise SettingsError(
                tr(
                    "Webhooks can't be heard on {host}: it is not this machine alone. Listen on 127.0.0.1 and let your "
                    "reverse proxy pass them on.",
                    host=host,
                )
            )
        self._receivers = tuple(receivers)
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Listen, and give the port.

        Raises:
            SettingsError: the port is taken.
        """
        try:
            self._server = await asyncio.start_server(self._connected, self._host, self._port)
        except OSError as error:
            reason = error.strerror or error
            raise SettingsError(
                tr(
                    "Webhooks can't be heard on {host}:{port}: {reason}.",
                    host=self._host,
                    port=self._port,
                    reason=reason,
                )
            ) from error
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Hear nothing more and hang up on whoever is still talking."""
        if self._server is not None:
            self._server.close()
            for task in tuple(self._open):
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= MOST_CONNECTIONS:
            writer.close()
            return
        task = asyncio.create_task(self._talk(reader, writer), name="webhook")
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it and hang up."""
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT_BYTES)
        try:
            async with asyncio.timeout(SLOWEST_SECONDS):
                status = await self._answer_to(connection, reader)
                writer.write(_response(connection, status))
                await writer.drain()
        except (TimeoutError, ConnectionError, h11.ProtocolError):
            return
        finally:
            writer.close()

    async def _answer_to(self, connection: h11.Connection, reader: asyncio.StreamReader) -> int:
        try:
            request = await _next_event(connection, reader)
            if not isinstance(request, h11.Request):
                return _BAD
            receiver = self._receiver_at(request.target)
            if receiver is None:
                return _NOWHERE
            if request.method != b"POST":
                return _NOT_POST
            body = await _body(connection, reader)
        except h11.RemoteProtocolError:
            return _BAD
        if body is None:
            return _TOO_LARGE
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers}
        return _OK if receiver.takes(Delivery(headers, body)) else _FORBIDDEN

    def _receiver_at(self, target: bytes) -> Receiver | None:
        """Find who listens at a path; how long it takes tells nothing about how much of it was right."""
        path = target.partition(b"?")[0]
        found = [each for each in self._receivers if hmac.compare_digest(each.path.encode(), path)]
        return found[0] if found else None


async def _next_event(connection: h11.Connection, reader: asyncio.StreamReader) -> object:
    while True:
        event = connection.next_event()
        if event is not h11.NEED_DATA:
            return event
        connection.receive_data(await reader.read(_READ_BYTES))


async def _body(connection: h11.Connection, reader: asyncio.StreamReader) -> bytes | None:
    """Read a body, None when it is too long."""
    body = b""
    while True:
        event = await _next_event(connection, reader)
        if isinstance(event, h11.Data):
            body += bytes(event.data)
            if len(body) > BODY_LIMIT_BYTES:
                return None
        elif isinstance(event, h11.EndOfMessage):
            return body
        else:
            raise h11.RemoteProtocolError("the request ended in the middle")


def _response(connection: h11.Connection, status: int) -> bytes:
    head = h11.Response(
        status_code=status, reason=_REASONS[status], headers=[("Content-Length", "0"), ("Connection", "close")]
    )
    if connection.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
        return b""
    return (connection.send(head) or b"") + (connection.send(h11.EndOfMessage()) or b"")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
