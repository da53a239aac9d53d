"""Inquiries at the Lightspeed stand-in: key, language, filters, pages, changes, and the shapes that surprise clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.server.standins.conftest import Start
from tests.server.standins.world import Json, Running, shop


async def ids(inquiries: Running, query: str = "") -> list[int]:
    return [ticket["id"] for ticket in (await inquiries.get(f"/tickets.json{query}"))["tickets"]]


async def test_a_wrong_key_is_401_in_an_envelope(inquiries: Running) -> None:
    """No key, another secret, or a key in another scheme: access denied, with method and address told."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inquiries.app), base_url="http://shop") as nobody:
        for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
            answer = await nobody.get("/en/tickets.json", headers=header)
            assert answer.status_code == 401
            error = {"code": 401, "method": "GET", "request": "/en/tickets.json", "message": "Access denied."}
            assert answer.json() == {"error": error}


async def test_addresses_need_language_and_suffix(inquiries: Running) -> None:
    """An inactive language is told apart from a missing inquiry; without `.json` there is nothing."""
    answer = await inquiries.client.get("http://shop.example/de/tickets.json")
    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "Unknown or inactive language.")
    for path in ("/tickets", "/tickets/2546", "/nothing.json"):
        assert (await inquiries.call("GET", path)).status_code == 404
    assert (await inquiries.client.get("http://shop.example/nl/tickets/2546.json")).status_code == 200
    await inquiries.switch(languages=["sk"])
    assert (await inquiries.call("GET", "/tickets.json")).status_code == 404


async def test_the_sample_inquiry_is_the_one_of_the_page(inquiries: Running) -> None:
    """Inquiry 2546 looks as documented; the link to its messages has `false` for an id, and links name another host."""
    ticket = (await inquiries.get("/tickets/2546.json"))["ticket"]
    assert ticket["language"] == {"id": 18, "code": "us", "locale": "en_US", "title": "English (US)"}
    assert ticket["customer"]["resource"]["id"] == 1118417
    assert ticket["messages"]["resource"]["id"] is False
    assert ticket["messages"]["resource"]["link"] == "https://api.webshopapp.com/us/tickets/2546/messages.json"
    assert [ticket[name] for name in ("isAnswered", "isClosed", "isTodo", "doNotifyAnswered")] == [False] * 4
    (message,) = (await inquiries.get("/tickets/2546/messages.json"))["ticketMessages"]
    assert (message["id"], message["from"], message["updatedAt"]) == (20337, "customer", None)


