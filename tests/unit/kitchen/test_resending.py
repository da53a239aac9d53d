"""What goes to the till again after it lost its state: what a person pressed last, whatever else is still waiting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kds.domain.intents import Command, SetStatus, WholeOrder
from kds.domain.terms import Status
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.resending import Ended, overtaken
from tests.builders import an_item, an_order

PRESSED = datetime(2026, 11, 22, 19, 42, tzinfo=UTC)


def a_row(position: int, status: Status, state: CommandState) -> StoredCommand:
    """Give the n-th press of an evening on one order."""
    command = Command(f"c{position}", "o1", 118, SetStatus(WholeOrder(), status), base_version=1)
    return StoredCommand(position, f"i{position}", command, state, command.id, PRESSED)


@pytest.mark.parametrize(("waiting", "again"), [(1, ["c2"]), (3, [])])
def test_only_a_later_press_that_waits_speaks_for_an_order(waiting: int, again: list[str]) -> None:
    """A bump that ended while the till knew no orders goes again, though an older press of that order still waits."""
    served = a_row(2, Status.SERVED, CommandState.OBSOLETE)
    other = a_row(waiting, Status.NEW, CommandState.CONFIRMING)
    order = an_order(an_item("Burger"), id="o1")
    lane = (order.source, order.id)
    rows = overtaken([Ended(served, PRESSED)], {lane: (other,)}, {lane: order})
    assert [row.command.id for row in rows] == again
