"""Changes of orders at the Qtickets stand-in: buying, removing, refunding, restoring, editing, and the event forms."""

from __future__ import annotations

import pytest

from tests.server.standins.world import Json, Running


async def order(tickets: Running, order_id: int) -> Json:
    found: Json = (await tickets.get(f"/orders/{order_id}"))["data"]
    return found


async def change(tickets: Running, order_id: int, **body: object) -> int:
    answer = await tickets.call("DELETE", f"/orders/{order_id}/baskets", body)
    return answer.status_code


def gone(order: Json) -> list[int]:
    return [ticket["id"] for ticket in order["baskets"] if ticket["deleted_at"]]


async def test_a_removed_ticket_loses_its_barcode(tickets: Running) -> None:
    """One ticket of three goes, the order stays; with the last ticket the order is cancelled too."""
    assert await change(tickets, 4360, delete={"baskets": {"63993": []}}) == 200
    left = await order(tickets, 4360)
    assert (gone(left), left["baskets"][0]["barcode"], left["deleted_at"]) == ([63993], None, None)
    assert await change(tickets, 4360, delete={"baskets": {"63994": [], "63995": []}}) == 200
    assert (await order(tickets, 4360))["deleted_at"] == "2026-11-22T21:00:00+03:00"


async def test_a_season_ticket_goes_with_the_last_of_its_own(tickets: Running) -> None:
    """While one related ticket is left the main one stays; named alone it takes all of them along."""
    assert (await order(tickets, 4366))["baskets"][0]["related_baskets"] == [64021, 64022]
    await change(tickets, 4366, delete={"baskets": {"64020": [64021]}})
    assert gone(await order(tickets, 4366)) == [64021]
    await change(tickets, 4366, delete={"baskets": {"64020": [64022]}})
    assert gone(await order(tickets, 4366)) == [64020, 64021, 64022]


async def test_a_season_ticket_named_alone_takes_all_along(tickets: Running) -> None:
    """Removing the main ticket removes its related ones."""
    await change(tickets, 4366, delete={"baskets": {"64020": []}})
    assert gone(await order(tickets, 4366)) == [64020, 64021, 64022]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"delete": {"baskets": {}}},
        {"delete": {"baskets": {"63993": []}}, "refund": {"amount": 1, "baskets": {"63993": []}}},
        {"refund": {"baskets": {"63993": []}}},
        {"refund": {"amount": 1, "deduction_amount": 1, "baskets": {"63993": []}}},
        {"refund": {"amount": 151, "baskets": {"63993": []}}},
        {"delete": {"baskets": {"63993": [63994]}}},
    ],
)
async def test_a_removal_needs_exactly_one_meaning(tickets: Running, body: Json) -> None:
    """No key, both keys, no amount, two amounts, too much money: refused, and nothing changed."""
    before = await order(tickets, 4360)
    answer = await tickets.call("DELETE", "/orders/4360/baskets", body)
    assert answer.status_code == 503
    assert await order(tickets, 4360) == before


@pytest.mark.parametrize(("named", "amount"), [("amount", 200), ("deduction_amount", 100)])
async def test_a_refund_is_shared_among_its_tickets(tickets: Running, named: str, amount: int) -> None:
    """200 of 300 roubles go back, 100 stay, told per ticket and in the order's list; the tickets are out of the list."""
    assert await change(tickets, 4360, refund={named: amount, "baskets": {"63993": [], "63994": []}}) == 200
    found = await order(tickets, 4360)
    shares = [(row["refunded_amount"], row["refunded_deduction_amount"]) for row in found["baskets"][:2]]
    assert shares == [(100, 50), (100, 50)]
    assert [(row["amount"], row["deduction_amount"], row["baskets"]) for row in found["refunds"]] == [
        (200, 100, [63993, 63994])
    ]
    codes = {row["barcode"] for row in await tickets.get("/shows/41/barcodes")}
    assert codes.isdisjoint({"877076325904", "877344688530"})


async def test_an_order_comes_back_unless_it_was_refunded(tickets: Running) -> None:
    """Restoring clears the cancellation with new barcodes; one with refunds is refused, one not cancelled stays."""
    answer = await tickets.call("POST", "/orders/4364/restore", {})
    assert answer.json()["data"]["deleted_at"] is None
    (ticket,) = (await order(tickets, 4364))["baskets"]
    assert (ticket["deleted_at"], ticket["barcode"][:2]) == (None, "87")
    assert (await tickets.call("POST", "/orders/4365/restore", {})).status_code == 503
    before = await order(tickets, 4361)
    assert (await tickets.call("POST", "/orders/4361/restore", {})).status_code == 200
    assert await order(tickets, 4361) == before


