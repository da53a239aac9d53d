"""Seen is this station's own; the till hears of it only where nobody else has to read the same void (board 3)."""

from __future__ import annotations

from kds.domain.actions import press_enter
from kds.domain.board import Board
from kds.domain.intents import IntentKind
from kds.domain.order import Item
from kds.domain.terms import Status
from kds.domain.unseen import taken_back_mark
from tests.builders import a_negative, a_station, an_expo, an_item, an_order, at
from tests.unit.domain.presses import an_intent, board_of, calls, performed, reread, the_card

NOW = at("19:42")
GRILL = a_station("GRILL")


def with_void(
    dish: Item, negative: Item, *, on_pass: bool = False, rights: tuple[str, ...] = ("orderUpdate",)
) -> Board:
    """Give a board with a dish that was partly taken back by a second slip."""
    place = an_expo() if on_pass else GRILL
    return board_of(place, an_order(dish, an_item("Corn")), an_order(negative, id="o2"), rights=rights)


def test_a_void_of_one_station_is_told_by_that_station() -> None:
    """Reading a void that only the grill makes tells the till at once, by the item route."""
    board = with_void(an_item("Burger", 3), a_negative(of=("o1", 1)))
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert (intent.kind, calls(intent)) == (IntentKind.SEEN, ["o2 item 1 Served"])
    assert taken_back_mark("o2", 1) in intent.seen


def test_the_pass_reads_for_itself_only() -> None:
    """What the pass has read is still unread at the grill, so the till hears nothing."""
    board = with_void(an_item("Burger", 3), a_negative(of=("o1", 1)), on_pass=True)
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == []


def test_a_shared_void_stays_local_until_the_bump() -> None:
    """A void that grill and fryer must both read is not told with *seen*."""
    both = ("Grill", "Fry")
    board = with_void(an_item("Fish pie", 3, on=both), a_negative("Fish pie", of=("o1", 1), on=both))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == []


def test_a_shared_void_alone_on_its_card_goes_with_the_press_that_clears_it() -> None:
    """When nothing else is left on the card, *seen* is its last press and takes the grill's endpoint route along."""
    both = ("Grill", "Fry")
    pie = an_order(an_item("Fish pie", on=both, status=Status.CANCELLED))
    board = board_of(GRILL, pie, an_order(a_negative("Fish pie", of=("o1", 1), on=both), id="o2"))
    assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o2 Grill Ready"]


def test_a_void_without_endpoints_is_told_by_whoever_reads_it_first() -> None:
    """A void of something made nowhere is told by any station, the pass included."""
    for on_pass in (False, True):
        board = with_void(an_item("Water", 3, on=None), a_negative("Water", of=("o1", 1), on=None), on_pass=on_pass)
        assert calls(an_intent(press_enter(board, the_card(board), NOW))) == ["o2 item 1 Served"]


def test_without_the_right_seen_stays_local() -> None:
    """A login without orderUpdate can still say that it has read a void; the till is not asked."""
    board = with_void(an_item("Burger", 3), a_negative(of=("o1", 1)), rights=())
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert (calls(intent), bool(intent.seen)) == ([], True)


def test_a_void_that_another_screen_told_already_is_not_told_again() -> None:
    """A Negative that the till counts as seen is only read here."""
    board = with_void(an_item("Burger", 3), a_negative(of=("o1", 1)))
    painted = the_card(board)
    told = an_order(a_negative(of=("o1", 1), status=Status.SERVED), id="o2")
    board = reread(board, board.orders[0], told)
    assert calls(an_intent(press_enter(board, painted, NOW))) == []


def test_an_allergy_is_read_before_anything_is_bumped() -> None:
    """A guest's allergy is confirmed once at this station, the other screens learn of it; the next Enter bumps."""
    board = board_of(GRILL, an_order(note="ALLERGY nuts"))
    seen = an_intent(press_enter(board, the_card(board), NOW))
    assert (seen.kind, calls(seen)) == (IntentKind.SEEN, ["allergy ticket-T7 GRILL nuts errand"])
    assert seen.seen == {allergy.mark for allergy in the_card(board).allergies}
    board = performed(board, seen)
    assert an_intent(press_enter(board, the_card(board), NOW)).kind is IntentKind.BUMP


def test_one_press_reads_everything_on_the_card() -> None:
    """Two voids and an allergy are read by one Enter."""
    board = board_of(
        GRILL,
        an_order(an_item("Burger", 3), an_item("Steak", 2), note="ALLERGY nuts"),
        an_order(a_negative(of=("o1", 1)), a_negative("Steak", of=("o1", 2)), id="o2"),
    )
    intent = an_intent(press_enter(board, the_card(board), NOW))
    assert calls(intent) == ["o2 item 1 Served", "o2 item 2 Served", "allergy ticket-T7 GRILL nuts errand"]
    assert the_card(performed(board, intent)).unseen == ()
