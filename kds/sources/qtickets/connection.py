"""Sends requests to Qtickets with the organiser's token: one half that can only read, one that writes and says so in the log.

Nobody cancels a request from outside: each ends by its own time limits (`kds.sources.http`).
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic_core import to_json

from kds.errors import Busy, LoginRefused, NotTheSource, Refused, SettingsError, SourceError
from kds.language import tr
from kds.sources.http import Answer, Channel, Request, TimeLimits, TooLarge, TransportMaker
from kds.sources.qtickets.answers import failure, parsed, strange
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.secret import read_secret
from kds.sources.tls import tls_context

ADDRESS = "https://qtickets.ru/api/rest/v1"
"""Where Qtickets is, unless the settings say otherwise (qtickets 1)."""
LIMITS = TimeLimits(read=10.0, connect=4.0, write=6.0, pool=10.0)
"""Seconds for each part of a request over the internet; a page of events holds more than a megabyte."""
CONNECTIONS = 2
"""Connections at one time: a scan need not wait for a page that comes slowly."""
REST_SECONDS = 5.0
"""Rest after a 429 that does not say for how long."""
PAUSE_AFTER_REFUSAL = 30.0
"""Seconds before the same refused token is tried again."""

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QticketsAddress:
    """Where and as whom Qtickets is reached.

    Attributes:
        token_file: file with the organiser's token, readable by its owner only.
        url: address with its prefix, without a slash at its end.
        certificate: PEM file of the only certificate accepted, None for the system's authorities.
        transport: another way to the server, for tests.
        read_token: reads the token anew each time, so that a replaced file works at once.
    """

    token_file: Path
    url: str = ADDRESS
    certificate: Path | None = None
    transport: TransportMaker | None = None
    read_token: Callable[[], str] | None = field(default=None, repr=False)

    def token(self) -> str:
        """Give the token.

        Raises:
            SettingsError: the file can't be used.
        """
        return (self.read_token or (lambda: read_secret(self.token_file, "token")))()


class Connection:
    """One way to Qtickets, shared by the two halves; it keeps the pace, the token and the other side's clock."""

    def __init__(self, address: QticketsAddress, pace: Pace, clock: ServerClock) -> None:
        self.pace = pace
        self.clock = clock
        self._address = address
        self._channel = Channel(
            address.url,
            LIMITS,
            context=tls_context(address.url, address.certificate),
            pinned_file=address.certificate,
            connections=CONNECTIONS,
            transport=address.transport,
        )
        self._refused: tuple[str, float, LoginRefused] | None = None

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return self._address.url.partition("://")[2].partition("/")[0]

    async def exchange(self, method: str, path: str, body: object) -> Answer:
        """Send a request in its turn and give its good answer.

        Raises:
            SourceError: anything but a 2xx.
        """
        self._respect_rest()
        token = self._token()
        headers = {"Accept": "application/json", "Cache-Control": "no-cache", "Authorization": f"Bearer {token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            content = b"" if body is None else to_json(body)
        except ValueError as error:
            raise Refused(tr("The request holds characters that can't be sent. Nothing was sent.")) from error
        request = Request(method, path, headers, content)
        await self.pace.turn()
        self._respect_rest()  # it may have been asked for while this one waited
        asked_at = self.clock.monotonic()
        try:
            answer = await self._channel.exchange(request)
        except TooLarge as error:
            raise NotTheSource(tr("{host} sent an answer that is too large to be read.", host=self.host)) from error
        self.clock.answered(asked_at, answer.server_time)
        if answer.is_success:
            return answer
        raise self._noted(failure(answer, self.host), token)

    def _respect_rest(self) -> None:
        if (wait := self.pace.resting) > 0:
            raise Busy(tr("{host} asked for no request now. It is tried again.", host=self.host), retry_after=wait)

    def _token(self) -> str:
        try:
            token = self._address.token().strip()
        except SettingsError as error:
            raise LoginRefused(str(error)) from error
        if not (token.isascii() and token.isprintable() and token):
            raise LoginRefused(tr("The Qtickets token holds characters that no token has. Look at the token file."))
        if self._refused is not None:
            tried, at, before = self._refused
            if tried == token and time.monotonic() - at < PAUSE_AFTER_REFUSAL:
                raise LoginRefused(str(before), status=before.status)
        return token

    def _noted(self, problem: SourceError, token: str) -> SourceError:
        if isinstance(problem, LoginRefused):
            self._refused = (token, time.monotonic(), problem)
        if isinstance(problem, Busy) and (problem.status == 429 or problem.retry_after is not None):
            self.pace.rest(problem.retry_after or REST_SECONDS)
        return problem

    def parsed(self, answer: Answer) -> Any:
        """Read a good answer's JSON.

        Raises:
            SourceError: it is not JSON, or a refusal that calls itself a success.
        """
        return parsed(answer, self.host)

    def strange(self, answer: Answer) -> NotTheSource:
        """Give the error for an answer of another shape."""
        return strange(answer, self.host)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._channel.aclose()


class Reader:
    """The half that reads; there is no way to make it send anything but a GET."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read(self, path: str, body: object = None) -> tuple[Any, Answer]:
        """GET a path, with filters in the body, and give the parsed JSON.

        Raises:
            SourceError: no good answer, or one that is not JSON.
        """
        answer = await self._connection.exchange("GET", path, body)
        return self._connection.parsed(answer), answer

    def strange(self, answer: Answer) -> NotTheSource:
        """Give the error for an answer of another shape."""
        return self._connection.strange(answer)


class Writer:
    """The half that changes something at Qtickets; each request is in the log before it leaves, without names."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def write(self, method: Literal["POST", "PUT", "DELETE"], path: str, body: object) -> tuple[Any, Answer]:
        """Send a change and give the parsed JSON of its answer, None for an empty one.

        Raises:
            SourceError: no good answer, or one that is not JSON.
        """
        LOG.info("%s %s at %s", method, loggable(path), self._connection.host)
        answer = await self._connection.exchange(method, path, body)
        return (self._connection.parsed(answer) if answer.body.strip() else None), answer

    def strange(self, answer: Answer) -> NotTheSource:
        """Give the error for an answer of another shape."""
        return self._connection.strange(answer)


def loggable(path: str) -> str:
    """Give a path without the code in it, which lets a guest in; its last digits stay to find it again."""
    return re.sub(r"(/barcode/)[^/]*?([^/]{0,4})$", r"\1…\2", path)
