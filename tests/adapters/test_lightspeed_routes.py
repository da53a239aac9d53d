"""Every route of Lightspeed that is used: which request goes out, and what comes back; no read can change anything."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from kds.domain.inquiries.inquiry import Author
from kds.errors import Forbidden, Missing
from kds.sources.lightspeed.line import Reading, Writing
from kds.sources.lightspeed.office import LightspeedOffice
from kds.sources.lightspeed.reader import InquiryReads, LightspeedReader, SupportingReads, WebhookReads
from kds.sources.lightspeed.selection import Selection
from kds.sources.lightspeed.values import LsAccess, LsLanguage, LsTicket, LsWebhookDraft
from kds.sources.lightspeed.writer import LightspeedWriter, ensure_webhook
from tests.adapters.lightspeed_world import BASIC, JSON, Shop, message, refusal, ticket

HOOK = {
    "id": 5,
    "isActive": True,
    "itemGroup": "tickets",
    "itemAction": "*",
    "language": {"id": 1, "code": "nl"},
    "format": "json",
    "address": "https://venue.example/hooks/ls/secret",
}
DRAFT = LsWebhookDraft("*", "https://venue.example/hooks/ls/secret", "nl")
READS: list[tuple[str, Callable[[LightspeedReader], Awaitable[object]]]] = [
    ("/nl/tickets.json?limit=250&page=1", lambda reader: reader.inquiries.tickets()),
    (
        "/nl/tickets.json?limit=10&page=3&email=a%40b.sk",
        lambda reader: reader.inquiries.tickets(page=3, limit=10, email="a@b.sk"),
    ),
    ("/nl/tickets/count.json", lambda reader: reader.inquiries.ticket_count()),
    ("/nl/tickets/2546.json", lambda reader: reader.inquiries.ticket(2546)),
    ("/nl/tickets/2546/messages.json?limit=250&page=1", lambda reader: reader.inquiries.messages(2546)),
    ("/nl/tickets/2546/messages/count.json", lambda reader: reader.inquiries.message_count(2546)),
    ("/nl/tickets/2546/messages/20337.json", lambda reader: reader.inquiries.message(2546, 20337)),
    ("/nl/shop.json", lambda reader: reader.supporting.shop()),
    ("/nl/account.json", lambda reader: reader.supporting.account()),
    ("/nl/account/permissions.json", lambda reader: reader.supporting.permissions()),
    ("/nl/account/ratelimit.json", lambda reader: reader.supporting.rate_limit()),
    ("/nl/languages.json", lambda reader: reader.supporting.languages()),
    ("/nl/customers/1118417.json", lambda reader: reader.supporting.customer(1118417)),
    ("/nl/orders.json?limit=250&page=1&customer_id=4", lambda reader: reader.supporting.orders(customer_id=4)),
    ("/nl/orders/12.json", lambda reader: reader.supporting.order(12)),
    ("/nl/orders/12/products.json?limit=250", lambda reader: reader.supporting.order_products(12)),
    ("/nl/webhooks.json?limit=250&page=1", lambda reader: reader.webhooks.page()),
    ("/nl/webhooks/count.json", lambda reader: reader.webhooks.count()),
    ("/nl/webhooks/5.json", lambda reader: reader.webhooks.one(5)),
]


def full_shop() -> Shop:
    """Give a shop in which every path has something."""
    shop = Shop(ticket(2546))
    shop.threads[2546] = [message()]
    window = {"limit": 300, "remaining": 299, "reset": 263, "resetTime": "2026-11-22T18:00:00+00:00"}
    order = {"id": 12, "number": "ORD00123", "status": "completed", "createdAt": "2026-11-22T12:00:00+01:00"}
    shop.others |= {
        "/account": {"account": {"id": 3, "appId": False, "apiKey": "k" * 32}},
        "/account/ratelimit": {"accountRatelimit": dict.fromkeys(("limit5Min", "limitHour", "limitDay"), window)},
        "/languages": {
            "languages": [{"id": 1, "code": "nl", "locale": "nl_NL", "title": "Nederlands", "isActive": "true"}]
        },
        "/customers/1118417": {"customer": {"id": 1118417, "firstname": "Jana", "lastname": "Nováková", "memo": None}},
        "/orders/12": {"order": order},
        "/orders/12/products": {
            "orderProducts": [{"id": 1, "productTitle": "Soup", "quantityOrdered": 2, "customFields": False}]
        },
        "/webhooks": {"webhooks": [HOOK]},
        "/webhooks/count": {"count": 1},
        "/webhooks/5": {"webhook": HOOK},
    }
    shop.orders = [order]
    return shop


@pytest.mark.parametrize(("target", "read"), READS)
async def test_each_read_asks_its_own_address_and_nothing_else(
    target: str, read: Callable[[LightspeedReader], Awaitable[object]]
) -> None:
    """A read is one GET of the documented path with the `.json` suffix and the configured language."""
    shop = full_shop()
    assert await read(shop.reader()) is not None
    assert [(request.method, request.url.raw_path.decode(), request.content) for request in shop.asked] == [
        ("GET", target, b"")
    ]


def test_every_reading_route_is_among_those_tested() -> None:
    """No route of the reader is left without its line in the table above, and what it is made of can only ask."""
    groups = {"inquiries": InquiryReads, "supporting": SupportingReads, "webhooks": WebhookReads}
    routes = {(group, name) for group, kind in groups.items() for name in vars(kind) if not name.startswith("_")}
    named = {read.__code__.co_names for _, read in READS}
    assert set(vars(Shop().reader())) == set(groups)
    assert routes == named
    assert {name for name in dir(Reading) if not name.startswith("_")} == {"get", "host"}


async def test_key_and_secret_go_in_the_header_alone() -> None:
    """Nobody reads a credential in an address, and none stands in what a log would print of the objects."""
    shop = full_shop()
    source = shop.source()
    await source.open()
    assert {request.headers["authorization"] for request in shop.asked} == {BASIC}
    assert not any("00000" in str(request.url) for request in shop.asked)


async def test_the_values_of_the_supporting_routes() -> None:
    """What the vendor sends arrives as typed values, with `false` as nothing and other words untouched."""
    reader = full_shop().reader()
    assert (await reader.supporting.account()).app_id is None
    assert (await reader.supporting.permissions()).areas == {"customers": LsAccess(can_read=True, can_write=True)}
    assert (await reader.supporting.rate_limit()).five_minutes.reset_seconds == 263
    assert await reader.supporting.languages() == (LsLanguage(1, "nl", "nl_NL", "Nederlands", is_active=True),)
    assert (await reader.supporting.customer(1118417)).last_name == "Nováková"
    assert (await reader.supporting.order(12)).created_at == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert (await reader.supporting.order_products(12))[0].quantity == Decimal(2)
    hook = await reader.webhooks.one(5)
    assert hook.language_code == "nl"
    assert "secret" not in repr(hook)


async def test_permissions_without_their_root_key_are_read_too() -> None:
    """A shop that answers with the bare areas is understood (lightspeed 2.5)."""
    shop = full_shop()
    shop.others["/account/permissions"] = {"orders": {"read": "true", "write": 0}, "tracking": False}
    permissions = await shop.reader().supporting.permissions()
    assert permissions.areas == {"orders": LsAccess(can_read=True, can_write=False)}
    assert permissions.writes_nowhere


def bodies(shop: Shop) -> list[tuple[str, str, Any]]:
    """Give method, path and JSON of every request that was no read."""
    return [
        (request.method, request.url.path, json.loads(request.content) if request.content else None)
        for request in shop.asked
        if request.method != "GET"
    ]


async def test_an_update_sends_only_what_changes() -> None:
    """Somebody else's flags are never overwritten by ours; truth values are real ones (lightspeed 3.1, T5)."""
    shop = full_shop()
    changed = await shop.writer().update_ticket(2546, is_closed=True, memo="x", do_notify_answered=False)
    body = {"ticket": {"memo": "x", "isClosed": True, "doNotifyAnswered": False}}
    assert bodies(shop) == [("PUT", "/nl/tickets/2546.json", body)]
    assert (changed.is_closed, changed.is_answered, changed.memo) == (True, False, "x")
    assert shop.asked[-1].headers["content-type"] == "application/json"


