"""The list of what was finished, when it is opened before the till has told it."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.cards import Recallable
from kds.domain.order import Order
from kds.domain.terms import Status
from tests.builders import an_item, an_order, at
from tests.ui.evenings import board_of, grill
from tests.ui.showing import StillKitchen, an_app, settled, shown


def finished(order: Order) -> Recallable:
    """Give an order that was finished a minute ago."""
    return Recallable(order, order.table or "", at("19:41"), "cook", order.items)


async def test_m_works_on_a_list_that_was_empty_when_it_was_opened() -> None:
    """`R`, then the till's answer, then `M`: the reasons are asked, and nobody has to choose the only order first."""
    empty = board_of(grill())
    kitchen = StillKitchen(empty)
    app = an_app(kitchen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        kitchen.becomes(
            replace(empty, recallable=(finished(an_order(an_item("Ribeye 300", status=Status.READY), table="T9")),))
        )
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert "Choose an order first" not in shown(app)
        assert "dropped" in shown(app)


async def test_an_empty_list_names_no_key_that_acts_on_an_entry() -> None:
    """Nothing was finished: there is only the way back."""
    app = an_app(StillKitchen(board_of(grill())))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for page, left in (("r", "ESC back"), ("o", "ESC back")):
            await pilot.press(page)
            await settled(pilot)
            assert shown(app).splitlines()[-1].strip() == left
            await pilot.press("escape")
            await settled(pilot)


async def test_the_same_dishes_of_an_order_are_counted_together() -> None:
    """Three burgers of three guests are `3x Burger`, so that the row has room for the rest."""
    order = an_order(an_item("Burger"), an_item("Chips"), an_item("Burger", 2), table="T9")
    app = an_app(StillKitchen(replace(board_of(grill()), recallable=(finished(order),))))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await settled(pilot)
        assert "3x Burger, 1x Chips   cook" in shown(app)
