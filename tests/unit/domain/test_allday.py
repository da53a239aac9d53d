"""All-day: the totals a cook works from (board 5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kds.domain.allday import AllDayRow, all_day, board_all_day, zones_counted
from kds.domain.marks import Marks, tick_key
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.domain.yesterday import LeftOver
from tests.builders import a_board, a_negative, a_station, an_item, an_order, at

GRILL = a_station("GRILL")


def figures(*orders: Order, station: Station = GRILL, zone: str | None = None) -> dict[str, tuple[int, int]]:
    """Give item → to cook and held."""
    return {row.name: (int(row.cook), int(row.held)) for row in all_day(orders, station, zone)}


def test_cook_and_held_are_never_one_sum() -> None:
    """Ten to cook are not twelve because two are held."""
    assert figures(
        an_order(an_item("Ribeye", 8), id="o1"),
        an_order(an_item("Ribeye", 2), an_item("Lamb", 6), id="o2", held=True),
    ) == {"Ribeye": (8, 2), "Lamb": (0, 6)}


def test_voids_and_done_dishes_are_taken_off() -> None:
    """Three burgers, one of them void, and two done: two to cook."""
    order = an_order(an_item("Burger", 3), an_item("Burger", 2, status=Status.READY))
    assert figures(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:35")) == {"Burger": (2, 0)}


def test_other_stations_and_zones_are_left_out() -> None:
    """The fryer's chips are not the grill's, and a zone can be asked for alone."""
    orders = (
        an_order(an_item("Burger"), an_item("Chips", on="Fry"), id="o1"),
        an_order(an_item("Burger"), id="o2", table="M1", zone="Main"),
    )
    assert figures(*orders) == {"Burger": (2, 0)}
    assert figures(*orders, zone="Main") == {"Burger": (1, 0)}


def test_modifiers_that_change_the_cooking_are_counted_below() -> None:
    """`BURGER 3: NO onion 2`; portions of one dish that differ are counted each; held ones are not."""
    rows = all_day(
        (
            an_order(an_item("Burger", 2, modifiers=("no onion",)), an_item("Burger"), id="o1"),
            an_order(an_item("Venison", 3, modifiers=("Doneness=rare", "Doneness=medium")), id="o2"),
            an_order(an_item("Burger", 4, modifiers=("no onion",)), id="o3", held=True),
        ),
        GRILL,
    )
    assert rows == (
        AllDayRow("Burger", Decimal(3), Decimal(4), (("NO onion", Decimal(2)),)),
        AllDayRow("Venison", Decimal(3), Decimal(0), (("rare", Decimal(1)), ("medium", Decimal(1)))),
    )


def test_a_line_ticked_here_is_not_cooked_again() -> None:
    """The fish pie that is done on this screen is off its total, although the till still waits for the fryer."""
    order = an_order(an_item("Fish pie", 2, on=("Grill", "Fry")))
    ticked = Marks(ticked=frozenset({tick_key("o1", 1, Status.READY.value)}))
    started = Marks(ticked=frozenset({tick_key("o1", 1, Status.IN_PROGRESS.value)}))
    assert all_day((order,), GRILL, marks=ticked) == ()
    assert [row.cook for row in all_day((order,), GRILL, marks=started)] == [2]


def test_a_table_without_a_zone_counts_in_every_zone() -> None:
    """Nowhere is never allowed: what names no zone is cooked whichever zone a person looks at."""
    order = an_order(an_item("Burger"), table=None)
    assert figures(order, zone="Main") == {"Burger": (1, 0)}


def test_a_promise_for_later_is_not_cooked_now() -> None:
    """What is kept off the board until its time stands in the held column; yesterday's orders in none."""
    orders = (an_order(an_item("Burger"), id="o1"), an_order(an_item("Burger", 2), id="o2", table="T8"))
    board = a_board(GRILL, *orders)
    kept = replace(board, cards=board.cards[:1], promised=board.cards[1:])
    assert [(int(row.cook), int(row.held)) for row in board_all_day(kept)] == [(1, 2)]
    old = replace(board, left_over=LeftOver(at("05:00"), orders[1:], frozenset({"o2"})))
    assert [(int(row.cook), int(row.held)) for row in board_all_day(old)] == [(1, 0)]


def test_a_tick_of_the_clock_counts_nothing_again() -> None:
    """The same orders give the very same rows; other orders or another mark give new ones."""
    board = a_board(GRILL, an_order(an_item("Burger", 2)))
    rows = board_all_day(board)
    assert board_all_day(replace(board, known=False)) is rows
    assert board_all_day(replace(board, orders=(*board.orders, an_order(id="o2")))) != rows


def test_zones_are_those_with_something_to_cook_or_held() -> None:
    """The key for zones offers no zone without a dish of this station."""
    board = a_board(
        GRILL,
        an_order(id="o1", zone="Terrace"),
        an_order(id="o2", table="M1", zone="Main", held=True),
        an_order(an_item("Beer", on="Bar"), id="o3", table="B1", zone="Bar"),
    )
    assert zones_counted(board) == ("Main", "Terrace")
