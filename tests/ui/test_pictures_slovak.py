"""One picture for each screen of a busy evening in Slovak, whose words are longer; nothing may be cut for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kds import language
from kds.paths import shipped_profiles
from kds.ui.picker import station_words
from kds.ui.profiles import load_profile
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import SIZES
from tests.ui.stations import STATIONS
from tests.ui.test_pictures import OFFLINE, Compare, showing, typing

SMALL = SIZES[:3]


@pytest.fixture(autouse=True)
def _in_slovak() -> Iterator[None]:
    """Show everything in Slovak, boards as they are composed among it."""
    language.use(language.SLOVAK)
    yield
    language.use(language.ENGLISH)


@pytest.mark.parametrize("size", SMALL, ids=lambda size: f"{size[0]}x{size[1]}")
def test_prep(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy grill in Slovak: late, due, allergy, void, again and new cards, the first one chosen."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("size", SMALL, ids=lambda size: f"{size[0]}x{size[1]}")
def test_expo(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A busy pass in Slovak: tables by stations, what each waits for, the first one in detail."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), terminal_size=size, run_before=typing("1"))


def test_prep_offline(snap_compare: Compare) -> None:
    """The till is gone: both reversed rows say it whole in Slovak."""
    board = replace(board_of(grill(), *evening()), connection=OFFLINE)
    assert snap_compare(showing(board), run_before=typing())


def test_help(snap_compare: Compare) -> None:
    """The help in Slovak, its captions those of the profile."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("?"))


def test_what_a_station_and_a_profile_are_is_told_in_slovak() -> None:
    """The list of stations names no `runner`, the help no `Bump bar`."""
    words = " ".join(station_words(station) for station in STATIONS)
    assert "runner" not in words
    assert "prep" not in words
    titles = [
        load_profile(name, (shipped_profiles(),)) for name in ("keyboard", "bump-bar", "number-bumps", "six-button")
    ]
    assert all(profile.shown_title != profile.title for profile in titles)
