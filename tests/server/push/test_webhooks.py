"""Webhooks of the order server: the signed notification, attempts, what is never followed, and the log of deliveries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from kds.server.database import Database
from kds.server.push.changes import ORDERS, Change, Kind
from kds.server.seeding import prepare
from kds.server.webhooks import log as delivery_log
from kds.server.webhooks import sending
from kds.server.webhooks.log import DeliveryLog
from kds.server.webhooks.sending import PAUSES_SECONDS, SIGNATURE_HEADER, Webhooks, signature
from tests.server.push.live import LiveServer
from tests.server.world import Clock, line, settings

HOOK = "http://hooks.example/kitchen"
SECRET = "a secret of this kitchen"
CHANGE = Change(ORDERS, "0" * 23 + "1", 3, Kind.UPDATED)

Answering = Callable[[httpx.Request], httpx.Response]


class Receiver:
    """Whoever receives webhooks, and a sender that waits for nothing.

    Attributes:
        got: what arrived.
        pauses: how long was waited between attempts.
    """

    def __init__(self, answering: Answering, *, secret: str | None = SECRET, urls: tuple[str, ...] = (HOOK,)) -> None:
        self.got: list[httpx.Request] = []
        self.pauses: list[float] = []
        self._answering = answering
        self.database = Database(":memory:")
        prepare(self.database, settings())
        self.log = DeliveryLog(self.database)
        self.webhooks = Webhooks(
            urls, secret, self.log, Clock(), transport=httpx.MockTransport(self._take), sleep=self._sleep
        )

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return self._answering(request)

    async def _sleep(self, seconds: float) -> None:
        if seconds != sending.FLUSH_SECONDS:
            self.pauses.append(seconds)
        await asyncio.sleep(0)

    def deliveries(self) -> list[Any]:
        """Give the log, newest first."""
        return [json.loads(text) for text in self.log.texts()]

    async def deliver(self, *changes: Change) -> list[Any]:
        """Tell changes and give the log once all of them have ended."""
        for change in changes:
            self.webhooks.publish(change)
        return await self.run_until(lambda entries: len(entries) == len(changes))

    async def run_until(self, holds: Callable[[list[Any]], bool]) -> list[Any]:
        """Deliver until the log is as wanted, and give it."""
        running = asyncio.create_task(self.webhooks.run())
        while not holds(self.deliveries()):  # noqa: ASYNC110 - nothing announces the end of a delivery
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        found = self.deliveries()
        self.database.close()
        return found


def ok(_request: httpx.Request) -> httpx.Response:
    """Take it."""
    return httpx.Response(204)


def test_the_signature_is_that_of_rfc_4231() -> None:
    """The second test vector of HMAC-SHA256 comes out in lower-case hex."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signature(b"what do ya want for nothing?", "Jefe") == expected


async def test_a_notification_is_posted_and_signed_over_its_raw_body() -> None:
    """What is posted is the event of the hub, signed over the very bytes that were sent."""
    receiver = Receiver(ok)
    (entry,) = await receiver.deliver(CHANGE)
    (request,) = receiver.got
    told = json.loads(request.content)
    assert (request.method, str(request.url), request.headers["content-type"]) == ("POST", HOOK, "application/json")
    assert (told["e"], told["ca"]) == ("portos.resources.changed", "2026-11-22T12:00:00.000Z")
    assert told["p"] == {"r": {"name": "orders", "id": CHANGE.id, "version": 3}, "k": "updated"}
    expected = hmac.new(SECRET.encode(), request.content, hashlib.sha256).hexdigest()
    assert request.headers[SIGNATURE_HEADER] == expected
    assert (entry["outcome"], entry["attempts"], entry["status"], entry["reason"]) == ("delivered", 1, 204, "")


async def test_without_a_secret_nothing_is_signed() -> None:
    """A receiver that was given no secret gets no signature to trust."""
    receiver = Receiver(ok, secret=None)
    await receiver.deliver(CHANGE)
    assert SIGNATURE_HEADER not in receiver.got[0].headers


