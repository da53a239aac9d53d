"""Remembered cards save work while their orders are there, and are gone with them."""

from __future__ import annotations

import gc

from kds.domain.composing import cards_for
from kds.domain.marks import Marks
from kds.domain.order import Order
from tests.builders import a_station, an_item, an_order, endpoints

SAUCIER = a_station("SAUCIER", "Grill")
MARK = "an order that only this test has"


def remembered() -> list[str]:
    """Give the ids of this test's orders that something still holds."""
    gc.collect()
    return sorted(each.id for each in gc.get_objects() if isinstance(each, Order) and each.note == MARK)


def test_orders_that_left_the_board_leave_the_memory() -> None:
    """After an evening of one order after the other only those still on the board are held."""
    for number in range(50):
        orders = tuple(
            an_order(an_item("Corn"), id=f"o{number + each}", ticket=f"t{number + each}", note=MARK)
            for each in range(3)
        )
        assert len(cards_for(SAUCIER, orders, Marks(), {}, endpoints())) == 3
    del orders
    assert remembered() == ["o49", "o50", "o51"]


def test_a_card_of_the_same_orders_is_the_same_object() -> None:
    """As long as nothing changed a card is not made again."""
    orders, marks = (an_order(an_item("Corn")),), Marks()
    (first,) = cards_for(SAUCIER, orders, marks, {}, endpoints())
    (again,) = cards_for(SAUCIER, orders, marks, {}, endpoints())
    assert first is again
