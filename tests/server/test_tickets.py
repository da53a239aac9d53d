"""Tickets over HTTP (contract 2, ticket body and routes; portos 2.1 to 2.4)."""

from __future__ import annotations

import pytest

from tests.server.world import Json, Server, again, line

PRICED = {
    "plu": {"code": 9, "name": "Cappuccino", "vatInfo": {"category": 1, "rate": 20}},
    "unitPrice": {"amount": 2.345, "currencyLabel": "EUR"},
    "quantity": {"amount": 3},
    "discountRate": 10,
}
NEW_ID = "635f70e1fa3dab15784a0b45"


def test_the_server_fills_what_a_till_leaves_out(server: Server) -> None:
    """Contract 2, ticket body: ids, openDate, originDeviceName, employee and state come from the server."""
    ticket = server.open_ticket(PRICED, line(12, 1), name="7")
    assert [item["id"] for item in ticket["items"]] == [1, 2]
    assert (ticket["openDate"], ticket["originDeviceName"], ticket["state"]) == (
        "2026-11-22T12:00:00.000Z",
        "P01",
        "Opened",
    )
    assert ticket["employee"] == {"userName": "anna", "name": "Anna", "featureName": None}
    assert (ticket["closeInfo"], ticket["closeDate"], ticket["_v"], ticket["purchaseType"]) == (None, None, 1, "WalkIn")
    assert server.get(f"/tickets/{ticket['id']}") == ticket


def test_totals_are_decimals_rounded_half_up(server: Server) -> None:
    """Contract 2 and portos 2.3: unit VAT to six places, totals to two, half up, less line and ticket discount."""
    ticket = server.open_ticket(PRICED, PRICED | {"type": "Negative", "discountRate": 0}, user="chef", discountRate=50)
    first, second = ticket["items"]
    assert first["unitPriceIncludingVat"] == 2.814
    assert (first["totalAmount"], first["totalAmountIncludingVat"]) == (6.33, 7.6)
    assert (second["totalAmount"], second["totalAmountIncludingVat"]) == (-7.04, -8.44)
    assert (ticket["totalAmount"], ticket["totalAmountIncludingVat"]) == (-0.36, -0.42)


def test_a_line_without_price_takes_the_restaurants(server: Server) -> None:
    """The demo restaurant's products give price and VAT to a line that has none."""
    (item,) = server.open_ticket(line(50, 2, "Grill"))["items"]
    assert (item["unitPrice"], item["plu"]["vatInfo"]["rate"]) == ({"amount": 24.9, "currencyLabel": "EUR"}, 19)
    assert (item["totalAmount"], item["totalAmountIncludingVat"]) == (49.8, 59.26)


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({}, "items"),
        ({"items": [{"quantity": {"amount": 1}}]}, "items[0].plu"),
        ({"items": [{"plu": {"name": "X"}, "quantity": {"amount": 1}}]}, "items[0].plu.code"),
        ({"items": [{"plu": {"code": 0, "name": "X"}, "quantity": {"amount": 1}}]}, "items[0].plu.code"),
        ({"items": [{"plu": {"code": 1}, "quantity": {"amount": 1}}]}, "items[0].plu.name"),
        ({"items": [{"plu": {"code": 1, "name": "X"}}]}, "items[0].quantity"),
        ({"items": [line(1, 0)]}, "items[0].quantity.amount"),
        ({"items": [line(1, -1)]}, "items[0].quantity.amount"),
        ({"items": [line(1, 1, id=1)]}, "items[0].id"),
        ({"items": [line(1, 1, type="Sideways")]}, "items[0].type"),
        ({"items": [], "purchaseType": "Drone"}, "purchaseType"),
        ({"items": [], "dueAt": "tomorrow"}, "dueAt"),
        ({"items": "none"}, "items"),
    ],
)
def test_a_malformed_ticket_names_its_member(server: Server, body: Json, member: str) -> None:
    """Contract 2, ticket body: what is required or wrong is a 400 that names it."""
    answer = server.call("POST", "/tickets", body, user="anna")
    assert answer.status_code == 400
    assert [error["memberName"] for error in answer.json()["errors"]] == [member]
    assert server.get("/tickets")["totalCount"] == 0


