"""What follows when the source tells of changes by itself: hints to read now, and how often to poll; it reads nothing."""

from __future__ import annotations

from collections.abc import Callable

from kds.domain.clock import Clock
from kds.kitchen.health import Health

PUSHED_POLL_SECONDS = 5.0
"""Pause between two polls while the source says by itself, often enough, that it lives (reliability 5.7)."""

REGULAR_SECONDS = 2.6
"""A source heard no less often than this is regular: a hub pings every 2 s, and SLOW is said after 3."""


def _nothing() -> None:
    """Do nothing: the jobs have not started."""


class Push:
    """Hears the source.

    Attributes:
        read_soon: polls the orders as soon as may be.
        read_notes_soon: reads the kitchen's notes as soon as may be.
    """

    def __init__(self, health: Health, clock: Clock) -> None:
        self._health = health
        self._clock = clock
        self._heard_at: float | None = None
        self._is_open = False
        self._is_regular = False
        self.read_soon: Callable[[], None] = _nothing
        self.read_notes_soon: Callable[[], None] = _nothing

    @property
    def is_regular(self) -> bool:
        """Whether polls may be rare because the source is heard often enough."""
        return self._is_regular

    def opened(self) -> None:
        """Take note that changes are told from now on; what happened before is read now."""
        self._is_open = True
        self.heard()
        self.hinted()
        self.read_notes_soon()

    def heard(self) -> None:
        """Take note of a sign of life."""
        now = self._clock.monotonic()
        is_soon_after = self._heard_at is not None and now - self._heard_at <= REGULAR_SECONDS
        self._is_regular = self._is_open and is_soon_after
        self._heard_at = now
        if self._is_regular:
            self._health.heard()

    def hinted(self) -> None:
        """Take note that orders may have changed."""
        self.read_soon()

    def notes_hinted(self) -> None:
        """Take note that the kitchen's notes may have changed."""
        self.read_notes_soon()

    def closed(self) -> None:
        """Take note that nothing is told any more: polling takes over at once."""
        was_open, self._is_open = self._is_open, False
        self._heard_at = None
        self._is_regular = False
        if was_open:
            self.read_soon()
            self.read_notes_soon()

    def beat(self) -> None:
        """Let a silent source count as irregular, and poll; to be called once a second."""
        is_silent = self._heard_at is None or self._clock.monotonic() - self._heard_at > REGULAR_SECONDS
        if self._is_regular and is_silent:
            self._is_regular = False
            self.read_soon()
            self.read_notes_soon()
