"""How far this machine's clock is from the one of Qtickets, learned from the `Date` of its answers."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

SAMPLES = 20
"""Answers that the offset is the median of (reliability 3.3)."""
HALF_A_SECOND = 0.5
"""A `Date` leaves fractions out, half a second on average."""


class ServerClock:
    """The other side's time.

    Args:
        now: this machine's wall clock, aware UTC.
        monotonic: seconds that never step.
    """

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now
        self.monotonic = monotonic
        self._samples: deque[float] = deque(maxlen=SAMPLES)
        self.last: datetime | None = None

    def answered(self, asked_at: float, server_time: datetime | None) -> None:
        """Take in an answer.

        Args:
            asked_at: `monotonic` when the request went out.
            server_time: the answer's `Date`, if it had one.
        """
        if server_time is None:
            return
        self.last = server_time
        half_way = (self.monotonic() - asked_at) / 2
        self._samples.append(server_time.timestamp() + HALF_A_SECOND - (self._now().timestamp() - half_way))

    @property
    def offset(self) -> timedelta | None:
        """What to add to this machine's time, None before the first dated answer."""
        return timedelta(seconds=median(self._samples)) if self._samples else None

    def now(self) -> datetime:
        """Give the other side's time now, aware UTC; this machine's before the first dated answer."""
        return self._now() + (self.offset or timedelta())
