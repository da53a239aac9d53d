"""The login rate limit: counts failures only (contract 3), so that a kitchen full of screens can log in at once."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

_MOST_PAIRS = 10_000


class FailedLogins:
    """Failures of each user from each address, in memory.

    Args:
        limit: failures after which a pair has to wait.
        pause: how long a failure counts.
    """

    def __init__(self, limit: int, pause: timedelta) -> None:
        self._limit = limit
        self._pause = pause
        self._failures: dict[tuple[str, str], deque[datetime]] = {}

    def wait(self, address: str, user_name: str, now: datetime) -> timedelta | None:
        """Give how long this pair has to wait, or None when it may try."""
        failures = self._failures.get((address, user_name.lower()))
        if failures is None:
            return None
        self._forget(failures, now)
        return failures[0] + self._pause - now if len(failures) >= self._limit else None

    def failed(self, address: str, user_name: str, now: datetime) -> None:
        """Count a failure."""
        if len(self._failures) >= _MOST_PAIRS:
            for pair, failures in list(self._failures.items()):
                self._forget(failures, now)
                if not failures:
                    del self._failures[pair]
        self._failures.setdefault((address, user_name.lower()), deque(maxlen=self._limit)).append(now)

    def _forget(self, failures: deque[datetime], now: datetime) -> None:
        while failures and not timedelta(0) <= now - failures[0] < self._pause:
            failures.popleft()
