"""What people do with inquiries: replies are sent once, flags say what they are, and a refusal dims the actions."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from kds.domain.inquiries.inquiry import Author, Customer
from kds.domain.inquiries.news import OpenedShop, WriteRight
from kds.domain.inquiries.phases import InquiryPhase, phase_of
from kds.domain.inquiries.web_order import WebOrderStatus
from kds.domain.inquiries.wishes import FlagWish
from kds.errors import Forbidden, Missing, SourceError, Unreachable
from tests.adapters.lightspeed_world import NOW, Shop, message, refusal, ticket

JANA = {"id": 1118417, "firstname": "Jana", "middlename": "", "lastname": "Nováková\x07", "phone": "02", "mobile": None}


def dropping(method: str) -> Shop:
    """Give a shop that does what is asked and then closes the socket, once."""
    shop = Shop(ticket(2546))
    drops = [True]

    def drop(request: httpx.Request) -> None:
        if request.method == method and drops:
            drops.clear()
            raise httpx.RemoteProtocolError("closed")

    shop.after = drop
    return shop


async def test_a_shop_opens_with_two_looks() -> None:
    """The start proves key, cluster and language, and takes permissions as a hint."""
    shop = Shop()
    assert await shop.source().open() == OpenedShop("shop.example")
    assert shop.requests() == ["/shop.json", "/account/permissions.json"]
    shop.others["/account/permissions"] = {"accountPermissions": {"orders": {"read": True, "write": False}}}
    opened = await shop.source().open()
    assert opened.hint == "The API key is said to write nothing."
    shop.spoil = lambda request: refusal(403) if "permissions" in request.url.path else None
    assert await shop.source().open() == OpenedShop("shop.example")


async def test_a_reply_is_sent_once_although_the_socket_died() -> None:
    """The message is found in the thread, so nobody gets it twice (lightspeed 8)."""
    shop = dropping("POST")
    source = shop.source()
    with pytest.raises(Unreachable) as caught:
        await source.reply(2546, "On its way &  warm")
    assert caught.value.sent
    found = await source.sent_reply(2546, "On its way &  warm", pressed_at=NOW)
    assert found is not None
    assert (found.author, found.text) == (Author.SHOP, "On its way & warm")
    assert len(shop.threads[2546]) == 1


async def test_a_reply_that_never_arrived_is_not_found() -> None:
    """Same words of the customer, of yesterday, or known before the press are not our reply."""
    shop = Shop(ticket(2546))
    yesterday = (NOW - timedelta(days=1)).isoformat()
    ours = {"message": "On its way", "from": "shop"}
    shop.threads[2546] = [
        message(1, message="On its way"),
        message(2, **ours, createdAt=yesterday),
        message(3, **ours, createdAt=NOW.isoformat()),
    ]
    source = shop.source()
    assert await source.sent_reply(2546, "On its way", pressed_at=NOW, seen=[1, 2, 3]) is None
    found = await source.sent_reply(2546, "On its way", pressed_at=NOW)
    assert found is not None
    assert found.id == 3


async def test_flags_survive_a_dropped_socket() -> None:
    """Sending it again is harmless, and a look tells that it is not needed (lightspeed 8)."""
    shop = dropping("PUT")
    source = shop.source()
    wish = FlagWish(is_closed=True)
    with pytest.raises(Unreachable):
        await source.set_flags(2546, **wish.wanted)
    read = await source.read(2546)
    assert read is not None
    assert wish.is_met_by(read.flags)
    again = await source.set_flags(2546, **wish.wanted)
    assert again.flags == read.flags
    assert [json.loads(request.content) for request in shop.asked if request.method == "PUT"] == [
        {"ticket": {"isClosed": True}}
    ] * 2


async def test_reply_then_answered_leaves_an_answered_inquiry() -> None:
    """After reply and flag the customer is waited for; a new message of theirs turns it back."""
    shop = Shop(ticket(2546))
    shop.threads[2546] = [message(1)]
    source = shop.source()
    await source.sweep()
    shop.clock.advance(60)
    await source.reply(2546, "On its way")
    changed = await source.set_flags(2546, is_answered=True)
    await source.messages(2546)
    inquiry = (await source.sweep()).inquiries[0]
    assert changed.flags.is_answered
    assert inquiry.messages is not None
    assert phase_of(inquiry) is InquiryPhase.ANSWERED
    shop.threads[2546].append(message(2, createdAt=(NOW + timedelta(minutes=5)).isoformat()))
    await source.messages(2546, fresh=True)
    inquiry = (await source.sweep()).inquiries[0]
    assert inquiry.flags.is_answered
    assert phase_of(inquiry) is InquiryPhase.UNANSWERED


async def test_every_flag_has_its_wire_name() -> None:
    """To-do and notify are sent under the vendor's names, with real truth values."""
    shop = Shop(ticket(2546))
    await shop.source().set_flags(2546, is_answered=True, is_to_do=False, is_closed=False, notifies=True)
    flags = {"isAnswered": True, "isTodo": False, "isClosed": False, "doNotifyAnswered": True}
    assert json.loads(shop.asked[-1].content) == {"ticket": flags}


