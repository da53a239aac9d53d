"""How many orders each endpoint still has to make something of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.marks import Marks, again_key
from kds.domain.terms import Status
from kds.ui.drawing.spans import text_of
from kds.ui.drawing.stations import Load, loads, overview_rows, unwatched_rows
from tests.builders import a_negative, an_item, an_order, at, endpoints
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


def test_a_dish_that_is_made_again_waits_since_it_was_ordered_again() -> None:
    """A ribeye of 19:00 that came back at 19:40 makes the grill two minutes old; with chips still open it is as old as ever."""
    bill = an_order(an_item("Ribeye"), an_item("Corn", status=Status.READY), fired="19:00")
    marks = Marks(again={again_key("o1", 1): at("19:40:07")})
    board = replace(boards.the_pass(), orders=(bill,), endpoints=endpoints("Grill"), marks=marks)
    assert loads(board, NOW)[0].age == timedelta(minutes=2)
    both = an_order(an_item("Ribeye"), an_item("Corn"), fired="19:00")
    assert loads(replace(board, orders=(both,)), NOW)[0].age == timedelta(minutes=42, seconds=7)


def test_a_screen_that_has_been_missing_since_yesterday_is_told_in_hours() -> None:
    """Nobody reckons in 961 minutes; up to two hours they are the usual word."""
    long = timedelta(minutes=961)
    away = Load(name="Cold", is_own=False, open=2, age=long, paper=False, is_unwatched=True, unwatched_for=long)
    assert text_of(unwatched_rows([away], 40)[0]).strip() == "Cold: NO SCREEN for 16h"
    row = text_of(overview_rows([away], 80)[1])
    assert "16h" in row
    assert "961" not in row
    soon = replace(away, age=timedelta(minutes=119), unwatched_for=timedelta(minutes=119))
    assert text_of(unwatched_rows([soon], 40)[0]).strip() == "Cold: NO SCREEN for 119m"
