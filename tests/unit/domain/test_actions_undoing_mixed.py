"""Undo where lines stand at several stations at different statuses: never further back than it must, never a voided pair."""

from __future__ import annotations

from kds.domain.actions import press_enter, press_undo
from kds.domain.order import Item, Order
from kds.domain.overlay import overlay
from kds.domain.station import Station
from kds.domain.terms import Status
from tests.builders import a_pair, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import an_intent, board_of, performed, the_card

LINE = a_station("LINE", "Grill", "Fry")
NEW, STARTED, READY, SERVED, CANCELLED = (
    Status.NEW,
    Status.IN_PROGRESS,
    Status.READY,
    Status.SERVED,
    Status.CANCELLED,
)


def made(**places: Status) -> Item:
    """Give a dish that stands at each station as named."""
    return an_item(pairs=tuple(a_pair(place, status) for place, status in places.items()))


def bumped_and_undone(station: Station, order: Order) -> tuple[list[list[Status]], str]:
    """Give where each dish stands after Enter and `u`, and what `u` said."""
    board = board_of(station, order)
    board = performed(board, an_intent(press_enter(board, the_card(board), at("19:42"), forced=True)))
    undo = an_intent(press_undo(board, at("19:42:10")))
    (after,) = overlay(board.orders, undo.commands)
    return [[pair.status for pair in item.pairs] for item in after.items], undo.remark


def test_what_comes_right_in_the_end_is_not_complained_about() -> None:
    """Two dishes of grill and fryer, with a third station off, are back as they were and nothing is said."""
    order = an_order(
        made(Grill=NEW, Cold=NEW, Fry=STARTED), made(Grill=STARTED, Cold=READY, Fry=STARTED), off=("Cold",)
    )
    statuses, remark = bumped_and_undone(LINE, order)
    assert [[each[0], each[2]] for each in statuses] == [[NEW, STARTED], [STARTED, STARTED]]
    assert remark == ""


def test_no_line_of_a_sent_table_stays_sent() -> None:
    """A line that is voided at one station can't be set alone; it goes back with the table rather than staying served."""
    order = an_order(
        made(Fry=NEW, Cold=NEW, Grill=NEW),
        made(Fry=STARTED, Grill=NEW),
        made(Fry=CANCELLED, Cold=NEW, Grill=STARTED),
    )
    statuses, remark = bumped_and_undone(an_expo(), order)
    assert statuses[2] == [CANCELLED, NEW, NEW]
    assert "can't be set back exactly" in remark


def test_no_line_ends_further_on_than_it_stood() -> None:
    """A line that was new is new again, also where another one of its station was started."""
    order = an_order(made(Grill=NEW, Fry=NEW, Cold=NEW), made(Grill=NEW, Cold=STARTED, Fry=SERVED))
    statuses, _ = bumped_and_undone(an_expo(), order)
    assert statuses == [[NEW, NEW, NEW], [NEW, NEW, SERVED]]


def test_a_voided_part_at_a_station_that_is_off_stays_voided() -> None:
    """Undo doesn't take the route that would wake a cancelled pair, not even one that counts for nothing."""
    order = an_order(made(Grill=NEW, Fry=STARTED, Cold=CANCELLED), made(Grill=READY, Fry=NEW), off=("Cold",))
    statuses, _ = bumped_and_undone(LINE, order)
    assert statuses[0][2] is CANCELLED


def test_a_part_that_was_served_before_is_not_pulled_back() -> None:
    """A line whose grill part was served before the bump keeps that when its fryer part is taken back."""
    order = an_order(made(Grill=SERVED, Fry=NEW), made(Fry=READY, Cold=NEW))
    statuses, remark = bumped_and_undone(LINE, order)
    assert statuses == [[SERVED, NEW], [NEW, NEW]]
    assert remark == "Burger is made at several stations and can't be set back exactly"
