"""The present moment as a stand-in sees it: the machine's own, or one that was set and stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class StandInClock:
    """A clock that can be set while the stand-in runs.

    Args:
        fixed_at: where it stands, aware; None goes with the machine.
    """

    def __init__(self, fixed_at: datetime | None = None) -> None:
        self._fixed_at = fixed_at

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC) if self._fixed_at is None else self._fixed_at

    def set_to(self, moment: datetime | None) -> None:
        """Stand still at a moment; None goes with the machine again."""
        self._fixed_at = None if moment is None else moment.astimezone(UTC)

    def forward(self, step: timedelta) -> None:
        """Let time pass on a clock that stands still; a running one stands still from then on."""
        self._fixed_at = self.now() + step
