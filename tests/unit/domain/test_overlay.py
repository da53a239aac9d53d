"""The board shows what the till will say once it has our commands (contract 1, routes; reliability 3.1.6 and 3.1.7)."""

from __future__ import annotations

import pytest

from kds.domain.intents import (
    Change,
    Command,
    Delete,
    Direction,
    EndpointPart,
    Fire,
    OneItem,
    SetStatus,
    WholeOrder,
)
from kds.domain.order import Order
from kds.domain.overlay import applied, is_met, overlay
from kds.domain.terms import Status
from tests.builders import a_negative, a_pair, an_item, an_order, at

NEW, STARTED, READY, SERVED, CANCELLED = (
    Status.NEW,
    Status.IN_PROGRESS,
    Status.READY,
    Status.SERVED,
    Status.CANCELLED,
)


def command(change: Change, order_id: str = "o1", source: str = "portos") -> Command:
    return Command("c1", order_id, 101, change, source=source, at=at("19:42"))


def statuses(order: Order) -> list[Status]:
    return [pair.status for item in order.items for pair in item.pairs]


def table() -> Order:
    """A burger at Grill, a fish pie at Grill and Fry, and water that is made nowhere."""
    return an_order(an_item("Burger"), an_item("Fish pie", on=("Grill", "Fry")), an_item("Water", on=None))


def test_the_order_route_sets_every_pair() -> None:
    """A whole order that is sent is served on all endpoints, and so is what has no endpoint."""
    assert statuses(applied(table(), SetStatus(WholeOrder(), SERVED))) == [SERVED] * 4


def test_the_endpoint_route_sets_only_that_endpoint() -> None:
    """What the grill bumps stays open at the fryer, and an item without endpoints is never set by it."""
    assert statuses(applied(table(), SetStatus(EndpointPart("Grill"), READY))) == [READY, READY, NEW, NEW]


def test_the_item_route_sets_the_item_everywhere() -> None:
    """A line set by itself is set on all its endpoints."""
    assert statuses(applied(table(), SetStatus(OneItem(2), READY))) == [NEW, READY, READY, NEW]


def test_the_item_route_sets_an_item_without_endpoints() -> None:
    """Water, made nowhere, is set by its own route."""
    assert statuses(applied(table(), SetStatus(OneItem(3), READY))) == [NEW, NEW, NEW, READY]


@pytest.mark.parametrize("target", [WholeOrder(), EndpointPart("Grill")])
def test_wide_routes_leave_cancelled_pairs(target: WholeOrder | EndpointPart) -> None:
    """A voided dish stays voided when its order or station is bumped."""
    order = an_order(an_item("Burger", status=CANCELLED), an_item("Chips"))
    assert statuses(applied(order, SetStatus(target, READY))) == [CANCELLED, READY]


def test_the_item_route_changes_a_cancelled_pair() -> None:
    """Only the item route changes a cancelled pair, as at the till."""
    assert statuses(applied(an_order(an_item(status=CANCELLED)), SetStatus(OneItem(1), READY))) == [READY]


@pytest.mark.parametrize("target", [WholeOrder(), EndpointPart("Grill"), OneItem(1)])
@pytest.mark.parametrize(("status", "after"), [(NEW, NEW), (STARTED, NEW), (READY, SERVED), (SERVED, SERVED)])
def test_a_negative_knows_only_new_and_served(
    target: WholeOrder | EndpointPart | OneItem, status: Status, after: Status
) -> None:
    """A Negative becomes seen by whatever finishes dishes, and by nothing else."""
    assert statuses(applied(an_order(a_negative()), SetStatus(target, status))) == [after]


@pytest.mark.parametrize("status", [NEW, STARTED])
def test_nothing_brings_a_seen_negative_back(status: Status) -> None:
    """A Negative that was seen stays seen when its order is recalled."""
    assert statuses(applied(an_order(a_negative(status=SERVED)), SetStatus(WholeOrder(), status))) == [SERVED]


def test_routes_set_pairs_on_endpoints_that_are_off() -> None:
    """A pair on an endpoint that was switched off is set by all routes (contract 1, status)."""
    order = an_order(an_item(on=("Grill", "Fry")), off=("Fry",))
    assert statuses(applied(order, SetStatus(WholeOrder(), READY))) == [READY, READY]
    assert statuses(applied(order, SetStatus(EndpointPart("Fry"), READY))) == [NEW, READY]


def test_a_changed_pair_carries_our_time_and_no_name() -> None:
    """The board counts from the press until the till says its own time and who it was."""
    order = an_order(an_item(pairs=(a_pair("Grill", changed="19:30", by="anna"), a_pair("Fry", READY, by="anna"))))
    grill, fry = applied(order, SetStatus(WholeOrder(), READY), at("19:42")).items[0].pairs
    assert (grill.changed_at, grill.changed_by, grill.word) == (at("19:42"), None, "Ready")
    assert fry is order.items[0].pairs[1]


def test_a_change_that_changes_nothing_gives_the_same_order() -> None:
    """Bumping what is bumped already is the very same order, so nothing is drawn again."""
    order = an_order(an_item(status=READY))
    assert applied(order, SetStatus(WholeOrder(), READY)) is order
    assert applied(order, SetStatus(EndpointPart("Pizza"), READY)) is order