def test_a_missing_value_carries_the_code_required(server: Server) -> None:
    """Portos 6.4: constraint code 1 says that a value is required."""
    (error,) = server.call("POST", "/tickets", {}, user="anna").json()["errors"]
    assert error["code"] == "1"


def test_a_till_may_choose_the_id(server: Server) -> None:
    """Contract 2, routes: PUT creates a ticket under the id it names, and then changes it."""
    created = server.call("PUT", f"/tickets/{NEW_ID}", {"items": [line()]}, user="anna")
    assert (created.status_code, created.json()["id"], created.json()["_v"]) == (201, NEW_ID, 1)
    changed = server.call("PUT", f"/tickets/{NEW_ID}", {"name": "9"}, user="anna")
    assert (changed.status_code, changed.json()["_v"], len(changed.json()["items"])) == (200, 2, 1)
    assert server.call("PUT", "/tickets/table-7", {"items": []}, user="anna").status_code == 400
    assert server.call("PUT", f"/tickets/{'0' * 24}", {"name": "9"}, user="anna").status_code == 400


def test_what_a_change_leaves_out_stays(server: Server) -> None:
    """A PUT that sends only the table keeps guests, name and lines; an explicit null clears."""
    ticket = server.open_ticket(line(), name="7", guestCount=4, note="nut allergy", pickupName="Ben")
    changed = server.put_ticket(ticket, location={"tableName": "M2"}, note=None)
    assert (changed["name"], changed["guestCount"], changed["note"], changed["pickupName"]) == ("7", 4, None, "Ben")
    assert changed["location"] == {"zoneName": None, "tableName": "M2"}


@pytest.mark.parametrize("identifier", [7, 0, -1, "1"])
def test_an_unknown_line_is_refused(server: Server, identifier: object) -> None:
    """Contract 2: an unknown line id is a 400 and changes nothing."""
    ticket = server.open_ticket(line())
    answer = server.call("PUT", f"/tickets/{ticket['id']}", {"items": [line(id=identifier)]}, user="anna")
    assert answer.status_code == 400
    assert server.get(f"/tickets/{ticket['id']}") == ticket
    assert len(server.orders()) == 1


def test_the_id_of_a_removed_line_is_never_used_again(server: Server) -> None:
    """Contract 2: a new line gets an id that no line of the ticket had before."""
    ticket = server.open_ticket(line(1), line(2))
    ticket = server.put_ticket(ticket, items=again(ticket)[:1])
    ticket = server.put_ticket(ticket, items=again(ticket, line(3)))
    assert [item["id"] for item in ticket["items"]] == [1, 3]
    twice = server.call("PUT", f"/tickets/{ticket['id']}", {"items": [line(1, id=1), line(1, id=1)]}, user="anna")
    assert twice.status_code == 400


def test_an_old_version_of_a_ticket_is_a_conflict(server: Server) -> None:
    """Contract 2: the same _v rule as for orders: 409 with errorCode 6 and the stored version."""
    ticket = server.open_ticket(line(), name="7")
    server.put_ticket(ticket, name="8", _v=1)
    answer = server.call("PUT", f"/tickets/{ticket['id']}", {"name": "9", "_v": 1}, user="anna")
    assert (answer.status_code, answer.json()["errorCode"]) == (409, 6)
    assert answer.json()["resource"] == {"name": "tickets", "id": ticket["id"], "version": 2}
    closing = server.call("POST", f"/tickets/{ticket['id']}/close", {"_v": 1}, user="anna")
    assert closing.status_code == 409


def test_a_paid_ticket_can_not_be_changed(server: Server) -> None:
    """Contract 2: a closed ticket has closeInfo and closeDate; PUT, DELETE and a second close are 403."""
    ticket = server.open_ticket(line())
    closed = server.call("POST", f"/tickets/{ticket['id']}/close", {"fiscalName": "eKasa"}, user="anna").json()
    assert (closed["state"], closed["closeDate"]) == ("Closed", "2026-11-22T12:00:00.000Z")
    assert closed["closeInfo"]["deviceName"] == "P01"
    assert (closed["closeInfo"]["number"], closed["closeInfo"]["fiscalName"]) == (1, "eKasa")
    for method, path, body in (("PUT", "", {"name": "8"}), ("DELETE", "", None), ("POST", "/close", None)):
        answer = server.call(method, f"/tickets/{ticket['id']}{path}", body, user="anna")
        assert (answer.status_code, answer.json()["errorCode"]) == (403, 2)