async def test_a_reply_is_posted_as_the_shops_own() -> None:
    """The customer sees a message of the shop (lightspeed 3.2, M4); 201 is as good as 200."""
    shop = full_shop()
    made = await shop.writer().post_message(2546, "On its <way> & warm")
    sent = {"ticketMessage": {"message": "On its <way> & warm", "from": "shop"}}
    assert bodies(shop) == [("POST", "/nl/tickets/2546/messages.json", sent)]
    assert (made.author, made.text) == (Author.SHOP, "On its <way> & warm")


@pytest.mark.parametrize(
    ("known", "requests"),
    [
        ([HOOK], []),
        ([{**HOOK, "isActive": False}], [("PUT", "/nl/webhooks/5.json")]),
        ([{**HOOK, "address": "https://other/"}], [("POST", "/nl/webhooks.json")]),
        ([], [("POST", "/nl/webhooks.json")]),
    ],
)
async def test_a_webhook_is_made_once(known: list[dict[str, Any]], requests: list[tuple[str, str]]) -> None:
    """A second start makes no second webhook, so that no event knocks twice (lightspeed 4)."""
    shop = full_shop()
    shop.others["/webhooks"] = {"webhooks": known}
    shop.spoil = lambda request: shop.json({"webhook": HOOK}) if request.method != "GET" else None
    made = await ensure_webhook(shop.reader().webhooks, shop.writer(), DRAFT)
    assert (made.id, made.is_active) == (5, True)
    assert [(method, path) for method, path, _ in bodies(shop)] == requests
    if requests:
        assert bodies(shop)[0][2]["webhook"] == {
            "isActive": True,
            "itemGroup": "tickets",
            "itemAction": "*",
            "language": "nl",
            "format": "json",
            "address": DRAFT.address,
        }


