"""A picture of a cook's board and of the pass in each theme; a new one is accepted only after somebody looked at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.color import Color

from kds.paths import shipped_themes
from kds.ui.themes import theme_names
from tests.services import busy
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import StillKitchen, StillTimes, an_app, settled
from tests.ui.test_pictures import OFFLINE, Compare, showing, typing

THEMES = theme_names((shipped_themes(),))


@pytest.mark.parametrize("theme", THEMES)
def test_prep(snap_compare: Compare, theme: str) -> None:
    """A busy grill: late, due, allergy, void, again and new cards, the first one chosen."""
    board = board_of(grill(), *evening())
    assert snap_compare(showing(board, theme=theme), run_before=typing("1"))


@pytest.mark.parametrize("theme", THEMES)
def test_expo(snap_compare: Compare, theme: str) -> None:
    """A busy pass without its till: tables by stations, one of them complete, the first one in detail."""
    board = replace(board_of(the_pass(), *evening()), connection=OFFLINE)
    assert snap_compare(showing(board, theme=theme), run_before=typing("1"))


@pytest.mark.parametrize("theme", ["console", "monochrome"])
async def test_plots_open_in_themes_of_the_terminals_own_colours(theme: str) -> None:
    """The speed of service, with Textual's own figures and plots, is drawn in them too."""
    kitchen = StillKitchen(board_of(the_pass(), *evening()))
    kitchen.times = replace(StillTimes(), facts=busy())
    app = an_app(kitchen, theme=theme)
    async with app.run_test(size=(123, 36)) as pilot:
        await settled(pilot)
        await pilot.press("t", "pagedown")
        await settled(pilot)
        assert app.screen.query("Digits")


async def test_a_station_with_another_theme_is_drawn_in_it_at_once() -> None:
    """Becoming another station changes every cell, also where only the tones differ."""
    app = an_app(StillKitchen(board_of(grill(), *evening())))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        late = Color.parse("#ff7a66")
        assert late in colours(app)
        other = an_app(StillKitchen(board_of(grill())), theme="colour-blind")
        app.register_theme(other.current_theme)
        app.theme = other.theme
        await settled(pilot)
        assert late not in colours(app)
        assert Color.parse("#c6603f") in colours(app)


def colours(app: object) -> set[Color]:
    """Give every text colour on the screen."""
    screen = getattr(app, "screen")  # noqa: B009 - any application will do
    strips = screen._compositor.render_strips()
    return {
        Color.from_rich_color(piece.style.color)
        for strip in strips
        for piece in strip
        if piece.style and piece.style.color
    }