async def test_missing_links_are_false_and_moments_may_be_null(inquiries: Running) -> None:
    """An inquiry without a customer says `false`, one never changed says null; flags may come as texts."""
    ticket = (await inquiries.get("/tickets/8874.json"))["ticket"]
    assert (ticket["customer"], ticket["updatedAt"]) == (False, None)
    await inquiries.switch(flags_as_strings=True)
    assert (await inquiries.get("/tickets/8873.json"))["ticket"]["isAnswered"] == "true"


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_every_inquiry_is_met_once_on_the_way_through(start: Start, order: str) -> None:
    """251 inquiries are a page of 250 and one of one, whichever way the shop sorts; the count knows no pages."""
    running = start(shop, fill=247, switches={"order": order})
    pages = [await ids(running, f"?limit=250&page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [250, 1, 0]
    assert len({key for page in pages for key in page}) == 251
    assert (pages[0] == sorted(pages[0])) is (order == "asc")
    assert await running.get("/tickets/count.json?limit=1&page=9") == {"count": 251}
    assert len(await ids(running)) == 50


async def test_a_limit_above_the_highest(inquiries: Running, start: Start) -> None:
    """251 is lowered to 250, or refused by a switch; nonsense is always refused."""
    running = start(shop, fill=300)
    assert len(await ids(running, "?limit=9999")) == 250
    await running.switch(limit_mode="400")
    assert (await running.call("GET", "/tickets.json?limit=251")).status_code == 400
    for query in ("limit=0", "limit=x", "page=0", "since_id=-1", "created_at_min=yesterday"):
        assert (await inquiries.call("GET", f"/tickets.json?{query}")).status_code == 400


async def test_an_id_beyond_every_number_is_400(inquiries: Running) -> None:
    """A number that the database can't hold is refused like any other wrong value."""
    assert (await inquiries.call("GET", f"/tickets/{10**30}.json")).status_code == 400


async def test_the_status_of_a_made_thing_is_a_switch(inquiries: Running) -> None:
    """201 by default, 200 where the switch says so; the vendor's page does not tell."""
    form = {"ticket": {"subject": "x", "customer": 1118417}}
    assert (await inquiries.call("POST", "/tickets.json", form)).status_code == 201
    await inquiries.switch(post_status=200)
    assert (await inquiries.call("POST", "/tickets.json", form)).status_code == 200


async def test_a_list_gives_only_the_wished_properties(inquiries: Running) -> None:
    """`fields` cuts the rows of every list, ignores names that there are not, and leaves single objects whole."""
    rows = (await inquiries.get("/tickets.json?fields=id,subject,colour"))["tickets"]
    assert rows
    assert {tuple(row) for row in rows} == {("id", "subject")}
    orders = (await inquiries.get("/orders.json?fields=number"))["orders"]
    assert {tuple(row) for row in orders} == {("number",)}
    assert "memo" in (await inquiries.get("/tickets/2546.json?fields=id"))["ticket"]
    assert (await inquiries.get("/tickets/count.json?fields=id"))["count"] == len(rows)


async def test_filters_are_exact(inquiries: Running) -> None:
    """Newer ids, senders and moments are filtered to the letter; the count knows no sender."""
    assert await ids(inquiries, "?since_id=8873") == [8874, 8875]
    assert await ids(inquiries, "?email=JOHN@example.com") == [2546, 8873]
    assert await ids(inquiries, "?created_at_max=2018-01-25 18:21:47") == [2546]
    assert await ids(inquiries, "?created_at_min=2018-01-25 18:21:48") == [8873, 8874, 8875]
    assert await inquiries.get("/tickets/count.json?since_id=8873&email=john@example.com") == {"count": 2}


@pytest.mark.parametrize("value", [True, "true", 1, "1"])
async def test_flags_are_taken_in_any_spelling(inquiries: Running, value: object) -> None:
    """A flag is set by a boolean, a word or a digit, and only that flag; the moment of change moves."""
    answer = await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isTodo": value, "nobody": 1}})
    ticket = answer.json()["ticket"]
    assert (ticket["isTodo"], ticket["isClosed"], ticket["subject"]) == (True, False, "test ticket")
    assert (ticket["createdAt"], ticket["updatedAt"]) == ("2018-01-25T18:21:47+00:00", "2026-11-22T18:00:00+00:00")


async def test_forms_are_taken_like_json(inquiries: Running) -> None:
    """`ticket[isAnswered]=true` does what the same JSON does."""
    data = {"ticket[isAnswered]": "true", "ticket[memo]": "called back"}
    answer = await inquiries.client.put("/tickets/2546.json", data=data)
    assert (answer.json()["ticket"]["isAnswered"], answer.json()["ticket"]["memo"]) == (True, "called back")


async def test_the_customer_of_an_inquiry_never_changes(inquiries: Running) -> None:
    """A customer that is sent along with a change is ignored."""
    answer = await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"customer": 1118418, "memo": "x"}})
    assert answer.json()["ticket"]["customer"]["resource"]["id"] == 1118417


@pytest.mark.parametrize(
    "body", [None, [], {"isTodo": True}, {"ticket": 5}, {"ticket": {"isTodo": "maybe"}}, {"ticket": {"memo": 5}}]
)
async def test_a_wrong_body_is_400(inquiries: Running, body: object) -> None:
    """Without the root key, or with values of another kind, nothing is changed."""
    before = await inquiries.get("/tickets/2546.json")
    answer = await inquiries.call("PUT", "/tickets/2546.json", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400)
    assert await inquiries.get("/tickets/2546.json") == before


async def test_an_inquiry_is_begun_and_deleted(inquiries: Running) -> None:
    """A new inquiry is in its customer's language; deleted it is gone with its messages, and gone a second time too."""
    form = {"subject": "Hello", "customer": 1118419, "isTodo": "true"}
    made = await inquiries.call("POST", "/tickets.json", {"ticket": form})
    ticket = made.json()["ticket"]
    assert (made.status_code, ticket["language"]["code"], ticket["isTodo"]) == (201, "nl", True)
    path = f"/tickets/{ticket['id']}"
    assert (
        await inquiries.call("POST", f"{path}/messages.json", {"ticketMessage": {"message": "?"}})
    ).status_code == 201
    gone = await inquiries.call("DELETE", f"{path}.json")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await inquiries.call("DELETE", f"{path}.json")).status_code == 404
    assert (await inquiries.call("GET", f"{path}/messages.json")).status_code == 404
    for wrong in ({"subject": "x"}, {"customer": 1118419}, {"subject": "x", "customer": 5}):
        assert (await inquiries.call("POST", "/tickets.json", {"ticket": wrong})).status_code == 400


