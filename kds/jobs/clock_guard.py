"""Notices when this machine's wall clock is set: the scheduler counts on it, so a step would stop or hurry its jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kds.domain.clock import Clock

STEP_SECONDS = 2.0
"""A difference between the two clocks that is no drift but a step."""

LOOK_SECONDS = 1.0
"""Pause between two looks, on the event loop's own timer, which steps do not touch."""


class ClockGuard:
    """Compares the wall clock with the monotonic one."""

    def __init__(self, clock: Clock, stepped: Callable[[float], None]) -> None:
        self._clock = clock
        self._stepped = stepped
        self._difference = self._now()

    def look(self) -> None:
        """Call `stepped` with the seconds of the step, if there was one since the last look."""
        difference = self._now()
        step = difference - self._difference
        self._difference = difference
        if abs(step) > STEP_SECONDS:
            self._stepped(step)

    async def watch(self, looked: Callable[[], None]) -> None:
        """Look once a second until the task is cancelled, and call `looked` each time."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look()
            looked()

    def _now(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
