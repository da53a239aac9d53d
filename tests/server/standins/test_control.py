"""Steering a stand-in: faults, switches, and who may do it."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from kds.errors import ServerError
from kds.server.standins.qtickets.switches import QticketsSwitches
from tests.server.standins.conftest import Start
from tests.server.standins.world import TOKEN, Running, venue, where


async def test_only_this_machine_may_steer(tickets: Running) -> None:
    """Another machine's request to the control routes is refused, even with the token."""
    elsewhere = httpx.ASGITransport(tickets.app, client=("192.0.2.7", 1234))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://venue", headers=TOKEN) as client:
        for path in ("/faults", "/settings", "/clock", "/payments"):
            assert (await client.post(f"/__control{path}", json=[])).status_code == 403
        assert (await client.get("/api/rest/v1/orders/4360")).status_code == 200


async def test_a_fault_befalls_the_next_request_that_fits(tickets: Running) -> None:
    """Faults wait for their method and address, come one after the other, and are then over."""
    await tickets.control("/faults", [{"match": "GET */orders/4360", "status": 503}, {"match": "*", "html": True}])
    assert (await tickets.call("GET", "/orders/4360")).json()["code"] == "UNKNOWN_ERROR"
    page = await tickets.call("GET", "/orders/4360")
    assert (page.status_code, page.headers["content-type"][:9]) == (502, "text/html")
    assert (await tickets.call("GET", "/orders/4360")).status_code == 200
    assert await tickets.control("/faults", method="GET") == []


async def test_a_fault_may_last(tickets: Running) -> None:
    """`times` says how many requests it befalls; clearing ends it at once."""
    await tickets.control("/faults", [{"status": 429, "times": 3}])
    assert [(await tickets.call("GET", "/orders/4360")).status_code for _ in range(2)] == [429, 429]
    await tickets.control("/faults", method="DELETE")
    assert (await tickets.call("GET", "/orders/4360")).status_code == 200


async def test_a_delayed_request_lets_the_next_one_pass(tickets: Running) -> None:
    """A fault with a delay holds back its own request alone, and then answers it as usual."""
    await tickets.control("/faults", [{"match": "GET */orders/*", "delay": 0.3}])
    slow = asyncio.create_task(tickets.call("GET", "/orders/4360"))
    while not tickets.stand_in.requests:  # noqa: ASYNC110 - a list tells nobody that it grew
        await asyncio.sleep(0)
    assert (await tickets.call("GET", "/color-themes")).status_code == 200
    assert not slow.done()
    assert (await slow).json()["data"]["id"] == 4360


async def test_a_status_fault_does_nothing_else(tickets: Running) -> None:
    """A scan that met a fault was never recorded."""
    await tickets.control("/faults", [{"match": "POST *", "status": 500}])
    path = "/shows/41/barcode/875196723453"
    assert (await tickets.call("POST", path, {"checked_at": "2020-03-02T17:08:35+03:00"})).status_code == 500
    assert (await tickets.get(path))["checked_at"] is None


async def test_a_lost_body_shows_in_the_canary(tickets: Running) -> None:
    """When something on the way drops the bodies of GETs, `id = -1` brings orders."""
    await tickets.control("/faults", [{"match": "GET *", "strip_body": True}])
    assert (await tickets.get("/orders", where(("id", "=", -1))))["data"] != []
    assert (await tickets.get("/orders", where(("id", "=", -1))))["data"] == []


async def test_an_error_may_come_with_status_200(tickets: Running, inquiries: Running) -> None:
    """Both vendors' clients have to see an error in a body whose status says that all is well."""
    for running, path in ((tickets, "/orders"), (inquiries, "/tickets.json")):
        await running.control("/faults", [{"status": 200}])
        answer = await running.call("GET", path)
        assert (answer.status_code, "error" in answer.json()) == (200, True)


async def test_unknown_switches_and_faults_are_named(tickets: Running) -> None:
    """A wrong switch, position, fault or clock is answered with a sentence and changes nothing."""
    for path, body in (
        ("/settings", {"double_scan": "sometimes"}),
        ("/settings", {"doublescan": "error"}),
        ("/faults", [{"staus": 500}]),
        ("/faults", 5),
        ("/clock", {"at": "noon"}),
        ("/payments", {"order_id": 1}),
        ("/payments", None),
    ):
        answer = await tickets.client.post(f"http://venue.example/__control{path}", json=body)
        assert answer.status_code == 400, path
        assert answer.json()["detail"]
    assert tickets.stand_in.switches == QticketsSwitches()
    assert tickets.stand_in.faults.waiting == []


def test_credentials_that_everybody_knows_stay_at_home() -> None:
    """The stand-in does not listen for other machines unless it was given other credentials."""
    with pytest.raises(ServerError, match="credentials that everybody knows"):
        venue(host="0.0.0.0")
    with pytest.raises(ServerError, match="needs 1 lines"):
        venue(host="0.0.0.0", credentials=("one", "two"))


async def test_other_credentials_replace_the_known_ones(start: Start) -> None:
    """With a token of its own the stand-in no longer takes the one that everybody knows."""
    running = start(venue, host="0.0.0.0", credentials=("mine",))
    assert (await running.call("GET", "/orders")).status_code == 403
    answer = await running.call("GET", "/orders", headers={"Authorization": "Bearer mine"})
    assert answer.status_code == 200