def test_firing_makes_a_held_order_live() -> None:
    """A fired order is processed since the press; one that was processed before is the same as it was."""
    held, fired = an_order(id="o1", held=True), an_order(id="o2")
    assert (applied(held, Fire(), at("19:42")).is_processed, applied(held, Fire(), at("19:42")).processed_at) == (
        True,
        at("19:42"),
    )
    assert applied(fired, Fire(), at("19:42")) is fired


def test_a_deleted_order_is_gone() -> None:
    """A deleted order is no longer shown, also when older commands for it are still open."""
    first, second = an_order(id="o1"), an_order(id="o2")
    lane = [command(SetStatus(WholeOrder(), READY)), command(Delete()), command(Fire())]
    assert overlay((first, second), lane) == (second,)


def test_commands_are_laid_on_in_their_order() -> None:
    """A bump and its undo in one lane show the card as it was."""
    lane = [command(SetStatus(WholeOrder(), READY)), command(SetStatus(WholeOrder(), NEW, Direction.BACKWARD))]
    assert statuses(overlay((table(),), lane)[0]) == [NEW] * 4


def test_untouched_orders_are_the_very_same_objects() -> None:
    """A bump of one table leaves all other orders identical, so that only one card is drawn again."""
    orders = (an_order(id="o1"), an_order(id="o2"), an_order(id="o3"))
    laid = overlay(orders, [command(SetStatus(WholeOrder(), READY), "o2")])
    assert (laid[0] is orders[0], laid[1] is orders[1], laid[2] is orders[2]) == (True, False, True)


def test_nothing_to_change_gives_the_very_same_tuple() -> None:
    """Without commands, and with commands that change nothing, the reading itself comes back."""
    orders = (an_order(an_item(status=READY)),)
    assert overlay(orders, []) is orders
    assert overlay(orders, [command(SetStatus(WholeOrder(), READY)), command(Delete(), "gone")]) is orders


def test_commands_of_another_source_are_not_ours() -> None:
    """The same order id at another source is another order."""
    orders = (an_order(),)
    assert overlay(orders, [command(SetStatus(WholeOrder(), READY), source="qtickets")]) is orders


@pytest.mark.parametrize(
    ("direction", "status", "met"),
    [
        (Direction.FORWARD, STARTED, False),
        (Direction.FORWARD, READY, True),
        (Direction.FORWARD, SERVED, True),
        (Direction.BACKWARD, STARTED, False),
        (Direction.BACKWARD, READY, True),
        (Direction.BACKWARD, SERVED, False),
    ],
)
def test_forward_is_met_by_a_later_status_and_backward_only_exactly(
    direction: Direction, status: Status, met: bool
) -> None:
    """A bump to ready is fine when the pass has served meanwhile; a recall to ready is not."""
    assert is_met(an_order(an_item(status=status)), SetStatus(WholeOrder(), READY, direction)) is met


def test_cancelled_pairs_are_left_out_of_the_comparison() -> None:
    """A dish voided after the bump doesn't make the bump look undone."""
    order = an_order(an_item("Burger", status=CANCELLED), an_item("Chips", status=READY))
    assert is_met(order, SetStatus(EndpointPart("Grill"), READY)) is True


def test_a_command_is_obsolete_when_nothing_is_left_to_compare() -> None:
    """A bump of a line that was voided meanwhile has nothing to wait for."""
    order = an_order(an_item("Burger", status=CANCELLED), an_item("Chips"))
    assert is_met(order, SetStatus(OneItem(1), READY)) is None
    assert is_met(order, SetStatus(OneItem(7), READY)) is None


def test_a_negative_is_met_when_it_is_seen() -> None:
    """Bumping a station with a void on it is met once the void is served, and recalling it doesn't wait for the void."""
    order = an_order(a_negative(), an_item("Chips", status=READY))
    assert is_met(order, SetStatus(EndpointPart("Grill"), READY)) is False
    assert is_met(applied(order, SetStatus(OneItem(1), SERVED)), SetStatus(EndpointPart("Grill"), READY)) is True
    assert is_met(order, SetStatus(OneItem(1), NEW, Direction.BACKWARD)) is None


def test_what_a_later_command_sets_is_the_later_ones_to_compare() -> None:
    """An undo that lowers a station and puts one line forward again is met although that line stands higher."""
    order = an_order(an_item("Burger", status=NEW), an_item("Chips", status=READY))
    lowered = SetStatus(EndpointPart("Grill"), NEW, Direction.BACKWARD)
    assert is_met(order, lowered) is False
    assert is_met(order, lowered, [SetStatus(OneItem(2), READY)]) is True
    assert is_met(order, lowered, [SetStatus(WholeOrder(), READY)]) is None


def test_firing_and_deleting_are_compared_by_what_they_do() -> None:
    """A fire is met once the order is processed; a deletion never is while the order is there."""
    assert is_met(an_order(held=True), Fire()) is False
    assert is_met(an_order(), Fire()) is True
    assert is_met(an_order(), Delete()) is False
