"""The figures of a board in a file: what stands in it, and that nothing about it disturbs the board."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kds.bootstrap.checking import Verdict, local_findings
from kds.bootstrap.metrics import write_figures
from kds.domain.actions.scripting import bump_order
from kds.domain.connection import Connection
from kds.domain.connection import Link as State
from kds.domain.terms import Status
from kds.errors import Unreachable
from kds.jobs.metrics.figures import Figures, Link
from kds.jobs.metrics.file import MetricsFile
from kds.jobs.metrics.hourly import record
from kds.jobs.metrics.text import text_of
from kds.jobs.rounds import Rounds
from kds.jobs.schedule import Jobs
from kds.kitchen.kitchen import Kitchen
from tests.builders import a_station, an_item, an_order, at
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource, Fault

Samples = dict[tuple[str, ...], float]


def parsed(text: str) -> Samples:
    """Give name and label values → value."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Measured:
    """A kitchen with two tables, one of them late, whose figures go into a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "kds.prom"
        self.clock = FakeClock(at("18:00"))
        self.till = FakeSource(
            self.clock,
            [
                an_order(an_item("Burger"), id="o1", table="T1", fired="17:30", created="17:30"),
                an_order(an_item("Burger", on=("Grill", "Fry")), id="o2", table="T2", fired="17:59", created="17:59"),
            ],
        )
        store = FakeStore(self.clock)
        self.kitchen = Kitchen(a_station("Grill"), self.till, store, store, self.clock)
        self.rounds = Rounds()
        self.figures = MetricsFile(self.file, self.kitchen, self.clock, self.rounds)

    async def start(self) -> None:
        """Read the till once."""
        await self.kitchen.start()
        await self.kitchen.poll()
        self.rounds.ended(self.clock.monotonic(), 0.25, is_good=True)

    async def bump(self, order_id: str) -> None:
        """Bump an order; nothing delivers it."""
        order = self.till.orders[order_id]
        intent = bump_order(order, to=Status.READY, now=self.clock.now(), station_name="Grill")
        assert await self.kitchen.perform(intent) is None

    async def samples(self) -> Samples:
        """Write the file and read it as Prometheus would."""
        await self.figures.write()
        return parsed(self.file.read_text())


@pytest.fixture
async def measured(tmp_path: Path) -> Measured:
    """Give a kitchen that has read the till."""
    made = Measured(tmp_path)
    await made.start()
    return made


async def test_the_file_says_how_the_board_is(measured: Measured) -> None:
    """Cards by level, the late share, the outbox, bumps by endpoint, the last poll and the process stand in it."""
    await measured.bump("o2")
    measured.clock.advance(4)
    await measured.kitchen.beat()
    found = await measured.samples()
    assert found["kds_cards", "late"] == 1
    assert found["kds_late_ratio",] == 1.0
    assert found["kds_outbox_commands", "pending"] == 1
    assert found["kds_outbox_commands", "parked"] == 0
    assert found["kds_outbox_oldest_seconds",] == 4
    assert found["kds_presses_total", "bump"] == 1
    assert (found["kds_bumps_total", "Grill"], found["kds_bumps_total", "Fry"]) == (1, 1)
    assert found["kds_poll_age_seconds",] == 4
    assert found["kds_poll_duration_seconds",] == 0.25
    assert found["kds_polls_total", "good"] == 1
    assert found["kds_link", "slow", "till"] == 1
    assert found["kds_link", "live", "till"] == 0
    assert found["kds_push",] == 0
    assert found["kds_metrics_written_timestamp_seconds",] == measured.clock.now().timestamp()
    assert found["process_resident_memory_bytes",] > 1e6
    assert found["kds_board_info", "Grill", sys.modules["kds"].__version__] == 1


async def test_a_till_that_is_away_is_seen_in_the_file(measured: Measured) -> None:
    """The link says offline, the age of the last good poll grows, failed polls are counted."""
    measured.till.down = Unreachable("off", sent=False)
    for _ in range(10):
        measured.clock.advance(1)
        await measured.kitchen.poll()
        measured.rounds.ended(measured.clock.monotonic(), 0.01, is_good=not measured.kitchen.is_down)
    found = await measured.samples()
    assert found["kds_link", "offline", "till"] == 1
    assert found["kds_poll_age_seconds",] == 10
    assert found["kds_polls_total", "failed"] == 10


async def test_presses_of_an_earlier_run_do_not_count_again(measured: Measured) -> None:
    """What can still be taken back after a restart was counted by the run in which it was pressed."""
    await measured.bump("o2")
    later = MetricsFile(measured.file, measured.kitchen, measured.clock, measured.rounds)
    measured.figures = later
    assert ("kds_bumps_total", "Grill") not in await measured.samples()
    await measured.bump("o1")
    assert (await measured.samples())["kds_bumps_total", "Grill"] == 1


async def test_another_users_program_may_read_it_and_never_half_of_it(measured: Measured) -> None:
    """The file has rights for everybody whatever the umask says, is replaced whole, and leaves nothing beside it."""
    before = os.umask(0o077)
    try:
        await measured.samples()
        inode = measured.file.stat().st_ino
        await measured.samples()
    finally:
        os.umask(before)
    assert measured.file.stat().st_mode & 0o777 == 0o644
    assert measured.file.stat().st_ino != inode
    assert list(measured.file.parent.iterdir()) == [measured.file]


async def test_a_folder_that_can_not_be_written_is_said_once(
    measured: Measured, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing folder stops nothing: one line when it begins, one when it is over, whatever the number of tries."""
    folder = measured.file.parent
    away = folder.with_name("away")
    folder.rename(away)
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            await measured.figures.write()
        away.rename(folder)
        for _ in range(3):
            await measured.figures.write()
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        f"The figures can't be written to {measured.file}: No such file or directory. The board goes on without them.",
        f"{measured.file} is written again",
    ]


