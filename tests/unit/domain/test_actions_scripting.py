"""`kds bump`, `kds fire` and `kds delete` ask for exactly what they were told, by exactly that route."""

from __future__ import annotations

import pytest

from kds.domain.actions import bump_order, delete_order, fire_orders
from kds.domain.intents import IntentKind
from kds.domain.order import Order
from kds.domain.terms import Status
from kds.errors import UsageError
from tests.builders import an_item, an_order, at
from tests.unit.domain.presses import calls

NOW = at("19:42")


def table() -> Order:
    return an_order(an_item("Burger", status=Status.READY), an_item("Chips", on="Fry/Left"), number=118)


@pytest.mark.parametrize(
    ("item_id", "endpoint", "to", "call"),
    [
        (None, None, Status.SERVED, "o1 order Served"),
        (2, None, Status.READY, "o1 item 2 Ready"),
        (None, "Grill", Status.SERVED, "o1 Grill Served"),
        (None, "fry/left", Status.READY, "o1 Fry/Left Ready"),
        (1, None, Status.IN_PROGRESS, "o1 item 1 InProgress back"),
        (None, None, Status.IN_PROGRESS, "o1 order InProgress back"),
    ],
)
def test_a_script_bumps_by_the_route_it_names(item_id: int | None, endpoint: str | None, to: Status, call: str) -> None:
    """Order, item and endpoint each use their own route; what lowers a status counts as going back."""
    intent = bump_order(table(), to=to, now=NOW, station_name="GRILL", item_id=item_id, endpoint=endpoint)
    assert calls(intent) == [call]
    assert (intent.station, intent.label, intent.at) == ("GRILL", "T7", NOW)


def test_what_kind_of_change_a_script_made() -> None:
    """A script's intent is called what the same key would be called."""
    kinds = [
        bump_order(table(), to=to, now=NOW, station_name="X", item_id=1).kind for to in (Status.SERVED, Status.NEW)
    ]
    assert kinds == [IntentKind.BUMP, IntentKind.RECALL]
    assert bump_order(table(), to=Status.IN_PROGRESS, now=NOW, station_name="X", item_id=2).kind is IntentKind.START


def test_an_unknown_item_is_named_with_those_that_exist() -> None:
    """A wrong item number tells which items the order has."""
    with pytest.raises(UsageError, match=r"order 118 has no item 7; its items are: 1 Burger, 2 Chips"):
        bump_order(table(), to=Status.READY, now=NOW, station_name="X", item_id=7)


def test_an_unknown_endpoint_is_named_with_those_that_exist() -> None:
    """A wrong endpoint tells which endpoints the order has."""
    with pytest.raises(UsageError, match=r"order 118 has nothing on Bar; its endpoints are: Grill, Fry/Left"):
        bump_order(table(), to=Status.READY, now=NOW, station_name="X", endpoint="Bar")


def test_item_and_endpoint_together_make_no_sense() -> None:
    """There is no route for one item on one endpoint, so a script can't ask for it."""
    with pytest.raises(UsageError, match="not both"):
        bump_order(table(), to=Status.READY, now=NOW, station_name="X", item_id=1, endpoint="Grill")


def test_a_script_fires_at_once() -> None:
    """`kds fire` doesn't wait three seconds: one command for each order."""
    intent = fire_orders([an_order(id="o1", held=True), an_order(id="o2", held=True)], now=NOW, station_name="X")
    assert (calls(intent), intent.not_before, intent.label) == (["o1 fire", "o2 fire"], None, "T7")


def test_a_script_deletes_one_order() -> None:
    """`kds delete` asks for one deletion."""
    intent = delete_order(table(), now=NOW, station_name="X")
    assert (intent.kind, calls(intent)) == (IntentKind.DELETE, ["o1 delete"])
