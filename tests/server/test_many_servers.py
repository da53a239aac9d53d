"""Several servers on one PostgreSQL are one kitchen: whatever comes to them at the same moment, the contract holds."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx
import pytest

from kds.server.ndata.sql import fetch
from kds.server.orders.routes import MEMBERS
from kds.server.tables import orders as order_table
from tests.server.conftest import POSTGRES, NewDatabase, StartServer
from tests.server.test_generation_sums import balance, check_negatives
from tests.server.world import Json, Server, again, line

SERVERS = 3
ROUNDS = 12
Result = TypeVar("Result")


@pytest.fixture
def kind() -> str:
    """SQLite lets one server in, so these are about PostgreSQL."""
    return POSTGRES


@pytest.fixture
def servers(new_database: NewDatabase, start: StartServer) -> list[Server]:
    """Give some servers of one database, each with its tills and screens logged in."""
    place = new_database()
    running = [start(database=place) for _ in range(SERVERS)]
    for user in ("chef", "anna", "cook", "expo"):
        # one login, as a till has one session; a token is good at every server
        token = running[0].login(user)
        for server in running:
            server.tokens[user] = token
    return running


def at_once(servers: list[Server], act: Callable[[Server, int], Result], rounds: int = 1) -> list[Result]:
    """Let every server do something at the same moment, several times over."""
    together = threading.Barrier(len(servers))

    def play(place: int) -> list[Result]:
        results = []
        try:
            for turn in range(rounds):
                together.wait(30)
                results.append(act(servers[place], turn * len(servers) + place))
        except BaseException:
            together.abort()
            raise
        return results

    with ThreadPoolExecutor(len(servers)) as threads:
        return [result for results in threads.map(play, range(len(servers))) for result in results]


def test_numbers_of_a_day_are_unique_and_without_a_gap(servers: list[Server]) -> None:
    """Contract 2: orders and receipts count up from 1, whichever server made them."""

    def sell(server: Server, number: int) -> int:
        ticket = server.open_ticket(line(), name=str(number))
        closed = server.call("POST", f"/tickets/{ticket['id']}/close", user="anna").json()
        receipt: int = closed["closeInfo"]["number"]
        return receipt

    receipts = at_once(servers, sell, ROUNDS)
    wanted = list(range(1, SERVERS * ROUNDS + 1))
    assert sorted(receipts) == wanted
    assert [order["number"] for order in servers[0].orders()] == wanted


def test_a_key_is_carried_out_once(servers: list[Server]) -> None:
    """Contract 5: a till that repeats itself at other servers gets one ticket and one answer."""
    body = {"items": [line(9, 2)], "name": "7"}

    def send(server: Server, turn: int) -> httpx.Response:
        key = {"Idempotency-Key": f"key {turn // SERVERS}"}
        return server.call("POST", "/tickets", body, user="anna", headers=key)

    answers = at_once(servers, send, 4)
    assert {answer.status_code for answer in answers} == {201}
    assert Counter(answer.json()["id"] for answer in answers).most_common()[0][1] == SERVERS
    assert len({answer.content for answer in answers}) == 4
    assert len(servers[1].orders()) == 4


def test_a_key_with_another_body_is_refused_everywhere(servers: list[Server]) -> None:
    """Contract 5: of two bodies with one key the first is carried out and the other is a 422."""

    def send(server: Server, number: int) -> int:
        body = {"items": [line(number + 1)]}
        return server.call("POST", "/tickets", body, user="anna", headers={"Idempotency-Key": "k"}).status_code

    assert sorted(at_once(servers, send)) == [201, 422, 422]
    assert len(servers[0].orders()) == 1


def test_of_changes_from_one_version_one_is_made(servers: list[Server]) -> None:
    """Contract 1 and 2: `_v` lets exactly one of several changes through; the others are told the new version."""
    ticket = servers[0].open_ticket(line())

    def rename(server: Server, number: int) -> httpx.Response:
        return server.call("PUT", f"/tickets/{ticket['id']}", {"name": f"T{number}", "_v": 1}, user="anna")

    def switch(server: Server, number: int) -> httpx.Response:
        return server.call("PUT", "/zones/Yard", {"name": "Yard", "sortHint": number, "_v": 1})

    assert servers[0].call("POST", "/zones", {"name": "Yard"}).status_code == 201
    for change in (rename, switch):
        answers = sorted(at_once(servers, change), key=lambda answer: answer.status_code)
        assert [answer.status_code for answer in answers] == [200, 409, 409]
        for refused in answers[1:]:
            assert refused.json()["errorCode"] == 6
            assert refused.json()["resource"]["version"] == 2


def test_one_of_two_equal_names_is_taken(servers: list[Server]) -> None:
    """A name that must be unique is given once, and the others hear 409."""
    answers = at_once(servers, lambda server, _: server.call("POST", "/zones", {"name": "Yard"}).status_code)
    assert sorted(answers) == [201, 409, 409]


def test_orders_add_up_to_a_ticket_that_several_tills_change(servers: list[Server]) -> None:
    """Contract 2: over all orders of a ticket Positive - Negative = its lines, whoever wrote last."""
    ticket = servers[0].open_ticket(line(9, 2), line(50, 1, "Grill"))

    def change(server: Server, number: int) -> int:
        now: Json = server.get(f"/tickets/{ticket['id']}")
        own = line(100 + number) if number % 2 else line(9, 1 + number % 4, id=1)
        body = {"items": again(now, own)}
        return server.call("PUT", f"/tickets/{ticket['id']}", body, user="anna").status_code

    # 400: another till has meanwhile taken a line away that this one still names
    assert set(at_once(servers, change, ROUNDS)) <= {200, 400}
    orders = servers[0].orders()
    check_negatives(orders)
    said = {
        (item["id"], item["plu"]["code"], item["comment"]): round(item["quantity"]["amount"] * 1000)
        for item in servers[1].get(f"/tickets/{ticket['id']}")["items"]
    }
    assert +balance(orders) == Counter(said)


def test_bumps_of_one_order_are_all_kept(servers: list[Server]) -> None:
    """Contract 1: screens that bump different items of one order at once undo nothing of each other."""
    for server in servers:
        server.open_ticket(*(line(code) for code in range(1, SERVERS + 1)))
    orders = servers[0].orders()
    servers[0].process(*orders)

    def bump(server: Server, number: int) -> None:
        turn, item = divmod(number, SERVERS)
        server.set_status(orders[turn], "Ready", f"/items/{item + 1}")

    at_once(servers, bump, len(orders))
    for order in servers[0].orders():
        assert [item["status"] for item in order["items"]] == ["Ready"] * SERVERS
        assert order["_v"] == 2 + SERVERS


def test_a_countdown_follows_every_order(servers: list[Server]) -> None:
    """Contract 7: portions are counted down by the orders of all servers."""
    told = servers[0].call("POST", "/kitchen/notes", {"kind": "countdown", "pluCode": 9, "amount": 100}, user="cook")
    assert told.status_code == 201, told.text
    at_once(servers, lambda server, _: server.open_ticket(line(9, 2)), 4)
    (note,) = servers[1].get("/kitchen/notes")["items"]
    assert note["amount"] == 100 - 2 * 4 * SERVERS


def test_a_list_is_new_at_every_server_after_a_change_at_one(servers: list[Server]) -> None:
    """Contract 5: `ETag` is true and shared: 304 anywhere while nothing changed, 200 anywhere once it did."""
    first, second = servers[:2]
    first.open_ticket(line())
    tag = {"If-None-Match": first.call("GET", "/orders").headers["etag"]}
    assert second.call("GET", "/orders", headers=tag).status_code == 304
    first.set_status(first.orders()[0], "Ready")
    changed = second.call("GET", "/orders", headers=tag)
    assert changed.status_code == 200
    assert changed.json()["items"][0]["status"] == "Ready"


def test_an_endpoint_switched_off_is_off_everywhere(servers: list[Server]) -> None:
    """Contract 1: what counts as processable does not depend on the server that is asked."""
    first, second = servers[:2]
    first.open_ticket(line(50, 1, "Grill", "Fry"))
    (order,) = second.orders()
    assert second.set_status(order, "Served", "/endpoints/Grill")["isProcessable"]
    assert first.call("PUT", "/orderendpoints/Fry", {"isActive": False}).status_code == 200
    assert second.orders("&isProcessable=true") == []
    second.open_ticket(line(50, 1, "Grill", "Fry"))
    made = second.orders()[1]
    assert [endpoint["isActive"] for endpoint in made["endpoints"]] == [True, False]


def test_who_may_no_longer_come_in_is_stopped_everywhere(servers: list[Server]) -> None:
    """Contract 3: a login that ended at one server has ended at all, at once."""
    first, second = servers[:2]
    assert second.call("GET", "/orders", user="cook").status_code == 200
    assert first.call("DELETE", "/auth", user="cook").status_code == 204
    assert second.call("GET", "/orders", user="cook").status_code == 401
    assert second.call("GET", "/orders", user="anna").status_code == 200
    first.login("anna")
    assert second.call("GET", "/orders", user="anna").status_code == 401, "a till has one session"


def test_a_page_and_its_count_are_of_one_moment(servers: list[Server]) -> None:
    """What one answer says belongs together, though another server writes in between."""
    first, second = servers[:2]
    first.open_ticket(line())
    query = MEMBERS.read("$take=1")
    with first.app.state.installation.database.reading() as connection:
        before, _ = fetch(connection, query, (order_table.c.id,), order_table.c.id)
        second.open_ticket(line())
        rows, total = fetch(connection, query, (order_table.c.id,), order_table.c.id)
    assert (rows, total) == (before, 1)
