"""How the demo's people reach a stand-in server: one request after the other, tried again until it is answered."""

from __future__ import annotations

import asyncio
from typing import Any, Self

import httpx

CALL_SECONDS = 10.0
"""How long one request may take before it counts as unanswered."""
PAUSE_SECONDS = 1.0
"""Pause before a request is tried again."""


async def pause(stopping: asyncio.Event, seconds: float) -> bool:
    """Wait; False when the demo is being stopped meanwhile."""
    try:
        await asyncio.wait_for(stopping.wait(), max(0.0, seconds))
    except TimeoutError:
        return True
    return False


class StandInLine:
    """The connection to one stand-in; closed by leaving its `async with` block.

    Args:
        url: address of the stand-in, such as `http://127.0.0.1:4001`.
        stopping: set when the demo is to end; nothing is tried again then.
        headers: sent with every request, such as the login.
        transport: another way to reach the stand-in, for tests; None is the network.
    """

    def __init__(
        self,
        url: str,
        *,
        stopping: asyncio.Event,
        headers: dict[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._stopping = stopping
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/"), headers=headers, timeout=CALL_SECONDS, transport=transport, trust_env=False
        )

    async def __aenter__(self) -> Self:
        """Give the connection."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self._http.aclose()

    async def call(self, method: str, path: str, body: object) -> Any:
        """Give the JSON of an answer; None when the stand-in refuses, or the demo ends before it answers."""
        while True:
            try:
                answer = await self._http.request(method, path, json=body)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                return answer.json() if answer.content else None
            if answer is not None and not answer.is_server_error:
                return None
            if not await pause(self._stopping, PAUSE_SECONDS):
                return None
