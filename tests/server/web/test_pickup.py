"""The guests' pick-up screen: which numbers stand on which side, and that nothing else does."""

from __future__ import annotations

import json
from datetime import timedelta

from kds.server.web.pickup import Pickup, pickup_of
from kds.server.web.rendering import pickup_state
from kds.server.web.settings import PageSettings
from kds.server.web.views import PickupView
from tests.server.conftest import StartServer
from tests.server.web.scenes import around, dish, fired, orders_of, reading_of
from tests.server.world import Server


def screen(server: Server, **settings: object) -> Pickup:
    """Give what guests read."""
    reading = reading_of(server)
    return pickup_of(reading.orders, reading.active, PageSettings(**settings), server.clock())  # type: ignore[arg-type]


def numbers(server: Server, **settings: object) -> tuple[list[int], list[int]]:
    """Give the numbers of both sides."""
    seen = screen(server, **settings)
    return list(seen.preparing), [entry.number for entry in seen.ready]


def test_a_number_is_prepared_then_ready_then_gone(server: Server) -> None:
    """A take-away number appears when it is fired, changes sides when all of it is ready, and leaves when handed over."""
    ticket = server.open_ticket(dish("Pizza", 1, "Pastry"), dish("Cola", 1, "Bar"), purchaseType="TakeAway")
    (order,) = orders_of(server, ticket)
    assert numbers(server) == ([], [])
    server.process(order)
    assert numbers(server) == ([1], [])
    server.set_status(order, "Ready", "/endpoints/Pastry")
    assert numbers(server) == ([1], [])
    server.set_status(order, "Ready", "/endpoints/Bar")
    assert numbers(server) == ([], [1])
    server.set_status(order, "InProgress", "/endpoints/Bar")
    assert numbers(server) == ([1], [])
    server.set_status(order, "Served")
    assert numbers(server) == ([], [])


def test_the_newest_ready_number_stands_first_and_leaves_after_its_time(server: Server) -> None:
    """Ready numbers are listed newest first; one that nobody fetched leaves after ten minutes, or as set."""
    both = [fired(server, dish("Pizza", 1, "Pastry"), purchaseType="TakeAway")[1] for _ in range(2)]
    for order in both:
        server.clock.forward(minutes=4)
        server.set_status(order, "Ready")
    assert numbers(server) == ([], [2, 1])
    assert numbers(server, pickup_minutes=timedelta(minutes=3)) == ([], [2])
    server.clock.forward(minutes=6)
    assert numbers(server) == ([], [2])


def test_only_the_chosen_types_and_endpoints_count(server: Server) -> None:
    """Guests at tables have no number here unless it is set so; an endpoint that does not matter is not waited for."""
    _, table = fired(server, dish("Soup", 1, "Cold"))
    _, away = fired(server, dish("Pizza", 1, "Pastry"), dish("Cola", 1, "Bar"), purchaseType="TakeAway")
    server.set_status(away, "Ready", "/endpoints/Pastry")
    assert numbers(server) == ([away["number"]], [])
    assert numbers(server, pickup_endpoints=("Pastry",)) == ([], [away["number"]])
    assert numbers(server, pickup_types=("WalkIn",)) == ([table["number"]], [])


def test_a_bill_has_one_number(server: Server) -> None:
    """What is added to a bill waits under the first number, which is ready when both are."""
    ticket, first = fired(server, dish("Pizza", 1, "Pastry"), purchaseType="TakeAway")
    server.set_status(first, "Ready")
    server.put_ticket(ticket, items=[*ticket["items"], dish("Cola", 1, "Bar", code=2)])
    assert numbers(server) == ([], [1])
    server.process(*orders_of(server, ticket))
    assert numbers(server) == ([1], [])


def test_a_cancelled_dish_is_not_waited_for(server: Server) -> None:
    """What was cancelled does not keep a number from being ready."""
    _, order = fired(server, dish("Pizza", 1, "Pastry"), dish("Cola", 1, "Bar", code=2), purchaseType="TakeAway")
    server.set_status(order, "Ready", "/items/1")
    server.set_status(order, "Cancelled", "/items/2")
    assert numbers(server) == ([], [1])


def test_nothing_but_numbers_and_times_leaves_the_server(server: Server) -> None:
    """No name, no dish and no note of a guest is in what the screen is sent."""
    texts = {"pickupName": "Novak", "note": "allergy: nuts", "name": "Bill 4"}
    _, order = fired(server, dish("Pizza", 1, "Pastry", comment="hot"), purchaseType="TakeAway", **texts)
    server.set_status(order, "Ready")
    state = pickup_state(screen(server))
    assert state.pieces == {}
    assert json.loads(state.told) == {"preparing": [], "ready": [[1, int(server.clock().timestamp() * 1000)]]}


def test_yesterdays_numbers_are_gone(server: Server) -> None:
    """Numbers begin anew each business day; one that was forgotten yesterday is not shown among them."""
    fired(server, dish("Pizza", 1, "Pastry"), purchaseType="TakeAway")
    server.clock.forward(days=1)
    assert json.loads(PickupView().state(reading_of(server), around(server)).told) == {"preparing": [], "ready": []}


def test_the_screen_is_off_where_others_reach_the_server(start: StartServer) -> None:
    """It asks nobody who he is: on loopback it is on, elsewhere only when it is switched on, and it can be switched off."""
    for host, chosen, status in (
        ("127.0.0.1", None, 200),
        ("127.0.0.1", False, 404),
        ("0.0.0.0", None, 404),
        ("0.0.0.0", True, 200),
    ):
        server = start(host=host, pages=PageSettings(pickup_screen=chosen), announce_passwords=lambda _: None)
        answer = server.wait(server.client.get("/pickup"))
        assert answer.status_code == status
        if status == 404:
            assert "kds serve --pickup-screen" in answer.text
            assert server.wait(server.client.get("/pickup/events")).status_code == 404
