"""A rush: boards that poll each second through the real client, somebody who presses, and a ledger of what was seen.

The boards are the client of a board without its screen, many in one process: what is measured is the server.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from kds.domain.terms import Status
from kds.errors import SourceError
from kds.sources.portos.login import PasswordLogin
from kds.sources.portos.names import WireNames
from kds.sources.portos.source import PortosAddress, PortosSource

POLL_SECONDS = 1.0
PRESSES_AT_ONCE = 8
RETRY_SECONDS = 0.2
CALM_SECONDS = 2.5
"""How long boards go on polling behind the last press."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A change that the server has answered: the order's version then, and when that was."""

    order_id: str
    version: int
    at: float


@dataclass
class Ledger:
    """What the servers acknowledged, in order, and what was measured.

    Attributes:
        change_seconds: how long each change took, retries included.
        poll_seconds: how long each poll took.
        seen_seconds: from a change's answer to the first end of a poll that shows it, of each board.
        retries: presses that had to be sent again, with their key.
        missed_polls: polls without an answer.
    """

    changes: list[Acknowledged] = field(default_factory=list)
    change_seconds: list[float] = field(default_factory=list)
    poll_seconds: list[float] = field(default_factory=list)
    seen_seconds: list[float] = field(default_factory=list)
    retries: int = 0
    missed_polls: int = 0

    @property
    def last(self) -> Mapping[str, int]:
        """The last acknowledged version of each order."""
        return {each.order_id: each.version for each in self.changes}


class Board:
    """One screen: polls, and looks which changes it sees.

    Attributes:
        unseen: changes that no poll has shown yet.
        versions: order → version, as the last poll showed it.
    """

    def __init__(self, source: PortosSource, ledger: Ledger) -> None:
        self._source = source
        self._ledger = ledger
        self._taken = 0
        self.unseen: list[Acknowledged] = []
        self.versions: Mapping[str, int] = {}

    async def run(self, delay_seconds: float) -> None:
        """Poll each second until cancelled."""
        await asyncio.sleep(delay_seconds)
        while True:
            began = time.monotonic()
            try:
                reading = await self._source.read_open()
            except SourceError:
                self._ledger.missed_polls += 1
            else:
                ended = time.monotonic()
                self._ledger.poll_seconds.append(ended - began)
                self.versions = {order.id: order.version for order in reading.orders}
                self._look(ended)
            await asyncio.sleep(max(0.0, began + POLL_SECONDS - time.monotonic()))

    def _look(self, now: float) -> None:
        changes = self._ledger.changes
        self.unseen += changes[self._taken :]
        self._taken = len(changes)
        left = []
        for change in self.unseen:
            if self.versions.get(change.order_id, 0) >= change.version:
                self._ledger.seen_seconds.append(max(0.0, now - change.at))
            else:
                left.append(change)
        self.unseen = left


@dataclass(frozen=True, slots=True)
class Rush:
    """How much is going on: boards, changes a second, and for how long."""

    boards: int
    changes_a_second: float
    seconds: float


async def run(rush: Rush, url: str, order_ids: Sequence[str]) -> tuple[Ledger, list[Board]]:
    """Let boards poll and a cook press, by turns on these orders; give what was seen."""
    ledger = Ledger()
    sources = [a_source(url) for _ in range(rush.boards + 1)]
    boards = [Board(source, ledger) for source in sources[1:]]
    polling = [
        asyncio.create_task(board.run(POLL_SECONDS * number / len(boards))) for number, board in enumerate(boards)
    ]
    try:
        await sources[0].profile()
        await _press(rush, sources[0], order_ids, ledger)
        await asyncio.sleep(CALM_SECONDS)
    finally:
        for task in polling:
            task.cancel()
        ended = await asyncio.gather(*polling, return_exceptions=True)
        for source in sources:
            await source.aclose()
    assert not [end for end in ended if not isinstance(end, asyncio.CancelledError)], ended
    return ledger, boards


def a_source(url: str) -> PortosSource:
    """Give the client of a board."""
    address = PortosAddress(f"{url}/api")
    return PortosSource(address, PasswordLogin("cook", "KDS1", lambda: "2222", WireNames({})))


def times(seconds: Sequence[float]) -> str:
    """Give the 50th, 95th and 99th of a hundred, and the longest, in milliseconds."""
    if len(seconds) < 2:
        return "none"
    cuts = quantiles(seconds, n=100, method="inclusive")
    return "/".join(f"{each * 1000:.0f}" for each in (cuts[49], cuts[94], cuts[98], max(seconds))) + " ms"


async def _press(rush: Rush, source: PortosSource, order_ids: Sequence[str], ledger: Ledger) -> None:
    """Press in time, whether earlier presses were answered or not; each order has one under way at a time."""
    start = time.monotonic()
    if not rush.changes_a_second:
        await asyncio.sleep(rush.seconds)
        return
    hands = asyncio.Semaphore(PRESSES_AT_ONCE)
    lanes = {order_id: asyncio.Lock() for order_id in order_ids}
    pressing = []
    for number in range(round(rush.changes_a_second * rush.seconds)):
        await asyncio.sleep(max(0.0, start + number / rush.changes_a_second - time.monotonic()))
        order_id = order_ids[number % len(order_ids)]
        status = Status.READY if number // len(order_ids) % 2 else Status.IN_PROGRESS
        pressing.append(asyncio.create_task(_change(source, order_id, status, ledger, hands, lanes[order_id])))
    await asyncio.gather(*pressing)


async def _change(
    source: PortosSource, order_id: str, status: Status, ledger: Ledger, hands: asyncio.Semaphore, lane: asyncio.Lock
) -> None:
    began = time.monotonic()
    key = str(uuid.uuid4())
    async with lane, hands:
        while True:
            try:
                order = await source.sending.orders.set_order_status(order_id, status, key=key)
            except SourceError:
                ledger.retries += 1
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        now = time.monotonic()
        ledger.changes.append(Acknowledged(order_id, order.version, now))
        ledger.change_seconds.append(now - began)