async def test_a_receiver_that_fails_is_tried_again_later_and_later() -> None:
    """Two failures and a refusal are followed by attempts, each after a longer pause, until one is taken."""
    answers = iter([httpx.Response(500), httpx.Response(404), httpx.Response(200)])
    receiver = Receiver(lambda _request: next(answers))
    (entry,) = await receiver.deliver(CHANGE)
    assert (entry["outcome"], entry["attempts"], entry["status"]) == ("delivered", 3, 200)
    planned = zip(PAUSES_SECONDS[1:3], receiver.pauses, strict=True)
    assert all(0.75 * pause <= waited <= 1.25 * pause for pause, waited in planned)
    assert receiver.pauses == sorted(receiver.pauses)
    assert len({request.content for request in receiver.got}) == 1


async def test_a_dead_receiver_is_given_up_and_the_log_says_why() -> None:
    """After the last attempt a notification is given up; the next one begins its own."""

    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    receiver = Receiver(gone)
    entries = await receiver.deliver(CHANGE, replace(CHANGE, version=4))
    assert [(entry["outcome"], entry["attempts"], entry["status"]) for entry in entries] == [
        ("givenUp", len(PAUSES_SECONDS), None)
    ] * 2
    assert entries[0]["reason"] == "ConnectError"
    assert len(receiver.got) == 2 * len(PAUSES_SECONDS)


async def test_no_redirect_is_followed() -> None:
    """A receiver that points elsewhere gets no delivery there: the address was chosen by a person."""
    receiver = Receiver(lambda _request: httpx.Response(307, headers={"Location": "http://elsewhere.example/"}))
    (entry,) = await receiver.deliver(CHANGE)
    assert {str(request.url) for request in receiver.got} == {HOOK}
    assert (entry["outcome"], entry["status"]) == ("givenUp", 307)


async def test_each_address_has_its_own_pace() -> None:
    """A dead receiver keeps nothing from another one."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503 if request.url.host == "dead.example" else 200)

    receiver = Receiver(answer, urls=("http://dead.example/", HOOK))
    receiver.webhooks.publish(CHANGE)
    receiver.webhooks.publish(CHANGE)
    entries = await receiver.run_until(lambda entries: len(entries) == 4)
    ended = {(entry["url"], entry["outcome"]) for entry in entries}
    assert ended == {("http://dead.example/", "givenUp"), (HOOK, "delivered")}


def test_what_can_not_wait_is_dropped_and_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bound the queue takes nothing more, and the log says so."""
    monkeypatch.setattr(sending, "MOST_WAITING", 2)
    receiver = Receiver(ok)
    for _ in range(3):
        receiver.webhooks.publish(CHANGE)
    (entry,) = receiver.deliveries()
    assert (entry["outcome"], entry["attempts"], entry["status"]) == ("dropped", 0, None)


async def test_the_log_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log never holds more than its bound, newest first."""
    monkeypatch.setattr(delivery_log, "MOST_KEPT", 3)
    receiver = Receiver(ok)
    for version in range(1, 8):
        receiver.webhooks.publish(replace(CHANGE, id=str(version)))
    entries = await receiver.run_until(lambda entries: [entry["id"] for entry in entries][:1] == ["7"])
    assert [entry["id"] for entry in entries] == ["7", "6", "5"]


def test_a_server_posts_what_changes_and_shows_its_log_to_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a till's ticket to the receiver and into the log of a live server; others may not read the log."""
    monkeypatch.setattr(sending, "PAUSES_SECONDS", (0.0,))
    unreachable = "http://127.0.0.1:9/hook"
    with LiveServer({"webhooks": (unreachable,), "webhook_secret": SECRET}) as server:
        (order,) = server.ticket(line())
        path = "/webhooks/deliveries"
        while not (items := server.call("GET", path).json()["items"]):
            continue
        (entry,) = items
        assert (entry["url"], entry["id"], entry["kind"]) == (unreachable, order["id"], "created")
        assert entry["outcome"] == "givenUp"
        assert server.call("GET", path, token=server.token("cook")).status_code == 403


def test_a_secret_is_not_shown_with_the_settings() -> None:
    """Whoever prints the settings sees no secret."""
    assert SECRET not in repr(settings(webhook_secret=SECRET))
