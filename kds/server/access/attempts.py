"""The login rate limit: counts failures only (contract 3), so that a kitchen full of screens can log in at once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_PAIRS = 10_000
"""Pairs of user and address that are remembered; above it the one that failed longest ago is let go."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A login that failed: from where, of whom, when."""

    address: str
    user_name: str
    at: datetime


class FailedLogins:
    """Failures of each user from each address, in memory; servers that share a database tell each other of theirs.

    Args:
        limit: failures after which a pair has to wait.
        pause: how long a failure counts.

    Attributes:
        total: failures at this server since its start, of all pairs.
    """

    def __init__(self, limit: int, pause: timedelta) -> None:
        self._limit = limit
        self._pause = pause
        self._failures: dict[tuple[str, str], deque[datetime]] = {}
        self.total = 0

    def wait(self, address: str, user_name: str, now: datetime) -> timedelta | None:
        """Give how long this pair has to wait, or None when it may try."""
        failures = self._failures.get((address, user_name.lower()))
        if failures is None:
            return None
        self._forget(failures, now)
        return failures[0] + self._pause - now if len(failures) >= self._limit else None

    def failed(self, failure: Failure) -> None:
        """Count a failure at this server."""
        self.total += 1
        self.heard(failure)

    def heard(self, failure: Failure) -> None:
        """Take note of a failure, whichever server of the database it was at."""
        pair = (failure.address, failure.user_name.lower())
        failures = self._failures.pop(pair, None) or deque(maxlen=self._limit)
        failures.append(failure.at)
        self._failures[pair] = failures  # behind all others, so that the first pair is the one that failed longest ago
        if len(self._failures) > MOST_PAIRS:
            del self._failures[next(iter(self._failures))]

    def _forget(self, failures: deque[datetime], now: datetime) -> None:
        while failures and not timedelta(0) <= now - failures[0] < self._pause:
            failures.popleft()
