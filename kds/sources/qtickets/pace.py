"""Keeps requests apart, because Qtickets tells no limit of its own (qtickets 1): two a second, none while it asked for rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

REQUESTS_PER_SECOND = 2.0
"""Own choice of the specification (qtickets 1, rate limits)."""
_ROUNDING = 0.02
"""Seconds by which a sleep may end early."""


class Pace:
    """Gives every request its turn, in the order they came; a turn that nobody uses any more is lost, which is harmless.

    Args:
        per_second: most requests in a second.
        monotonic: seconds that never step.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        per_second: float = REQUESTS_PER_SECOND,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._apart = 1.0 / per_second
        self._monotonic = monotonic
        self._next = 0.0
        self._rests_until = 0.0
        self.sleep = sleep

    async def turn(self) -> None:
        """Wait until the next request may go out."""
        now = self._monotonic()
        at = max(now, self._next)
        self._next = at + self._apart
        if at > now:
            await self.sleep(at - now)

    def rest(self, seconds: float) -> None:
        """Take note that the other side asked for no request for so long."""
        self._rests_until = max(self._rests_until, self._monotonic() + seconds)

    @property
    def resting(self) -> float:
        """Seconds for which no request must go out, 0 when it may."""
        left = self._rests_until - self._monotonic()
        return left if left > _ROUNDING else 0.0
