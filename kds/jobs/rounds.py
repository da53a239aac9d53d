"""What the polls of this run came to, for whoever measures the board; it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Rounds:
    """Polls that have ended.

    Attributes:
        good, failed: how many.
        last_seconds: how long the last one took, None before the first.
        good_at: monotonic seconds of the last good one, None before the first.
    """

    good: int = 0
    failed: int = 0
    last_seconds: float | None = None
    good_at: float | None = None

    def ended(self, at: float, seconds: float, *, is_good: bool) -> None:
        """Take note of a poll.

        Args:
            at: monotonic seconds of its end.
            seconds: how long it took.
            is_good: whether its answer could be used.
        """
        self.last_seconds = seconds
        if is_good:
            self.good += 1
            self.good_at = at
        else:
            self.failed += 1
