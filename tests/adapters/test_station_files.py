"""Several stations in one installation: tables, files beside the configuration, and which one a screen is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kds.bootstrap.checking import Verdict, findings
from kds.bootstrap.choosing import last_station, remember_station
from kds.bootstrap.glance import glance
from kds.domain.lens import Layout, Sort
from kds.domain.station import Process, Role, Thresholds
from kds.domain.terms import Purchase, Status
from kds.errors import SettingsError
from kds.settings.loading import load
from kds.settings.stations import all_stations, station_of

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration, and a file for each further station; give the configuration's path."""

    def files(text: str = "", **stations: str) -> Path:
        file = tmp_path / "kds.toml"
        file.write_text(text)
        folder = tmp_path / "stations"
        folder.mkdir(exist_ok=True)
        for name, content in stations.items():
            (folder / f"{name}.toml").write_text(content)
        return file

    return files


def names(file: Path, **options: Any) -> list[str]:
    """Give the names of all stations."""
    return [station.name for station in all_stations(load(file, options))]


def test_stations_stand_in_the_file_or_beside_it(write: Write) -> None:
    """A file of the folder is a station, named after it, beside those of the configuration."""
    file = write("[stations.EXPO]", GRILL='endpoints = ["Grill", "Wok"]', FRY="")
    assert names(file) == ["EXPO", "FRY", "GRILL"]
    assert station_of(load(file, {"station": "grill"})).endpoints == ("Grill", "Wok")


def test_a_station_described_twice_names_both_places(write: Write, tmp_path: Path) -> None:
    """Which of the two counts would be a guess, so neither does."""
    file = write("[stations.Grill]", GRILL="")
    for read in (lambda: load(file), lambda: glance(file, {"server": "http://till"})):
        with pytest.raises(SettingsError) as error:
            read()
        assert f"{file}, [stations.Grill]" in str(error.value)
        assert str(tmp_path / "stations" / "GRILL.toml") in str(error.value)


def test_a_mistake_in_a_station_file_names_that_file(write: Write, tmp_path: Path) -> None:
    """The place is the station's own file, with the nearest key."""
    file = write("", GRILL="endpoint = []")
    with pytest.raises(SettingsError) as error:
        load(file)
    assert str(tmp_path / "stations" / "GRILL.toml") in str(error.value)
    assert "'endpoint'" in str(error.value)
    assert "nearest is 'endpoints'" in str(error.value)


def test_a_station_file_that_is_not_toml_is_told(write: Write) -> None:
    """A slip of the pen is a sentence that names the file."""
    with pytest.raises(SettingsError, match=r"GRILL\.toml is not TOML"):
        load(write("", GRILL="endpoints = "))


def test_every_option_of_a_station_arrives(write: Write) -> None:
    """What board 2 names can be written down, and is what the kitchen works with."""
    text = """
        endpoints = ["Grill"]
        role = "prep"
        zones = ["Main"]
        sort = "promise"
        layout = "tiles"
        bump_to = "Served"
        expo_waits = false
        process = "auto"
        paper_endpoints = ["Pastry"]
        read_only = true
        scanner = true
        theme = "high-contrast"
        keys = "bump-bar"
        pass_alarm_minutes = 3
        [thresholds]
        walk_in = [5, 9]
        delivery = [3, 6]
        [preparation]
        take_away = 20
    """
    settings = load(write("", HOT=text), {"station": "HOT"})
    station = station_of(settings)
    assert (station.endpoints, station.role, station.zones) == (("Grill",), Role.PREP, frozenset({"Main"}))
    assert (station.sort, station.layout, station.bump_to) == (Sort.PROMISE, Layout.TILES, Status.SERVED)
    assert (station.expo_waits, station.process, station.paper_endpoints) == (
        False,
        Process.AUTO,
        frozenset({"Pastry"}),
    )
    assert (station.read_only, station.pass_alarm) == (True, timedelta(minutes=3))
    assert station.limits(Purchase.TAKE_AWAY) == Thresholds(timedelta(minutes=5), timedelta(minutes=9))
    assert station.limits(Purchase.DELIVERY) == Thresholds(timedelta(minutes=3), timedelta(minutes=6))
    assert station.time_ahead(Purchase.TAKE_AWAY) == timedelta(minutes=20)
    assert station.time_ahead(Purchase.DELIVERY) == timedelta(minutes=6)
    table = settings.stations["HOT"]
    assert (table.theme, table.keys, table.scanner) == ("high-contrast", "bump-bar", True)


def test_a_runner_sees_the_pass_and_changes_nothing(write: Write) -> None:
    """Without endpoints of its own a runner's station sees all of them, read-only."""
    station = station_of(load(write("", RUN='role = "runner"')))
    assert (station.role, station.endpoints, station.read_only) == (Role.RUNNER, ("*",), True)


def test_several_stations_are_a_question_for_the_first_screen(write: Write) -> None:
    """Where nobody named one, all that fit are offered; a named one, or the only one of a role, is taken at once."""
    file = write('server = "http://till"', GRILL="", FRY="", EXPO="")
    assert [station.name for station in glance(file, {}).choice] == ["EXPO", "FRY", "GRILL"]
    assert [station.name for station in glance(file, {"role": "prep"}).choice] == ["FRY", "GRILL"]
    for options in ({"station": "fry"}, {"role": "expo"}, {"endpoints": "Bar"}):
        assert glance(file, options).choice == ()
    assert glance(file, {"role": "expo"}).station.name == station_of(load(file, {"role": "expo"})).name == "EXPO"
    assert glance(file, {"station": "fry"}).station.name == "FRY"


def test_a_script_needs_a_name_where_several_stations_fit(write: Write) -> None:
    """No screen can be asked there, so the sentence lists the stations."""
    with pytest.raises(SettingsError, match=r"FRY, GRILL.*--station"):
        station_of(load(write("", GRILL="", FRY="")))


def test_the_last_choice_is_kept_in_the_state_folder(tmp_path: Path) -> None:
    """It survives a restart; without one, or in a folder that can't be written, there is just no last choice."""
    assert last_station(tmp_path) == ""
    remember_station(tmp_path, "FRY")
    assert last_station(tmp_path) == "FRY"
    remember_station(tmp_path / "missing", "FRY")
    assert last_station(tmp_path / "missing") == ""


@pytest.mark.parametrize(
    ("stations", "warns"),
    [
        ({"GRILL": "", "FRY": ""}, True),
        ({"GRILL": "", "EXPO": ""}, False),
        ({"GRILL": "", "BAR": 'bump_to = "Served"'}, False),
        ({"GRILL": "", "RUN": 'role = "runner"'}, True),
        ({"GRILL": "", "EXPO": "read_only = true"}, True),
    ],
)
async def test_the_check_warns_when_nobody_serves(
    write: Write, tmp_path: Path, stations: dict[str, str], warns: bool
) -> None:
    """Orders would stay open at the till for ever; a runner, or a pass that only looks, serves nothing."""
    file = write(f'server = "http://127.0.0.1:9"\nstation = "GRILL"\nstate_dir = "{tmp_path}/state"', **stations)
    rows = [row for row in await findings(file, {}) if row.what == "stations"]
    assert [row.verdict for row in rows] == ([Verdict.NOTE] if warns else [])
