"""Kitchen notes on cards, and the products that the list of what is sold out names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kds.domain.marks import Marks, again_key
from kds.domain.noted import with_notes
from kds.domain.notes import Note, NoteKind, Shared
from kds.domain.products import product_name, products_of
from kds.domain.recalling import recallable
from kds.domain.terms import Status
from tests.builders import a_board, a_negative, a_station, an_item, an_order, at

RUSH = Note("n1", NoteKind.RUSH, at("19:40"), order_id="o2")
OVERCOOKED = Note("n2", NoteKind.AGAIN, at("19:40"), order_id="o1", item_id=1, reason="overcooked")


def test_a_rushed_order_marks_its_card_and_no_other() -> None:
    """The word RUSH stands on the table that somebody wants first."""
    cards = a_board(a_station(), an_order(), an_order(id="o2", table="T2")).cards
    told = with_notes(cards, Shared((RUSH,)))
    assert [(card.title, card.is_rush) for card in told] == [("T7", False), ("T2", True)]
    assert told[0] is cards[0]


def test_without_notes_the_cards_stay_the_same_objects() -> None:
    """Nothing is drawn anew because somebody looked at another station's screen."""
    cards = a_board(a_station(), an_order()).cards
    assert with_notes(cards, Shared((Note("p", NoteKind.PRESENCE, at("19:40"), text="Grill"),))) is cards


def test_a_dish_made_again_says_why() -> None:
    """The reason stands in a row of its own under the dish."""
    order = an_order(an_item("Ribeye", changed="19:40"), an_item("Corn"))
    marks = Marks(again={again_key("o1", 1): at("19:40")})
    (card,) = with_notes(a_board(a_station(), order, marks=marks).cards, Shared((OVERCOOKED,)))
    assert [line.notice for line in card.lines] == ["AGAIN: overcooked", ""]


def test_a_dish_that_is_ready_again_is_an_ordinary_dish() -> None:
    """The reason goes with the word AGAIN, however long the note lives."""
    order = an_order(an_item("Ribeye", status=Status.IN_PROGRESS))
    (card,) = with_notes(a_board(a_station(), order).cards, Shared((OVERCOOKED,)))
    assert card.lines[0].notice == ""


def test_products_are_those_of_open_and_finished_orders_own_ones_first() -> None:
    """The grill finds its own dishes first, with what is still wanted of each, voids taken off."""
    board = a_board(
        a_station(),
        an_order(an_item("Venison", 3, plu_code=7), an_item("Chips", 2, on="Fry", plu_code=9)),
        an_order(a_negative("Venison", 1, of=("o1", 1)), an_item("Burger", plu_code=8), id="o2"),
    )
    orders = tuple(
        replace(order, items=tuple(replace(item, plu_code=item.plu_code or 7) for item in order.items))
        for order in board.orders
    )
    done = an_order(an_item("Angus", status=Status.READY, plu_code=5, changed="19:35"), id="o3")
    board = replace(board, orders=orders, recallable=recallable(board.station, (), (done,), at("19:40")))
    found = [(each.code, each.name, each.open, each.is_own) for each in products_of(board)]
    assert found == [
        (5, "Angus", Decimal(0), True),
        (8, "Burger", Decimal(1), True),
        (7, "Venison", Decimal(2), True),
        (9, "Chips", Decimal(2), False),
    ]


def test_an_item_without_a_code_is_no_product() -> None:
    """What the till has no code for can't be told to be sold out."""
    assert products_of(a_board(a_station(), an_order(an_item("Open item")))) == ()


def test_a_note_without_a_name_is_called_as_the_orders_call_it() -> None:
    """Another server's note names only the code; without any order it is the code that is read."""
    board = a_board(a_station(), an_order(an_item("Venison", plu_code=7)))
    gone = Note("n", NoteKind.SOLD_OUT, at("19:40"), plu_code=7)
    assert product_name(board, gone) == "Venison"
    assert product_name(board, replace(gone, text="Hirsch")) == "Hirsch"
    assert product_name(board, replace(gone, plu_code=8)) == "#8"