async def test_the_office_makes_rewrites_and_deletes() -> None:
    """The routes without undo work, each with its documented request (lightspeed 3)."""
    shop = full_shop()

    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            return shop.json({"ticket": ticket(9000, subject="Lunch")}, 201)
        if request.method == "PUT":
            return shop.json({"ticketMessage": message(20337, message="better")})
        return httpx.Response(204) if request.method == "DELETE" else None

    shop.spoil = answer
    office = shop.office()
    assert (await office.create_ticket(subject="Lunch", customer_id=1118417)).id == 9000
    assert (await office.update_message(2546, 20337, "better", author="shop")).text == "better"
    await office.delete_message(2546, 20337)
    await office.delete_ticket(2546)
    await office.delete_webhook(5)
    flags = {"isAnswered": False, "isTodo": False, "isClosed": False}
    assert bodies(shop) == [
        ("POST", "/nl/tickets.json", {"ticket": {"subject": "Lunch", "memo": "", "customer": 1118417, **flags}}),
        ("PUT", "/nl/tickets/2546/messages/20337.json", {"ticketMessage": {"message": "better", "from": "shop"}}),
        ("DELETE", "/nl/tickets/2546/messages/20337.json", None),
        ("DELETE", "/nl/tickets/2546.json", None),
        ("DELETE", "/nl/webhooks/5.json", None),
    ]


async def test_deleting_twice_is_done_once() -> None:
    """An inquiry that is gone already is no error (lightspeed 3.1, T6), but a refused deletion is one."""
    shop = full_shop()
    await shop.office().delete_ticket(2546)
    await shop.office().delete_ticket(2546)
    assert shop.tickets == {}
    shop.spoil = lambda _request: httpx.Response(200, text='{"error": {"code": 403}}', headers=JSON)
    with pytest.raises(Forbidden):
        await shop.office().delete_webhook(5)


def test_what_the_kitchen_holds_can_not_delete() -> None:
    """The source that the board uses knows neither the office nor a way to delete."""
    import sys
    from subprocess import run

    program = "import sys, kds.sources.lightspeed.source; print('kds.sources.lightspeed.office' in sys.modules)"
    answer = run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
    assert not any("delete" in name for name in (*dir(Reading), *dir(Writing), *dir(LightspeedWriter)))
    assert any("delete" in name for name in dir(LightspeedOffice))


