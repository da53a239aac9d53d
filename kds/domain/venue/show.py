"""One date of an event at a venue; values only, times in UTC with the venue's own zone beside them for display."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOSCOW = "Europe/Moscow"
"""The zone of a venue whose own is unknown: Qtickets writes all times with Moscow's offset (qtickets 1)."""


def known_zone(name: str) -> str:
    """Give the IANA name itself when this machine knows it, else `MOSCOW`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return MOSCOW
    return name


@dataclass(frozen=True, slots=True)
class Show:
    """One date of an event.

    Attributes:
        id: the source's number of the show; unique within a source.
        event_id: the source's number of the event that it is a date of.
        event: name of the event, cleaned.
        name: name of this date, mostly empty.
        place: name of the venue, cleaned.
        time_zone: IANA name of the venue's zone, one that this machine knows.
        doors_at: doors open, UTC.
        starts_at: it begins, UTC.
        ends_at: it ends, UTC.
        on_sale: False often means only that selling is over; guests still come (qtickets 2.5).
        is_removed: the organiser deleted this date.
    """

    id: int
    event_id: int
    event: str
    name: str = ""
    place: str = ""
    time_zone: str = MOSCOW
    doors_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    on_sale: bool = True
    is_removed: bool = False

    def local(self, moment: datetime) -> datetime:
        """Give a moment on the venue's own clock."""
        return moment.astimezone(ZoneInfo(self.time_zone))
