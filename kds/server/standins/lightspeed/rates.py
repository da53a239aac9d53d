"""The request windows of a key: counts, the headers that tell three of them, and when there are no more (lightspeed 1.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

WINDOWS = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))
"""How long each window lasts, from its first request."""

_NAMES = ("limit5Min", "limitHour", "limitDay")
_EXHAUSTED = -1


@dataclass(slots=True)
class _Window:
    started_at: datetime
    used: int = 0


class RateCounters:
    """Counts the requests of one key."""

    def __init__(self) -> None:
        self._windows: list[_Window] = []
        self._refused = [False] * len(WINDOWS)
        self._second: datetime | None = None
        self._in_second = 0

    def take(self, now: datetime, quota: tuple[int, ...], per_second: int) -> bool:
        """Count a request; False when a window has none left, and then it is not counted.

        Args:
            now: by the stand-in's clock.
            quota: requests of each window.
            per_second: requests of one second, of which no header tells; 0 for any number.
        """
        self._begin(now)
        self._refused = [window.used >= limit for window, limit in zip(self._windows, quota, strict=True)]
        second = now.replace(microsecond=0)
        if second != self._second:
            self._second, self._in_second = second, 0
        if any(self._refused) or 0 < per_second <= self._in_second:
            return False
        self._in_second += 1
        for window in self._windows:
            window.used += 1
        return True

    def headers(self, now: datetime, quota: tuple[int, ...]) -> dict[str, str]:
        """Give the three headers of an answer; a window that refused the request reports -1."""
        return {
            "X-RateLimit-Limit": "/".join(map(str, quota)),
            "X-RateLimit-Remaining": "/".join(map(str, self._remaining(quota))),
            "X-RateLimit-Reset": "/".join(map(str, self._resets(now))),
        }

    def document(self, now: datetime, quota: tuple[int, ...]) -> dict[str, Any]:
        """Give the same as JSON."""
        rows = zip(_NAMES, quota, self._remaining(quota), self._resets(now), strict=True)
        return {
            name: {
                "limit": limit,
                "remaining": remaining,
                "reset": reset,
                "resetTime": (now + timedelta(seconds=reset)).isoformat(timespec="seconds"),
            }
            for name, limit, remaining, reset in rows
        }

    def _begin(self, now: datetime) -> None:
        if not self._windows:
            self._windows = [_Window(now) for _ in WINDOWS]
        for index, length in enumerate(WINDOWS):
            if now >= self._windows[index].started_at + length:
                self._windows[index] = _Window(now)

    def _remaining(self, quota: tuple[int, ...]) -> list[int]:
        return [
            _EXHAUSTED if refused else max(0, limit - window.used)
            for window, limit, refused in zip(self._windows, quota, self._refused, strict=True)
        ]

    def _resets(self, now: datetime) -> list[int]:
        ends = [window.started_at + length for window, length in zip(self._windows, WINDOWS, strict=True)]
        return [max(0, math.ceil((end - now).total_seconds())) for end in ends]
