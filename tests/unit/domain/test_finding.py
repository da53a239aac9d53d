"""Search: one line that finds an order by any of its words, wherever it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kds.domain.board import Board
from kds.domain.finding import Found, Whereabouts, done_here_at, find, told
from kds.domain.lens import Lens, seen_through
from kds.domain.order import Order
from kds.domain.recalling import recallable
from kds.domain.terms import Purchase, Status
from kds.domain.yesterday import LeftOver
from tests.builders import a_board, a_station, an_item, an_order, at

GRILL = a_station("GRILL")
NOW = at("19:42")


def an_evening() -> tuple[Order, ...]:
    """Give a card, a held slip, a finished one, and one that only the bar makes."""
    return (
        an_order(
            an_item("Ribeye 300", 2, modifiers=("Cooking=medium rare", "no butter"), comment="well seasoned"),
            id="o1", table="T1", waiter="Žofia", number=118, note="birthday",
        ),
        an_order(an_item("Halušky"), id="o2", table=None, purchase=Purchase.TAKE_AWAY, pickup_name="Novák", number=131),
        an_order(an_item("Ribeye 300"), id="o3", table="T12", zone="Main"),
        an_order(an_item("Venison"), id="o4", table="T4", held=True),
        an_order(an_item("Burger", status=Status.READY, changed="19:31", by="cook"), id="o5", table="T9"),
        an_order(an_item("Lager", 4, on="Bar"), id="o6", table="T8"),
    )  # fmt: skip


def a_full_board() -> Board:
    """Give the grill's board of that evening."""
    orders = an_evening()
    return replace(a_board(GRILL, *orders), recallable=recallable(GRILL, orders, (), NOW))


def titles(asked: str, board: Board | None = None, seen: Board | None = None) -> list[str]:
    """Give the titles that a typed line finds."""
    board = board or a_full_board()
    return [found.title for found in find(board, seen or board, asked)]


def only(asked: str, board: Board | None = None) -> Found:
    """Give the one order that a typed line finds."""
    board = board or a_full_board()
    (found,) = find(board, board, asked)
    return found


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("118", "T1"),
        ("#118", "T1"),
        ("zofia", "T1"),
        ("NOVAK", "TAKE AWAY"),
        ("halusky", "TAKE AWAY"),
        ("no butter", "T1"),
        ("medium r", "T1"),
        ("seasoned", "T1"),
        ("birthday", "T1"),
        ("main", "T12"),
        ("ribeye zofia", "T1"),
    ],
)
def test_any_word_of_an_order_finds_it(asked: str, title: str) -> None:
    """Table, number, name, waiter, dish, modifier, comment: in any case, with or without accents, in any order."""
    assert titles(asked) == [title]


def test_the_very_table_comes_before_those_that_begin_like_it() -> None:
    """`T1` means T1, then T12; the other tables have no such beginning."""
    assert titles("t1") == ["T1", "T12"]


def test_nothing_typed_gives_everything_the_board_first() -> None:
    """The page opens with all there is: cards, held, finished, and what others make."""
    assert titles("") == ["T12", "T1", "TAKE AWAY", "T4", "T9", "T8"]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("t12", Whereabouts.CARD),
        ("venison", Whereabouts.HELD),
        ("burger", Whereabouts.FINISHED),
        ("lager", Whereabouts.ELSEWHERE),
    ],
)
def test_it_says_where_an_order_is(asked: str, where: Whereabouts) -> None:
    """Held, finished and other stations' orders are found as well, each once."""
    assert only(asked).where is where


def test_a_finished_order_says_when_and_by_whom() -> None:
    """What was bumped can be told to the waiter at once."""
    finished = only("burger").finished
    assert finished is not None
    assert (finished.changed_at, finished.changed_by) == (at("19:31"), "cook")


def test_an_order_that_left_the_list_of_finished_ones_was_still_made_here() -> None:
    """The grill's part was done long ago or is not delivered yet: nobody is told that it is not made at the grill."""
    order = an_order(an_item("Burger", status=Status.READY, changed="19:31"), an_item("Lager", on="Bar"), id="o5")
    board = a_board(GRILL, order)
    assert done_here_at(board, order) == at("19:31")
    assert done_here_at(board, an_order(an_item("Lager", on="Bar"))) is None


def test_a_card_of_a_zone_that_is_not_shown_is_found() -> None:
    """Looking at the terrace hides nothing from a search."""
    board = a_full_board()
    found = find(board, seen_through(board, Lens(zone="Terrace")), "t12")
    assert [each.where for each in found] == [Whereabouts.OTHER_ZONE]


def test_a_promise_that_is_not_shown_yet_is_found() -> None:
    """A take away for tonight is hidden from the board, not from the person who asks for it."""
    board = a_full_board()
    later = tuple(card for card in board.cards if card.title == "TAKE AWAY")
    board = replace(board, cards=tuple(card for card in board.cards if card not in later), promised=later)
    assert only("novak", board).where is Whereabouts.PROMISED


def test_yesterdays_order_is_found() -> None:
    """What an earlier day left open is off the board, and still there."""
    orders = an_evening()
    board = replace(a_board(GRILL, *orders[1:]), orders=orders)
    board = replace(board, left_over=LeftOver(at("05:00"), orders[:1], frozenset({"o1"})))
    assert only("zofia", board).where is Whereabouts.LEFT_OVER


def test_the_text_that_was_found_is_told() -> None:
    """Beside the table stands why it was found, as it is written on the order; not when the title says it."""
    assert told(only("zofia"), "zofia") == "Žofia"
    assert told(only("butter"), "butter") == "NO butter"
    assert told(only("take"), "take") == ""


def test_nobody_is_found_for_a_word_that_nobody_has() -> None:
    """A misspelt name finds nothing, and half a word more than the text neither."""
    assert titles("novaky") == []
    assert titles("ribeye novak") == []
