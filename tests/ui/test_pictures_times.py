"""One picture for each page of the speed of service; a new one is accepted only after somebody looked at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.station import Station
from kds.domain.times.facts import Fact
from kds.ui.app import KdsApp
from tests.services import busy
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import SIZES, StillKitchen, StillTimes, an_app
from tests.ui.test_pictures import Compare, typing

OUTERMOST = ((61, 18), (200, 60))
MIDDLE = ((80, 24), (123, 36))


def times_of(station: Station, *facts: Fact) -> KdsApp:
    """Give the application whose board remembers these facts."""
    kitchen = StillKitchen(board_of(station, *evening()))
    kitchen.times = replace(StillTimes(), facts=facts)
    return an_app(kitchen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_by_hour(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The whole kitchen hour by hour, with the plot of the ninetieth percentile."""
    assert snap_compare(times_of(the_pass(), *busy()), terminal_size=size, run_before=typing("t"))


@pytest.mark.parametrize("size", OUTERMOST, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_fired(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Before the first order: what will be counted, and what never is."""
    assert snap_compare(times_of(grill()), terminal_size=size, run_before=typing("t"))


@pytest.mark.parametrize("size", MIDDLE, ids=lambda size: f"{size[0]}x{size[1]}")
def test_by_station(snap_compare: Compare, size: tuple[int, int]) -> None:
    """All stations, with their late shares as bars where there is room."""
    assert snap_compare(times_of(the_pass(), *busy()), terminal_size=size, run_before=typing("t", "pagedown"))


def test_by_dish(snap_compare: Compare) -> None:
    """The grill's own dishes, the most cooked first."""
    keys = ("t", "pagedown", "pagedown")
    assert snap_compare(times_of(grill(), *busy()), run_before=typing(*keys))


@pytest.mark.parametrize("size", [(61, 18), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_remakes_and_voids(snap_compare: Compare, size: tuple[int, int]) -> None:
    """What was made again or taken back with its reason, allergies read, sold out, without the till, not counted."""
    keys = ("t", "pagedown", "pagedown", "pagedown")
    assert snap_compare(times_of(the_pass(), *busy()), terminal_size=size, run_before=typing(*keys))


@pytest.mark.parametrize("size", [(61, 18), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_ten_latest(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The lines that were furthest past their limit."""
    keys = ("t", *("pagedown",) * 9)
    assert snap_compare(times_of(the_pass(), *busy()), terminal_size=size, run_before=typing(*keys))
