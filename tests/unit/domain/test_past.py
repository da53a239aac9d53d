"""What dishes were before: every change that the till told while somebody watched."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.order import Order
from kds.domain.past import MOST_FORMER, Past, after, former_pairs
from kds.domain.terms import Status
from tests.builders import an_item, an_order, at, with_status

NEW, STARTED, READY = Status.NEW, Status.IN_PROGRESS, Status.READY


def watched(*readings: tuple[Order, ...]) -> Past:
    """Give the past after some readings."""
    past = Past()
    for reading in readings:
        past = after(past, reading)
    return past


def statuses(past: Past, order: Order) -> list[Status]:
    """Give what the first dish of an order was before, oldest first."""
    item = order.items[0]
    return [pair.status for pair in former_pairs(past.former, order, item, item.pairs[0])]


def test_every_status_between_is_remembered_with_its_time() -> None:
    """New, started, ready: the first two are told although the till names only the last."""
    first = an_order(an_item("Burger"), an_item("Chips", on="Fry"))
    second = with_status(first, STARTED, item=1, changed="19:33")
    third = with_status(second, READY, item=1, changed="19:41")
    past = watched((first,), (second,), (third,))
    assert statuses(past, third) == [NEW, STARTED]
    assert [each.pair.changed_at for each in past.former["o1"]] == [None, at("19:33")]


def test_the_same_reading_costs_and_changes_nothing() -> None:
    """A tick without news keeps the very same past."""
    orders = (an_order(),)
    past = watched(orders)
    assert after(past, orders) is past


def test_an_order_that_left_the_board_is_forgotten() -> None:
    """An evening's orders don't pile up."""
    first = an_order()
    second = with_status(first, STARTED, changed="19:33")
    assert watched((first,), (second,)).former
    assert not watched((first,), (second,), ()).former


def test_an_id_that_comes_back_is_another_order() -> None:
    """A new order that was given an old id does not inherit its changes."""
    first = with_status(an_order(created="19:30"), READY, changed="19:33")
    again = an_order(created="20:30", fired="20:30")
    assert not watched((first,), (again,)).former


def test_a_note_that_changed_is_no_change_of_status() -> None:
    """Only statuses are remembered."""
    first = an_order(an_item("Burger"))
    second = replace(first, note="birthday", items=tuple(replace(item, comment="hot") for item in first.items))
    assert not watched((first,), (second,)).former


def test_a_status_that_goes_to_and_fro_for_ever_stays_small() -> None:
    """Only the newest changes of an order are kept."""
    order = an_order()
    past = watched((order,))
    for minute in range(2 * MOST_FORMER):
        order = with_status(order, (STARTED, NEW)[minute % 2], changed=at("19:00").replace(second=minute % 60))
        past = after(past, (order,))
    assert len(past.former["o1"]) == MOST_FORMER
