"""When a restaurant's day begins: late guests belong to the evening before (contract 2, order numbers)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """How this restaurant counts its days.

    Attributes:
        change: local time at which a new day begins.
        zone: the restaurant's time zone, None for this machine's.
    """

    change: time = time(5)
    zone: tzinfo | None = None

    def start(self, now: datetime) -> datetime:
        """Give when the business day that `now` belongs to began, in UTC."""
        return self.begin(self.date_of(now))

    def date_of(self, now: datetime) -> date:
        """Give the date of the business day that `now` belongs to: after midnight still that of the evening before."""
        local = now.astimezone(self.zone)
        return local.date() if local.time() >= self.change else local.date() - timedelta(days=1)

    def begin(self, day: date) -> datetime:
        """Give when the business day of that date begins, in UTC."""
        begun = datetime.combine(day, self.change)
        return (begun.astimezone() if self.zone is None else begun.replace(tzinfo=self.zone)).astimezone(UTC)
