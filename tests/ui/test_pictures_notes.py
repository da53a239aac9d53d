"""One picture for each state that kitchen notes bring to the screen; a new one is accepted only after somebody looked at it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kds.domain.board import Board
from kds.domain.marks import Marks, again_key
from kds.domain.noted import with_notes, with_sold_out
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.order import Order
from kds.domain.station import Rights, Station
from tests.builders import a_board, an_item, an_order, at
from tests.ui.evenings import complete_table, evening, grill, late_table, the_pass
from tests.ui.showing import LIVE, SIZES
from tests.ui.test_pictures import Compare, showing, typing

TROUT = Note("n1", NoteKind.SOLD_OUT, at("19:10"), by="anna", plu_code=40, text="Sea trout", gone_at=at("19:10"))
BURRATA = Note("n2", NoteKind.SOLD_OUT, at("19:31"), by="expo", plu_code=41, text="Burrata", gone_at=at("19:31"))
VENISON = Note("n3", NoteKind.COUNTDOWN, at("19:20"), by="cook", plu_code=42, text="Venison", amount=Decimal(4))
RUSH = Note("n4", NoteKind.RUSH, at("19:40"), by="expo", order_id="o3")
OVERCOOKED = Note("n5", NoteKind.AGAIN, at("19:40:50"), order_id="o11", item_id=1, reason="overcooked", text="Ribeye")
NOTICE = Note("n6", NoteKind.NOTICE, at("19:40"), by="expo", station="EXPO", text="No more lobster, offer the monkfish")
READ = tuple(
    Note(f"r{at_}", NoteKind.ALLERGY_SEEN, at(at_), by=by, ticket_id="ticket-M12", station=station, text="nuts, seat 3")
    for at_, by, station in (("19:33:20", "cook", "GRILL"), ("19:34:05", "", "FRY"))
)
SCREENS = tuple(
    Note(f"p{name}", NoteKind.PRESENCE, at("19:42"), station=station, text=name)
    for station, name in (("GRILL", "Grill"), ("FRY", "Fry"), ("BAR", "Bar"), ("TERRACE BAR", "Bar"))
)
EVERYTHING = (TROUT, BURRATA, VENISON, RUSH, OVERCOOKED, *READ, *SCREENS)
CODES = {"Ribeye 300": 10, "Burger": 11, "Lamb chops": 12, "Venison": 42, "Chicken": 14, "Wings": 15, "Chips": 16}


def remade() -> Order:
    """Give a ribeye that came back to the grill."""
    dish = an_item("Ribeye 300", modifiers=("Cooking=medium",), seat="2", changed="19:40:50")
    return an_order(dish, id="o11", table="M4", zone="Main", fired="19:20")


def coded(order: Order) -> Order:
    """Give an order whose products have the codes of the till."""
    return replace(order, items=tuple(replace(item, plu_code=CODES.get(item.name)) for item in order.items))


def noted(station: Station, *notes: Note, offered: bool = True) -> Board:
    """Give the evening with these notes; nobody has looked at the cold station since 19:39."""
    orders = tuple(map(coded, (*evening(), remade())))
    board = a_board(station, *orders, marks=Marks(again={again_key("o11", 1): at("19:40:50")}))
    shared = Shared(notes, is_offered=offered, last_watched={"Cold": at("19:39:30")})
    cards = with_sold_out(with_notes(board.cards, shared), shared)
    return replace(board, cards=cards, shared=shared, connection=LIVE)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_prep_with_notes(snap_compare: Compare, size: tuple[int, int]) -> None:
    """What is sold out and left in the header, RUSH on a card, why a dish is made again, a station without a screen."""
    assert snap_compare(showing(noted(grill(), *EVERYTHING)), terminal_size=size, run_before=typing())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_expo_with_notes(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The same on the rail, with NO SCREEN below the stations where there is room for them."""
    assert snap_compare(showing(noted(the_pass(), *EVERYTHING)), terminal_size=size, run_before=typing())


