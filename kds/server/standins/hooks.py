"""Sends a stand-in's webhooks: in the background, as often and as late as the vendor does, without ever disturbing it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

log = logging.getLogger(__name__)

CALL_SECONDS = 10.0
"""How long a receiver may take before the delivery counts as failed."""

_OK = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook on its way.

    Attributes:
        url: where it is posted.
        body: the bytes as they are sent.
        headers: what stands above them.
        delays_seconds: how long each attempt waits, from the one before; as many attempts as there are delays.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    delays_seconds: Sequence[float] = (0.0,)


class Emitter:
    """Posts deliveries in tasks of their own.

    Args:
        transport: another way to reach the receivers, for tests; None is the network.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._tasks: set[asyncio.Task[bool]] = set()

    def send(self, delivery: Delivery) -> None:
        """Begin a delivery; called where an event loop runs."""
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until every delivery has arrived or was given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Give up what has not arrived."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, delivery: Delivery) -> bool:
        """Say whether the receiver took it: it answered exactly 200."""
        async with httpx.AsyncClient(timeout=CALL_SECONDS, transport=self._transport, trust_env=False) as client:
            for delay in delivery.delays_seconds:
                await asyncio.sleep(delay)
                try:
                    answer = await client.post(delivery.url, content=delivery.body, headers=dict(delivery.headers))
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    log.info("webhook not delivered: %s", type(error).__name__)
                    continue
                if answer.status_code == _OK:
                    return True
        return False
