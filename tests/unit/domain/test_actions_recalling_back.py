"""Recall brings back what is listed, to where each kind of station wants it, and nothing that changed since (board 6)."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.actions import press_recall
from kds.domain.board import Board
from kds.domain.cards import Recallable
from kds.domain.intents import IntentKind
from kds.domain.marks import Marks, tick_key
from kds.domain.order import Order
from kds.domain.recalling import recallable
from kds.domain.station import Station
from kds.domain.terms import Status
from tests.builders import a_pair, a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.presses import a_refusal, an_intent, board_of, calls, performed, the_card

NOW = at("19:42")
GRILL = a_station("GRILL")
READY, SERVED = Status.READY, Status.SERVED


def listed(station: Station, order: Order, *, still_open: bool = False) -> tuple[Board, Recallable]:
    """Give a board whose recall list shows the order, and the row."""
    rows = recallable(station, (order,) if still_open else (), () if still_open else (order,), NOW)
    board = replace(board_of(station, *((order,) if still_open else ())), recallable=rows)
    return board, rows[0]


def test_a_cook_gets_the_part_back_in_progress() -> None:
    """Recall on the grill puts the grill's part back to work and leaves the fryer's."""
    order = an_order(an_item("Burger", status=READY, changed="19:40"), an_item("Chips", on="Fry"))
    board, row = listed(GRILL, order, still_open=True)
    intent = an_intent(press_recall(board, row, NOW))
    assert (intent.kind, calls(intent), intent.label) == (IntentKind.RECALL, ["o1 Grill InProgress back"], "T7")
    assert the_card(performed(board, intent)).title == "T7"


def test_the_pass_gets_the_table_back_ready() -> None:
    """Recall on the pass puts a sent order back on the pass, all of it."""
    order = an_order(an_item("Burger", status=SERVED, changed="19:40"), an_item("Chips", on="Fry", status=SERVED))
    board, row = listed(an_expo(), order)
    assert calls(an_intent(press_recall(board, row, NOW))) == ["o1 order Ready back"]


def test_a_shared_line_comes_back_here_only() -> None:
    """Recall of a fish pie on the grill leaves the fryer's half ready."""
    pie = an_item("Fish pie", pairs=(a_pair("Grill", READY, changed="19:40"), a_pair("Fry", READY, changed="19:40")))
    board, row = listed(GRILL, an_order(pie), still_open=True)
    assert calls(an_intent(press_recall(board, row, NOW))) == ["o1 Grill InProgress back"]


def test_voided_lines_stay_voided() -> None:
    """A cancelled line of a recalled order is not woken."""
    order = an_order(
        an_item("Burger", status=SERVED, changed="19:40"), an_item("Steak", status=Status.CANCELLED, changed="19:40")
    )
    board, row = listed(an_expo(), order)
    assert calls(an_intent(press_recall(board, row, NOW))) == ["o1 order Ready back"]


def test_what_others_changed_since_the_list_stays_and_is_said() -> None:
    """A line that another screen brought back meanwhile is left as it is."""
    order = an_order(
        an_item("Burger", status=SERVED, changed="19:40"), an_item("Chips", on="Fry", status=SERVED, changed="19:40")
    )
    board, row = listed(an_expo(), order)
    changed = with_status(order, Status.IN_PROGRESS, item=1, changed="19:41")
    board = replace(board, orders=(changed,))
    intent = an_intent(press_recall(board, row, NOW))
    assert calls(intent) == ["o1 Fry Ready back"]
    assert intent.remark == "Burger was changed by others since and stays"


def test_an_order_that_others_brought_back_is_not_recalled_twice() -> None:
    """When everything of the row changed since it was listed, nothing is done and the reason is said."""
    order = an_order(an_item("Burger", status=SERVED, changed="19:40"))
    board, row = listed(an_expo(), order)
    board = replace(board, orders=(with_status(order, READY, changed="19:41"),))
    sentence = a_refusal(press_recall(board, row, NOW))
    assert sentence == "T7 can't be brought back: Burger was changed by others since"


def test_recall_ends_old_ticks() -> None:
    """Ticks of a former life of the order are gone when it comes back."""
    key = tick_key("o1", 1, "Ready")
    board, row = listed(GRILL, an_order(an_item(status=READY, changed="19:40")), still_open=True)
    board = replace(board, marks=Marks(ticked=frozenset({key})))
    assert set(an_intent(press_recall(board, row, NOW)).unticked) == {key}


def test_recall_needs_the_right_and_a_screen_that_may() -> None:
    """Without orderUpdate, or on a screen that only shows, nothing is brought back."""
    board, row = listed(GRILL, an_order(an_item(status=READY, changed="19:40")), still_open=True)
    poor = replace(board, rights=replace(board.rights, names=frozenset()))
    sentence = "cook may not bring anything back: the right orderUpdate is missing"
    assert a_refusal(press_recall(poor, row, NOW)) == sentence
    shown = replace(board, station=a_station("GRILL", read_only=True))
    assert "only shows" in a_refusal(press_recall(shown, row, NOW))
