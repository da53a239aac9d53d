"""A dish that is taken off one table and put on another says so, so that nobody cooks it twice; nothing is ever hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kds.domain.actions.bumping import press_enter
from kds.domain.board import Board
from kds.domain.composing import cards_for
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.remembering import remembered
from kds.domain.terms import Status
from tests.builders import a_negative, a_station, an_item, an_order, at
from tests.unit.domain.presses import an_intent, board_of, performed, reread, the_card, the_line

GRILL = a_station("GRILL")
NOW = at("19:42")
WORDS = "MOVED from T7, don't cook twice"


def ordered(*, table: str = "T7", name: str = "Burger", amount: int = 1) -> Order:
    """Give the order that stood there before."""
    return an_order(an_item(name, amount, status=Status.IN_PROGRESS), id=f"old-{table}", table=table)


def taken_off(*, table: str = "T7", amount: int = 1, when: str = "19:40", modifiers: tuple[str, ...] = ()) -> Order:
    """Give the slip that takes it off a table."""
    item = a_negative(amount=amount, of=(f"old-{table}", 1), modifiers=modifiers)
    return an_order(item, id=f"off-{table}", table=table, created=when, fired=when)


def put_on(*, table: str = "T9", amount: int = 1, when: str = "19:40:30", name: str = "Burger") -> Order:
    """Give the slip that puts it on a table."""
    return an_order(an_item(name, amount), id=f"on-{table}", table=table, created=when, fired=when)


def after_reading(board: Board, *orders: Order) -> Board:
    """Give the board once a reading brought these orders, with what the station remembers of it."""
    marks = remembered(board.marks, board.orders, orders, GRILL, NOW)
    return reread(replace(board, marks=marks), *orders)


def words(*later: Order, title: str = "T9") -> str:
    """Give what the new line says once the slips have arrived, one reading after the other."""
    board = board_of(GRILL, ordered())
    for number in range(1, len(later) + 1):
        board = after_reading(board, ordered(), *later[:number])
    return the_card(board, title).lines[0].notice


def test_a_dish_moved_to_another_table_says_where_it_came_from() -> None:
    """A burger taken off T7 and put on T9 half a minute later reads MOVED on T9."""
    assert words(taken_off(), put_on()) == WORDS


def test_the_till_may_put_it_on_first() -> None:
    """The order of the two slips does not matter."""
    assert words(put_on(when="19:39:30"), taken_off()) == WORDS


def test_an_hour_later_it_is_another_dish() -> None:
    """More than a minute apart, another dish, other modifiers or the same table: no move."""
    assert words(taken_off(), put_on(when="19:41:01")) == ""
    assert words(taken_off(), put_on(name="Steak")) == ""
    assert words(taken_off(modifiers=("no onion",)), put_on()) == ""


def test_only_as_many_as_were_taken_off_are_moved() -> None:
    """Of three put on, one came from T7; a second table gets nothing of the same portion."""
    assert words(taken_off(), put_on(amount=3)) == f"1 {WORDS}"
    assert words(taken_off(), put_on(), put_on(table="T10", when="19:40:40"), title="T10") == ""


def test_the_word_stays_when_the_void_is_gone() -> None:
    """Once the void was seen and left the board, the new line still says it until the dish is done."""
    board = board_of(GRILL, ordered())
    board = after_reading(board, ordered(), taken_off(), put_on())
    board = after_reading(board, put_on())
    assert the_line(board, "Burger", "T9").notice == WORDS
    done = an_order(an_item(status=Status.READY), an_item("Chips"), id="on-T9", table="T9", created="19:40:30")
    assert the_line(after_reading(board, done), "Burger", "T9").notice == ""


def test_a_move_is_read_before_the_card_is_done() -> None:
    """The first Enter says seen and the word stays; the second bumps."""
    board = board_of(GRILL, ordered())
    board = after_reading(board, ordered(), taken_off(), put_on())
    card = the_card(board, "T9")
    assert len(card.unseen) == 1
    board = performed(board, an_intent(press_enter(board, card, NOW)))
    card = the_card(board, "T9")
    assert (card.unseen, card.lines[0].notice) == ((), WORDS)


@given(
    amounts=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    taken=st.lists(st.integers(1, 3), max_size=3),
    gaps=st.lists(st.integers(-90, 90), min_size=4, max_size=4),
)
def test_a_move_only_adds_words(amounts: list[int], taken: list[int], gaps: list[int]) -> None:
    """However dishes go to and fro, each card has the same dishes and amounts as without the word, and no more is moved than was taken off."""
    off = [
        an_order(a_negative(amount=amount), id=f"o{number}", table=f"T{number}", created="19:40", fired="19:40")
        for number, amount in enumerate(taken)
    ]
    on = [
        an_order(an_item("Burger", amount), id=f"o1{number}", table=f"T1{number}", created=when, fired=when)
        for number, (amount, gap) in enumerate(zip(amounts, gaps, strict=False))
        for when in [at("19:40") + timedelta(seconds=gap)]
    ]
    slips = (*off, *on)
    marks = remembered(Marks(), (), slips, GRILL, NOW)
    assert _dishes(slips, marks) == _dishes(slips, replace(marks, moved_here={}))
    moved = sum((dish.amount for dish in marks.moved_here.values()), Decimal(0))
    assert moved <= sum(taken)


def _dishes(slips: tuple[Order, ...], marks: Marks) -> list[tuple[str, list[tuple[str, Decimal, str]]]]:
    cards = cards_for(GRILL, slips, marks, {}, ())
    return [(card.title, [(line.name, line.quantity, line.kind.value) for line in card.lines]) for card in cards]
