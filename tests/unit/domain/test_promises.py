"""Take away and delivery wait off the board for their time; in doubt they are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kds.domain.board import Board
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.promises import set_apart
from kds.domain.remembering import painted
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase, Status
from tests.builders import a_board, a_negative, a_station, an_expo, an_item, an_order, at

SIX_TWELVE = {Purchase.WALK_IN: Thresholds(timedelta(minutes=6), timedelta(minutes=12))}


def grill(**facts: object) -> Station:
    """Give the grill, due after six and late after twelve minutes."""
    return replace(a_station(), thresholds=SIX_TWELVE, **facts)  # type: ignore[arg-type]  # facts are fields of Station


def to_take(due: str | None = "20:00", **facts: object) -> Order:
    """Give a take away for Novak."""
    order = an_order(id="o1", table=None, purchase=Purchase.TAKE_AWAY, due=due, pickup_name="Novak", fired="19:00")
    return replace(order, **facts)  # type: ignore[arg-type]  # facts are fields of Order


def apart(board: Board, when: str, *, marks: Marks | None = None, rushed: tuple[str, ...] = ()) -> tuple[int, int]:
    """Give how many cards are on the board at that time, and how many wait for theirs."""
    shown, waiting = set_apart(board.cards, board.station, marks or board.marks, rushed, at(when))
    return len(shown), len(waiting)


def test_a_promise_waits_until_it_is_time_to_prepare_it() -> None:
    """Twelve minutes ahead, as long as the grill may take, the card comes; until then it waits."""
    board = a_board(grill(), to_take())
    assert [apart(board, when) for when in ("19:10", "19:47", "19:48", "20:30")] == [(0, 1), (0, 1), (1, 0), (1, 0)]


def test_the_preparation_time_can_be_set_for_each_order_type() -> None:
    """A station that needs half an hour for deliveries shows them half an hour ahead."""
    station = grill(preparation={Purchase.DELIVERY: timedelta(minutes=30)})
    delivery = a_board(station, to_take(purchase=Purchase.DELIVERY))
    assert (apart(delivery, "19:29"), apart(delivery, "19:30")) == ((0, 1), (1, 0))
    assert apart(a_board(station, to_take()), "19:47") == (0, 1)


def test_guests_at_a_table_never_wait() -> None:
    """A table has no promise, whatever its slip says."""
    assert apart(a_board(grill(), an_order(due="20:00")), "19:10") == (1, 0)


def test_a_promise_without_a_time_is_shown() -> None:
    """Nobody knows when to begin with it, so it stands on the board."""
    assert apart(a_board(grill(), to_take(due_at=None)), "19:10") == (1, 0)


@pytest.mark.parametrize("note", ["Courier is here", "kuriér čaká", "driver waiting"])
def test_a_courier_at_the_door_brings_it_onto_the_board(note: str) -> None:
    """Somebody waits for it now, whatever was promised."""
    assert apart(a_board(grill(), to_take(note=note)), "19:10") == (1, 0)


def test_what_is_cooked_already_stays_on_the_board() -> None:
    """A dish that somebody has started is no plan for later."""
    started = replace(to_take(), items=(an_item("Burger", status=Status.IN_PROGRESS, id=1),))
    assert apart(a_board(grill(), started), "19:10") == (1, 0)


def test_rush_brings_it_onto_the_board() -> None:
    """What goes first does not wait for its time."""
    assert apart(a_board(grill(), to_take()), "19:10", rushed=("o1",)) == (1, 0)


def test_a_card_that_stood_on_the_screen_never_vanishes() -> None:
    """When a promise is put off after the cook saw the card, it stays in front of him."""
    board = a_board(grill(), to_take())
    seen = painted(board.marks, board.cards)
    assert apart(board, "19:10", marks=seen) == (1, 0)


def test_something_taken_back_is_shown_to_be_read() -> None:
    """A void on an order that waits is news for the cook; it brings the card."""
    order = replace(to_take(), items=(an_item("Burger", 2, id=1),))
    void = an_order(a_negative("Burger", of=("o1", 1)), id="o2", table=None, ticket=order.ticket_id, fired="19:05")
    void = replace(void, purchase=Purchase.TAKE_AWAY, due_at=order.due_at)
    assert apart(a_board(grill(), order, void), "19:10") == (1, 0)


def test_an_allergy_alone_does_not_bring_it_early() -> None:
    """It will be read when the card comes, and no bump can miss it."""
    assert apart(a_board(grill(), to_take(note="ALLERGY nuts")), "19:10") == (0, 1)


def test_the_pass_waits_too_and_lists_the_next_promised_first() -> None:
    """On the pass the promises wait in the order of their times."""
    later = replace(to_take("21:00"), id="o2", ticket_id="t2", number=102)
    board = a_board(an_expo(), later, to_take())
    _, waiting = set_apart(board.cards, board.station, board.marks, (), at("19:10"))
    assert [card.due_at for card in waiting] == [at("20:00"), at("21:00")]
