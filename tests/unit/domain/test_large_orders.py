"""Orders as large as a till may send them: twice the dishes cost twice the work, whatever was taken back or changed."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from kds.domain.cards import LineKind
from kds.domain.composing import cards_for
from kds.domain.marks import Marks
from kds.domain.order import Item, Order
from kds.domain.station import Station
from tests.builders import a_negative, a_station, an_expo, an_item, an_order

SMALL, LARGE = 60, 240


def bill(dishes: int, second: str) -> list[Order]:
    """Give a ticket of that many dishes and what was changed about each of them afterwards."""
    numbers = range(1, dishes + 1)
    first = [an_item(f"Dish {each}", 2, id=each, line=each) for each in numbers]
    later: list[Item] = []
    if second == "taken back":
        later = [a_negative(f"Dish {each}", of=("o1", each), id=each, line=each) for each in numbers]
    elif second == "taken back without a name":
        later = [a_negative(f"Dish {each}", id=each, line=each) for each in numbers]
    elif second == "changed":
        later = [a_negative(f"Dish {each}", 2, of=("o1", each), id=each, line=each) for each in numbers]
        later += [an_item(f"Dish {each}", 2, id=dishes + each, line=each, comment="well done") for each in numbers]
    elif second == "taken back from elsewhere":
        later = [a_negative(f"Dish {each}", of=("gone", each), id=each, line=each) for each in numbers]
    return [
        an_order(*first, id="o1", created="19:30", ticket="t1"),
        an_order(*later, id="o2", number=2, created="19:35", fired="19:35", ticket="t1"),
    ]


def work_of(station: Station, orders: list[Order]) -> int:
    """Count the functions called to make the cards: the same on every machine, however busy."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        cards = cards_for(station, orders, Marks(), {}, ())
    finally:
        sys.setprofile(None)
    assert cards
    return count


@pytest.mark.parametrize("station", [a_station(), an_expo()], ids=["prep", "pass"])
@pytest.mark.parametrize("second", ["taken back", "taken back without a name", "changed", "taken back from elsewhere"])
def test_four_times_the_dishes_are_four_times_the_work(station: Station, second: str) -> None:
    """An order of a mebibyte is drawn in the blink it takes to read it, not in minutes."""
    small, large = (work_of(station, bill(dishes, second)) for dishes in (SMALL, LARGE))
    assert large < 6 * small


@pytest.mark.parametrize("second", ["taken back", "taken back without a name"])
def test_a_large_bill_is_reduced_line_by_line(second: str) -> None:
    """Of each two dishes one is left, whether the till names what it takes back or not."""
    (card,) = cards_for(a_station(), bill(LARGE, second), Marks(), {}, ())
    dishes = [line for line in card.lines if line.kind is LineKind.DISH]
    assert len(dishes) == LARGE
    assert {line.quantity for line in dishes} == {1}


def test_silent_negatives_without_lines_go_by_product() -> None:
    """Where the till names no line of the bill, a product finds its own dish and no other."""
    orders = [
        an_order(an_item("Burger", 2, id=1), an_item("Soup", 1, id=2), id="o1", created="19:30", ticket="t1"),
        an_order(a_negative("Burger", id=1), id="o2", number=2, created="19:35", fired="19:35", ticket="t1"),
    ]
    (card,) = cards_for(a_station(), orders, Marks(), {}, ())
    assert {line.name: line.quantity for line in card.lines if line.kind is LineKind.DISH} == {"Burger": 1, "Soup": 1}
