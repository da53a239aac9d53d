"""Notices when this machine's wall clock is set: the scheduler counts on it, so a step would stop or hurry its jobs."""

from __future__ import annotations

from collections.abc import Callable

from kds.domain.clock import Clock

STEP_SECONDS = 2.0
"""A difference between the two clocks that is no drift but a step."""


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

    def _now(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
