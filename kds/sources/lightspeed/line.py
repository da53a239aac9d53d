"""The line to one shop: every request goes through the key's rate limits, every refusal becomes an error of our own tree.

Reading, writing and deleting are three objects, so that whoever holds the first can't do the others.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from pydantic_core import to_json

from kds.domain.clock import Clock
from kds.domain.text import clean
from kds.errors import Missing, NotTheSource, SourceError
from kds.language import tr
from kds.sources.http import Answer, Channel, Request, TimeLimits, TooLarge
from kds.sources.lightspeed.access import LightspeedAddress, LightspeedKey
from kds.sources.lightspeed.answers import failure, inactive_language, is_refusal, names_language, parsed
from kds.sources.lightspeed.limits import OTHERS_SHARE, RateLimits
from kds.sources.tls import tls_context

LIMITS = TimeLimits(read=15.0, connect=5.0)
"""Seconds for a request (lightspeed 7)."""
CONNECTIONS = 4
"""Connections to the shop at one time."""
REQUEST_ID = "x-request-id"
"""Header that the vendor's support asks for (lightspeed 1)."""
_LOGGED_CELLS = 80
_TOO_MANY = 429

Params = Mapping[str, str | int]
"""Query parameters; lists are not understood there (lightspeed 1.3)."""

LOG = logging.getLogger(__name__)


class Line:
    """Carries requests to one shop with one key.

    Args:
        address: where the shop is.
        key: who we are.
        limits: the key's budget; all clients of one key share it.
        clock: our own clock, to be compared with the shop's.
    """

    def __init__(self, address: LightspeedAddress, key: LightspeedKey, limits: RateLimits, clock: Clock) -> None:
        self.language = address.language
        self.limits = limits
        self.clock_offset = timedelta(0)
        """How far the shop's clock is ahead of ours, by the newest `Date`."""
        self._key = key
        self._clock = clock
        self._channel = Channel(
            address.url,
            LIMITS,
            context=tls_context(address.url, address.certificate),
            pinned_file=address.certificate,
            connections=CONNECTIONS,
            transport=address.transport,
        )

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return self._channel.address.partition("://")[2].partition("/")[0]

    async def carry(self, request: Request, *, share: float) -> Answer:
        """Send a request and give its good answer.

        Args:
            request: without what says who sends it.
            share: part of the key's budget that it must leave free.

        Raises:
            SourceError: it was not sent, no answer came, or a bad one.
        """
        authorized = {"Accept": "application/json", "Authorization": self._key.authorization, **request.headers}
        with self.limits.counted(share):
            await self.limits.keep_pace()
            try:
                answer = await self._channel.exchange(Request(request.method, request.path, authorized, request.body))
            except TooLarge as error:
                raise NotTheSource(tr("{host} sent an answer that is too large to be read.", host=self.host)) from error
        self._note(request, answer)
        if answer.status == _TOO_MANY:
            raise failure(answer, self.host, retry_after=self.limits.exhausted(answer.headers))
        self.limits.learn(answer.headers)
        if is_refusal(answer):
            raise await self._told_apart(failure(answer, self.host), request)
        return answer

    async def _told_apart(self, error: SourceError, request: Request) -> SourceError:
        """Tell an unknown id from a language the shop does not have: both are 404 (lightspeed 1.2)."""
        if not isinstance(error, Missing):
            return error
        if names_language(error) or request.path == "/shop.json":
            return inactive_language(self.host, self.language)
        await self.carry(Request("GET", "/shop.json"), share=OTHERS_SHARE)
        return error

    def _note(self, request: Request, answer: Answer) -> None:
        """Keep the clocks' difference, and log what the vendor needs to find a request; queries hold personal things."""
        if answer.server_time is not None:
            self.clock_offset = answer.server_time - self._clock.now()
        LOG.debug(
            "%s %s gave %d, request id %s",
            request.method,
            request.path.partition("?")[0],
            answer.status,
            clean(answer.headers.get(REQUEST_ID, "-"), limit_cells=_LOGGED_CELLS),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._channel.aclose()


class Reading:
    """Asks, and can do nothing else.

    Args:
        line: the line to the shop.
        share: part of the key's budget that stays free.
    """

    def __init__(self, line: Line, share: float) -> None:
        self._line = line
        self._share = share

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return self._line.host

    async def get(self, path: str, params: Params | None = None) -> dict[str, Any]:
        """GET a path and give its JSON object.

        Args:
            path: below the language, with its leading slash and without `.json`.
            params: query parameters.

        Raises:
            SourceError: no good answer.
        """
        query = "?" + urlencode(params, quote_via=quote) if params else ""
        answer = await self._line.carry(Request("GET", f"{path}.json{query}"), share=self._share)
        return parsed(answer, self.host)


class Writing:
    """Makes and changes, and can't delete.

    Args:
        line: the line to the shop.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return self._line.host

    async def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """POST a body under its root key and give the JSON object of the answer; any 2xx will do.

        Raises:
            SourceError: no good answer; after `Unreachable` with `sent` the thing may have been made.
        """
        return await self._send("POST", path, body)

    async def put(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """PUT the properties that change under their root key and give the JSON object of the answer.

        Raises:
            SourceError: no good answer.
        """
        return await self._send("PUT", path, body)

    async def _send(self, method: str, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = Request(method, f"{path}.json", headers, to_json(body))
        return parsed(await self._line.carry(request, share=OTHERS_SHARE), self.host)


class Deleting:
    """Deletes for good; the board never holds one of these.

    Args:
        line: the line to the shop.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    async def delete(self, path: str) -> None:
        """DELETE a path; one that is gone already counts as done (lightspeed 3.1, T6).

        Raises:
            SourceError: it was not deleted.
        """
        try:
            answer = await self._line.carry(Request("DELETE", f"{path}.json"), share=OTHERS_SHARE)
        except Missing:
            return
        if answer.body.strip():
            parsed(answer, self._line.host)
