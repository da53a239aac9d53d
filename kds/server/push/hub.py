"""Who listens to the hub: counts connections and puts each event into their queues; it writes to no socket."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kds.server.access.callers import Caller
from kds.server.problems import Problem
from kds.server.push import protocol
from kds.server.push.changes import Change, notification

MOST_CONNECTIONS = 1000
"""Connections to one server process at a time."""
MOST_OF_A_CALLER = 32
"""Connections of one user on one device at a time."""
QUEUE_LENGTH = 256
"""Records that may wait for one connection; whoever is further behind is dropped and reads instead (contract 6)."""
EVENT_TARGET = "OnEvent"
"""The client's method that is called at each event (contract 6)."""

LOG = logging.getLogger(__name__)


class Seat:
    """One connection's place in the hub.

    Attributes:
        who: the caller, for the log.
        records: what is to be written, in order.
        is_subscribed: whether events are wanted.
        overrun: set when the connection fell too far behind.
    """

    def __init__(self, who: str) -> None:
        self.who = who
        self.records: asyncio.Queue[str] = asyncio.Queue(QUEUE_LENGTH)
        self.is_subscribed = False
        self.overrun = asyncio.Event()

    def offer(self, record: str) -> None:
        """Queue a record, or give the connection up."""
        if self.overrun.is_set():
            return
        try:
            self.records.put_nowait(record)
        except asyncio.QueueFull:
            LOG.warning("the connection of %s reads its events too slowly and is dropped", self.who)
            self.overrun.set()


class Hub:
    """All connections of this server process.

    Args:
        clock: source of the present moment.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seats: set[Seat] = set()
        self._of_caller: Counter[tuple[str, str]] = Counter()

    @property
    def connections(self) -> int:
        """How many listen, or are about to."""
        return len(self._seats)

    def publish(self, change: Change) -> None:
        """Tell all subscribers of a committed change."""
        listening = [seat for seat in self._seats if seat.is_subscribed]
        if not listening:
            return
        record = protocol.event(EVENT_TARGET, [notification(change, self._clock())])
        for seat in listening:
            seat.offer(record)

    def insist_on_room(self, caller: Caller) -> None:
        """Refuse one connection too many.

        Raises:
            Problem: 503.
        """
        is_full = len(self._seats) >= MOST_CONNECTIONS
        if is_full or self._of_caller[caller.user_name, caller.device_name] >= MOST_OF_A_CALLER:
            raise Problem(503, "push.full", headers={"Retry-After": "30"})

    @contextmanager
    def seat(self, caller: Caller) -> Iterator[Seat]:
        """Give a connection its place for as long as it lasts.

        Raises:
            Problem: 503.
        """
        self.insist_on_room(caller)
        place = (caller.user_name, caller.device_name)
        seat = Seat(f"{caller.user_name} on {caller.device_name}")
        self._seats.add(seat)
        self._of_caller[place] += 1
        try:
            yield seat
        finally:
            self._seats.discard(seat)
            self._of_caller[place] -= 1
            if not self._of_caller[place]:
                del self._of_caller[place]
