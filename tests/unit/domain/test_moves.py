"""Table moves and dishes made again, as a screen tells them to people (board 3)."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.cards import Unseen
from kds.domain.order import Order
from kds.domain.terms import Status
from tests.builders import a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.watching import Screen


def moved(order: Order, table: str) -> Order:
    """Give the slip at another table, as a move leaves it."""
    return replace(order, table=table, version=order.version + 1)


def test_a_move_shows_both_names_until_read() -> None:
    """`T3 (was T1)`, to be read, on the same card; afterwards just `T3`."""
    screen = Screen()
    order = an_order(table="T1")
    key = screen.read(order)[0].key
    card = screen.read(moved(order, "T3"))[0]
    assert (card.title, card.former_title, card.key) == ("T3", "T1", key)
    assert [kind for _, kind in card.unseen] == [Unseen.MOVED]
    screen.see("T3")
    assert (screen.card("T3").former_title, screen.card("T3").unseen) == (None, ())


def test_two_unread_moves_name_the_table_the_cook_knows() -> None:
    """T1, T3, T5 before anybody looked: `T5 (was T1)`."""
    screen = Screen()
    order = an_order(table="T1")
    screen.read(order)
    screen.read(moved(order, "T3"))
    assert screen.read(moved(order, "T5"))[0].former_title == "T1"


def test_a_move_back_before_anybody_looked_is_nothing() -> None:
    """T1, T3 and T1 again: nothing to read."""
    screen = Screen()
    order = an_order(table="T1")
    screen.read(order)
    screen.read(moved(order, "T3"))
    card = screen.read(moved(order, "T1"))[0]
    assert (card.former_title, card.unseen) == (None, ())


def test_the_same_move_twice_is_read_twice() -> None:
    """Moved to T3, read, moved back, read, moved to T3 once more: it must be read again."""
    screen = Screen()
    order = an_order(table="T1")
    screen.read(order)
    screen.read(moved(order, "T3"))
    screen.see("T3")
    screen.read(order)
    screen.see("T1")
    card = screen.read(moved(order, "T3"))[0]
    assert [kind for _, kind in card.unseen] == [Unseen.MOVED]


def test_a_move_before_the_first_sight_is_no_move() -> None:
    """A slip that this screen first sees at T3 was never at T1 to its cook."""
    screen = Screen(a_station("FRY"))
    screen.read(an_order(table="T1"))
    assert screen.read(moved(an_order(an_item(on="Fry"), table="T1"), "T3"))[0].former_title is None


def test_a_table_moved_onto_another_joins_its_card_on_the_pass() -> None:
    """Two bills at T3 are one card there; separated again they are two cards with keys of their own."""
    screen = Screen(an_expo())
    first, second = an_order(table="T1", ticket="a"), an_order(id="o2", table="T3", ticket="b")
    assert len({card.key for card in screen.read(first, second)}) == 2
    (together,) = screen.read(moved(first, "T3"), second)
    assert together.former_title == "T1"
    apart = screen.read(moved(first, "T4"), second)
    assert len({card.key for card in apart}) == 2


def test_new_after_ready_for_more_than_a_minute_is_made_again() -> None:
    """The ribeye went out at 19:30 and comes back as New at 19:41: AGAIN, with a timer of its own, first on the board."""
    screen = Screen()
    order = an_order(an_item("Ribeye", status=Status.READY, changed="19:30"), id="o1", table="M4", fired="19:10")
    other = an_order(id="o2", fired="19:05")
    screen.read(order, other)
    screen.read(with_status(order, Status.NEW, changed="19:41"), other)
    card = screen.cards[0]
    assert (card.title, card.is_again, card.age_from) == ("M4", True, at("19:41"))
    assert card.lines[0].again


def test_new_after_ready_within_a_minute_is_an_undo() -> None:
    """Somebody took a bump back: the old age, no AGAIN."""
    screen = Screen()
    order = an_order(an_item("Ribeye", status=Status.READY, changed="19:41"), fired="19:10")
    screen.read(order)
    card = screen.read(with_status(order, Status.NEW, changed="19:41:40"))[0]
    assert (card.is_again, card.age_from) == (False, at("19:10"))


def test_a_recall_is_not_made_again() -> None:
    """Back to InProgress is a mistake put right."""
    screen = Screen()
    order = an_order(an_item("Ribeye", status=Status.READY, changed="19:30"))
    screen.read(order)
    assert not screen.read(with_status(order, Status.IN_PROGRESS, changed="19:41"))[0].is_again


def test_a_served_dish_that_comes_back_new_is_made_again() -> None:
    """It had left the till's list as served; as New it is a re-make."""
    screen = Screen(an_expo())
    order = an_order(an_item("Ribeye", status=Status.READY, changed="19:30"))
    other = an_order(id="o2", table="T1")
    screen.read(order, other)
    screen.read(other, gone={"o1": with_status(order, Status.SERVED, changed="19:35")})
    screen.read(with_status(order, Status.NEW, changed="19:41"), other)
    assert screen.card().is_again


def test_again_ends_when_the_dish_is_ready_again() -> None:
    """The second one is out: nothing remembers the first."""
    screen = Screen()
    order = an_order(an_item("Ribeye", status=Status.READY, changed="19:30"))
    screen.read(order)
    screen.read(with_status(order, Status.NEW, changed="19:41"))
    screen.read(with_status(order, Status.READY, changed="19:50"), when="19:50")
    assert screen.marks.again == {}
