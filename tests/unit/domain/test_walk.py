"""The interval's walk: what is left to carry, and what a key means for a row of seats or a party."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kds.domain.actions.carrying import press_carried
from kds.domain.board import Board
from kds.domain.intents import Intent, IntentKind, OneItem, Refusal, SetStatus
from kds.domain.marks import Marks
from kds.domain.terms import Status
from kds.domain.venue.arrivals import LocalStatus, PairKey
from kds.domain.venue.walk import Stop, walk_of
from tests.builders import a_board, a_station, an_expo, at
from tests.unit.domain.intervals import interval_board, walked_rows

NOW = at("20:20")


def stops(board: Board) -> list[Stop]:
    return [stop for row in walk_of(board, NOW) for stop in row.stops]


def read(board: Board) -> Board:
    """Give the board once everything on it was read."""
    marks = Marks(seen=frozenset(mark for card in board.cards for mark, _ in card.unseen))
    return replace(a_board(board.station, *board.orders, marks=marks), venue=board.venue)


def test_the_walk_goes_from_seat_to_seat() -> None:
    """Row 1 from left to right, row 2 back, then those who stand; what this bar does not make is not on its list."""
    walk = walk_of(interval_board(), NOW)
    assert [(row.place, [(stop.seat, stop.things) for stop in row.stops]) for row in walk] == [
        ("Stalls row 1", [("9", (("Beer", Decimal(1)), ("Prosecco", Decimal(2)))), ("10", (("Beer", Decimal(1)),))]),
        ("Stalls row 2", [("3", (("Prosecco", Decimal(2)),)), ("1", (("Beer", Decimal(1)),))]),
        ("Stalls standing", [("", (("Beer", Decimal(2)),))]),
    ]
    cold = walk_of(interval_board(a_station("Cold", "Cold")), NOW)
    assert [(stop.seat, stop.things) for row in cold for stop in row.stops] == [("3", (("Cheese plate", Decimal(1)),))]


def test_what_was_carried_is_done() -> None:
    """A line that is ready here is done, and so is one that has left the board; before its time nothing is."""
    row = walked_rows()[0]
    done = {PairKey(row.key, pick.item_id, "Bar"): LocalStatus(Status.READY) for pick in row.picks if pick.seat == "9"}
    assert [stop.is_done for stop in stops(interval_board(progress=done))] == [True, False, False, False, False]
    assert [stop.is_done for stop in stops(interval_board(is_open=False))] == [True] * 5
    early = walk_of(interval_board(is_open=False), at("20:00"))
    assert not any(stop.is_done for row in early for stop in row.stops)


def test_a_row_of_seats_is_one_press_and_one_undo() -> None:
    """Space: all seats of the row are set in one intent that bears the row's name, and nothing of another row is."""
    board = read(interval_board())
    row = walk_of(board, NOW)[0]
    intent = press_carried(board, row.stops, row.place, NOW)
    assert isinstance(intent, Intent)
    assert (intent.kind, intent.label) == (IntentKind.BUMP, "Stalls row 1")
    assert {command.order_id for command in intent.commands} == {row.key}


def test_a_party_in_two_rows_is_one_press() -> None:
    """Enter: both seats of the party are set, one in each row; its neighbours' things stay."""
    board = read(interval_board())
    party = [stop for stop in stops(board) if stop.party.startswith("party:4360/")]
    assert [stop.seat for stop in party] == ["9", "3"]
    intent = press_carried(board, party, "Stalls row 1 N.A.", NOW)
    assert isinstance(intent, Intent)
    moved = {
        (command.order_id, command.change.target.item_id)
        for command in intent.commands
        if isinstance(command.change, SetStatus) and isinstance(command.change.target, OneItem)
    }
    assert moved == {(stop.order_id, item) for stop in party for item in stop.item_ids if item in _bar_items()}
    assert len(intent.commands) == 3


def _bar_items() -> set[int]:
    return {pick.item_id for row in walked_rows() for pick in row.picks if "Bar" in pick.endpoints}


def test_an_allergy_is_read_before_anything_is_carried() -> None:
    """The row of the guest with the allergy asks to be seen first."""
    board = interval_board()
    row = walk_of(board, NOW)[1]
    first = press_carried(board, row.stops, row.place, NOW)
    assert isinstance(first, Intent)
    assert first.kind is IntentKind.SEEN
    assert not any(isinstance(command.change, SetStatus) for command in first.commands)


@pytest.mark.parametrize(("read_only", "words"), [(True, "only shows"), (False, "nothing is left")])
def test_what_can_not_be_carried_is_refused(read_only: bool, words: str) -> None:
    """A screen that only shows changes nothing, and what is gone already is not carried twice."""
    station = a_station("Bar", "Bar", read_only=read_only)
    row = walk_of(interval_board(), NOW)[0]
    refused = press_carried(interval_board(station, is_open=read_only), row.stops, row.place, NOW)
    assert isinstance(refused, Refusal)
    assert words in refused.sentence


def test_on_the_pass_what_is_carried_is_served() -> None:
    """The pass sees every station's things and serves a whole row, cheese included."""
    board = read(interval_board(an_expo()))
    row = walk_of(board, NOW)[1]
    assert [name for stop in row.stops for name, _ in stop.things] == ["Prosecco", "Cheese plate", "Beer"]
    intent = press_carried(board, row.stops, row.place, NOW)
    assert isinstance(intent, Intent)
    changes = [command.change for command in intent.commands]
    assert changes
    assert all(isinstance(change, SetStatus) and change.status is Status.SERVED for change in changes)
