"""One picture for each way to place cards, at each size, and for the other ways to look: sorted, one zone, by order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.lens import Layout
from kds.domain.order import Order
from kds.domain.station import Role, Station
from kds.domain.terms import Status
from tests.builders import a_station, an_item, an_order
from tests.ui.evenings import board_of, evening, grill, the_pass
from tests.ui.showing import SIZES
from tests.ui.test_pictures import Compare, ghostly, showing, typing

LAYOUTS = [Layout.TILES, Layout.WIDE, Layout.LIST]


def laid_out(station: Station, layout: Layout) -> Station:
    """Give the station with that layout in its settings."""
    return replace(station, layout=layout)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_grill(snap_compare: Compare, size: tuple[int, int], layout: Layout) -> None:
    """The busy grill in equal tiles, with large letters, and as a list; the first card chosen."""
    board = board_of(laid_out(grill(), layout), *evening())
    assert snap_compare(showing(board), terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("layout", [Layout.FLOW, *LAYOUTS])
@pytest.mark.parametrize("size", [(80, 24), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_pass(snap_compare: Compare, size: tuple[int, int], layout: Layout) -> None:
    """The pass as cards instead of a rail: complete, held, late and unread tables."""
    board = board_of(laid_out(the_pass(), layout), *evening())
    assert snap_compare(showing(board), terminal_size=size, run_before=typing("1"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_bar_list(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A bar's list of drinks: one row for each, the tables at the left."""
    drinks = (
        an_order(an_item("Mojito", 2, on="Bar", modifiers=("no sugar",)), id="d1", table="B1", zone="Bar", fired="19:37"),
        an_order(
            an_item("Lager", 4, on="Bar", status=Status.IN_PROGRESS), an_item("Cola", 1, on="Bar", comment="no ice, lemon"),
            id="d2", table="T7", fired="19:39",
        ),
        an_order(an_item("Negroni", 1, on="Bar"), id="d3", table="M12", zone="Main", fired="19:41", note="ALLERGY egg"),
        an_order(an_item("Espresso", 3, on="Bar", modifiers=("Milk=oat",)), id="d4", table="T2", fired="19:42"),
    )  # fmt: skip
    board = board_of(laid_out(a_station("BAR"), Layout.LIST), *drinks)
    assert snap_compare(showing(board), terminal_size=size, run_before=typing())


def test_sorted_by_table(snap_compare: Compare) -> None:
    """B three times: rush, age, promise, then by table, and the last row says so."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("b", "b", "b"))


@pytest.mark.parametrize("size", [(61, 18), (80, 24), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_zone_with_trouble_elsewhere(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Only the bar's tables are shown: a row says what is late and not seen in the other zones."""
    assert snap_compare(showing(board_of(grill(), *evening())), terminal_size=size, run_before=typing("z"))


def test_zone_of_the_pass(snap_compare: Compare) -> None:
    """On the pass the row of zones also tells what stands complete elsewhere."""
    assert snap_compare(showing(board_of(the_pass(), *evening())), run_before=typing("z"))


def test_a_card_for_each_order(snap_compare: Compare) -> None:
    """G divides T7, whose dessert came later, into a card for each order, with its number."""
    late = an_order(an_item("Crumble"), id="o20", number=140, ticket="T7", fired="19:41")
    assert snap_compare(showing(board_of(grill(), *evening(), late)), run_before=typing("g"))


def test_layout_chosen_by_key(snap_compare: Compare) -> None:
    """V once: tiles instead of the flow, and the last row names them."""
    assert snap_compare(showing(board_of(grill(), *evening())), run_before=typing("v"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ghost_of_the_last_bump(snap_compare: Compare, layout: Layout) -> None:
    """T7 went nine seconds ago: its ghost stands in its place in each layout."""
    station = laid_out(grill(), layout)
    assert snap_compare(showing(board_of(station, *evening())), run_before=ghostly(station))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_without_colours(snap_compare: Compare, layout: Layout) -> None:
    """On a monochrome console each layout still tells its states apart."""
    board = board_of(laid_out(grill(), layout), *evening())
    assert snap_compare(showing(board, theme="monochrome"), run_before=typing("2"))


def party(*, status: Status, dishes: int = 24) -> tuple[Order, ...]:
    """Give two small tables and, between them by age, a party whose dishes have no room on a small screen."""
    names = ("Ribeye 300", "Burger", "Lamb chops", "Venison", "Chicken", "Wings")
    ordered = [
        an_item(f"{names[number % 6]}", 1 + number % 3, status=status, changed="19:41", seat=str(number + 1))
        for number in range(dishes)
    ]
    corn = an_item("Corn", status=status, changed="19:41")
    return (
        an_order(corn, id="o1", table="T1", fired="19:20"),
        an_order(*ordered, id="o2", table="M12", zone="Main"),
        an_order(corn, id="o3", table="T2", fired="19:40"),
    )


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("layout", [Layout.FLOW, *LAYOUTS])
def test_a_party_longer_than_a_page(snap_compare: Compare, layout: Layout, page: int) -> None:
    """It begins behind the first table and goes on over the page under the same digit: no page is left blank for it."""
    app = showing(board_of(laid_out(grill(), layout), *party(status=Status.NEW)))
    assert snap_compare(app, terminal_size=(61, 18), run_before=typing(*["pagedown"] * (page - 1)))


@pytest.mark.parametrize("page", [1, 2])
def test_a_party_longer_than_a_page_on_the_pass(snap_compare: Compare, page: int) -> None:
    """The same for a runner: what stands on the pass is torn between its rows of dishes."""
    runner = replace(the_pass(), role=Role.RUNNER, read_only=True)
    app = showing(board_of(runner, *party(status=Status.READY, dishes=54)))
    assert snap_compare(app, terminal_size=(61, 18), run_before=typing(*["pagedown"] * (page - 1)))
