"""Business days and the numbers that start at 1 on each of them (contract 2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select

from kds.errors import ServerError
from kds.server.tables import counters


class BusinessCalendar:
    """Tells business days apart.

    Args:
        time_zone: IANA name; None is the machine's own.
        day_starts: local time at which a day begins.

    Raises:
        ServerError: there is no such time zone.
    """

    def __init__(self, time_zone: str | None, day_starts: time) -> None:
        self._zone: tzinfo | None = None
        self._day_starts = day_starts
        if time_zone is not None:
            try:
                self._zone = ZoneInfo(time_zone)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ServerError(
                    f"There is no time zone {time_zone}; use a name such as Europe/Bratislava."
                ) from error

    def local(self, moment: datetime) -> datetime:
        """Give a moment as the restaurant's clocks read it."""
        return moment.astimezone(self._zone)

    def day_of(self, moment: datetime) -> str:
        """Give the business day of a moment as `2026-11-22`."""
        local = self.local(moment)
        day = local.date() if local.time() >= self._day_starts else local.date() - timedelta(days=1)
        return day.isoformat()


def next_number(connection: Connection, name: str, business_day: str) -> int:
    """Take the next number of a counter on a business day; the first is 1."""
    where = (counters.c.name == name) & (counters.c.business_day == business_day)
    last: int | None = connection.execute(select(counters.c.value).where(where)).scalar_one_or_none()
    if last is None:
        connection.execute(counters.insert().values(name=name, business_day=business_day, value=1))
        return 1
    connection.execute(counters.update().where(where).values(value=last + 1))
    return last + 1
