"""How many orders each endpoint still has to make something of."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.order import Status
from kds.ui.drawing.stations import loads
from tests.builders import a_negative, an_item, an_order, endpoints
from tests.ui.drawing import boards
from tests.ui.drawing.boards import NOW


def test_a_dish_that_was_taken_back_is_not_waited_for() -> None:
    """A ribeye that was voided on the grill keeps its status; the grill has nothing open, also once the void was read."""
    bill = an_order(an_item("Ribeye", status=Status.IN_PROGRESS), an_item("Chips", on="Fry"))
    void = an_order(a_negative("Ribeye", of=("o1", 1)), id="o2")
    board = replace(boards.the_pass(), orders=(bill, void), endpoints=endpoints("Grill", "Fry"))
    assert {load.name: load.open for load in loads(board, NOW)} == {"Grill": 0, "Fry": 1}
    read = replace(board, orders=(bill,), reducing=(void,))
    assert {load.name: load.open for load in loads(read, NOW)} == {"Grill": 0, "Fry": 1}
    assert {load.name: load.open for load in loads(replace(read, reducing=()), NOW)} == {"Grill": 1, "Fry": 1}