def test_a_deleted_ticket_is_gone_and_may_begin_anew(server: Server) -> None:
    """Contract 2, routes: a deleted ticket is a 404; PUT under its id opens a new one."""
    ticket = server.open_ticket(line())
    assert server.call("DELETE", f"/tickets/{ticket['id']}", user="anna").status_code == 204
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/close")):
        assert server.call(method, f"/tickets/{ticket['id']}{path}", user="anna").status_code == 404
    assert server.get("/tickets")["totalCount"] == 0
    anew = server.call("PUT", f"/tickets/{ticket['id']}", {"items": [line()]}, user="anna")
    assert (anew.status_code, anew.json()["items"][0]["id"], anew.json()["_v"]) == (201, 2, 3)


def listed(server: Server) -> None:
    """Open tickets that differ in everything that can be filtered by."""
    server.open_ticket(
        PRICED | {"discountRate": 0},
        name="one",
        externalId="ext-1",
        currencyLabel="EUR",
        location={"zoneName": "Bar", "tableName": "B7"},
    )
    server.clock.forward(minutes=30)
    closed = server.open_ticket(
        PRICED | {"type": "Negative"},
        line(50),
        user="chef",
        name="two",
        purchaseType="Delivery",
        discountRate=12.5,
        customer={"cardSerialNumber": "C-77", "firstName": "Eva"},
    )
    receipt = {"number": 33, "dailySalesReportNumber": 123, "fiscalName": "eKasa", "fiscalMemorySerialNumber": "F-1"}
    answer = server.call("POST", f"/tickets/{closed['id']}/close", receipt, user="anna")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("IsClosed=false", ["one"]),
        ("HasCustomer=true", ["two"]),
        ("HasDiscount=true", ["two"]),
        ("HasNegativeItem=true", ["two"]),
        ("HasReturnedItem=false", ["one"]),
        ("Id=like:*", ["one", "two"]),
        ("ExternalId=ext-1", ["one"]),
        ("Name=like:T*", ["two"]),
        ("DeviceName=P01,P02", ["one", "two"]),
        ("DeviceName=PDA1", []),
        ("PurchaseType=delivery", ["two"]),
        ("OriginDeviceName=PDA1", ["two"]),
        ("CurrencyLabel=EUR", ["one"]),
        ("DiscountRate=gt:0;lt:50", ["two"]),
        ("OpenDate=lt:2026-11-22T12:15:00Z", ["one"]),
        ("CloseDate=gte:2026-11-22T12:30:00.000Z", ["two"]),
        ("CloseInfoDeviceName=P01", ["two"]),
        ("CloseInfoFiscalName=eKasa", ["two"]),
        ("CloseInfoNumber=33", ["two"]),
        ("CloseInfoDailySalesReportNumber=in:1,123", ["two"]),
        ("CloseInfoFiscalMemorySerialNumber=F-1", ["two"]),
        ("LocationTableName=B7", ["one"]),
        ("LocationZoneName=null", ["two"]),
        ("CustomerCardSerialNumber=nnull", ["two"]),
        ("EmployeeUserName=anna", ["one"]),
        ("ItemPluCode=gt:40;lt:60", ["two"]),
        ("ItemPluStockName=S01", ["two"]),
        ("itemplucode=9&isclosed=false", ["one"]),
    ],
)
def test_tickets_are_filtered(server: Server, query: str, names: list[str]) -> None:
    """Portos 2.1: each of the 26 documented filters finds its tickets."""
    listed(server)
    page = server.get(f"/tickets?{query}&$sort=OpenDate")
    assert [ticket["name"] for ticket in page["items"]] == names
    assert page["totalCount"] == len(names)


def test_tickets_are_sorted_and_counted(server: Server) -> None:
    """Contract 2 and 4: the list is sorted by filter members, paged and counted."""
    listed(server)
    assert [ticket["name"] for ticket in server.get("/tickets?$sort=-Name")["items"]] == ["two", "one"]
    assert server.get("/tickets?$count=true") == {"count": 2, "totalCount": 2}
    assert server.call("GET", "/tickets?$sort=ItemPluCode").status_code == 400
