"""The recall list: the same on all screens, newest change first (board 6)."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.order import Order
from kds.domain.recalling import RECALL_ORDERS, recallable
from kds.domain.terms import Status
from tests.builders import a_negative, a_station, an_expo, an_item, an_order, at

GRILL = a_station("GRILL")


def done(id_: str, changed: str = "19:40") -> Order:
    """Give a slip whose dish is ready."""
    return an_order(an_item(status=Status.READY, changed=changed, by="cook"), id=id_)


def test_the_newest_change_stands_first_with_who_did_it() -> None:
    """Bumped last, first on the list."""
    rows = recallable(GRILL, [done("o1", "19:38"), done("o2", "19:40")], [], at("19:42"))
    assert [(row.order.id, row.title, row.changed_at, row.changed_by) for row in rows] == [
        ("o2", "T7", at("19:40"), "cook"),
        ("o1", "T7", at("19:38"), "cook"),
    ]


def test_a_cooks_part_is_recallable_while_the_order_is_open() -> None:
    """Ready on the grill, still cooking in the fryer: the grill may recall, the pass and the fryer may not."""
    order = an_order(an_item(status=Status.READY, changed="19:40"), an_item("Chips", on="Fry"))
    assert [row.items[0].name for row in recallable(GRILL, [order], [], at("19:42"))] == ["Burger"]
    assert recallable(a_station("FRY"), [order], [], at("19:42")) == ()
    assert recallable(an_expo(), [order], [], at("19:42")) == ()


def test_half_done_slips_are_not_on_the_list() -> None:
    """A slip that still stands on the board needs no recall."""
    order = an_order(an_item(status=Status.READY, changed="19:40"), an_item("Wings"))
    assert recallable(GRILL, [order], [], at("19:42")) == ()


def test_served_orders_come_from_the_finished_list_and_the_open_one_counts() -> None:
    """What the till calls finished can come back; a slip that was recalled elsewhere is not listed any more."""
    served = an_order(an_item(status=Status.SERVED, changed="19:40"))
    assert [row.order.id for row in recallable(an_expo(), [], [served], at("19:42"))] == ["o1"]
    reopened = an_order(an_item(status=Status.READY, changed="19:41"))
    assert recallable(an_expo(), [reopened], [served], at("19:42")) == ()


def test_voids_and_cancelled_dishes_are_not_recallable() -> None:
    """There is nothing to bring back."""
    cancelled = an_order(an_item(status=Status.CANCELLED, changed="19:40"))
    void = an_order(a_negative(of=("o1", 1), status=Status.SERVED, changed="19:40"), id="o2")
    assert recallable(GRILL, [], [cancelled, void], at("19:42")) == ()


def test_the_list_reaches_fifty_orders_or_fifteen_minutes() -> None:
    """On a busy evening everything of the last fifteen minutes is there, on a quiet one fifty orders of any age."""
    busy = [done(f"o{place}", "19:40") for place in range(RECALL_ORDERS + 20)]
    assert len(recallable(GRILL, busy, [], at("19:42"))) == RECALL_ORDERS + 20
    assert len(recallable(GRILL, busy, [], at("19:40") + timedelta(minutes=16))) == RECALL_ORDERS