async def test_without_the_extra_it_is_said_once(
    measured: Measured, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without prometheus-client the board runs and names the extra to install."""
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "kds.jobs.metrics.text", raising=False)
    for _ in range(3):
        await measured.figures.write()
    (said,) = [record.getMessage() for record in caplog.records]
    assert "kds[metrics]" in said
    assert not measured.file.exists()


async def test_the_log_says_once_an_hour_what_the_board_costs(
    measured: Measured, caplog: pytest.LogCaptureFixture
) -> None:
    """Memory, open files, tasks, cards and the outbox stand in one line, so that growth is seen later."""
    await measured.bump("o1")
    with caplog.at_level(logging.INFO):
        await record(measured.kitchen)
    (said,) = [line.getMessage() for line in caplog.records if line.name == "kds.jobs.metrics.hourly"]
    found = re.fullmatch(r"figures: ([\d.]+) MB, (\d+) files, (\d+) tasks, 1 cards, 1 changes in the outbox", said)
    assert found is not None, said
    assert float(found[1]) > 1
    assert int(found[2]) > 0


def test_the_library_is_not_loaded_with_the_jobs() -> None:
    """Neither the table of jobs nor the writer brings prometheus-client into a board that wants no figures."""
    code = "import sys, kds.jobs.schedule, kds.bootstrap.metrics; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_second_systems_and_odd_names_stand_in_the_file_too() -> None:
    """Each system has its own state; the name of an endpoint forges no line, whatever is in it."""
    odd = 'Gr"ill\\\nkds_banner 1'
    away = Link(Connection(link=State.OFFLINE), silent_seconds=None)
    figures = Figures(
        station=odd,
        taken_at=1.0,
        poll_age_seconds=None,
        poll_seconds=None,
        polls={"good": 0, "failed": 3},
        is_pushed=True,
        links={"till": Link(Connection(link=State.LIVE), 0.5), "qtickets": away},
        outbox={},
        oldest_seconds=0.0,
        presses={},
        bumps={odd: 2, "": 1},
        cards={"fresh": 0, "due": 0, "late": 0, "held": 3},
        skew_seconds=0.0,
        has_banner=False,
    )
    found = parsed(text_of(figures).decode())
    assert found["kds_link", "offline", "qtickets"] == 1
    assert found["kds_link", "live", "till"] == 1
    assert ("kds_link_silent_seconds", "qtickets") not in found
    assert found["kds_bumps_total", odd] == 2
    assert found["kds_banner",] == 0
    assert found["kds_late_ratio",] == 0
    assert ("kds_poll_age_seconds",) not in found


async def test_the_jobs_count_their_polls_and_write_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a file in the settings the board's own jobs write it, with good and failed polls in it."""
    monkeypatch.setattr("kds.bootstrap.metrics.FIRST_SECONDS", 0.05)
    measured = Measured(tmp_path)
    await measured.kitchen.start()
    measured.till.read_faults.append(Fault(error=Unreachable("off", sent=False)))
    jobs = Jobs(measured.kitchen, measured.clock, poll_seconds=0.005)
    write_figures(measured.file, measured.kitchen, measured.clock, jobs)
    jobs.start()
    while not measured.file.exists():  # noqa: ASYNC110 - nothing announces a file
        await asyncio.sleep(0.005)
    await jobs.stop()
    found = parsed(measured.file.read_text())
    assert found["kds_polls_total", "good"] >= 1
    assert found["kds_polls_total", "failed"] == 1
    assert found["kds_poll_duration_seconds",] >= 0


def test_check_says_whether_the_figures_can_be_written(tmp_path: Path) -> None:
    """`kds check` has a row for the file where one is wanted: a folder that is missing is a note, no problem."""
    configuration = tmp_path / "kds.toml"
    for folder, verdict in ((tmp_path, Verdict.OK), (tmp_path / "missing", Verdict.NOTE)):
        configuration.write_text(f'metrics_file = "{folder / "kds.prom"}"\n')
        (row,) = [each for each in local_findings(configuration, {}) if each.what == "figures"]
        assert row.verdict is verdict
        assert str(folder / "kds.prom") in row.words
    configuration.write_text("")
    assert not [each for each in local_findings(configuration, {}) if each.what == "figures"]
