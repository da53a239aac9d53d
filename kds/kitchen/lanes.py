"""Which command may go out now: first in, first out per order, four orders at a time, later after failures; pure of any I/O."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Lane, Queue

LANES_AT_ONCE = 4
"""How many orders are served side by side (reliability 3.1.2)."""

BACKOFF_BASE_SECONDS = 0.5
BACKOFF_CAP_SECONDS = 15.0
"""Full jitter between 0 and min(cap, base * 2 ** failures): kitchen time, no limit of attempts (reliability 3.1.8)."""


def backoff_seconds(failures: int, chance: random.Random) -> float:
    """Give the pause after that many failures in a row."""
    return chance.uniform(0.0, min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** min(failures, 10)))


@dataclass(slots=True)
class Lanes:
    """When each order may be served again, and one breaker for the whole source.

    Attributes:
        source: whose lanes; those of other systems wait for their own.
        pending_from: command id → monotonic seconds before which it is held back (a fire can be stopped).
        stopped: why nothing goes out at all (login, certificate), "" when it may.
        waits_for_parked: a parked command lets nothing newer of its lane pass; scans of different guests do.
        is_down: the poll says the source is down: one probe at a time, with growing pauses.
    """

    queue: Queue
    source: str
    monotonic: Callable[[], float]
    chance: random.Random
    stopped: str = ""
    is_down: bool = False
    waits_for_parked: bool = True
    pending_from: dict[str, float] = field(default_factory=dict)
    _failures: dict[Lane, int] = field(default_factory=dict)
    _not_before: dict[Lane, float] = field(default_factory=dict)
    _probes: int = 0
    _probe_at: float = 0.0

    def due(self, busy: Collection[Lane]) -> tuple[list[tuple[Lane, StoredCommand]], float | None]:
        """Give the commands to send now, and the seconds until the next one may be due (None: until something happens).

        Args:
            busy: lanes that have a request on its way.
        """
        if self.stopped:
            return [], None
        now = self.monotonic()
        room = (1 if self.is_down else LANES_AT_ONCE) - len(busy)
        waits: list[float] = []
        ready: list[tuple[Lane, StoredCommand]] = []
        for lane, rows in self.queue.lanes(self.source).items():
            head = None if lane in busy else _head(rows, waits_for_parked=self.waits_for_parked)
            if head is None:
                continue
            start = max(self._not_before.get(lane, 0.0), self.pending_from.get(head.command.id, 0.0))
            if self.is_down:
                start = max(start, self._probe_at)
            if start > now:
                waits.append(start - now)
            elif len(ready) < room:
                ready.append((lane, head))
        return ready, min(waits, default=None)

    def failed(self, lane: Lane, *, wait_seconds: float | None = None) -> None:
        """Take note of a failed request; its order waits."""
        failures = self._failures.get(lane, 0) + 1
        self._failures[lane] = failures
        pause = backoff_seconds(failures, self.chance) if wait_seconds is None else wait_seconds
        self._not_before[lane] = self.monotonic() + pause
        self._probes += 1
        self._probe_at = self.monotonic() + backoff_seconds(self._probes, self.chance)

    def succeeded(self, lane: Lane) -> None:
        """Take note of an answered request; the pauses of all orders start anew."""
        self._failures.clear()
        self._not_before.pop(lane, None)
        self._probes = 0
        self._probe_at = 0.0

    def source_answered(self) -> None:
        """Take note of a good poll: what waited for the source to come back goes at once."""
        self.stopped = ""
        if self.is_down:
            self.is_down = False
            self._failures.clear()
            self._not_before.clear()
            self._probes = 0
            self._probe_at = 0.0

    def forget(self, command_id: str) -> None:
        """Forget a command that has gone out."""
        self.pending_from.pop(command_id, None)


def _head(rows: list[StoredCommand], *, waits_for_parked: bool) -> StoredCommand | None:
    """Give the next command of an order; one on its way, and mostly a parked one, lets nothing newer pass."""
    for row in rows:
        if row.state is CommandState.IN_FLIGHT or (row.state is CommandState.PARKED and waits_for_parked):
            return None
        if row.state in (CommandState.PENDING, CommandState.UNKNOWN):
            return row
    return None