async def test_a_refused_write_dims_the_actions_and_reading_goes_on() -> None:
    """A key without the permission is told once with its reason; a start anew tries again (sources 4.3)."""
    shop = Shop(ticket(2546))
    source = shop.source()
    shop.spoil = lambda request: refusal(403, "No write access.") if request.method != "GET" else None
    for change in (source.set_flags(2546, is_closed=True), source.reply(2546, "x"), source.set_memo(2546, "x")):
        with pytest.raises(Forbidden):
            await change
        right = source.write_right
        assert (right.is_given, "No write access" in right.reason) == (False, True)
    assert len((await source.sweep()).inquiries) == 1
    await source.open()
    assert source.write_right == WriteRight()
    with pytest.raises(Forbidden):
        await source.reply(2546, "x")
    shop.spoil = lambda _request: None
    await source.set_memo(2546, "written")
    assert source.write_right == WriteRight()


async def test_a_memo_keeps_what_others_wrote() -> None:
    """The internal note goes back as it was stored, with one line more."""
    shop = Shop(ticket(2546, memo="called <b>\nback"))
    source = shop.source()
    inquiry = (await source.sweep()).inquiries[0]
    changed = await source.set_memo(2546, inquiry.stored_memo + "\n[12:31 Ana] ready at 7")
    assert shop.tickets[2546]["memo"] == "called <b>\nback\n[12:31 Ana] ready at 7"
    assert changed.memo_lines[-1] == "[12:31 Ana] ready at 7"


async def test_a_customer_is_asked_for_once_an_hour() -> None:
    """Names come to the cards without a request each time."""
    shop = Shop(ticket(2546))
    shop.others["/customers/1118417"] = {"customer": JANA}
    source = shop.source()
    await source.sweep()
    customer = await source.customer(1118417)
    assert customer == Customer(1118417, "Jana Nováková�", phone="02")
    await source.customer(1118417)
    inquiry = (await source.sweep()).inquiries[0]
    assert (inquiry.customer_name, inquiry.customer_initials) == ("Jana Nováková�", "J. N.")
    assert shop.requests().count("/customers/1118417.json") == 1
    shop.clock.advance(3601)
    await source.customer(1118417)
    assert shop.requests().count("/customers/1118417.json") == 2


@pytest.mark.parametrize("status", [403, 404])
async def test_a_customer_nobody_may_see_has_no_name(status: int) -> None:
    """A card without a name is shown all the same, and the shop is not asked again for an hour."""
    shop = Shop(ticket(2546))
    shop.spoil = lambda request: refusal(status) if "/customers/" in request.url.path else None
    source = shop.source()
    assert await source.customer(1118417) is None
    assert await source.customer(1118417) is None
    assert (await source.sweep()).inquiries[0].customer_name == ""
    assert shop.requests().count("/customers/1118417.json") == 1


def web_order(number: int, name: str, status: str = "processing_awaiting_pickup") -> dict[str, object]:
    """Give an order of the web shop, made today."""
    return {"id": number, "number": name, "status": status, "createdAt": "2026-11-22T12:00:00+00:00", "email": "a@b.sk"}


async def test_an_order_number_leads_to_the_web_order() -> None:
    """Letters in front and capitals don't matter; the list is read once, the status anew after two minutes."""
    shop = Shop()
    shop.orders = [web_order(1, "ORD00123"), web_order(2, "ORD00124", "brand_new")]
    source = shop.source()
    order = await source.web_order("123")
    assert order is not None
    assert (order.id, order.status) == (1, WebOrderStatus.AWAITING_PICKUP)
    other = await source.web_order("ord00124")
    assert other is not None
    assert (other.status, other.status_word) == (WebOrderStatus.OTHER, "brand_new")
    assert await source.web_order("999") is None
    assert shop.requests() == ["/orders.json"]
    shop.others["/orders/1"] = {"order": web_order(1, "ORD00123", "processing_ready_for_pickup")}
    shop.clock.advance(121)
    order = await source.web_order("123")
    assert order is not None
    assert order.status is WebOrderStatus.READY_FOR_PICKUP
    assert await source.web_order("124") is None
    assert shop.requests()[1:3] == ["/orders/1.json", "/orders/2.json"]


async def test_a_key_that_may_not_see_orders_finds_none() -> None:
    """The link to a web order is an extra: without the permission it is simply not there."""
    shop = Shop()
    shop.spoil = lambda request: refusal(403) if "/orders" in request.url.path else None
    source = shop.source()
    assert await source.web_order("123") is None
    assert await source.web_order("124") is None
    assert len(shop.asked) == 1


async def test_a_reply_to_a_deleted_inquiry_is_told() -> None:
    """A reply that can't be delivered says so, and is not tried for ever."""
    shop = Shop()
    source = shop.source()
    with pytest.raises(Missing):
        await source.reply(2546, "x")
    with pytest.raises(SourceError):
        await source.messages(2546)
    await source.aclose()