@pytest.mark.parametrize("size", [(61, 18), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_sold_out_just_now_on_a_small_screen(snap_compare: Compare, size: tuple[int, int]) -> None:
    """For five seconds as many names as there is room for beside what is open and late; the newest first, cut if need be."""
    board = noted(grill(), *SCREENS, TROUT, replace(BURRATA, at=at("19:42:05"), gone_at=at("19:42:05")))
    assert snap_compare(showing(board), terminal_size=size, run_before=typing())


@pytest.mark.parametrize("size", [(61, 18), (80, 24), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_sold_out_list(snap_compare: Compare, size: tuple[int, int]) -> None:
    """What is gone since when and by whom, how many are left, then every product of the evening."""
    assert snap_compare(showing(noted(grill(), *EVERYTHING)), terminal_size=size, run_before=typing("x", "down"))


def test_sold_out_list_searched(snap_compare: Compare) -> None:
    """Letters find a product."""
    assert snap_compare(showing(noted(grill(), *EVERYTHING)), run_before=typing("x", "c", "h"))


def test_sold_out_list_asks_how_many(snap_compare: Compare) -> None:
    """Space asks how many are left, digits are typed."""
    assert snap_compare(showing(noted(grill(), *EVERYTHING)), run_before=typing("x", "3", "space", "1", "2"))


def test_sold_out_list_without_the_right(snap_compare: Compare) -> None:
    """Dim, with the reason above it."""
    board = replace(noted(grill(), *EVERYTHING), rights=Rights(frozenset(), known=True), user="view")
    assert snap_compare(showing(board), run_before=typing("x", "down"))


def test_sold_out_on_this_screen_only(snap_compare: Compare) -> None:
    """A till without a place for notes: the list says that the others don't know."""
    assert snap_compare(showing(noted(grill(), TROUT, offered=False)), run_before=typing("x"))


def test_an_order_for_what_is_sold_out(snap_compare: Compare) -> None:
    """Burgers that were ordered after the last one was gone say so in a row of their own."""
    gone = Note("n7", NoteKind.SOLD_OUT, at("19:20"), by="cook", plu_code=11, text="Burger", gone_at=at("19:20"))
    assert snap_compare(showing(noted(grill(), *SCREENS, gone)), run_before=typing())


def test_again_asks_why(snap_compare: Compare) -> None:
    """The four reasons, each a digit."""
    assert snap_compare(showing(noted(grill(), *EVERYTHING)), run_before=typing("3", "down", "m"))


def test_again_asks_which_dish(snap_compare: Compare) -> None:
    """A card without a chosen line lists its dishes first."""
    board = a_board(grill(), late_table(), complete_table())
    assert snap_compare(showing(replace(board, connection=LIVE)), run_before=typing("1", "m"))


def test_details_tell_who_read_an_allergy(snap_compare: Compare) -> None:
    """The grill and the fry station have read it, at their times."""
    assert snap_compare(showing(noted(the_pass(), *EVERYTHING)), run_before=typing("5", "d"))


@pytest.mark.parametrize("size", [(61, 18), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_notice_on_prep(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A notice stands below the header until somebody ends it."""
    assert snap_compare(showing(noted(grill(), *SCREENS, NOTICE)), terminal_size=size, run_before=typing())


def test_notice_on_expo(snap_compare: Compare) -> None:
    """The same on the pass."""
    assert snap_compare(showing(noted(the_pass(), *SCREENS, NOTICE)), terminal_size=(123, 36), run_before=typing())


@pytest.mark.parametrize("size", [(61, 18), (123, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_stations(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Open, oldest, late and who watches; the cold station has had no screen for two minutes."""
    board = noted(the_pass(), *EVERYTHING, NOTICE)
    assert snap_compare(showing(board), terminal_size=size, run_before=typing("n"))


def test_stations_write_a_notice(snap_compare: Compare) -> None:
    """A word to all screens is typed below the table."""
    keys = ("n", "enter", "n", "o", "space", "s", "o", "l", "e")
    assert snap_compare(showing(noted(the_pass(), *EVERYTHING)), run_before=typing(*keys))


def test_stations_where_nobody_knows_who_watches(snap_compare: Compare) -> None:
    """Without a place for notes nothing is said about screens."""
    assert snap_compare(showing(noted(the_pass(), TROUT, offered=False)), run_before=typing("n"))
