"""Overlay against a naive model of the server's routes, and what must hold for any orders and commands."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kds.domain.intents import Command, Delete, EndpointPart, Errand, Fire, OneItem, SetStatus
from kds.domain.order import Order
from kds.domain.overlay import applied, is_met, overlay
from kds.domain.terms import Status
from tests.unit.domain.drawn_orders import commands, orders

Model = dict[str, dict[tuple[int, str | None], str]]
"""Order id → (item id, endpoint) → status word: all that the naive server knows."""

SOME_ORDERS = st.tuples(orders(id="o1"), orders(id="o2"))


def read(laid: tuple[Order, ...]) -> Model:
    return {
        order.id: {(item.id, pair.endpoint): pair.status.value for item in order.items for pair in item.pairs}
        for order in laid
    }


def play(given_orders: tuple[Order, ...], given_commands: list[Command]) -> Model:
    """Carry out the commands as contract 1 words it, route by route."""
    model = read(given_orders)
    negative = {(order.id, item.id) for order in given_orders for item in order.items if item.is_negative}
    for command in given_commands:
        rows = model.get(command.order_id)
        if rows is None or isinstance(command.change, Fire | Errand):
            continue
        if isinstance(command.change, Delete):
            del model[command.order_id]
            continue
        word, target = command.change.status.value, command.change.target
        for (item_id, endpoint), status in list(rows.items()):
            if isinstance(target, OneItem) and item_id != target.item_id:
                continue
            if isinstance(target, EndpointPart) and endpoint != target.endpoint:
                continue
            if (command.order_id, item_id) in negative:
                rows[item_id, endpoint] = "Served" if word in ("Ready", "Served") else status
            elif status != "Cancelled" or isinstance(target, OneItem):
                rows[item_id, endpoint] = word
    return model


@settings(deadline=None)
@given(SOME_ORDERS, st.lists(commands(), max_size=6))
def test_overlay_says_what_the_server_will_say(given_orders: tuple[Order, ...], lane: list[Command]) -> None:
    """Whatever was pressed, the board shows exactly the statuses that the server's routes will give."""
    assert read(overlay(given_orders, lane)) == play(given_orders, lane)


@settings(deadline=None)
@given(SOME_ORDERS, st.lists(commands(), max_size=6))
def test_laying_the_same_commands_on_again_changes_nothing_but_the_last_word(
    given_orders: tuple[Order, ...], lane: list[Command]
) -> None:
    """Once the till has all commands, laying them over its answer leaves every status as it is."""
    once = overlay(given_orders, lane)
    assert read(overlay(once, lane)) == read(once)


@settings(deadline=None)
@given(SOME_ORDERS, st.lists(commands(), max_size=4))
def test_identity_is_kept_wherever_nothing_changed(given_orders: tuple[Order, ...], lane: list[Command]) -> None:
    """An order is a new object exactly when something about it is different."""
    laid = overlay(given_orders, lane)
    by_id = {order.id: order for order in given_orders}
    assert all((order is by_id[order.id]) == (order == by_id[order.id]) for order in laid)
    assert (laid is given_orders) == (laid == given_orders)


@settings(deadline=None)
@given(orders(), commands(order_ids=("o1",)))
def test_a_change_that_was_carried_out_is_met(order: Order, command: Command) -> None:
    """Reconcile never asks again for what the till has done; only a change about nothing is obsolete."""
    if isinstance(command.change, SetStatus):
        verdict = is_met(applied(order, command.change), command.change)
        assert verdict is not False
        assert verdict is True or not any(
            pair.status is not Status.CANCELLED and not item.is_negative
            for item in order.items
            for pair in item.pairs
            if not isinstance(command.change.target, EndpointPart) or pair.endpoint == command.change.target.endpoint
            if not isinstance(command.change.target, OneItem) or item.id == command.change.target.item_id
        )
