"""What is different between two readings and two boards, and what is heard of it."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.changes import Rings, StatusChange, changes, rings
from kds.domain.order import ItemRef
from kds.domain.terms import Status
from tests.builders import a_negative, an_item, an_order, with_status
from tests.unit.domain.watching import Screen


def test_the_same_reading_changes_nothing() -> None:
    """An unchanged answer says nothing, as the same object and as an equal one."""
    reading = (an_order(),)
    assert not changes(reading, reading)
    assert not changes(reading, (an_order(),))


def test_arrived_gone_and_fired() -> None:
    """One new, one missing, one fired."""
    held = an_order(id="o2", held=True)
    difference = changes((an_order(id="o1"), held), (replace(held, is_processed=True), an_order(id="o3")))
    told = (*difference.arrived, *difference.gone, *difference.fired)
    assert told == ("o3", "o1", "o2")
    assert difference


def test_statuses_voids_and_cancellations() -> None:
    """What moved, what was taken back and what was lost."""
    order = an_order(an_item("Burger"), an_item("Wings"))
    after = with_status(with_status(order, Status.READY, item=1), Status.CANCELLED, item=2)
    back = an_order(a_negative(of=("o1", 2)), id="o2")
    difference = changes((order,), (after, back))
    assert difference.statuses == {
        ItemRef("o1", 1): StatusChange(Status.NEW, Status.READY),
        ItemRef("o1", 2): StatusChange(Status.NEW, Status.CANCELLED),
    }
    assert difference.cancelled == {ItemRef("o1", 2)}
    assert difference.taken_back == {ItemRef("o2", 1)}


def test_a_move_names_both_titles() -> None:
    """T1 → T3, and a bill without a table that gets another name."""
    order, bill = an_order(table="T1"), an_order(id="o2", table=None, ticket_name="Smith")
    moved = (replace(order, table="T3"), replace(bill, ticket_name="Jones"))
    assert changes((order, bill), moved).moved == {"ticket-T1": ("T1", "T3"), "ticket-o2": ("Smith", "Jones")}


def test_a_new_card_an_add_on_and_a_void_are_heard_apart() -> None:
    """Each has a sound of its own, and each is heard once."""
    screen = Screen()
    order = an_order(an_item("Burger", 2))
    first = screen.read(order)
    assert rings((), first) == Rings(arrived=frozenset({"o1"}))
    corn = an_order(an_item("Corn"), id="o2", created="19:41")
    second = screen.read(order, corn)
    assert rings(first, second) == Rings(changed=frozenset({"o1"}))
    third = screen.read(
        with_status(order, Status.CANCELLED),
        corn,
        an_order(a_negative(amount=2, of=("o1", 1)), id="o3", created="19:42"),
    )
    assert rings(second, third) == Rings(voided=frozenset({"o1"}))
    assert rings(third, screen.cards) == Rings()
