"""Who we are at Portos: a login that renews itself, or an API key that signs every request; it knows no orders."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from pydantic_core import to_json

from kds.errors import KdsError, LoginRefused, Refused
from kds.language import tr
from kds.log import hide
from kds.sources.http import Answer, Channel, Request
from kds.sources.portos.answers import failure, parsed, read_as
from kds.sources.portos.names import WireNames
from kds.sources.portos.signing import signed_headers
from kds.sources.portos.wire import AuthResult, LoginUser

PAUSE_AFTER_REFUSAL = 15.0
"""Seconds before the same refused password is tried again, so that the till's limit of failures is not used up."""

LOG = logging.getLogger(__name__)


class Login(Protocol):
    """A way to say who sends a request."""

    @property
    def words(self) -> str:
        """Say who it is, for messages: `cook on KDS1`."""
        ...

    async def authorized(self, channel: Channel, request: Request) -> Request:
        """Give the request with what proves who sends it."""
        ...

    async def renew(self, channel: Channel, refused: Request, tries: int, /) -> None:
        """Prepare another try after a 401.

        Args:
            channel: where a new login may go.
            refused: the request as it was sent.
            tries: how often this request was refused so far, from 1.

        Raises:
            LoginRefused: nothing more can be tried.
        """
        ...


class PasswordLogin:
    """Name and password on a device; keeps the tokens in memory and renews them by itself (portos 4.1).

    Args:
        user: user name.
        device: device to log in on.
        read_password: reads the password anew each time, so that a replaced file works at once.
        names: the wire names in use.
    """

    def __init__(self, user: str, device: str, read_password: Callable[[], str], names: WireNames) -> None:
        self._user = user
        self._device = device
        self._read_password = read_password
        self._path = names.path("auth")
        self._tokens: AuthResult | None = None
        self._lock = asyncio.Lock()
        self._refused: tuple[str, float, LoginRefused] | None = None
        self.profile: LoginUser | None = None

    @property
    def words(self) -> str:
        """Say who it is."""
        return tr("user {user} on device {device}", user=self._user, device=self._device)

    async def authorized(self, channel: Channel, request: Request) -> Request:
        """Give the request with a bearer token; logs in first where there is none."""
        async with self._lock:
            if self._tokens is None:
                await self._log_in(channel)
            token = self._tokens.token_id if self._tokens else ""
        return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})

    async def renew(self, channel: Channel, refused: Request, tries: int, /) -> None:
        """Refresh the tokens; log in anew when that fails or did not help."""
        async with self._lock:
            tokens = self._tokens
            if tokens is not None and refused.headers.get("Authorization") != f"Bearer {tokens.token_id}":
                return
            self._tokens = None
            if tokens is not None and tokens.refresh_token and tries == 1:
                body = {"tokenId": tokens.token_id, "refreshToken": tokens.refresh_token}
                answer = await channel.exchange(_post(f"{self._path}/refresh", body))
                if answer.is_success:
                    self._accept(answer, channel)
                    LOG.info("%s was renewed at %s", self.words, host_of(channel))
                    return
            await self._log_in(channel)

    async def forget(self, channel: Channel) -> None:
        """Log out, so that the till ends the session."""
        async with self._lock:
            if self._tokens is not None:
                headers = {"Authorization": f"Bearer {self._tokens.token_id}"}
                self._tokens = None
                await channel.exchange(Request("DELETE", self._path, headers))

    async def _log_in(self, channel: Channel) -> None:
        try:
            password = self._read_password()
        except KdsError as error:
            raise LoginRefused(str(error)) from error
        if self._refused is not None:
            tried, at, before = self._refused
            if tried == password and time.monotonic() - at < PAUSE_AFTER_REFUSAL:
                raise LoginRefused(str(before), status=before.status, error_code=before.error_code)
        body = {"UserName": self._user, "Password": password, "DeviceName": self._device}
        answer = await channel.exchange(_post(self._path, body))
        if answer.is_success:
            self._refused = None
            self._accept(answer, channel)
            LOG.info("%s logged in at %s", self.words, host_of(channel))
            return
        problem = failure(answer, host_of(channel), self.words)
        if isinstance(problem, (LoginRefused, Refused)):
            refusal = LoginRefused(str(problem), status=problem.status, error_code=problem.error_code)
            self._refused = (password, time.monotonic(), refusal)
            LOG.warning("%s was refused at %s: %s", self.words, host_of(channel), refusal)
            raise refusal
        raise problem

    def _accept(self, answer: Answer, channel: Channel) -> None:
        host = host_of(channel)
        self._tokens = read_as(AuthResult, parsed(answer, host), answer, host)
        for secret in (self._tokens.token_id, self._tokens.refresh_token):
            hide(secret or "")
        self.profile = self._tokens.user or self.profile


@dataclass(frozen=True, slots=True)
class KeyLogin:
    """An API key: nothing to log in to, each request is signed (portos 4.2).

    Attributes:
        client_id: public part of the key.
        read_secret: reads the secret part anew each time.
        now: wall clock, aware; off by more than 150 s the till refuses.
    """

    client_id: str
    read_secret: Callable[[], str]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def words(self) -> str:
        """Say who it is."""
        return tr("API key {key}", key=self.client_id)

    async def authorized(self, channel: Channel, request: Request) -> Request:
        """Give the request with its signature."""
        try:
            secret = self.read_secret()
        except KdsError as error:
            raise LoginRefused(str(error)) from error
        headers = signed_headers(
            request.method,
            channel.address + request.path,
            request.headers,
            request.body,
            client_id=self.client_id,
            client_secret=secret,
            now=self.now(),
        )
        return replace(request, headers=headers)

    async def renew(self, channel: Channel, _refused: Request, _tries: int, /) -> None:
        """Refuse: a signature that was not accepted won't be the next time either."""
        raise LoginRefused(
            tr(
                "{host} does not accept {login}. Check that the key is active, the secret file, and that "
                "this machine's clock is right to two minutes.",
                host=host_of(channel),
                login=self.words,
            ),
            status=401,
        )


def host_of(channel: Channel) -> str:
    """Give host and port of a channel, for messages."""
    return channel.address.partition("://")[2].partition("/")[0]


def _post(path: str, body: dict[str, str]) -> Request:
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    return Request("POST", path, headers, to_json(body))
