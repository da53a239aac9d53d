"""Words, numbers and dates in the language of a screen, and who chooses it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from kds import language
from kds.bootstrap.glance import glance
from kds.bootstrap.stations import Stations
from kds.domain.intents import Refusal
from kds.domain.station import Station
from kds.domain.wording import is_choice, modifier_words
from kds.errors import SettingsError, StateError
from kds.kitchen.kitchen import Kitchen
from kds.language import ENGLISH, SLOVAK, date_words, day_words, month_day_words, number_words, tr, trn, usual
from kds.settings.loading import load
from tests.builders import an_item

DAY = date(2026, 11, 22)
FILE = """
server = "http://127.0.0.1:1"
{top}

[stations.Grill]
language = "sk"

[stations.Fry]
"""


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Leave the language of the sources to the next test."""
    yield
    language.use(ENGLISH)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ENGLISH),
        ({"LANG": "sk_SK.UTF-8"}, SLOVAK),
        ({"LANG": "sk"}, SLOVAK),
        ({"LANG": "de_AT.UTF-8"}, ENGLISH),
        ({"LANG": "sk_SK.UTF-8", "LC_ALL": "C.UTF-8"}, ENGLISH),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "sk_SK.UTF-8"}, SLOVAK),
        ({"LANG": "skr_PK.UTF-8"}, ENGLISH),
    ],
)
def test_who_chose_no_language_gets_that_of_the_environment(environment: dict[str, str], expected: str) -> None:
    """Slovak where the environment says so, English everywhere else."""
    assert usual(environment) == expected


def test_numbers_and_dates_follow_the_language() -> None:
    """A decimal comma and a date with blanks in Slovak, as before in English."""
    half, moment = Decimal("12.50"), datetime(2026, 11, 22, tzinfo=UTC)
    assert (number_words(half), date_words(DAY), day_words(DAY)) == ("12.5", "2026-11-22", "22.11.")
    assert month_day_words(moment) == "22 November"
    language.use(SLOVAK)
    assert (number_words(half), date_words(DAY), day_words(DAY)) == ("12,5", "22. 11. 2026", "22. 11.")
    assert month_day_words(moment) == "22. novembra"


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 stôl"), (2, "2 stoly"), (4, "4 stoly"), (5, "5 stolov"), (0, "0 stolov")]
)
def test_slovak_counts_in_three_forms(count: int, expected: str) -> None:
    """One table, two to four, and five or none."""
    language.use(SLOVAK)
    assert trn("{count} table", "{count} tables", count) == expected


def test_an_unknown_language_is_english() -> None:
    """A code without a catalogue shows the sources' own words."""
    language.use("xx")
    assert tr("VOID") == "VOID"


def test_remembered_words_are_forgotten_with_the_language() -> None:
    """A modifier drawn in English a moment ago is drawn in Slovak after the change, and is still no choice."""
    item = an_item("Burger", modifiers=("no onion",))
    assert modifier_words(item) == ("NO onion",)
    language.use(SLOVAK)
    assert modifier_words(item) == ("BEZ onion",)
    assert not is_choice("BEZ onion")
    assert is_choice("rare")


@pytest.mark.parametrize(
    ("top", "options", "expected"),
    [
        ("", {"station": "Grill"}, SLOVAK),
        ("", {"station": "Fry"}, ENGLISH),
        ('language = "sk"', {"station": "Fry"}, SLOVAK),
        ("", {"station": "Fry", "language": "sk"}, SLOVAK),
        ('language = "sk"', {"station": "Grill", "language": "en"}, ENGLISH),
    ],
)
def test_the_first_frame_has_the_language_of_its_station(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, top: str, options: dict[str, str], expected: str
) -> None:
    """The command line stands above the station, and that above the whole installation."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = tmp_path / "kds.toml"
    file.write_text(FILE.format(top=top))
    assert glance(file, options).language == expected


def test_a_language_that_is_none_is_named_with_its_place(tmp_path: Path) -> None:
    """A misspelled language is told with file and key."""
    file = tmp_path / "kds.toml"
    file.write_text('language = "slovak"\n')
    with pytest.raises(SettingsError, match="language"):
        load(file)


def stations_of(tmp_path: Path, said: list[str], *, full: bool = False) -> Stations:
    """Give the stations of a board whose kitchen notes the language that it is switched in."""
    file = tmp_path / "kds.toml"
    file.write_text(FILE.format(top=f'state_dir = "{tmp_path}"\nstation = "Fry"'))

    async def become(station: Station) -> None:
        said.append(f"{station.name} {language.in_use()}")
        if full:
            raise StateError("the disk is full")

    kitchen = SimpleNamespace(
        board=SimpleNamespace(station=Station("Fry", ("Fry",))), switching=SimpleNamespace(become=become)
    )
    return Stations(load(file), {}, cast("Kitchen", kitchen))


def test_a_screen_that_becomes_another_station_speaks_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cards are composed in the new station's language, and in the old one again on the way back."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    said: list[str] = []
    stations = stations_of(tmp_path, said)
    for name in ("Grill", "Fry"):
        assert not isinstance(asyncio.run(stations.become(name)), Refusal)
    assert said == ["Grill sk", "Fry en"]


def test_a_switch_that_fails_keeps_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other station can't be shown, this one goes on in its own words."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert isinstance(asyncio.run(stations_of(tmp_path, [], full=True).become("Grill")), Refusal)
    assert language.in_use() == ENGLISH
