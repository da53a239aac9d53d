"""Webhooks over a real socket: genuine ones wake, forgeries and nonsense change nothing, and nobody can hold the door."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from kds.errors import SettingsError
from kds.sources import hooks
from kds.sources.hooks import (
    BODY_LIMIT_BYTES,
    MOST_CONNECTIONS,
    QTICKETS_PATH,
    Webhooks,
    lightspeed_receiver,
    new_token,
    qtickets_receiver,
)
from tests.server.standins.world import shop, venue

SECRET = "SuperSecret"
BODY = b'{"id":4360,"updated_at":"2020-03-02T12:00:00+03:00"}'
TOKEN = new_token()
SHOP = {"X-Shop-Id": "1001"}


@dataclass
class Listening:
    """A listener and whom it has woken."""

    url: str
    orders: list[int] = field(default_factory=list)
    inquiries: list[int] = field(default_factory=list)

    async def post(self, path: str, body: bytes = b"", **headers: str) -> int:
        """Knock, and give the status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return (await client.post(path, content=body, headers=named)).status_code


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    """Listen on a free port."""
    made = Listening("")
    webhooks = Webhooks(
        [
            qtickets_receiver(lambda: SECRET, made.orders.append),
            lightspeed_receiver(TOKEN, 1001, made.inquiries.append),
        ]
    )
    made.url = f"http://127.0.0.1:{await webhooks.start()}"
    yield made
    await webhooks.stop()


