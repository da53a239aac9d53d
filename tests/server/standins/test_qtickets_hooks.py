"""Webhooks of the Qtickets stand-in: who is told what, how it is signed, and how stubbornly it is sent."""

from __future__ import annotations

from kds.server.standins.hooks import Delivery
from kds.server.standins.qtickets.hooks import signature
from kds.server.standins.qtickets.switches import QticketsSwitches
from tests.server.standins.world import Json, Running, body_of

VIP = "875196723453"
SECRET = "SuperSecret"
HOOK: Json = {"url": "http://board.example/hooks", "secret": SECRET}


async def scan(tickets: Running, code: str = VIP) -> None:
    answer = await tickets.call("POST", f"/shows/41/barcode/{code}", {"checked_at": "2020-03-02T17:08:35+03:00"})
    assert answer.status_code == 200


async def told(tickets: Running) -> list[str]:
    await tickets.stand_in.hooks.settle()
    return tickets.receivers.events


def test_the_signature_is_the_documented_one() -> None:
    """The vendor's example secret and body give the known signature."""
    assert signature(SECRET, b'{"id":4360,"payed":true}') == "4f3d67c865bd66b59b21557477764802ebb34b32"


async def test_a_scan_is_told_and_signed(tickets: Running) -> None:
    """The hook carries the bare order, the scanned ticket, and a signature over the very bytes that were sent."""
    await tickets.switch(hooks=[HOOK], hook_factor=0)
    await scan(tickets)
    assert await told(tickets) == ["checked"]
    (request,) = tickets.receivers.requests
    assert request.headers["X-Signature"] == signature(SECRET, request.content)
    assert (request.headers["X-Model-Name"], request.headers["User-Agent"]) == ("Order", "Qtickets-Webhooks/2.0")
    body = body_of(request)
    assert (body["id"], body["checked_basket"]["checked_at"]) == (4362, "2020-03-02T17:08:35+03:00")
    assert "checked_at" not in body["baskets"][0]


async def test_a_second_scan_that_changes_nothing_is_not_told(tickets: Running) -> None:
    """Only the scan that counted makes a hook; one that is taken back names the ticket that left."""
    await tickets.switch(hooks=[HOOK], hook_factor=0, undo_null="clear")
    await scan(tickets)
    await scan(tickets)
    assert await told(tickets) == ["checked"]
    await tickets.call("POST", f"/shows/41/barcode/{VIP}", {"checked_at": None})
    await told(tickets)
    assert "unchecked_basket" in body_of(tickets.receivers.requests[-1])


async def test_each_kind_of_change_has_its_name(tickets: Running) -> None:
    """Bought, paid, edited, refunded and removed orders are told as such, and a receiver hears only what it asked for."""
    await tickets.switch(hooks=[HOOK, {"url": "http://other.example/", "events": ["payed"]}], hook_factor=0)
    form = {"event_id": 33, "client": {"email": "a@b.c"}, "baskets": [{"show_id": 41, "seat_id": "VIP-2;1"}]}
    made = (await tickets.call("POST", "/orders", {"data": form})).json()["data"]
    await tickets.stand_in.hooks.settle()
    await tickets.control("/payments", {"order_id": made["id"]})
    await tickets.stand_in.hooks.settle()
    await tickets.call("PUT", "/baskets/63993", {"data": {"client_name": "Olga"}})
    await tickets.stand_in.hooks.settle()
    body = {"refund": {"amount": 1000, "baskets": {str(made["baskets"][0]["id"]): []}}}
    await tickets.call("DELETE", f"/orders/{made['id']}/baskets", body)
    await tickets.stand_in.hooks.settle()
    await tickets.call("DELETE", "/orders/4361/baskets", {"delete": {"baskets": {"64001": [], "64002": []}}})
    own = [
        request.headers["X-Event-Type"] for request in tickets.receivers.requests if request.url.host == "board.example"
    ]
    assert own == ["created", "payed", "updated", "refunded"]
    assert await told(tickets) == ["created", "payed", "payed", "updated", "refunded", "deleted"]
    assert "X-Signature" not in next(
        request.headers for request in tickets.receivers.requests if request.url.host == "other.example"
    )


async def test_only_a_plain_200_ends_the_attempts(tickets: Running) -> None:
    """201 and 500 are tried again; after ten attempts the hook is lost."""
    await tickets.switch(hooks=[HOOK], hook_factor=0)
    tickets.receivers.statuses = [201, 500]
    await scan(tickets)
    assert await told(tickets) == ["checked"] * 3
    tickets.receivers.statuses = [503] * 50
    await scan(tickets, "872900619969")
    assert len(await told(tickets)) == 13


async def test_hooks_come_twice_out_of_order_and_forged(tickets: Running) -> None:
    """By switches every hook comes twice, the later one of two first, or with a signature that does not fit."""
    await tickets.switch(hooks=[HOOK], hook_factor=0, hook_duplicate=True)
    await scan(tickets)
    assert len(await told(tickets)) == 2
    tickets.receivers.requests.clear()
    await tickets.switch(hook_duplicate=False, hook_reorder=True, hook_bad_signature=True)
    await scan(tickets, "872900619969")
    assert await told(tickets) == []
    await tickets.call("PUT", "/baskets/63993", {"data": {"client_name": "Olga"}})
    assert await told(tickets) == ["updated", "checked"]
    request = tickets.receivers.requests[0]
    assert request.headers["X-Signature"] != signature(SECRET, request.content)


async def test_the_schedule_is_the_cube_of_the_attempt(tickets: Running) -> None:
    """Ten attempts take 3,025 seconds in all, times the factor."""
    sent: list[Delivery] = []
    await tickets.switch(hooks=[HOOK], hook_factor=0.01)
    tickets.stand_in.hooks.send = sent.append
    await scan(tickets)
    (delivery,) = sent
    assert list(delivery.delays_seconds[:3]) == [0.01, 0.08, 0.27]
    assert (len(delivery.delays_seconds), round(sum(delivery.delays_seconds), 6)) == (10, 30.25)
    assert QticketsSwitches().hook_factor == 1.0
