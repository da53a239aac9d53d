"""Shift change and close.

On Saturday night the grill's screen becomes the fryer's with two keys, since one cook goes home; the last chips go out there. Two
tables are never closed at the till. On Sunday they are one line and no late cards; the lead looks at one of them, closes them all,
and reads in the times what the day was like.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kds.cli import run
from tests.stories.kitchen import LARGE, a_restaurant
from tests.stories.waiter import dish


async def test_shift_change_and_close(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another station by two keys, yesterday's orders reviewed and closed, and the same figures in `t` and `kds report`."""
    # a report goes back from this machine's own day, so the story is told of yesterday
    saturday = datetime.now(UTC).replace(hour=19, minute=0, second=0, microsecond=0) - timedelta(days=1)
    async with a_restaurant(tmp_path, opens=saturday) as place:
        waiter = place.waiter
        bill = await waiter.opens("M1", dish("Burger", 2), dish("Chips", 2, "Fry"), guestCount=2)
        screen = await place.screen("GRILL", user="expo", device="KDS2", size=LARGE)
        await place.minutes(9)
        await screen.choose("M1")
        await screen.press("enter")
        assert "[2] FRY   prep   Fry" in await screen.press("tab")
        shown = await screen.press("2")
        assert shown.startswith(" FRY ")
        assert "This is FRY now." in shown
        assert "LAST: all wait for you" in shown
        await place.minutes(1)
        await screen.choose("M1")
        assert "DONE M1" in await screen.press("enter")
        assert await waiter.says(bill) == ["2x Burger: Grill Ready", "2x Chips: Fry Ready"]
        await place.seconds(12)
        shown = await screen.press("t")
        assert "SPEED OF SERVICE  FRY" in shown
        assert ["19:00", "2", "1", "10:03", "10:03", "0%"] in [row.split() for row in shown.splitlines()]
        await screen.press("t")

        forgotten = [await waiter.opens(table, dish("Corn", 1, "Fry")) for table in ("T2", "B4")]
        await place.seconds(2)
        assert screen.titles() == ["T2", "B4"]
        await place.minutes(16 * 60)
        shown = await screen.look()
        assert "2 orders from before 05:00 still open    not shown, not late    ENTER = look" in shown
        assert "LATE" not in shown
        assert screen.titles() == []
        today = await waiter.opens("M3", dish("Chips", 1, "Fry"), guestCount=3)
        await place.minutes(5)
        assert "1x CHIPS" in await screen.look()

        shown = await screen.press("enter")
        assert "[1] T2 #2" in shown
        assert "1x Corn  (Fry)" in shown
        shown = await screen.press("3", "enter")
        assert "Close 2 orders for good?" in shown
        assert [await waiter.says(bill) for bill in forgotten] == [["1x Corn: Fry New"]] * 2
        shown = await screen.press("enter", after=1)
        assert "2 orders are closed." in shown
        assert "before 05:00" not in shown
        assert [await waiter.says(bill) for bill in forgotten] == [["1x Corn: Fry Served"]] * 2
        assert await waiter.says(today) == ["1x Chips: Fry New"]

        await place.seconds(12)
        await place.closes(screen)
    day = f"{saturday:%Y-%m-%d}"
    folder = ["--config", str(tmp_path / "kds.toml"), "--state-dir", str(tmp_path / "state-KDS2")]
    assert await asyncio.to_thread(run, ["report", "--from", day, "--to", day, *folder]) == 0
    told = capsys.readouterr().out
    rows = [row.split() for row in told.splitlines()]
    assert f"Speed of service, {day}" in told
    assert ["19:00", "2", "2", "9:33", "10:03", "0%"] in rows
    assert ["Fry", "2", "1", "10:03", "10:03", "0%"] in rows
    assert ["Grill", "2", "1", "9:02", "9:02", "0%"] in rows
    assert "2 lines of an earlier business day" in told, "what was closed the next day is no time of anybody's"
