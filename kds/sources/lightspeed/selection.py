"""Which inquiries or orders a list is asked for; generous towards the server, exact on this side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DATE_MARGIN = timedelta(hours=24)
"""Asked for beyond a wanted date, because the time zone of date filters is not documented (lightspeed 1)."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which inquiries or orders are asked for.

    Attributes:
        since_id: only larger ids.
        created_min: not older, aware; the server is asked for `DATE_MARGIN` more.
        created_max: not newer, aware; likewise.
    """

    since_id: int = 0
    created_min: datetime | None = None
    created_max: datetime | None = None

    @property
    def params(self) -> dict[str, str | int]:
        """The query parameters."""
        asked: dict[str, str | int] = {}
        if self.since_id:
            asked["since_id"] = self.since_id
        if self.created_min is not None:
            asked["created_at_min"] = _filter_date(self.created_min - DATE_MARGIN)
        if self.created_max is not None:
            asked["created_at_max"] = _filter_date(self.created_max + DATE_MARGIN)
        return asked

    def keeps(self, one_id: int, created_at: datetime) -> bool:
        """Whether one that was sent is really meant."""
        is_young = self.created_min is None or created_at >= self.created_min
        is_old = self.created_max is None or created_at <= self.created_max
        return one_id > self.since_id and is_young and is_old


ALL = Selection()
"""Everything."""


def _filter_date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
