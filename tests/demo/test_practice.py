"""The invented orders of practice: there is something to cook at every station, and a person's own lines wait for that person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kds.demo.practice.opening import practice_till
from kds.demo.practice.routes import routes
from kds.demo.practice.till import KEPT_FINISHED, PracticeTill
from kds.domain.intents import Command, Delete, EndpointPart, Fire, OneItem, SetStatus, WholeOrder
from kds.domain.order import Order
from kds.domain.station import Station
from kds.domain.terms import Status
from kds.errors import Missing
from tests.builders import a_station, an_expo, an_item, an_order
from tests.fakes import FakeClock

MENU = ("Grill", "Fry", "Cold", "Bar", "Pastry")


def an_evening(station: Station, minutes: int = 0, *known: str, seed: int = 1) -> tuple[PracticeTill, FakeClock]:
    """Give a practice till that so many minutes have passed at."""
    clock = FakeClock()
    till = practice_till(station, known or MENU, clock, seed)
    live(till, clock, minutes)
    return till, clock


def live(till: PracticeTill, clock: FakeClock, minutes: int) -> None:
    """Let so many minutes pass in beats of half a minute."""
    for _ in range(minutes * 2):
        clock.advance(30)
        till.live_until(clock.now())


def own_pairs(till: PracticeTill, station: Station) -> list[Status]:
    """Give the statuses of everything that the station cooks."""
    return [
        pair.status
        for order in till.orders
        for item in order.items
        for pair in item.pairs
        if pair.endpoint is not None and station.watches(pair.endpoint)
    ]


def nothing_happens(till: PracticeTill, now: datetime) -> None:
    """Let nobody come and nobody cook."""
    del till, now


def a_till(*orders: Order) -> PracticeTill:
    """Give a till where nobody comes and nobody cooks."""
    till = PracticeTill(FakeClock(), MENU, nothing_happens)
    for order in orders:
        till.put(order)
    return till


@pytest.mark.parametrize(
    ("own", "known", "expected"),
    [
        (("Grill",), MENU, MENU),
        (("grill",), ("grill", "fry", "cold", "bar", "pastry"), ("grill", "fry", "cold", "bar", "pastry")),
        (("Kitchen",), ("Kitchen", "Counter"), ("Kitchen", "Counter", "Cold", "Bar", "Pastry")),
        (("Pizza",), (*MENU, "Pizza"), ("Pizza", "Fry", "Cold", "Bar", "Pastry")),
        (("*",), ("Bar", "Kitchen"), ("Kitchen", "Fry", "Cold", "Bar", "Pastry")),
        (("Hot",), (), ("Hot", "Fry", "Cold", "Bar", "Pastry")),
    ],
)
def test_every_station_gets_something_to_cook(
    own: tuple[str, ...], known: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """What has the demo's name is cooked there, the rest where there is room, and never nothing for one's own station."""
    assert tuple(routes(MENU, own, known).values()) == expected


@pytest.mark.parametrize("name", ["Grill", "Fry", "Cold", "Bar", "Pastry"])
async def test_cards_wait_when_practice_begins(name: str) -> None:
    """Guests have been there for a while, so a cook has something to press, with a time that already runs."""
    till, clock = an_evening(a_station(name.upper(), name))
    reading = await till.read_open()
    assert len(own_pairs(till, a_station(name.upper(), name))) >= 4
    assert all(order.created_at is not None and order.created_at <= clock.now() for order in reading.orders)
    assert all(order.id.startswith("practice-") for order in reading.orders)


def test_nobody_else_touches_a_cooks_lines() -> None:
    """After half an hour without a press all of the grill's lines are new or taken back, and the others have cooked theirs."""
    grill = a_station("GRILL", "Grill")
    till, _ = an_evening(grill, minutes=30)
    assert set(own_pairs(till, grill)) <= {Status.NEW, Status.CANCELLED}
    others = {
        pair.status for order in till.orders for item in order.items for pair in item.pairs if pair.endpoint == "Fry"
    }
    assert Status.READY in others


def test_a_kitchen_that_is_not_cooked_fills_up_no_further() -> None:
    """Guests stay away from a kitchen that does nothing: two idle hours end with a full board, not with an endless one."""
    till, _ = an_evening(a_station("GRILL", "Grill"), minutes=120)
    assert 10 < len(till.orders) < 80


def test_the_pass_is_left_to_the_person_there() -> None:
    """At the pass others cook and nobody sends: after a while whole tables stand ready."""
    till, _ = an_evening(an_expo(), minutes=25)
    statuses = {pair.status for order in till.orders for item in order.items for pair in item.pairs}
    assert Status.READY in statuses
    assert not any(pair.changed_by == "expo" for order in till.orders for item in order.items for pair in item.pairs)


def test_a_read_only_screen_has_a_kitchen_that_works_by_itself() -> None:
    """Where nobody can press anything, everything is cooked and sent by others."""
    till, clock = an_evening(replace(a_station("GRILL", "Grill"), read_only=True), minutes=40)
    fired = [order for order in till.orders if order.is_processed and order.due_at is None]
    assert all(clock.now() - (order.processed_at or clock.now()) < timedelta(minutes=40) for order in fired)


def test_guests_change_their_minds() -> None:
    """In an evening something is taken back, as on a real one."""
    till, _ = an_evening(a_station("GRILL", "Grill"), minutes=60, seed=3)
    assert any(item.is_negative for order in till.orders for item in order.items)


async def test_the_same_seed_gives_the_same_evening() -> None:
    """Practice can be repeated."""
    one, _ = an_evening(a_station(), minutes=10, seed=7)
    other, _ = an_evening(a_station(), minutes=10, seed=7)
    assert one.orders == other.orders


def command(order_id: str, change: SetStatus | Fire | Delete) -> Command:
    """Give a command."""
    return Command("c", order_id, 1, change)


async def test_it_answers_as_a_till_does() -> None:
    """A status, a fire and a deletion do what they say; a finished order moves to the finished ones."""
    till = a_till(an_order(an_item("Burger"), an_item("Chips", on="Fry")), an_order(id="o2", held=True))
    (order,) = await till.send(command("o1", SetStatus(EndpointPart("Grill"), Status.READY)), key="k")
    assert [pair.status for item in order.items for pair in item.pairs] == [Status.READY, Status.NEW]
    (order,) = await till.send(command("o1", SetStatus(OneItem(2), Status.IN_PROGRESS)), key="k")
    assert order.version == 3
    (fired,) = await till.send(command("o2", Fire()), key="k")
    assert fired.is_processed
    await till.send(command("o1", SetStatus(WholeOrder(), Status.SERVED)), key="k")
    assert [each.id for each in (await till.read_open()).orders] == ["o2"]
    assert [each.id for each in await till.read_finished(10)] == ["o1"]
    assert await till.send(command("o2", Delete()), key="k") == ()
    with pytest.raises(Missing):
        await till.send(command("o2", Fire()), key="k")


async def test_an_unchanged_reading_is_the_same_tuple() -> None:
    """A poll without news costs nothing."""
    till = a_till(an_order())
    assert (await till.read_open()).orders is (await till.read_open()).orders


async def test_old_finished_orders_are_forgotten() -> None:
    """A long practice does not grow."""
    till = a_till()
    for number in range(KEPT_FINISHED + 20):
        till.put(an_order(an_item(status=Status.SERVED), id=f"o{number}"))
    assert len(await till.read_finished(1000)) == KEPT_FINISHED
    assert await till.read_order("o0") is None
