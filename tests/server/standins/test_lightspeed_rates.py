"""Quotas and webhooks of the Lightspeed stand-in: what is left, what happens when nothing is, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.server.standins.world import Json, Running, body_of

HOOK: Json = {"itemGroup": "tickets", "itemAction": "*", "language": "en", "address": "http://board.example/hooks/ls"}


async def test_every_answer_tells_what_is_left(inquiries: Running) -> None:
    """Three windows count down together, on refusals too, and the account route says the same."""
    answer = await inquiries.call("GET", "/tickets/1.json")
    assert answer.headers["X-RateLimit-Limit"] == "300/3000/12000"
    assert answer.headers["X-RateLimit-Remaining"] == "299/2999/11999"
    assert answer.headers["X-RateLimit-Reset"] == "300/3600/86400"
    inquiries.clock.forward(timedelta(seconds=100))
    rates = (await inquiries.get("/account/ratelimit.json"))["accountRatelimit"]
    reset_time = "2026-11-22T18:05:00+00:00"
    assert rates["limit5Min"] == {"limit": 300, "remaining": 298, "reset": 200, "resetTime": reset_time}


async def test_an_exhausted_window_answers_429_until_it_ends(inquiries: Running) -> None:
    """The window that ran out reports -1, refused requests cost nothing, and after its end all is well."""
    await inquiries.switch(quota=[2, 100, 1000])
    for _ in range(2):
        assert (await inquiries.call("GET", "/shop.json")).status_code == 200
    for _ in range(3):
        answer = await inquiries.call("GET", "/shop.json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, 429)
        assert answer.headers["X-RateLimit-Remaining"] == "-1/98/998"
    inquiries.clock.forward(timedelta(minutes=5))
    answer = await inquiries.call("GET", "/shop.json")
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (200, "1/97/997")


async def test_the_twenty_first_request_of_a_second_is_429(inquiries: Running) -> None:
    """No window has run out, so none says -1; a second later all is well. Refused ones cost nothing."""
    await inquiries.switch(per_second=20)
    statuses = [(await inquiries.call("GET", "/shop.json")).status_code for _ in range(20)]
    assert statuses == [200] * 20
    answer = await inquiries.call("GET", "/shop.json")
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (429, "280/2980/11980")
    inquiries.clock.forward(timedelta(seconds=1))
    answer = await inquiries.call("GET", "/shop.json")
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (200, "279/2979/11979")


async def test_steering_costs_no_request(inquiries: Running) -> None:
    """Control routes are no part of the quota, and the requests that were made can be listed."""
    await inquiries.switch(quota=[1, 1, 1])
    await inquiries.get("/shop.json")
    assert (await inquiries.call("GET", "/shop.json")).status_code == 429
    assert await inquiries.control("/requests", method="GET") == ["GET /en/shop.json", "GET /en/shop.json"]


async def test_a_receiver_is_told_of_changes(inquiries: Running) -> None:
    """Created, changed, answered and deleted inquiries are told with shop, event and id in the headers."""
    made = await inquiries.call("POST", "/webhooks.json", {"webhook": HOOK})
    assert made.json()["webhook"]["language"]["code"] == "en"
    await inquiries.call("POST", "/tickets.json", {"ticket": {"subject": "x", "customer": 1118417}})
    await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isAnswered": True}})
    await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isAnswered": True}})
    await inquiries.call("DELETE", "/tickets/8875.json")
    await inquiries.stand_in.hooks.settle()
    expected = ["created", "updated", "answered", "updated", "deleted"]
    assert inquiries.receivers.events == [f"tickets/{event}" for event in expected]
    request = inquiries.receivers.requests[2]
    assert (request.headers["X-Shop-Id"], request.headers["X-Ticket-Id"]) == ("1001", "2546")
    assert body_of(request)["ticket"]["isAnswered"] is True


async def test_the_same_receiver_twice_is_told_twice(inquiries: Running) -> None:
    """A hook made twice, or the duplicate switch, brings every event twice; a deleted or sleeping one none."""
    keys = []
    for _ in range(2):
        made = await inquiries.call("POST", "/webhooks.json", {"webhook": {**HOOK, "itemAction": "updated"}})
        keys.append(made.json()["webhook"]["id"])
    assert await inquiries.get("/webhooks/count.json") == {"count": 2}

    async def told() -> int:
        inquiries.receivers.requests.clear()
        await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isTodo": True}})
        await inquiries.stand_in.hooks.settle()
        return len(inquiries.receivers.requests)

    assert await told() == 2
    await inquiries.call("DELETE", f"/webhooks/{keys[0]}.json")
    assert await told() == 1
    await inquiries.switch(hook_duplicate=True)
    assert await told() == 2
    await inquiries.call("PUT", f"/webhooks/{keys[1]}.json", {"webhook": {"isActive": False}})
    assert await told() == 0
    assert [row["isActive"] for row in (await inquiries.get("/webhooks.json"))["webhooks"]] == [False]


@pytest.mark.parametrize(
    "wrong", [{"itemGroup": "cats"}, {"itemAction": "paid"}, {"format": "csv"}, {"address": "ftp://x"}, {"address": 5}]
)
async def test_a_receiver_that_makes_no_sense_is_refused(inquiries: Running, wrong: Json) -> None:
    """Unknown groups, actions that belong to orders alone, formats and addresses are 400."""
    answer = await inquiries.call("POST", "/webhooks.json", {"webhook": {**HOOK, **wrong}})
    assert answer.status_code == 400
    assert await inquiries.get("/webhooks/count.json") == {"count": 0}
