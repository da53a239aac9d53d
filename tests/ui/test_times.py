"""The page of the speed of service by its keys: it opens, turns, closes, and its plots change only with the figures."""

from __future__ import annotations

from textual.widgets import Digits, Sparkline

from kds.ui.app import KdsApp
from kds.ui.screens.times import READ_SECONDS, LateBar, TimesScreen
from tests.services import a_part, busy
from tests.ui.evenings import board_of, evening, the_pass
from tests.ui.showing import Seconds, StillKitchen, an_app, settled, shown

WIDE = (123, 40)


def an_evening() -> tuple[StillKitchen, KdsApp, Seconds]:
    """Give a pass whose board remembers a busy evening."""
    kitchen, seconds = StillKitchen(board_of(the_pass(), *evening())), Seconds()
    kitchen.times.facts = busy()
    return kitchen, an_app(kitchen, seconds=seconds), seconds


async def test_t_opens_the_page_and_closes_it() -> None:
    """One key to look, one key back."""
    _, app, _ = an_evening()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        assert "SPEED OF SERVICE  EXPO  by hour" in shown(app)
        await pilot.press("t")
        await settled(pilot)
        assert not isinstance(app.screen, TimesScreen)


async def test_pages_turn_and_stop_at_both_ends() -> None:
    """By hour, by station, by dish, what went wrong, the latest; no further."""
    _, app, _ = an_evening()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        titles = []
        for _ in range(6):
            titles.append(shown(app).splitlines()[1].split("EXPO")[1].split("page")[0].strip())
            await pilot.press("pagedown")
            await settled(pilot)
        assert titles == [
            "by hour",
            "by station",
            "by dish",
            "re-makes and voids",
            "the ten latest",
            "the ten latest",
        ]
        for _ in range(7):
            await pilot.press("pageup")
        await settled(pilot)
        assert "by hour" in shown(app)


async def test_plots_show_the_figures_of_their_page() -> None:
    """Large digits and bars of hours on the first page, a late share for each station on the second."""
    _, app, _ = an_evening()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        (plot,) = (each for each in app.screen.query(Sparkline) if each.display)
        assert [round(value) for value in dict.fromkeys(plot.data or ())] == [0, 20, 20, 20]
        assert [digits.value for digits in app.screen.query(Digits)] == ["11:34", "20:00", "26", "3:34", "284"]
        assert not any(bar.display for bar in app.screen.query(LateBar))
        await pilot.press("pagedown")
        await settled(pilot)
        assert not any(each.display for each in app.screen.query(Sparkline))
        assert [round(bar.progress, 2) for bar in app.screen.query(LateBar) if bar.display] == [0, 0, 0.17, 0.38, 0.51]


async def test_looking_makes_no_widgets_and_no_second_ones() -> None:
    """All plots are made once; opening the page a hundred times leaves as many as once."""
    _, app, _ = an_evening()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        times = app.screen
        before = len(list(times.walk_children()))
        for _ in range(10):
            await pilot.press("pagedown", "escape", "t")
        await settled(pilot)
        assert app.screen is times
        assert len(list(times.walk_children())) == before
        assert not any(bar._timers for bar in times.query(LateBar))


async def test_the_figures_are_read_anew_from_time_to_time() -> None:
    """Not at each second, and not while the page is closed."""
    kitchen, app, seconds = an_evening()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert kitchen.times.asked == 0
        await pilot.press("t")
        await settled(pilot)
        assert isinstance(app.screen, TimesScreen)
        app.screen.tick()
        await settled(pilot)
        assert kitchen.times.asked == 1
        kitchen.times.facts = (a_part(1, ready=7),)
        seconds.value += READ_SECONDS
        app.screen.tick()
        await settled(pilot)
        assert kitchen.times.asked == 2
        assert "7:00" in shown(app)


async def test_a_dish_with_brackets_is_drawn_as_it_is_called() -> None:
    """No name is ever taken for markup."""
    kitchen, app, _ = an_evening()
    kitchen.times.facts = (a_part(1, "Soup [no nuts] [/]"),)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("t", "pagedown", "pagedown")
        await settled(pilot)
        assert "Soup [no nuts] [/]" in shown(app)
