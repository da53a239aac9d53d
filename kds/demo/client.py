"""The HTTP client of the simulated people: logs in again on 401, retries what may succeed later, decides nothing.

Everybody calls one after the other, so one connection does, and no request is ever cancelled from outside.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from kds.demo.wire import Problem, Session
from kds.errors import Conflict, Forbidden, LoginRefused, Missing, NotTheSource, Refused
from kds.language import tr

CALL_SECONDS = 10.0
"""How long one request may take before it counts as unanswered."""
FIRST_PAUSE = timedelta(seconds=0.5)
"""Pause before the first retry; it doubles each time up to `LONGEST_PAUSE`."""
LONGEST_PAUSE = timedelta(seconds=5)
"""Longest pause between two tries."""
ERRORS_BEFORE_A_NEW_CLIENT = 3
"""Transport errors in a row after which the connection pool is thrown away (httpx can lose it for good)."""
VERSION_MISMATCH = 6
"""The errorCode of a 409 that will not go away by itself (contract 1)."""
_TRY_LATER = frozenset({408, 423, 425, 429})
_LOGINS_PER_CALL = 3
_Shape = TypeVar("_Shape", bound=BaseModel)


class Stopped(Exception):
    """The demo is being stopped; not an error, it unwinds what the simulated people are doing."""


class Line:
    """The connection that all simulated people share.

    Args:
        server_url: address of the order server, with or without the `/api` at its end.
        say: takes one sentence for the person who started the demo.
        stopping: set when the demo is to end; a waiting retry then raises `Stopped`.
        transport: another way to reach the server, for tests; None is the network.
    """

    def __init__(
        self,
        server_url: str,
        *,
        say: Callable[[str], None],
        stopping: asyncio.Event,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        address = server_url.rstrip("/")
        self.base_url = address if address.endswith("/api") else f"{address}/api"
        self._say = say
        self._stopping = stopping
        self._transport = transport
        self._http = self._client()
        self._errors_in_a_row = 0
        self._tries_in_a_row = 0
        self._has_said_silent = False
        self._jitter = random.Random()

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.base_url, timeout=CALL_SECONDS, transport=self._transport, trust_env=False
        )

    async def send(self, request: Mapping[str, Any]) -> httpx.Response | None:
        """Send one request (the arguments of `httpx.AsyncClient.request`); None when no usable answer came."""
        try:
            answer = await self._http.request(**request)
        except httpx.RequestError as error:
            await self._count_error(error)
            return None
        self._errors_in_a_row = 0
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code in _TRY_LATER:
            return None
        self._tries_in_a_row = 0
        if self._has_said_silent:
            self._has_said_silent = False
            self._say(tr("The order server at {url} answers again.", url=self.base_url))
        return answer

    async def _count_error(self, error: httpx.RequestError) -> None:
        self._errors_in_a_row += 1
        if isinstance(error, httpx.PoolTimeout) or self._errors_in_a_row >= ERRORS_BEFORE_A_NEW_CLIENT:
            self._errors_in_a_row = 0
            if self._transport is None:
                await self._http.aclose()
                self._http = self._client()

    async def pause(self) -> None:
        """Wait before the next try, longer each time; says once that the server is missing.

        Raises:
            Stopped: the demo is to end.
        """
        if self._tries_in_a_row == 1 and not self._has_said_silent:
            self._has_said_silent = True
            self._say(
                tr("The order server at {url} can't answer now; guests and cooks keep trying.", url=self.base_url)
            )
        longest = min(FIRST_PAUSE * 2 ** min(self._tries_in_a_row, 10), LONGEST_PAUSE)
        self._tries_in_a_row += 1
        seconds = longest.total_seconds() * self._jitter.uniform(0.5, 1.0)
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
        raise Stopped

    async def close(self) -> None:
        """Close the connection."""
        await self._http.aclose()


@dataclass(frozen=True, slots=True)
class Person:
    """A user on a device (`design/interface.md`, the demo restaurant)."""

    user: str
    password: str
    device: str


class Login:
    """One person's session: sends requests in that person's name.

    Args:
        line: the shared connection.
        person: who logs in, and on which device.
    """

    def __init__(self, line: Line, person: Person) -> None:
        self._line = line
        self._person = person
        self._token: str | None = None

    async def read(
        self, path: str, *, params: Mapping[str, str | int] | None = None, etag: str | None = None
    ) -> httpx.Response:
        """GET a path below the API; with `etag` a 304 may come back.

        Raises:
            SourceError: the server refused it for good.
            Stopped: the demo ended while the server could not answer.
        """
        headers = {} if etag is None else {"If-None-Match": etag}
        return await self._call({"method": "GET", "url": path, "params": params, "headers": headers})

    async def write(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> httpx.Response:
        """Send a change.

        Args:
            method: HTTP method.
            path: path below the API.
            body: JSON body.
            key: Idempotency-Key of every try, for what would be done twice when repeated; setting a status or firing
                an order again is harmless (contract 1) and goes without.

        Raises:
            SourceError: the server refused it for good.
            Stopped: the demo ended while the server could not answer.
        """
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self._call({"method": method, "url": path, "json": body, "headers": headers})

    async def _call(self, request: dict[str, Any]) -> httpx.Response:
        own_headers = request["headers"]
        logins = 0
        while True:
            if self._token is None:
                logins += 1
                self._token = await self._log_in()
            request["headers"] = {**own_headers, "Authorization": f"Bearer {self._token}"}
            answer = await self._line.send(request)
            if answer is None or _is_still_running(answer):
                await self._line.pause()
            elif answer.status_code == httpx.codes.UNAUTHORIZED and logins < _LOGINS_PER_CALL:
                self._token = None
            elif answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
                return answer
            else:
                _refuse(answer)

    async def _log_in(self) -> str:
        person = self._person
        body = {"UserName": person.user, "Password": person.password, "DeviceName": person.device}
        while True:
            answer = await self._line.send({"method": "POST", "url": "/auth", "json": body})
            if answer is None:
                await self._line.pause()
            elif answer.is_success:
                return read_as(Session, answer).token_id
            else:
                raise LoginRefused(
                    tr(
                        "The order server at {url} does not let {user} in on device {device} ({status}). "
                        "The simulated guests need the users of the demo restaurant.",
                        url=self._line.base_url,
                        user=person.user,
                        device=person.device,
                        status=answer.status_code,
                    ),
                    status=answer.status_code,
                )


def read_as(shape: type[_Shape], answer: httpx.Response) -> _Shape:
    """Read an answer's body as one of the shapes of `kds.demo.wire`.

    Raises:
        NotTheSource: the body has another shape, such as a proxy's HTML page.
    """
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        raise NotTheSource(
            tr(
                "What answers at {url} is not the order server. Check the address and what stands before it.",
                url=answer.request.url.copy_with(query=None),
            )
        ) from error


def _is_still_running(answer: httpx.Response) -> bool:
    """Say whether the first try of the same change is still being worked on (contract 5, Idempotency-Key)."""
    return answer.status_code == httpx.codes.CONFLICT and _problem(answer).error_code != VERSION_MISMATCH


def _problem(answer: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(answer.content)
    except ValidationError:
        return Problem()


def _refuse(answer: httpx.Response) -> NoReturn:
    problem = _problem(answer)
    faults = "; ".join(f"{fault.member_name}: {fault.message}" for fault in problem.errors)
    reason = faults or problem.detail or problem.title or answer.reason_phrase
    message = f"{answer.request.method} {answer.request.url.path} was refused: {answer.status_code} {reason}"
    kinds = {401: LoginRefused, 403: Forbidden, 404: Missing, 409: Conflict, 410: Missing}
    kind = kinds.get(answer.status_code, Refused)
    raise kind(message, status=answer.status_code, error_code=problem.error_code)
