"""Whatever the domain can say survives the disk and the socket."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.board import Board
from kds.domain.intents import Command, Intent
from kds.domain.marks import GuestAllergy, Marks
from kds.domain.order import Order
from kds.kitchen.codec import from_json, to_json
from tests.builders import a_board, a_station, an_order

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**6))

IDS = st.text(max_size=8)
TIMES = st.dictionaries(IDS, st.from_type(datetime), max_size=2)
MARKS = st.builds(
    Marks,
    first_seen=TIMES,
    card_of=st.dictionaries(IDS, IDS, max_size=2),
    added_at=TIMES,
    former_table=st.dictionaries(IDS, IDS, max_size=2),
    kept=st.dictionaries(IDS, st.from_type(Order), max_size=1),
    again=TIMES,
    allergies=st.dictionaries(IDS, st.lists(st.from_type(GuestAllergy), max_size=2).map(tuple), max_size=2),
)


@settings(max_examples=40, deadline=None)
@given(order=st.from_type(Order), intent=st.from_type(Intent), command=st.from_type(Command), marks=MARKS)
def test_domain_values_survive_being_written_down(order: Order, intent: Intent, command: Command, marks: Marks) -> None:
    """Orders, intents, commands and marks are the same after a round trip through JSON."""
    for value in (order, intent, command, marks):
        assert from_json(to_json(value, type(value)), type(value)) == value


def test_a_board_survives_the_socket() -> None:
    """A whole board is the same after a round trip, so that a second screen can show it."""
    board = a_board(a_station(), an_order(), an_order(id="o2", table="T8", held=True))
    assert from_json(to_json(board, Board), Board) == board
