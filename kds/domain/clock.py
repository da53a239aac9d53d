"""The only way the inner layers learn what time it is; the real clock is made by the wiring."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A wall clock for people and a monotonic one for durations."""

    def now(self) -> datetime:
        """Give this machine's wall time, aware UTC; it may step."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never step; only differences mean something."""
        ...
