"""The calm screen of a kitchen with nothing to cook, and when it is drawn."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from kds.domain.board import Board
from kds.domain.connection import Connection, Link
from kds.ui.drawing.frame import Frame
from kds.ui.drawing.sheet import board_frame
from kds.ui.drawing.view import ViewState
from kds.ui.screens.resting import IDLE_AFTER, rested
from tests.builders import a_board, a_station, an_expo, an_order, at
from tests.ui.drawing.boards import NOW, held_table, live
from tests.ui.drawing.screens import texts

SIZES = ((61, 18), (80, 24), (123, 36), (200, 60))
EMPTY = live(a_station("GRILL"), (), done=())
LONG = IDLE_AFTER.total_seconds() + 1


def calm(minutes: int = 0, size: tuple[int, int] = (80, 24), *, ascii_only: bool = True) -> Frame:
    """Give the calm screen some minutes later."""
    now = NOW + timedelta(minutes=minutes)
    board = replace(EMPTY, connection=Connection(Link.LIVE, now - timedelta(seconds=1)))
    view = ViewState(is_idle=True, last_order_at=at("19:31"), local=NOW.tzinfo, ascii_only=ascii_only)
    return board_frame(board, view, now, *size)


def after_quiet(board: Board, keyless: float = LONG) -> bool:
    """Whether a board rests that has been like this for long."""
    first = rested(ViewState(), board, NOW, keyless)
    assert not first.is_idle
    return rested(first, board, NOW + IDLE_AFTER, keyless).is_idle


@pytest.mark.parametrize("size", SIZES)
def test_the_clock_is_large_and_the_sentence_stays(size: tuple[int, int]) -> None:
    """A clock of several rows, and below it the sentence with the age of the last good answer."""
    rows = texts(calm(size=size))
    assert sum("#" in row for row in rows) >= 5
    assert any("NO ORDERS FOR GRILL    last one 19:31    LIVE 1s" in row for row in rows)
    assert rows[0].startswith(" GRILL")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_burns_in(size: tuple[int, int]) -> None:
    """Each minute the clock's block stands a cell further, and it never leaves the screen."""
    places = []
    for minute in range(40):
        rows = texts(calm(minute, size))
        (y,) = [number for number, row in enumerate(rows) if "NO ORDERS" in row]
        places.append((rows[y].index("NO ORDERS"), y))
    steps = {abs(new[1] - old[1]) for old, new in itertools.pairwise(places)}
    assert steps <= {0, 1}
    assert all(old != new for old, new in itertools.pairwise(places))


def test_a_quiet_kitchen_rests_after_two_minutes() -> None:
    """Nothing open and no key for two minutes: the board becomes calm."""
    assert after_quiet(EMPTY)
    assert not after_quiet(EMPTY, keyless=5)


@pytest.mark.parametrize(
    "board",
    [
        replace(EMPTY, known=False),
        replace(EMPTY, connection=Connection(Link.SLOW, NOW)),
        replace(EMPTY, connection=Connection(Link.OFFLINE, NOW)),
        replace(EMPTY, cached_at=NOW),
        replace(EMPTY, banner="Grll is no endpoint of this till."),
        replace(EMPTY, held=(held_table("T4", "19:33", Ribeye=2),)),
        replace(EMPTY, connection=replace(EMPTY.connection, parked=1)),
        replace(EMPTY, sides=(("door", Connection(Link.OFFLINE)),)),
    ],
    ids=("unknown", "slow", "offline", "cached", "banner", "held", "refused", "side offline"),
)
def test_only_a_good_answer_lets_it_rest(board: Board) -> None:
    """A board that may miss orders, or that wants a person, never looks calm."""
    assert not after_quiet(board)


def test_an_order_ends_it_at_once() -> None:
    """The first card is drawn at once, and its time is remembered for when it has gone."""
    resting = ViewState(is_idle=True, empty_since=at("19:30"))
    state = rested(resting, a_board(a_station("GRILL"), an_order()), NOW, LONG)
    assert (state.is_idle, state.empty_since, state.last_order_at) == (False, None, NOW)


def test_a_key_ends_it_at_once() -> None:
    """Whoever touches a key sees the board."""
    assert not rested(ViewState(is_idle=True, empty_since=at("19:30")), EMPTY, NOW, 0).is_idle


def test_the_pass_rests_too() -> None:
    """An expo without tables shows the clock as well."""
    frame = board_frame(live(an_expo(), ()), ViewState(is_idle=True, ascii_only=True), NOW, 80, 24)
    assert any("NO ORDERS FOR EXPO" in row for row in texts(frame))