def signed(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()


async def test_a_signed_hook_wakes_for_its_order_once(listening: Listening) -> None:
    """Ten tries of one delivery are one look; the next event is another."""
    for _ in range(3):
        assert await listening.post(QTICKETS_PATH, BODY, X_Signature=signed(BODY), X_Event_Type="payed") == 200
    assert await listening.post(QTICKETS_PATH, BODY, X_Signature=signed(BODY), X_Event_Type="checked") == 200
    assert listening.orders == [4360, 4360]


@pytest.mark.parametrize(
    "headers", [{}, {"X_Signature": signed(BODY, "other")}, {"X_Signature": signed(BODY + b" ")}, {"X_Signature": ""}]
)
async def test_a_forged_hook_wakes_nobody(listening: Listening, headers: dict[str, str]) -> None:
    """No signature, another secret, another body: refused."""
    assert await listening.post(QTICKETS_PATH, BODY, **headers) == 403
    assert listening.orders == []


async def test_a_secret_that_cannot_be_read_refuses_everything() -> None:
    """The file is gone: nothing can be checked, so nothing is believed."""

    def gone() -> str:
        raise SettingsError("The secret can't be read.")

    woken: list[int] = []
    receiver = qtickets_receiver(gone, woken.append)
    assert not receiver.takes(hooks.Delivery({"x-signature": signed(BODY, "")}, BODY))
    assert woken == []


async def test_lightspeed_knocks_at_a_secret_path(listening: Listening) -> None:
    """The right path and shop wake for the inquiry of the body, or of the header where there is none."""
    path = f"/hooks/ls/{TOKEN}"
    assert await listening.post(path, b'{"ticket": {"id": 2546}}', **SHOP) == 200
    assert await listening.post(path, b"", X_Ticket_Id="8873", **SHOP) == 200
    assert await listening.post(path, b"[1]", **SHOP) == 200
    assert await listening.post(path, b'{"ticket": {"id": true}}', X_Ticket_Id="-1", **SHOP) == 200
    assert listening.inquiries == [2546, 8873]


async def test_a_wrong_path_or_shop_wakes_nobody(listening: Listening) -> None:
    """Another token is nowhere, another shop is refused."""
    body = b'{"ticket": {"id": 2546}}'
    assert await listening.post(f"/hooks/ls/{new_token()}", body, **SHOP) == 404
    assert await listening.post("/hooks/ls/", body, **SHOP) == 404
    assert await listening.post(f"/hooks/ls/{TOKEN}/x", body, **SHOP) == 404
    assert await listening.post(f"/hooks/ls/{TOKEN}", body, X_Shop_Id="1002") == 403
    assert await listening.post(f"/hooks/ls/{TOKEN}", body) == 403
    assert listening.inquiries == []


async def test_only_post_is_heard_and_not_too_much(listening: Listening) -> None:
    """A GET, a body above 64 KiB, with its length told or not."""
    async with httpx.AsyncClient(base_url=listening.url, trust_env=False) as client:
        assert (await client.get(QTICKETS_PATH)).status_code == 405
    assert await listening.post(QTICKETS_PATH, b"x" * (BODY_LIMIT_BYTES + 1)) == 413
    body = b'{"id": 7, "more": "' + b"x" * 60_000 + b'"}'
    assert await listening.post(QTICKETS_PATH, body, X_Signature=signed(body)) == 200
    assert listening.orders == [7]


@pytest.mark.parametrize(
    "raw", [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\xa5", b"G" * 40_000]
)
async def test_nonsense_is_hung_up_on(listening: Listening, raw: bytes) -> None:
    """No request, no host, TLS, an endless head: an error at most, and the next one is heard."""
    port = int(listening.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    writer.write_eof()
    answer = await reader.read()
    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 404"))
    writer.close()
    assert await listening.post(QTICKETS_PATH, BODY, X_Signature=signed(BODY)) == 200


async def test_nobody_can_hold_the_door(listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that say nothing are closed after a while, and more than enough of them at once."""
    monkeypatch.setattr(hooks, "SLOWEST_SECONDS", 0.2)
    port = int(listening.url.rpartition(":")[2])
    talking = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_CONNECTIONS + 3)]
    ends = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in talking)), 5)
    assert ends == [b""] * len(talking)
    for _, writer in talking:
        writer.close()
    assert await listening.post(QTICKETS_PATH, BODY, X_Signature=signed(BODY)) == 200


async def test_the_stand_ins_hooks_are_heard(listening: Listening) -> None:
    """What both stand-ins send, headers and all, wakes for the right order and inquiry, also when it is sent twice."""
    lightspeed = shop(hook_transport=None, switches={"hook_duplicate": True})
    address = f"{listening.url}/hooks/ls/{TOKEN}"
    hook = {"itemGroup": "tickets", "itemAction": "*", "address": address}
    assert (await lightspeed.call("POST", "/webhooks.json", {"webhook": hook})).status_code == 201
    await lightspeed.call("PUT", "/tickets/2546.json", {"ticket": {"isTodo": True}})
    await lightspeed.stand_in.hooks.settle()
    assert listening.inquiries == [2546, 2546]
    await lightspeed.close()
    qtickets = venue(hook_transport=None)
    where = f"{listening.url}{QTICKETS_PATH}"
    await qtickets.switch(hooks=[{"url": where, "secret": SECRET}], hook_factor=0, hook_duplicate=True)
    await qtickets.call("POST", "/shows/41/barcode/875196723453", {"checked_at": "2020-03-02T17:08:35+03:00"})
    await qtickets.stand_in.hooks.settle()
    assert listening.orders == [4362]
    await qtickets.close()


def test_only_this_machine_may_knock() -> None:
    """Any other address is refused before anything listens; so is a token that could be guessed."""
    for host in ("0.0.0.0", "192.168.1.5", "kitchen.local", ""):
        with pytest.raises(SettingsError, match="reverse proxy"):
            Webhooks([], host=host)
    with pytest.raises(SettingsError, match="64 hexadecimal digits"):
        lightspeed_receiver("secret", 1001, print)


async def test_a_taken_port_is_a_plain_sentence(listening: Listening) -> None:
    """It names the address."""
    port = int(listening.url.rpartition(":")[2])
    with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
        await Webhooks([], port=port).start()


def test_secrets_are_in_no_words() -> None:
    """What is written about a receiver or a delivery shows neither path nor body."""
    receiver = lightspeed_receiver(TOKEN, 1001, print)
    assert TOKEN not in repr(receiver)
    assert "4360" not in repr(hooks.Delivery({"x-signature": "4360"}, BODY))
