"""The list of a show and the progress of local lines on disk: a door opens without a network, and forgets its guests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kds.domain.terms import Status
from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.arrivals import LocalStatus, PairKey
from kds.domain.venue.show import Show
from kds.store.store import opened

DOORS = datetime(2026, 5, 1, 16, 30, tzinfo=UTC)
SHOW = Show(41, 33, "Spring gala", doors_at=DOORS, time_zone="Europe/Bratislava")


def an_admission(number: int) -> Admission:
    """Give a valid ticket of the show."""
    return Admission(
        show_id=41,
        barcode=f"87{number:010}",
        basket_id=number,
        order_id=4360,
        state=AdmissionState.VALID,
        zone="CENTER_PARTERRE",
        zone_name="Parterre",
        name="Novák Ján",
        initials="N. J.",
    )


def everything_in(folder: Path) -> bytes:
    """Give the bytes of all files there."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def test_a_door_that_starts_without_a_network_has_its_list(tmp_path: Path) -> None:
    """What was loaded before the power went is there again, with what changed since and the time it was heard."""
    async with opened(tmp_path) as store:
        await store.venue.keep_admissions(SHOW, [an_admission(1), an_admission(2)], DOORS)
        came = replace(an_admission(2), checked_at=DOORS + timedelta(minutes=3))
        await store.venue.keep_admissions(SHOW, [came], DOORS + timedelta(minutes=4))
    async with opened(tmp_path) as store:
        kept = await store.venue.load_show()
        assert kept is not None
        assert (kept.show, kept.at) == (SHOW, DOORS + timedelta(minutes=4))
        assert kept.admissions == (an_admission(1), came)


async def test_a_new_door_knows_no_show(tmp_path: Path) -> None:
    """Without anything loaded there is nothing to show."""
    async with opened(tmp_path) as store:
        assert await store.venue.load_show() is None
        assert await store.venue.load_progress() == {}


async def test_progress_of_local_lines_survives_a_restart(tmp_path: Path) -> None:
    """A platter that was served stays served, and a later word about it replaces the former one."""
    platter, wine = PairKey("qt:1", 1, "Kitchen"), PairKey("qt:1", 2, None)
    async with opened(tmp_path) as store:
        await store.venue.keep_progress({platter: LocalStatus(Status.IN_PROGRESS, DOORS)})
        await store.venue.keep_progress({platter: LocalStatus(Status.SERVED, DOORS), wine: LocalStatus(Status.NEW)})
    async with opened(tmp_path) as store:
        assert await store.venue.load_progress() == {
            platter: LocalStatus(Status.SERVED, DOORS),
            wine: LocalStatus(Status.NEW),
        }


async def test_guests_are_forgotten_after_two_weeks(tmp_path: Path) -> None:
    """Names leave the disk with the tidying; a show heard of since then stays."""
    other = replace(SHOW, id=42)
    async with opened(tmp_path) as store:
        await store.venue.keep_admissions(SHOW, [an_admission(1)], DOORS - timedelta(days=20))
        await store.venue.keep_admissions(other, [replace(an_admission(2), show_id=42)], DOORS)
        await store.venue.keep_progress({PairKey("qt:1", 1, "Bar"): LocalStatus(Status.SERVED)})
        await store.tidy(DOORS - timedelta(days=14))
        kept = await store.venue.load_show()
        assert kept is not None
        assert kept.show == other
        await store.tidy(datetime.now(UTC) + timedelta(days=1))
        assert await store.venue.load_show() is None
        assert await store.venue.load_progress() == {}
    assert b"Nov" not in everything_in(tmp_path)