async def test_a_reply_is_of_the_shop_and_answers_nothing_by_itself(inquiries: Running) -> None:
    """A message without an author is the shop's; whether it answers or moves the inquiry is the switches' choice."""
    path = "/tickets/2546"

    async def reply(text: str) -> Json:
        answer = await inquiries.call("POST", f"{path}/messages.json", {"ticketMessage": {"message": text}})
        made: Json = answer.json()["ticketMessage"]
        return made

    made = await reply("On its way")
    assert (made["from"], made["message"], made["updatedAt"]) == ("shop", "On its way", None)
    ticket = (await inquiries.get(f"{path}.json"))["ticket"]
    assert (ticket["isAnswered"], ticket["updatedAt"]) == (False, "2026-11-22T18:00:00+00:00")
    await inquiries.switch(reply_bumps_ticket=False, reply_sets_answered=True)
    inquiries.clock.forward(timedelta(minutes=5))
    await reply("Here")
    ticket = (await inquiries.get(f"{path}.json"))["ticket"]
    assert (ticket["isAnswered"], ticket["updatedAt"]) == (True, "2026-11-22T18:00:00+00:00")
    assert await inquiries.get(f"{path}/messages/count.json") == {"count": 3}


async def test_messages_are_read_changed_and_deleted(inquiries: Running) -> None:
    """One message can be read, changed, which dates it, and deleted; unknown authors and empty texts are refused."""
    path = "/tickets/2546/messages/20337.json"
    changed = await inquiries.call("PUT", path, {"ticketMessage": {"message": "Other"}})
    assert changed.json()["ticketMessage"]["updatedAt"] == "2026-11-22T18:00:00+00:00"
    assert (await inquiries.get(path))["ticketMessage"]["message"] == "Other"
    for wrong in ({"message": ""}, {"message": "x", "from": "robot"}, {}):
        answer = await inquiries.call("POST", "/tickets/2546/messages.json", {"ticketMessage": wrong})
        assert answer.status_code == 400
    assert (await inquiries.call("GET", "/tickets/8873/messages/20337.json")).status_code == 404
    assert (await inquiries.call("DELETE", path)).status_code == 204
    assert (await inquiries.call("GET", path)).status_code == 404


async def test_the_shop_and_its_orders_can_be_read(inquiries: Running) -> None:
    """Shop, account, rights, languages, customers, orders and products are there for the lane's cards."""
    assert (await inquiries.get("/shop.json"))["shop"]["id"] == 1001
    assert (await inquiries.get("/account.json"))["account"]["appId"] is False
    languages = (await inquiries.get("/languages.json"))["languages"]
    assert {row["code"] for row in languages if row["isActive"]} == {"en", "us", "nl"}
    assert (await inquiries.get("/customers/1118418.json"))["customer"]["firstname"] == "Anna"
    (order,) = (await inquiries.get("/orders.json?customer_id=1118418"))["orders"]
    assert (order["number"], order["status"]) == ("ORD10021", "processing_awaiting_pickup")
    assert await inquiries.get(f"/orders/{order['id']}.json") == {"order": order}
    (product,) = (await inquiries.get(f"/orders/{order['id']}/products.json"))["orderProducts"]
    assert product["quantityOrdered"] == 1
    assert (await inquiries.get("/orders.json?updated_at_min=2020-01-01 00:00:00"))["orders"] == []
    assert (await inquiries.call("GET", "/customers/5.json")).status_code == 404


async def test_a_key_that_may_not_write(inquiries: Running) -> None:
    """Reading goes on, every change is 403, and the rights say so."""
    await inquiries.switch(can_write=False)
    assert (await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isTodo": True}})).status_code == 403
    assert (await inquiries.get("/tickets/2546.json"))["ticket"]["isTodo"] is False
    rights = (await inquiries.get("/account/permissions.json"))["accountPermissions"]
    assert rights["customers"] == {"read": True, "write": False}


async def test_the_clock_can_be_set(inquiries: Running) -> None:
    """A set clock dates answers and rows; let go, it shows the machine's time again."""
    await inquiries.control("/clock", {"at": "2030-01-01T10:00:00+00:00"})
    answer = await inquiries.call("PUT", "/tickets/2546.json", {"ticket": {"isTodo": True}})
    assert answer.headers["date"] == "Tue, 01 Jan 2030 10:00:00 GMT"
    assert answer.json()["ticket"]["updatedAt"] == "2030-01-01T10:00:00+00:00"
    assert (await inquiries.control("/clock", {"forward_seconds": 90}))["now"] == "2030-01-01T10:01:30+00:00"
    now = datetime.fromisoformat((await inquiries.control("/clock", {}))["now"])
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)