@pytest.mark.parametrize("shape", ["wrapped", "bare", "list"])
async def test_a_guest_is_renamed_in_whatever_wrapper(tickets: Running, shape: str) -> None:
    """The edited ticket comes in `data`, alone, or in a list of one; only what was sent is changed."""
    await tickets.switch(object_reply=shape)
    body = (await tickets.call("PUT", "/baskets/63993", {"data": {"client_name": "Olga"}})).json()
    ticket = {"wrapped": lambda: body["data"], "bare": lambda: body, "list": lambda: body[0]}[shape]()
    assert (ticket["client_name"], ticket["client_surname"], ticket["price"]) == ("Olga", "Петров", 150)


async def test_money_of_a_ticket_is_fixed_once_paid(tickets: Running) -> None:
    """Price and discount change only while nobody has paid; the order's total follows."""
    form = {"data": {"ticket_original_price": 300, "discount_value": 30}}
    assert (await tickets.call("PUT", "/baskets/63993", form)).status_code == 503
    assert (await tickets.call("PUT", "/baskets/64031", form)).status_code == 200
    found = await order(tickets, 4368)
    assert (found["price"], found["original_price"], found["baskets"][0]["price"]) == (270, 300, 270)


async def test_a_guest_buys_at_the_box_office(tickets: Running) -> None:
    """A new order waits for its money; once paid its ticket has a barcode and is let in."""
    form = {
        "event_id": 33,
        "client": {"email": "new@example.org", "details": {"name": "Nina"}},
        "baskets": [{"show_id": 41, "seat_id": "VIP-2;1", "comment": "vegan"}],
    }
    made = (await tickets.call("POST", "/orders", {"data": form})).json()["data"]
    assert (made["payed"], made["baskets"][0]["barcode"], made["price"]) == (False, None, 1000)
    paid = await tickets.control("/payments", {"order_id": made["id"]})
    code = paid["baskets"][0]["barcode"]
    assert code in {row["barcode"] for row in await tickets.get("/shows/41/barcodes")}
    newer = await tickets.get("/orders", {"where": [{"column": "id", "operator": ">", "value": 4370}]})
    assert [row["id"] for row in newer["data"]] == [made["id"]]


async def test_a_buyer_is_known_by_the_address(tickets: Running) -> None:
    """The same e-mail address changes the buyer, another makes a new one, none is refused."""
    form = {"email": "ivanov@gmail.com", "details": {"name": "Igor"}}
    changed = (await tickets.call("POST", "/clients", {"data": form})).json()["data"]
    assert (changed["id"], changed["details"]["name"], changed["details"]["surname"]) == (337, "Igor", "Иванович")
    made = (await tickets.call("POST", "/clients", {"data": {"email": "vasilev@gmail.com"}})).json()["data"]
    assert (await tickets.get(f"/clients/{made['id']}"))["data"] == made
    assert (await tickets.call("POST", "/clients", {"data": {}})).status_code == 503


async def test_an_event_is_made_and_changed(tickets: Running) -> None:
    """New prices get ids, `#n` counts over all prices of the request, and ids in the body are not trusted."""
    show = {
        "start_date": "2026-12-01T19:00:00+03:00",
        "prices": [{"default_price": 100, "color_theme": 3}],
        "scheme_properties": {"zones": {"A": {"price_id": "#0"}}},
    }
    made = (await tickets.call("POST", "/events", {"data": {"id": 12, "name": "Jazz", "shows": [show]}})).json()["data"]
    (price,) = made["shows"][0]["prices"]
    assert (made["id"], price["color_theme"]) == (35, "3")
    assert made["shows"][0]["scheme_properties"]["zones"]["A"]["price_id"] == str(price["id"])
    again = {
        **show,
        "id": made["shows"][0]["id"],
        "prices": [price, {"default_price": 200, "color_theme": 4}],
        "scheme_properties": {"zones": {"A": {"price_id": "#1"}}},
    }
    answer = await tickets.call("PUT", "/events/35", {"data": {"id": 99, "name": "Blues", "shows": [again]}})
    changed = answer.json()["data"]
    prices = changed["shows"][0]["prices"]
    assert (changed["id"], changed["name"], len(changed["shows"]), prices[0]["id"]) == (35, "Blues", 1, price["id"])
    assert changed["shows"][0]["scheme_properties"]["zones"]["A"]["price_id"] == str(prices[1]["id"])
    assert (await tickets.get(f"/shows/{again['id']}/barcodes")) == []


async def test_promotional_codes_stay_with_their_discount(tickets: Running) -> None:
    """A code is made for a discount and changed later, but never moved; an unknown discount is not found."""
    form = {"discount_id": 7, "code": "LATE", "max_uses_count": 5}
    made = (await tickets.call("POST", "/promo-codes", {"data": form})).json()["data"]
    path = f"/promo-codes/{made['id']}"
    changed = (await tickets.call("PUT", path, {"data": {"is_active": 0, "discount_id": 8}})).json()["data"]
    assert (changed["is_active"], changed["discount_id"], changed["code"]) == (0, 7, "LATE")
    answer = await tickets.call("POST", "/promo-codes", {"data": {"discount_id": 999, "code": "X"}})
    assert (answer.status_code, answer.json()["info"]["resource"]) == (404, "Discount")
