"""Simulated time of the dining room; knows nothing of guests, cooks or HTTP and never sleeps."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class GuestClock(Protocol):
    """What guests and cooks may ask about time; a test gives its own."""

    def elapsed(self) -> timedelta:
        """Give the simulated time since the doors opened."""
        ...

    def utc_now(self) -> datetime:
        """Give the real time, aware UTC."""
        ...

    def real(self, simulated: timedelta) -> timedelta:
        """Give how long a simulated span takes on the real clock."""
        ...


class RunningClock:
    """A clock that runs `speed` times as fast as the wall clock and is immune to its steps.

    Args:
        speed: simulated seconds per real second, above 0 (`--speed`).
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._opened_at_seconds = time.monotonic()

    def elapsed(self) -> timedelta:
        """Give the simulated time since this clock was made."""
        return timedelta(seconds=(time.monotonic() - self._opened_at_seconds) * self._speed)

    def utc_now(self) -> datetime:
        """Give the real time, aware UTC."""
        return datetime.now(UTC)

    def real(self, simulated: timedelta) -> timedelta:
        """Give how long a simulated span takes on the real clock."""
        return simulated / self._speed
