"""The restaurant's day, which begins when the last guests are home."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kds.domain.business_day import BusinessDay


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-22T18:00", "2026-11-22T04:00"),
        ("2026-11-23T03:59", "2026-11-22T04:00"),
        ("2026-11-23T04:00", "2026-11-23T04:00"),
        ("2026-10-25T02:00", "2026-10-24T03:00"),
        ("2026-10-25T12:00", "2026-10-25T04:00"),
    ],
)
def test_the_day_begins_at_five_where_the_restaurant_is(now: str, start: str) -> None:
    """Five in Bratislava, which is four UTC in winter and three in summer."""
    day = BusinessDay(zone=ZoneInfo("Europe/Bratislava"))
    assert day.start(datetime.fromisoformat(now).replace(tzinfo=UTC)).isoformat() == f"{start}:00+00:00"


def test_a_bar_may_change_its_day_later() -> None:
    """The hour is the restaurant's choice."""
    day = BusinessDay(time(7, 30), UTC)
    assert day.start(datetime(2026, 11, 22, 7, tzinfo=UTC)) == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
