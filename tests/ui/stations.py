"""A kitchen with several stations for the tests of screens: what the wiring hands in, without a till behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kds.domain.board import Board
from kds.domain.covering import covering, to_cover
from kds.domain.intents import Refusal
from kds.domain.order import Order
from kds.domain.promises import set_apart
from kds.domain.station import Role, Station
from kds.domain.terms import Purchase
from kds.domain.yesterday import left_over, todays
from kds.paths import shipped_profiles, shipped_themes
from kds.ui.app import KdsApp
from kds.ui.profiles import load_profile
from kds.ui.stations_face import Outfit
from kds.ui.themes import choose_theme
from tests.builders import a_station, an_expo, an_item, an_order, at
from tests.ui.evenings import board_of, grill, the_pass
from tests.ui.showing import NOW, StillKitchen, an_app

BEGAN = at("05:00")


def runner() -> Station:
    """Give the runner's station."""
    return replace(an_expo(name="RUNNER", role=Role.RUNNER), thresholds=the_pass().thresholds)


STATIONS = (grill(), replace(a_station("FRY"), endpoints=("Fry",)), the_pass(), runner())
"""The stations of this installation."""


@dataclass
class StillStations:
    """Becomes another station and covers one by changing the still kitchen's board; remembers what it was asked."""

    kitchen: StillKitchen
    outfit: Outfit = field(
        default_factory=lambda: Outfit(
            load_profile("bump-bar", (shipped_profiles(),)), choose_theme("high-contrast", (shipped_themes(),))
        )
    )
    refusal: Refusal | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    async def become(self, name: str) -> Outfit | Refusal:
        """Show that station's cards of the same orders."""
        self.asked.append((name,))
        if self.refusal is not None:
            return self.refusal
        station = next(each for each in STATIONS if each.name == name)
        self.kitchen.becomes(a_kitchen(station, *self.kitchen.board.orders))
        return self.outfit

    async def cover(self, names: Sequence[str]) -> Refusal | None:
        """Show the cards of the covered stations too."""
        self.asked.append(tuple(names))
        board = self.kitchen.board
        station = covering(board.station, to_cover(board.station, STATIONS, board.endpoints), names)
        self.kitchen.becomes(a_kitchen(station, *board.orders))
        return self.refusal


def a_kitchen(station: Station, *orders: Order) -> Board:
    """Give a station's board with promises and last night's orders kept off it, as the kitchen makes it."""
    found = left_over(orders, board_of(station).marks, station, BEGAN)
    slips, marks = todays(found, orders, board_of(station).marks)
    board = board_of(station, *slips)
    shown, promised = set_apart(board.cards, station, marks, (), NOW)
    return replace(board, orders=orders, cards=shown, promised=promised, left_over=found, stations=STATIONS)


def with_stations(board: Board) -> tuple[KdsApp, StillKitchen, StillStations]:
    """Give the application of that board with its stations."""
    kitchen = StillKitchen(board)
    face = StillStations(kitchen)
    app = an_app(kitchen)
    app.options = replace(app.options, stations=lambda: face)
    return app, kitchen, face


def last_night() -> tuple[Order, ...]:
    """Give four orders that nobody closed last night."""
    return (
        an_order(
            an_item("Ribeye 300", 2), an_item("Chips", 2, on="Fry"),
            id="n1", number=88, table="T2", created="00:40", fired="00:40",
        ),
        an_order(an_item("Burger", 1, modifiers=("no onion",)), id="n2", number=91, table="B4", zone="Bar", created="01:12", fired="01:12"),
        an_order(an_item("Wings", 3), id="n3", number=92, table="M5", zone="Main", created="01:15", fired="01:15"),
        an_order(an_item("Fondant", 2, on=None), id="n4", number=95, table="M9", zone="Main", created="01:30", held=True),
    )  # fmt: skip


def promised() -> tuple[Order, ...]:
    """Give two orders that wait for their time, and one whose courier is at the door."""
    return (
        an_order(
            an_item("Burger", 2), id="p1", number=135, table=None, purchase=Purchase.DELIVERY, due="20:35",
            pickup_name="Wolt", fired="19:30",
        ),
        an_order(
            an_item("Chicken", 1), id="p2", number=137, table=None, purchase=Purchase.TAKE_AWAY, due="20:20",
            pickup_name="Kral", fired="19:36",
        ),
        an_order(
            an_item("Wings", 1), id="p3", number=127, table=None, purchase=Purchase.DELIVERY, due="20:10",
            note="courier is here", fired="19:40",
        ),
    )  # fmt: skip
