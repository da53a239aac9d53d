"""All-day: the totals a cook works from (board 5)."""

from __future__ import annotations

from decimal import Decimal

from kds.domain.allday import AllDayRow, all_day
from kds.domain.order import Order, Status
from kds.domain.station import Station
from tests.builders import a_negative, a_station, an_item, an_order

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
