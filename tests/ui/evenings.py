"""One busy evening as orders of the till, seen at 19:42:07: what the pictures show on prep and on the pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kds.domain.board import Board
from kds.domain.order import Order
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase, Status
from tests.builders import a_board, a_negative, a_station, an_expo, an_item, an_order
from tests.ui.showing import LIVE

SIX_AND_TWELVE = {Purchase.WALK_IN: Thresholds(timedelta(minutes=6), timedelta(minutes=12))}
READY, STARTED, SERVED = Status.READY, Status.IN_PROGRESS, Status.SERVED


def grill() -> Station:
    """Give the grill, due after six and late after twelve minutes."""
    return replace(a_station("GRILL"), thresholds=SIX_AND_TWELVE)


def the_pass() -> Station:
    """Give the expo with the same limits; pastry works from paper."""
    return replace(an_expo(paper=("Pastry",)), thresholds=SIX_AND_TWELVE)


def evening() -> tuple[Order, ...]:
    """Give eleven tables in every state a cook can meet."""
    return (
        late_table(),
        an_order(
            an_item("Lamb chops", 4, status=STARTED, modifiers=("Cooking=pink",)),
            an_item("Lamb chops", 1, seat="3", comment="own pan please"),
            an_item("Venison", 3, modifiers=("Cooking=rare",)),
            an_item("Ribeye 300", 2, modifiers=("Cooking=well done",)),
            an_item("Chips", 5, on="Fry"),
            an_item("Caesar", 2, on="Cold", status=READY, changed="19:38"),
            id="o2", table="M12", zone="Main", fired="19:33", note="ALLERGY nuts, seat 3", guests=10, waiter="Ivan",
        ),
        an_order(
            an_item("Burger", 2, modifiers=("cheddar",)),
            an_item("Halloumi", 1),
            an_item("Chips", 2, on="Fry", status=READY, changed="19:40"),
            id="o3", table=None, purchase=Purchase.TAKE_AWAY, due="19:50", pickup_name="Novak", fired="19:36", number=131,
        ),
        an_order(
            an_item("Burger", 3, status=STARTED, modifiers=("no onion",), id=1),
            id="o4", table="T3", fired="19:36", guests=3, waiter="Anna",
        ),
        an_order(a_negative("Burger", 1, of=("o4", 1)), id="o5", table="T3", fired="19:41", number=105),
        an_order(
            an_item("Ribeye 300", 2), an_item("Chips", 2, on="Fry"),
            id="o6", table="T4", zone="Terrace", created="19:33", held=True, guests=2,
        ),
        an_order(
            an_item("Chicken", 2), an_item("Ribeye 300", 1, modifiers=("Cooking=medium",)),
            id="o7", table="T5", fired="19:38", guests=5,
        ),
        an_order(an_item("Wings", 3, modifiers=("Heat=hot",), comment="extra dip"), id="o8", table="B2", zone="Bar", fired="19:42"),
        an_order(an_item("Burger", 1, modifiers=("Cooking=rare",)), id="o9", table="M1", zone="Main", fired="19:42"),
        complete_table(),
    )  # fmt: skip


def late_table() -> Order:
    """Give table T7: only the grill is missing, for fourteen minutes."""
    return an_order(
        an_item("Ribeye 300", 2, status=STARTED, modifiers=("Cooking=medium rare", "no butter")),
        an_item("Burger", 1, status=READY, changed="19:41"),
        an_item("Chips", 2, on="Fry", status=READY, changed="19:41"),
        an_item("Caesar", 1, on="Cold", status=READY, changed="19:38", modifiers=("no anchovy",)),
        an_item("Lager", 4, on="Bar", status=SERVED, changed="19:32"),
        id="o1", table="T7", fired="19:28", guests=4, waiter="Anna", number=118,
    )  # fmt: skip


def complete_table() -> Order:
    """Give table M2: everything stands on the pass."""
    return an_order(
        an_item("Venison", 1, status=READY, changed="19:40:47", modifiers=("Cooking=rare",), seat="1"),
        an_item("Chips", 2, on="Fry", status=READY, changed="19:40:02"),
        id="o10", table="M2", zone="Main", fired="19:31", guests=2, waiter="Ivan", number=121,
    )  # fmt: skip


def crowd(tables: int) -> tuple[Order, ...]:
    """Give so many equal tables, one a minute apart at most, oldest first."""
    return tuple(
        an_order(
            an_item("Ribeye 300", 1 + number % 3),
            an_item("Chicken", 1, modifiers=("no onion",)),
            id=f"c{number}", table=f"M{number}", zone="Main", fired=f"19:{30 + number % 12:02}",
        )
        for number in range(1, tables + 1)
    )  # fmt: skip


def board_of(station: Station, *orders: Order) -> Board:
    """Give a board of a living till."""
    return replace(a_board(station, *orders), connection=LIVE)
