"""Pictures of the pages for looking something up, of the calm screen, and of the runner's list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kds.domain.board import Board
from kds.domain.recalling import recallable
from kds.domain.station import Role, Station
from kds.domain.terms import Purchase, Status
from kds.ui.app import KdsApp
from kds.ui.screens.resting import IDLE_AFTER
from tests.builders import an_expo, an_item, an_order
from tests.ui.evenings import SIX_AND_TWELVE, board_of, evening, grill, late_table, the_pass
from tests.ui.showing import LIVE, NOW, SIZES, StillKitchen, an_app, board_screen, settled
from tests.ui.test_pictures import Compare, showing, typing

EACH_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
READY = Status.READY


@EACH_SIZE
def test_all_day(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The grill's totals as a page: to cook and held, what changes the cooking below each dish."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=size, run_before=typing("a"))


def test_all_day_of_the_pass(snap_compare: Compare) -> None:
    """All stations' dishes together."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), run_before=typing("a"))


def test_all_day_of_one_zone(snap_compare: Compare) -> None:
    """Only the bar's tables are counted."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("a", "z"))


def test_all_day_without_room(snap_compare: Compare) -> None:
    """A long list beside the cards: the last row says what is missing and which key shows it."""
    dishes = (an_item(f"Dish {number:02}", modifiers=("no salt",)) for number in range(40))
    board = board_of(grill(), late_table(), an_order(*dishes, id="o2", table="T8"))
    assert snap_compare(showing(board), terminal_size=(123, 36), run_before=typing())


def searched() -> Board:
    """Give an evening with a finished order and one that only the bar makes."""
    finished = an_order(an_item("Novak burger", status=READY, changed="19:31", by="cook"), id="f1", table="T20")
    drinks = an_order(an_item("Lager", 4, on="Bar"), id="b1", table="B9", waiter="Novak")
    board = board_of(grill(), *evening(), drinks)
    return replace(board, recallable=recallable(grill(), (finished,), (), NOW))


@EACH_SIZE
def test_search(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A name finds the card, what was finished and what others make, and says where each one is."""
    keys = ("slash", *"novak")
    assert snap_compare(showing(searched()), terminal_size=size, run_before=typing(*keys))


def test_search_begins_with_everything(snap_compare: Compare) -> None:
    """Nothing typed yet: all that the station knows."""
    assert snap_compare(showing(searched()), run_before=typing("slash"))


def test_search_without_a_find(snap_compare: Compare) -> None:
    """Nobody has what was typed."""
    assert snap_compare(showing(searched()), run_before=typing("slash", *"quail"))


def test_search_says_where_a_held_order_is(snap_compare: Compare) -> None:
    """Enter on a held table answers in the last row."""
    assert snap_compare(showing(searched()), run_before=typing("slash", *"t4", "enter"))


@pytest.mark.parametrize("size", [(61, 18), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_details_of_the_pass(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A table at the pass with all its sections, and the course that is held."""
    later = an_order(an_item("Fondant", 2, on="Pastry", course=3), id="h1", table="T7", held=True, created="19:33")
    board = board_of(the_pass(), late_table(), later)
    assert snap_compare(showing(board), terminal_size=size, run_before=typing("1", "d"))


def test_details_with_allergens(snap_compare: Compare) -> None:
    """What a dish contains, louder where it meets the guest's allergy; nothing where the till knows nothing."""
    pesto = an_item("Pesto", 2, allergens=("nuts", "milk", "gluten"), comment="no cheese", seat="3", course=1)
    order = an_order(pesto, an_item("Steak"), table="M12", note="ALLERGY nuts, seat 3", guests=4, waiter="Ivan")
    assert snap_compare(showing(board_of(grill(), order)), run_before=typing("1", "d"))


def test_details_of_a_card_that_left(snap_compare: Compare) -> None:
    """The card went while somebody read it."""

    async def let_go(pilot: Pilot[None]) -> None:
        await typing("1", "d")(pilot)
        app = pilot.app
        assert isinstance(app, KdsApp)
        assert isinstance(app.kitchen, StillKitchen)
        app.kitchen.becomes(board_of(grill()))
        await settled(pilot)

    assert snap_compare(showing(board_of(grill(), late_table())), run_before=let_go)


def quiet(station: Station) -> tuple[KdsApp, Callable[[Pilot[None]], Awaitable[None]]]:
    """Give an application without orders, and what lets two minutes pass."""
    kitchen = StillKitchen(board_of(station))
    app = an_app(kitchen)

    async def wait(pilot: Pilot[None]) -> None:
        await settled(pilot)
        kitchen.time += IDLE_AFTER
        kitchen.board = replace(kitchen.board, connection=replace(LIVE, last_answer_at=kitchen.time))
        app.board = kitchen.board
        board_screen(app).paint()
        await settled(pilot)

    return app, wait


@EACH_SIZE
def test_idle(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Nothing open for two minutes: a large clock, and the sentence that only a good answer allows."""
    app, wait = quiet(grill())
    assert snap_compare(app, terminal_size=size, run_before=wait)


def the_runner() -> Station:
    """Give the runner's station."""
    return replace(an_expo(name="RUNNER", role=Role.RUNNER), thresholds=SIX_AND_TWELVE)


def on_the_pass() -> Board:
    """Give four tables on the pass: one as it should be, one cold, one with an allergy, one that is fetched."""
    cold = an_order(
        an_item("Burger", 3, status=READY, changed="19:39:30", seat="1 2", modifiers=("no onion",)),
        an_item("Chips", 3, on="Fry", status=READY, changed="19:38"),
        id="x1", table="T12", guests=3, fired="19:20",
    )  # fmt: skip
    allergy = an_order(
        an_item("Venison", status=READY, changed="19:41", seat="3"), id="x2", table="M5", note="ALLERGY nuts, seat 3"
    )
    fetched = an_order(
        an_item("Wings", 2, status=READY, changed="19:41:30"),
        id="x3", table=None, purchase=Purchase.TAKE_AWAY, due="19:50", pickup_name="Novak", number=131,
    )  # fmt: skip
    return board_of(the_runner(), *evening(), cold, allergy, fetched)


@EACH_SIZE
def test_runner(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The pass alone, what has waited longest first; over two minutes it is late."""
    assert snap_compare(showing(on_the_pass()), terminal_size=size, run_before=typing("2"))


def test_runner_without_plates(snap_compare: Compare) -> None:
    """Nothing to carry, as the till has just said."""
    assert snap_compare(showing(board_of(the_runner(), late_table())), run_before=typing())


@pytest.mark.parametrize("size", [(80, 24), (123, 36), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_late_plates_on_the_pass(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The expo is told what stands too long, beside the stations and the promises."""
    orders = [order for order in on_the_pass().orders if order.id != "o2"]
    assert snap_compare(showing(board_of(the_pass(), *orders)), terminal_size=size, run_before=typing())
