"""Pictures of several stations in one installation, of covering, and of what is kept off the board."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.covering import covering, to_cover
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.picker import PickerApp, Question
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme
from tests.builders import an_item, an_order, at
from tests.ui.evenings import evening, grill, the_pass
from tests.ui.showing import SIZES, Seconds
from tests.ui.stations import STATIONS, a_kitchen, last_night, promised, runner, with_stations
from tests.ui.test_pictures import Compare, typing


def the_picker(last: str = "FRY") -> PickerApp:
    """Give the first screen of an installation with four stations."""
    keys, theme = load_profile("keyboard", (shipped_profiles(),)), choose_theme("default", (shipped_themes(),))
    return PickerApp(Question(STATIONS, last), keys, theme, Seconds())


def slammed(late: int) -> tuple[Order, ...]:
    """Give so many late tables and two fresh ones."""
    tables = [
        an_order(an_item("Ribeye 300", 1), id=f"s{number}", table=f"T{number}", fired=f"19:{10 + 2 * number:02}")
        for number in range(1, late + 1)
    ]
    return (
        *tables,
        *(an_order(an_item("Burger"), id=f"f{n}", table=f"M{n}", zone="Main", fired="19:40") for n in (1, 2)),
    )


def test_picker(snap_compare: Compare) -> None:
    """Nobody said which station this is: a numbered list, the last choice first, and it starts by itself."""
    assert snap_compare(the_picker())


def test_picker_for_the_first_time(snap_compare: Compare) -> None:
    """Without a last choice the question waits for as long as it takes."""
    assert snap_compare(the_picker(last=""), terminal_size=(61, 18))


def test_stations_to_become(snap_compare: Compare) -> None:
    """The stations of this installation, this one marked; a digit takes one."""
    app, _, _ = with_stations(a_kitchen(grill(), *evening()))
    assert snap_compare(app, run_before=typing("tab"))


def test_stations_to_cover(snap_compare: Compare) -> None:
    """What this station could take over; the fryer has no screen now."""
    notes = (Note("n", NoteKind.PRESENCE, at("19:42"), text="Grill\nCold\nBar\nPastry"),)
    board = replace(a_kitchen(grill(), *evening()), shared=Shared(notes, is_offered=True))
    app, _, _ = with_stations(board)
    assert snap_compare(app, run_before=typing("c"))


def test_covering(snap_compare: Compare) -> None:
    """The grill shows the fryer's cards too, and the header says so."""
    station = covering(grill(), to_cover(grill(), STATIONS, ()), ("FRY",))
    app, _, _ = with_stations(a_kitchen(station, *evening()))
    assert snap_compare(app, run_before=typing())


def test_a_dead_fryer_is_offered(snap_compare: Compare) -> None:
    """Nobody watches the fryer: one row offers to cover it."""
    notes = (Note("n", NoteKind.PRESENCE, at("19:42"), text="Grill\nCold\nBar\nPastry"),)
    board = replace(a_kitchen(grill(), *evening()), shared=Shared(notes, is_offered=True))
    assert snap_compare(with_stations(board)[0], run_before=typing())


@pytest.mark.parametrize("size", SIZES[:3], ids=lambda size: f"{size[0]}x{size[1]}")
def test_runner(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A runner's screen: what stands on the pass, and nothing to press."""
    app, _, _ = with_stations(a_kitchen(runner(), *evening()))
    assert snap_compare(app, terminal_size=size, run_before=typing())


def test_prep_with_yesterdays_orders(snap_compare: Compare) -> None:
    """Four orders of last night are one row, not four late cards."""
    app, _, _ = with_stations(a_kitchen(grill(), *evening(), *last_night()))
    assert snap_compare(app, run_before=typing())


def test_expo_with_yesterdays_orders(snap_compare: Compare) -> None:
    """The same row above the rail."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *evening(), *last_night()))
    assert snap_compare(app, run_before=typing())


def test_only_yesterdays_orders(snap_compare: Compare) -> None:
    """In the morning the board has nothing but that row."""
    app, _, _ = with_stations(a_kitchen(grill(), *last_night()))
    assert snap_compare(app, terminal_size=(61, 18), run_before=typing())


def test_yesterday_review(snap_compare: Compare) -> None:
    """ENTER opens the list of them, with what is still open of each."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *evening(), *last_night()))
    assert snap_compare(app, run_before=typing("enter"))


def test_yesterday_one_order(snap_compare: Compare) -> None:
    """One order: bring it back, or close it."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *evening(), *last_night()))
    assert snap_compare(app, run_before=typing("enter", "2", "enter"))


def test_yesterday_close_all_asks(snap_compare: Compare) -> None:
    """Closing all of them asks first."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *evening(), *last_night()))
    assert snap_compare(app, run_before=typing("enter", "5", "enter"))


def test_prep_three_oldest(snap_compare: Compare) -> None:
    """Six of eight are late: three reverse blocks, the other three only say LATE."""
    app, _, _ = with_stations(a_kitchen(grill(), *slammed(6)))
    assert snap_compare(app, run_before=typing())


def test_expo_three_oldest(snap_compare: Compare) -> None:
    """The same in the rail."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *slammed(6)))
    assert snap_compare(app, run_before=typing())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_prep_promised(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Two deliveries wait for their time and are counted; the one with a courier at the door is shown."""
    app, _, _ = with_stations(a_kitchen(grill(), *evening(), *promised()))
    assert snap_compare(app, terminal_size=size, run_before=typing())


@pytest.mark.parametrize("size", SIZES[1:3], ids=lambda size: f"{size[0]}x{size[1]}")
def test_expo_promised(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The pass lists the next promised."""
    app, _, _ = with_stations(a_kitchen(the_pass(), *evening(), *promised()))
    assert snap_compare(app, terminal_size=size, run_before=typing())


def test_nothing_but_promises(snap_compare: Compare) -> None:
    """Nothing to start yet is not the same as no orders."""
    app, _, _ = with_stations(a_kitchen(grill(), *promised()[:2]))
    assert snap_compare(app, run_before=typing())