async def test_filters_ask_for_a_day_more_and_keep_what_was_meant() -> None:
    """The time zone of date filters is unknown, so both ends are asked for generously and filtered again here."""
    shop = full_shop()
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    selection = Selection(100, created_min=moment, created_max=moment)
    await shop.reader().inquiries.tickets(selection)
    asked = shop.asked[-1].url.params
    assert (asked["created_at_min"], asked["created_at_max"]) == ("2026-11-19 12:00:00", "2026-11-21 12:00:00")
    assert asked["since_id"] == "100"
    assert selection.keeps(101, moment)
    assert not selection.keeps(100, moment)
    assert not selection.keeps(101, datetime(2026, 11, 20, 11, 59, tzinfo=UTC))
    assert not selection.keeps(101, datetime(2026, 11, 20, 12, 1, tzinfo=UTC))


VARIANTS: list[tuple[dict[str, Any], Callable[[LsTicket], object], object]] = [
    ({"updatedAt": None}, lambda one: one.updated_at, None),
    ({"updatedAt": False}, lambda one: one.updated_at, None),
    (
        {"createdAt": "2026-11-22T19:30:00+02:00"},
        lambda one: one.created_at,
        datetime(2026, 11, 22, 17, 30, tzinfo=UTC),
    ),
    ({"customer": False}, lambda one: one.customer_id, None),
    ({"customer": {"resource": {"id": False}}}, lambda one: one.customer_id, None),
    ({"customer": {"resource": False}}, lambda one: one.customer_id, None),
    ({"customer": 44}, lambda one: one.customer_id, 44),
    ({"language": False}, lambda one: one.language, None),
    ({"language": []}, lambda one: one.language, None),
    ({"messages": False}, lambda one: one.id, 2546),
    ({"isTodo": "true"}, lambda one: one.is_todo, True),
    ({"isTodo": "false"}, lambda one: one.is_todo, False),
    ({"isTodo": 1}, lambda one: one.is_todo, True),
    ({"isTodo": 0}, lambda one: one.is_todo, False),
    ({"isTodo": None}, lambda one: one.is_todo, False),
    ({"subject": None}, lambda one: one.subject, ""),
    ({"subject": 42}, lambda one: one.subject, "42"),
    ({"subject": "Fish &amp; chips\x1b[2J"}, lambda one: one.subject, "Fish & chips�[2J"),
    ({"memo": "a\nb <i>"}, lambda one: one.memo, "a\nb <i>"),
    ({"surprise": {"new": 1}}, lambda one: one.id, 2546),
]


@pytest.mark.parametrize(("changes", "part", "value"), VARIANTS)
async def test_whatever_kind_of_value_comes_is_understood(
    changes: dict[str, Any], part: Callable[[LsTicket], object], value: object
) -> None:
    """`false` for objects, truth values as texts and numbers, null dates, unknown fields: all read (lightspeed 1)."""
    assert part(await Shop(ticket(2546, **changes)).reader().inquiries.ticket(2546)) == value


@pytest.mark.parametrize(
    ("author", "known"),
    [("customer", Author.CUSTOMER), ("shop", Author.SHOP), ("bot", Author.OTHER), (None, Author.OTHER)],
)
async def test_an_unknown_author_is_somebody_else(author: str | None, known: Author) -> None:
    """A word that is not documented is neither the shop nor the customer."""
    shop = Shop(ticket())
    shop.threads[2546] = [message(1, **{"from": author})]
    assert (await shop.reader().inquiries.messages(2546))[0].author is known


async def test_a_row_that_can_not_be_read_hides_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """One broken inquiry is left out and logged without its content; the others are on the board."""
    shop = Shop(ticket(1, createdAt="soon"), ticket(2))
    assert [one.id for one in await shop.reader().inquiries.tickets()] == [2]
    assert "a row of tickets is left out" in caplog.text
    assert "soon" not in caplog.text


async def test_links_are_never_followed() -> None:
    """Every request goes to the configured host, whatever addresses the shop sends."""
    shop = full_shop()
    source = shop.source()
    await source.sweep()
    await source.messages(2546)
    await source.customer(1118417)
    assert {request.url.host for request in shop.asked} == {"shop.example"}
    assert {request.url.path.split("/")[1] for request in shop.asked} == {"nl"}


async def test_a_missing_inquiry_is_an_error_of_its_own() -> None:
    """An id that the shop does not know is told as such."""
    shop = full_shop()
    shop.spoil = lambda request: refusal(404, "Ticket not found.") if "/tickets/" in request.url.path else None
    with pytest.raises(Missing, match="does not know it: Ticket not found"):
        await shop.reader().inquiries.ticket(99)
