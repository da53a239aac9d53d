"""Posts notifications to one address after another attempt and another; it follows no redirect and reads no answer's body."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import random
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from kds import __version__
from kds.server.problems import Problem
from kds.server.push.changes import Change, notification
from kds.server.webhooks.log import Delivery, DeliveryLog, Outcome

SIGNATURE_HEADER = "X-PORTOS-WEBHOOK-SIGNATURE"
"""Carries the signature of the body (contract 6)."""
PAUSES_SECONDS = (0.0, 1.0, 4.0, 15.0, 60.0, 240.0)
"""What each attempt waits for, from the one before; a quarter more or less, by chance."""
MOST_WAITING = 1000
"""Notifications that wait for one address; what comes on top is dropped and logged."""
FLUSH_SECONDS = 1.0
"""How often the log is written."""
TIME_LIMITS = httpx.Timeout(5.0, connect=3.0)
"""For each part of an attempt."""
WHOLE_ATTEMPT_SECONDS = 15.0
"""For an attempt as a whole, however slowly its answer drips in."""

LOG = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


def signature(body: bytes, secret: str) -> str:
    """Sign a body: HMAC-SHA256 in lower-case hex (contract 6)."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class _Waiting:
    change: Change
    created_at: datetime


class Webhooks:
    """All addresses of a server; `run` works until it is cancelled.

    Args:
        urls: where everything is posted.
        secret: signs the bodies; None leaves them unsigned.
        log: hears how each delivery ended.
        clock: source of the present moment.
        transport: another way to the receivers, for tests.
        sleep: waits between attempts.

    Attributes:
        ended: how many deliveries ended in which way since the start.
    """

    def __init__(
        self,
        urls: tuple[str, ...],
        secret: str | None,
        log: DeliveryLog,
        clock: Callable[[], datetime],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._secret = secret
        self._log = log
        self._clock = clock
        self._transport = transport
        self._sleep = sleep
        self._queues: dict[str, asyncio.Queue[_Waiting]] = {url: asyncio.Queue(MOST_WAITING) for url in urls}
        self.ended: Counter[Outcome] = Counter(dict.fromkeys(Outcome, 0))
        self._tls = ssl.create_default_context() if any(url.startswith("https:") for url in urls) else False

    @property
    def waiting(self) -> int:
        """How many notifications wait for their first attempt, at all addresses."""
        return sum(queue.qsize() for queue in self._queues.values())

    def publish(self, change: Change) -> None:
        """Queue a committed change for every address."""
        waiting = _Waiting(change, self._clock())
        for url, queue in self._queues.items():
            try:
                queue.put_nowait(waiting)
            except asyncio.QueueFull:
                reason = f"{MOST_WAITING} others wait already"
                self._end(url, waiting, 0, None, Outcome.DROPPED, reason)

    async def run(self) -> None:
        """Deliver until cancelled; what waits then is lost, as events may be (contract 6)."""
        try:
            async with asyncio.TaskGroup() as group:
                for url, queue in self._queues.items():
                    group.create_task(self._serve(url, queue), name=f"webhook {url}")
                group.create_task(self._keep_log(), name="webhook log")
        finally:
            self._log.flush()

    async def _keep_log(self) -> None:
        while True:
            await self._sleep(FLUSH_SECONDS)
            try:
                with suppress(Problem):  # the database is away, which is logged already
                    self._log.flush()
            except Exception:
                LOG.exception("the log of webhooks could not be written")

    async def _serve(self, url: str, queue: asyncio.Queue[_Waiting]) -> None:
        while True:
            waiting = await queue.get()
            await self._deliver(url, waiting)

    async def _deliver(self, url: str, waiting: _Waiting) -> None:
        """Try until it is taken or given up; the next one waits meanwhile, so that a dead receiver is not stormed."""
        body = notification(waiting.change, waiting.created_at).encode()
        status, reason = None, ""
        for pause in PAUSES_SECONDS:
            if pause:
                await self._sleep(pause * random.uniform(0.75, 1.25))
            status, reason = await self._attempt(url, body)
            if not reason:
                self._end(url, waiting, PAUSES_SECONDS.index(pause) + 1, status, Outcome.DELIVERED, "")
                return
        self._end(url, waiting, len(PAUSES_SECONDS), status, Outcome.GIVEN_UP, reason)

    async def _attempt(self, url: str, body: bytes) -> tuple[int | None, str]:
        """Post once; give the status, and why it does not count as delivered."""
        headers = {"Content-Type": "application/json", "User-Agent": f"kds/{__version__}"}
        if self._secret is not None:
            headers[SIGNATURE_HEADER] = signature(body, self._secret)
        try:
            # a client for each attempt: one that was cut off by the time limit is used no more
            async with (
                asyncio.timeout(WHOLE_ATTEMPT_SECONDS),
                httpx.AsyncClient(
                    timeout=TIME_LIMITS,
                    transport=self._transport,
                    verify=self._tls,
                    trust_env=False,
                    follow_redirects=False,
                ) as client,
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                is_taken = 200 <= answer.status_code < 300
                return answer.status_code, "" if is_taken else f"it answered {answer.status_code}"
        except TimeoutError:
            return None, "it did not answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return None, type(error).__name__

    def _end(
        self, url: str, waiting: _Waiting, attempts: int, status: int | None, outcome: Outcome, reason: str
    ) -> None:
        if outcome is not Outcome.DELIVERED:
            # an address may hold a token, so only its host is logged
            LOG.warning("a webhook to %s was not delivered: %s", urlsplit(url).hostname, reason)
        self.ended[outcome] += 1
        now = self._clock()
        self._log.note(Delivery(url, waiting.change, waiting.created_at, now, attempts, status, outcome, reason))
