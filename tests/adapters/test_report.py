"""`kds report`: the same figures from the state folder and beside a running board, as tables and as CSV."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kds.bootstrap.report import service
from kds.cli import run
from kds.control.server import ControlServer
from kds.domain.business_day import BusinessDay
from kds.domain.times.facts import Fact, Part
from kds.domain.times.table import COLUMNS, rows_of
from kds.kitchen.kitchen import Kitchen
from kds.store import opened
from tests.builders import EVENING, a_station
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeSource
from tests.services import a_part, busy, saturday

TODAY = EVENING.date()
DAYS = ["--from", f"{TODAY}", "--to", f"{TODAY}"]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings take part, and hours are those of UTC."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "KDS_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KDS_TIME_ZONE", "UTC")


def kept(folder: Path, facts: Sequence[Fact]) -> list[str]:
    """Keep facts in a state folder and give the options that name it."""

    async def keep() -> None:
        async with opened(folder) as store:
            await store.times.keep(facts)

    asyncio.run(keep())
    return ["--state-dir", str(folder)]


def test_a_saturday_is_printed_with_the_figures_known_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Forty orders: the median 20:30, nine of ten within 36 minutes, eleven late, and what is not counted."""
    options = kept(tmp_path / "state", saturday())
    assert run(["report", *DAYS, *options]) == 0
    told = capsys.readouterr().out
    assert "median 20:30   9 of 10 36:00   late 28%   pass 1:00   80 covers" in told
    assert ["Grill", "80", "40", "20:30", "36:00", "28%"] in [row.split() for row in told.splitlines()]
    assert "18:00" in told
    assert "Not counted: the time an order was held" in told


def test_everything_that_went_wrong_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Re-makes and voids with reasons, allergies, sold out dishes, and the time without the till."""
    options = kept(tmp_path / "state", busy())
    assert run(["report", *DAYS, *options]) == 0
    told = capsys.readouterr().out
    for words in (
        "19:29 Venison, T90, Grill: dropped",
        "19:27 1x Wings, T91, Grill, was in progress: guest left",
        "19:10 nuts, seat 3, GRILL, cook",
        "Sea trout: 18:40 to 19:05, 25 min",
        "4 minutes without the till",
        "1 line not ready yet",
    ):
        assert words in told


def test_csv_has_the_documented_columns_and_a_row_for_each_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To a file or to standard output, the same text; names can't become formulas."""
    parts = (
        a_part(1, "=HYPERLINK(evil)"),
        a_part(2, "Chips", on="Fry", ready=None),
        a_part(3, 'Soup "of the day", hot'),
    )
    options = kept(tmp_path / "state", parts)
    assert run(["report", *DAYS, "--csv", "-", *options]) == 0
    told = capsys.readouterr().out
    rows = list(csv.DictReader(told.splitlines()))
    assert tuple(rows[0]) == tuple(COLUMNS)
    assert [row["dish"] for row in rows] == ["'=HYPERLINK(evil)", "Chips", 'Soup "of the day", hot']
    assert [row["counted"] for row in rows] == ["counted", "not ready yet", "counted"]
    assert (rows[0]["fired_at"], rows[0]["seconds"], rows[0]["late"]) == (f"{TODAY}T19:00:00+00:00", "600", "0")
    file = tmp_path / "week.csv"
    assert run(["report", *DAYS, "--csv", str(file), *options]) == 0
    assert file.read_text(encoding="utf-8") == told


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the file and the reason."""
    options = kept(tmp_path / "state", saturday())
    assert run(["report", *DAYS, "--csv", str(tmp_path / "no" / "week.csv"), *options]) == 1
    assert "week.csv can't be written: No such file or directory." in capsys.readouterr().err


def test_one_station_is_asked_for_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A station of the configuration or an endpoint, in any letters; another one is a mistake that names those there are."""
    options = kept(tmp_path / "state", (a_part(1), a_part(2, "Chips", on="Fry"), a_part(3, "Lager", on="Bar")))
    configuration = tmp_path / "kds.toml"
    configuration.write_text('[stations.Hot]\nendpoints = ["Grill", "Fry"]\n[stations.Expo]\nendpoints = ["*"]\n')
    options += ["--config", str(configuration), "--csv", "-", *DAYS]
    found = {}
    for name in ("hot", "FRY", "expo"):
        assert run(["report", "--station", name, *options]) == 0
        found[name] = [row["dish"] for row in csv.DictReader(capsys.readouterr().out.splitlines())]
    assert found == {"hot": ["Burger", "Chips"], "FRY": ["Chips"], "expo": ["Burger", "Chips", "Lager"]}
    assert run(["report", "--station", "Sushi", *options]) == 2
    assert "There are: Hot, Expo, Bar, Fry, Grill." in capsys.readouterr().err


def test_days_the_wrong_way_round_are_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names both."""
    assert run(["report", "--from", "2026-11-22", "--to", "2026-11-20", "--state-dir", str(tmp_path)]) == 2
    assert "--from 2026-11-22 is after --to 2026-11-20." in capsys.readouterr().err


def test_a_screen_that_was_never_used_has_nothing_to_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No folder is made by asking."""
    assert run(["report", "--state-dir", str(tmp_path / "new")]) == 0
    assert "Nothing was fired" in capsys.readouterr().out
    assert not (tmp_path / "new").exists()


async def test_beside_a_running_board_the_board_is_asked(tmp_path: Path) -> None:
    """It knows the last seconds too, and keeps the folder to itself."""
    clock = FakeClock()
    store = FakeStore(clock)
    kitchen = Kitchen(a_station(), FakeSource(clock), store, store, clock)
    await kitchen.start()
    await store.times.keep(saturday())
    control = ControlServer(kitchen, tmp_path)
    await control.start()
    found = await service(None, {"state_dir": tmp_path}, first=TODAY - timedelta(days=1), last=TODAY)
    await control.stop()
    assert len(found.facts) == 40
    assert all(isinstance(fact, Part) for fact in found.facts)
    assert (found.first, found.last) == (TODAY - timedelta(days=1), TODAY)


def test_a_line_after_midnight_belongs_to_the_evening_before() -> None:
    """Its date is that of the business day, its times are the restaurant's."""
    day = BusinessDay(zone=ZoneInfo("Europe/Bratislava"))
    late = a_part(fired=EVENING.replace(tzinfo=UTC) + timedelta(hours=25, minutes=10))
    (row,) = rows_of((late,), day)
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["business_day"] == date(2026, 11, 22).isoformat()
    assert cells["fired_at"] == "2026-11-23T02:10:00+01:00"
