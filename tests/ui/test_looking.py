"""What a person sees and can hit after choosing a zone, a sort, a layout or another grouping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.lens import COOK_LAYOUTS, PASS_LAYOUTS, Layout
from kds.domain.terms import Status
from tests.builders import an_item, an_order
from tests.ui.evenings import complete_table, evening, grill, late_table, the_pass
from tests.ui.showing import board_screen
from tests.ui.test_acts import a_shift

TWO_SLIPS = (
    an_order(an_item("Ribeye", 2, id=1), id="o1", number=1, ticket="t", fired="19:40"),
    an_order(an_item("Burger", 3, id=1), id="o2", number=2, ticket="t", fired="19:40"),
)


async def test_a_digit_does_nothing_on_a_board_that_was_sorted_a_moment_ago() -> None:
    """Sorted by table another card stands in slot 1; a digit pressed in the same breath says so."""
    async with a_shift(grill(), *evening()) as shift:
        await shift.press("b", "b", "b")
        assert "1 IS NOW B2 (was T7)" in await shift.press("1", after=0.2)
        assert board_screen(shift.app).state.selected is None
        await shift.press("1", after=0.6)
        assert board_screen(shift.app).state.selected == "o8"


async def test_v_goes_round_the_layouts_of_the_role() -> None:
    """A cook has no rail; the pass has all five."""
    for station, layouts in ((grill(), COOK_LAYOUTS), (the_pass(), PASS_LAYOUTS)):
        async with a_shift(station, *evening()) as shift:
            found = []
            for _ in layouts:
                await shift.press("v")
                found.append(board_screen(shift.app).state.lens.layout)
            assert found == [*layouts[1:], layouts[0]]


async def test_z_shows_one_zone_after_the_other_and_never_hides_trouble() -> None:
    """Bar first: the late table of the terrace is told beside the tabs; after the last zone all are back."""
    async with a_shift(grill(), *evening()) as shift:
        bar = await shift.press("z")
        assert "GRILL Bar" in bar
        assert "T7" not in bar.replace("NO ORDERS", "")
        assert "1 LATE  1 NOT SEEN  in Terrace" in bar
        main = await shift.press("z")
        assert "M12" in main
        assert "GRILL Terrace" in await shift.press("z")
        everything = await shift.press("z")
        assert "T7" in everything
        assert "M12" in everything


async def test_divided_by_orders_a_bump_covers_one_of_them() -> None:
    """T7 is two cards; Enter on the first leaves the second to cook, and U brings back only the first."""
    async with a_shift(grill(), *TWO_SLIPS) as shift:
        assert "T7 #1" in await shift.press("g")
        await shift.press("1", after=1)
        screen = await shift.press("enter")
        assert shift.status("o1", 1) is Status.READY
        assert shift.status("o2", 1) is Status.NEW
        assert "BURGER" in screen
        assert "RIBEYE" in await shift.press("u")
        assert shift.status("o1", 1) is Status.NEW
        assert "3x BURGER" in await shift.press("g")


@pytest.mark.parametrize("layout", [Layout.TILES, Layout.WIDE, Layout.LIST])
async def test_a_card_over_two_pages_is_bumped_only_after_both(layout: Layout) -> None:
    """In each layout Enter refuses until every line of a torn card was on the screen."""
    banquet = an_order(*(an_item(f"Course {number}", id=number) for number in range(1, 91)), id="o1", fired="19:41")
    async with a_shift(replace(grill(), layout=layout), banquet) as shift:
        await shift.press("1", after=1)
        assert "Look at all of it first" in await shift.press("enter")
        assert shift.status("o1", 1) is Status.NEW
        page = -1
        while page != (page := board_screen(shift.app).state.places.page):
            await shift.press("pagedown")
        assert page > 0
        await shift.press("1", after=1)
        await shift.press("enter")
        assert shift.status("o1", 1) is Status.READY


async def test_the_pass_sends_a_card_from_any_layout() -> None:
    """Shown as a list the pass refuses what is not ready, and sends what is complete."""
    async with a_shift(replace(the_pass(), layout=Layout.LIST), late_table(), complete_table()) as shift:
        await shift.press("1", after=1)
        assert "T7 waits for" in await shift.press("enter")
        await shift.press("2", after=1)
        await shift.press("enter")
        assert shift.status("o10", 1) is Status.SERVED


async def test_a_tap_on_seen_in_a_list_says_seen() -> None:
    """The words `seen? ENTER` below a title are Enter on that card, its dishes beside them are not."""
    async with a_shift(replace(grill(), layout=Layout.LIST), *evening()) as shift:
        rows = (await shift.wait(1)).splitlines()
        y = next(number for number, row in enumerate(rows) if "seen? ENTER" in row)
        await shift.pilot.click("RowsView", offset=(40, y))
        assert shift.kitchen.board.card("o2") is not None
        chosen = board_screen(shift.app).chosen()
        assert chosen is not None
        assert chosen.unseen
        await shift.wait(1)
        await shift.pilot.click("RowsView", offset=(4, y))
        await shift.wait(1)
        card = shift.kitchen.board.card("o2")
        assert card is not None
        assert not card.unseen
