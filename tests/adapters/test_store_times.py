"""The speed of service on a real disk: facts are merged into their rows, read back by their time, and forgotten in time."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from kds.domain.terms import Status
from kds.domain.times.facts import Change, Part
from kds.store import opened, times
from kds.store.database import DATABASE_FILE
from kds.store.schema import STEPS
from tests.builders import at
from tests.services import a_part, busy

DAY = timedelta(days=1)
EVENING = (at("00:00"), at("00:00") + DAY)


async def test_every_kind_of_fact_comes_back_as_it_was(tmp_path: Path) -> None:
    """Lines, voids, notes and spans survive a restart, oldest first."""
    facts = busy()
    async with opened(tmp_path) as store:
        await store.times.keep(facts)
    async with opened(tmp_path) as store:
        found = await store.times.between(*EVENING)
    assert {(fact.kind, fact.key): fact for fact in found} == {(fact.kind, fact.key): fact for fact in facts}
    moments = [fact.at for fact in found if fact.at is not None]
    assert moments == sorted(moments)


async def test_a_second_sight_is_merged_into_its_row(tmp_path: Path) -> None:
    """A restart in the middle of a dish makes one line of it, with the limit of its first sight."""
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(started=2, ready=None, limit=12),))
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(started=None, ready=9, limit=15),))
        await store.times.keep((a_part(started=None, ready=9, limit=15),))
        (part,) = await store.times.between(*EVENING)
    assert isinstance(part, Part)
    assert part.changes == (Change(at("19:02"), Status.IN_PROGRESS), Change(at("19:09"), Status.READY))
    assert part.late_after == timedelta(minutes=12)


async def test_what_was_first_seen_finished_is_not_kept(tmp_path: Path) -> None:
    """Such a sight counts only where the line is known already."""
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(1),), more=(a_part(1, served=12), a_part(2)))
        (part,) = await store.times.between(*EVENING)
    assert isinstance(part, Part)
    assert part.order_id == "o1"
    assert part.changes[-1].status is Status.SERVED


async def test_only_the_time_that_was_asked_for_comes_back(tmp_path: Path) -> None:
    """From `since` to before `until`."""
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(1, fired="18:00"), a_part(2, fired="19:00"), a_part(3, fired="20:00")))
        found = await store.times.between(at("18:00"), at("20:00"))
    assert [fact.number for fact in found if isinstance(fact, Part)] == [1, 2]


async def test_old_times_are_forgotten(tmp_path: Path) -> None:
    """What is older goes, the rest stays."""
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(1, fired="18:00"), a_part(2, fired="19:00")))
        await store.times.forget(at("18:30"))
        found = await store.times.between(*EVENING)
    assert [fact.number for fact in found if isinstance(fact, Part)] == [2]


async def test_a_full_table_forgets_its_oldest_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines a kitchen makes in ninety days, bumps find room."""
    monkeypatch.setattr(times, "MOST_KEPT", 3)
    async with opened(tmp_path) as store:
        await store.times.keep(tuple(a_part(number, fired=f"18:{number:02}") for number in range(1, 8)))
        await store.times.forget(at("00:00"))
        found = await store.times.between(*EVENING)
    assert [fact.number for fact in found if isinstance(fact, Part)] == [5, 6, 7]


async def test_a_file_of_the_version_before_gets_its_table(tmp_path: Path) -> None:
    """An installation that is updated loses nothing and learns times from then on."""
    connection = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    before = next(number for number, step in enumerate(STEPS) if any("TABLE times" in each for each in step))
    for step in STEPS[:before]:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {before}")
    connection.close()
    async with opened(tmp_path) as store:
        await store.times.keep((a_part(),))
        assert len(await store.times.between(*EVENING)) == 1
