"""The one door to HTTP: requests with hard time limits that nobody cancels from outside; it knows no till and no JSON shape.

httpx can lose its connection pool for good after cancelled requests, so a request ends by its own time limits alone,
and a pool that looks lost is replaced (encode/httpcore issues on cancelled requests; still so in 0.28). Another fork of
httpx is put in by changing this module's import.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kds.errors import Unreachable
from kds.language import tr
from kds.sources.tls import HTTPS_PORT, shown_certificate, tls_error, tls_failure

BODY_LIMIT_BYTES = 16 * 1024 * 1024
"""Longest answer that is read (reliability 4.1)."""
CONNECTIONS = 8
"""Connections that one channel may open: the lanes of the outbox, and some to spare."""
ERRORS_BEFORE_NEW_CLIENT = 3
"""Transport errors in a row after which the connections are thrown away."""
WHOLE_ANSWER_FACTOR = 3
"""An answer that drips in is given up after this many read timeouts."""
RETRY_AFTER_RANGE = (1.0, 60.0)
"""Bounds in seconds for what a server may ask to wait; a wrong clock makes its dates useless (reliability 3.2)."""

TransportMaker = Callable[[], httpx.AsyncBaseTransport]
"""Makes the way to the server; tests put a fake world here."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds that the parts of a request may take (reliability 5.7)."""

    read: float
    connect: float = 2.0
    write: float = 4.0
    pool: float = 2.0


POLL_LIMITS = TimeLimits(read=4.0)
"""For reading the board."""
DELIVERY_LIMITS = TimeLimits(read=8.0)
"""For sending a change."""


class TooLarge(Exception):
    """An answer was longer than `BODY_LIMIT_BYTES`; whoever asked may ask for less."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `path` starts with `/`, is escaped already, and may carry a query."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def is_json(self) -> bool:
        """Whether the answer calls itself JSON."""
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return media_type == "application/json" or media_type.endswith("+json")

    @property
    def server_time(self) -> datetime | None:
        """The `Date` header, aware UTC, None without a readable one."""
        return http_date(self.headers.get("date", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait, within `RETRY_AFTER_RANGE`; None when it did not ask."""
        text = self.headers.get("retry-after", "").strip()
        if not text:
            return None
        shortest, longest = RETRY_AFTER_RANGE
        try:
            seconds = float(text)
        except ValueError:
            until, now = http_date(text), self.server_time
            seconds = (until - now).total_seconds() if until and now else longest
        return min(max(seconds, shortest), longest) if seconds == seconds else longest


def http_date(text: str) -> datetime | None:
    """Read an HTTP date, None when it is not one."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Channel:
    """A client for one purpose, replaced when its connections look lost; several requests may run at once.

    Args:
        address: scheme, host, port and prefix, such as `http://till:4000/api`, without a slash at its end.
        limits: seconds for each part of a request.
        connections: most at one time.
        context: from `tls.tls_context`.
        pinned_file: the file that context was made from, None without one; for messages.
        transport: another way to the server, for tests.
    """

    def __init__(
        self,
        address: str,
        limits: TimeLimits,
        *,
        context: ssl.SSLContext,
        pinned_file: Path | None = None,
        connections: int = CONNECTIONS,
        transport: TransportMaker | None = None,
    ) -> None:
        self.address = address
        self._connections = connections
        self._limits = limits
        self._context = context
        self._pinned_file = pinned_file
        self._transport = transport
        self._errors_in_a_row = 0
        self._crew = self._new_crew()

    def _new_crew(self) -> _Crew:
        limits = self._limits
        client = httpx.AsyncClient(
            timeout=httpx.Timeout(connect=limits.connect, read=limits.read, write=limits.write, pool=limits.pool),
            limits=httpx.Limits(max_connections=self._connections),
            follow_redirects=False,
            trust_env=False,
            verify=self._context,
            transport=self._transport() if self._transport is not None else None,
        )
        return _Crew(client)

    async def exchange(self, request: Request) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            Unreachable: no complete answer came; `sent` says whether the request may have arrived.
            TlsFailure: the certificate was not accepted.
            TooLarge: the answer is longer than `BODY_LIMIT_BYTES`.
        """
        crew = self._crew
        crew.busy += 1
        try:
            answer = await self._send(crew.client, request)
        except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
            await self._count(error, crew)
            raise await self._failure(error) from error
        finally:
            crew.busy -= 1
            if crew.is_retired and not crew.busy:
                await crew.client.aclose()
        self._errors_in_a_row = 0
        return answer

    async def _send(self, client: httpx.AsyncClient, request: Request) -> Answer:
        outgoing = client.build_request(
            request.method, self.address + request.path, headers=dict(request.headers), content=request.body or None
        )
        answer = await client.send(outgoing, stream=True)
        deadline = time.monotonic() + WHOLE_ANSWER_FACTOR * self._limits.read
        try:
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > BODY_LIMIT_BYTES:
                    raise TooLarge
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer drips in too slowly", request=outgoing)
        finally:
            await answer.aclose()
        return Answer(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, bytes(body))

    async def _failure(self, error: Exception) -> Unreachable:
        refused = tls_error(error)
        if refused is None:
            return _failure(error, self.address)
        return tls_failure(refused, self.address, await self._shown(), pinned_file=self._pinned_file)

    async def _shown(self) -> bytes | None:
        """Look which certificate stands there in place of the pinned one, so that a person can compare it."""
        parts = urlsplit(self.address)
        if self._pinned_file is None or parts.hostname is None:
            return None
        try:
            return await asyncio.to_thread(shown_certificate, parts.hostname, parts.port or HTTPS_PORT)
        except OSError:
            return None

    async def _count(self, error: Exception, crew: _Crew) -> None:
        self._errors_in_a_row += 1
        looks_lost = isinstance(error, httpx.PoolTimeout) or self._errors_in_a_row >= ERRORS_BEFORE_NEW_CLIENT
        if looks_lost and crew is self._crew:
            self._errors_in_a_row = 0
            self._crew = self._new_crew()
            crew.is_retired = True

    async def aclose(self) -> None:
        """Close the connections."""
        await self._crew.client.aclose()


@dataclass(slots=True)
class _Crew:
    """A client and how many requests it still carries: a retired one is closed by the last of them."""

    client: httpx.AsyncClient
    busy: int = 0
    is_retired: bool = False


_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


def _failure(error: Exception, address: str) -> Unreachable:
    host = address.partition("://")[2].partition("/")[0] or address
    sent = not isinstance(error, _NEVER_SENT)
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(tr("{host} did not answer in time. Check the network and the server.", host=host), sent=sent)
    return Unreachable(
        tr("{host} can't be reached: {reason}. Check the address and the network.", host=host, reason=_reason(error)),
        sent=sent,
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, httpx.LocalProtocolError):
        return tr("the request can't be written as HTTP")  # its own words repeat the header that it stumbled over
    deepest, seen = error, error.__cause__ or error.__context__
    while seen is not None:
        deepest, seen = seen, seen.__cause__ or seen.__context__
    if isinstance(deepest, OSError) and deepest.errno and not isinstance(deepest, ssl.SSLError):
        return os.strerror(deepest.errno) if deepest.errno > 0 else str(deepest.strerror)
    return (str(deepest) or str(error) or type(error).__name__).rstrip(".")
