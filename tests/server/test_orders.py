"""The routes of orders over HTTP (contract 1, Routes and Filters)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.server.world import Json, Server, line, unrouted

UNKNOWN = "0" * 24


def opened(server: Server) -> Json:
    """Give the one order of a ticket with a steak for two stations, a coffee and a line for nobody."""
    server.open_ticket(
        line(50, 1, "Grill", "Fry", comment="no salt"),
        line(9, 2, modifiers=[{"name": "Milk", "optionName": "Oat"}]),
        unrouted(91, 0.5),
        name="7",
        location={"zoneName": "Terrace", "tableName": "T7"},
        guestCount=4,
    )
    (order,) = server.orders()
    return order


def test_an_order_has_everything_the_contract_shows(server: Server) -> None:
    """Contract 1: an order on the wire has the members and types of the example."""
    order = opened(server)
    assert order | {"id": "", "ticketId": "", "items": [], "endpoints": []} == {
        "id": "",
        "number": 1,
        "ticketId": "",
        "ticketName": "7",
        "deviceName": "P01",
        "user": {"name": "Anna", "userName": "anna"},
        "location": {"zoneName": "Terrace", "tableName": "T7"},
        "purchaseType": "WalkIn",
        "guestCount": 4,
        "note": None,
        "dueAt": None,
        "pickupName": None,
        "createdAt": "2026-11-22T12:00:00.000Z",
        "processedAt": None,
        "status": "New",
        "isProcessed": False,
        "isProcessable": True,
        "items": [],
        "endpoints": [],
        "_v": 1,
    }
    assert len(order["id"]) == len(order["ticketId"]) == 24
    assert order["endpoints"] == [
        {"name": name, "status": "New", "isActive": True, "isProcessed": False} for name in ("Grill", "Fry", "Bar")
    ]
    assert order["items"][1] == {
        "id": 2,
        "ticketItemId": 2,
        "type": "Positive",
        "plu": {
            "code": 9,
            "stockName": "S01",
            "name": "Product 9",
            "articleCategoryLabel": None,
            "allergens": None,
        },
        "quantity": {"amount": 2, "unit": "pcs"},
        "courseNumber": None,
        "seat": None,
        "comment": None,
        "modifiers": [{"name": "Milk", "optionName": "Oat", "quantity": 1}],
        "status": "New",
        "endpoints": [{"name": "Bar", "status": "New", "changedAt": None, "changedBy": None}],
    }


def test_an_item_without_endpoints_carries_its_own_status(server: Server) -> None:
    """Contract 1, status: an unrouted item shows who changed it and when, beside its own status."""
    order = opened(server)
    item = order["items"][2]
    assert (item["endpoints"], item["status"], item["changedAt"], item["changedBy"]) == ([], "New", None, None)
    assert item["quantity"]["amount"] == 0.5
    item = server.set_status(order, "Ready", "/items/3")["items"][2]
    assert (item["status"], item["changedAt"], item["changedBy"]) == ("Ready", "2026-11-22T12:00:00.000Z", "cook")


def test_the_item_route_sets_all_its_endpoints(server: Server) -> None:
    """Contract 1: the item route sets the item on all its endpoints and nothing else."""
    after = server.set_status(opened(server), "InProgress", "/items/1")
    assert [pair["status"] for pair in after["items"][0]["endpoints"]] == ["InProgress", "InProgress"]
    assert [item["status"] for item in after["items"]] == ["InProgress", "New", "New"]
    assert after["_v"] == 2


def test_the_endpoint_route_sets_that_endpoint_only(server: Server) -> None:
    """Contract 1: the endpoint route sets all items of an endpoint, there only, and never an unrouted item."""
    after = server.set_status(opened(server), "Ready", "/endpoints/Grill")
    assert [(pair["name"], pair["status"]) for pair in after["items"][0]["endpoints"]] == [
        ("Grill", "Ready"),
        ("Fry", "New"),
    ]
    assert after["items"][2]["status"] == "New"
    assert [endpoint["status"] for endpoint in after["endpoints"]] == ["Ready", "New", "New"]


def test_the_order_route_sets_everything_but_cancelled_items(server: Server) -> None:
    """Contract 1, status: the order route leaves cancelled pairs untouched, the item route brings them back."""
    order = opened(server)
    server.set_status(order, "Cancelled", "/items/2")
    after = server.set_status(order, "Served")
    assert [item["status"] for item in after["items"]] == ["Served", "Cancelled", "Served"]
    assert (after["status"], after["isProcessable"]) == ("Served", False)
    back = server.set_status(order, "New", "/items/2")
    assert (back["items"][1]["status"], back["status"], back["isProcessable"]) == ("New", "New", True)


def test_recall_goes_backwards(server: Server) -> None:
    """Contract 1, status: any status may follow any other."""
    order = opened(server)
    for status in ("Served", "InProgress", "Ready", "New"):
        assert server.set_status(order, status)["status"] == status


def test_a_status_word_may_be_written_in_any_case(server: Server) -> None:
    """Contract 5: names match in any case, and so do the words of a status."""
    order = opened(server)
    answer = server.call("POST", f"/orders/{order['id']}/status", {"STATUS": "inprogress"})
    assert answer.json()["status"] == "InProgress"


def test_an_endpoint_name_may_contain_a_slash(server: Server) -> None:
    """Contract 1: the endpoint's name is percent-encoded and may contain a slash."""
    assert server.call("POST", "/orderendpoints", {"name": "Grill/Ofen č. 1"}).status_code == 201
    server.open_ticket(line(50, 1, "Grill/Ofen č. 1"))
    (order,) = server.orders()
    after = server.set_status(order, "Ready", f"/endpoints/{quote('Grill/Ofen č. 1', safe='')}")
    assert after["status"] == "Ready"


@pytest.mark.parametrize("part", ["/items/9", "/items/x", "/items/99999999999999999999", "/endpoints/Pastry"])
def test_an_unknown_item_or_endpoint_is_missing(server: Server, part: str) -> None:
    """Contract 1: an unknown item, or an endpoint that has no item in the order, is a 404."""
    order = opened(server)
    assert server.call("POST", f"/orders/{order['id']}{part}/status", {"status": "Ready"}).status_code == 404


@pytest.mark.parametrize("body", [{"status": "Burnt"}, {}, {"status": 3}, {"status": "Ready", "_v": "1"}, [], "Ready"])
def test_a_wrong_status_body_is_refused(server: Server, body: object) -> None:
    """Contract 1: an unknown status word or a body of another shape is a 400 before the order is looked for."""
    answer = server.call("POST", f"/orders/{UNKNOWN}/status", body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, 3)


def test_processing_sends_orders_once(server: Server) -> None:
    """Contract 1: POST /orders processes, leaves processed ones unchanged, and a status change doesn't process."""
    first = opened(server)
    server.set_status(first, "Ready")
    assert server.order(first["id"])["isProcessed"] is False
    server.clock.forward(minutes=1)
    answer = server.call("POST", "/orders", {"orderIds": [first["id"], first["id"]]}, user="expo")
    (processed,) = answer.json()
    assert (processed["isProcessed"], processed["processedAt"]) == (True, "2026-11-22T12:01:00.000Z")
    assert {endpoint["isProcessed"] for endpoint in processed["endpoints"]} == {True}
    server.clock.forward(minutes=1)
    (again,) = server.call("POST", "/orders", {"orderIds": [first["id"]]}, user="expo").json()
    assert again == processed


def test_processing_an_unknown_order_processes_none(server: Server) -> None:
    """Contract 1: an unknown id is a 404 and nothing is processed."""
    order = opened(server)
    answer = server.call("POST", "/orders", {"orderIds": [order["id"], UNKNOWN]}, user="expo")
    assert answer.status_code == 404
    assert server.order(order["id"])["isProcessed"] is False


def test_a_deleted_order_is_gone(server: Server) -> None:
    """Contract 1: DELETE answers 204 and the order is a 404 from then on."""
    order = opened(server)
    assert server.call("DELETE", f"/orders/{order['id']}").status_code == 204
    assert server.call("GET", f"/orders/{order['id']}").status_code == 404
    assert server.call("DELETE", f"/orders/{order['id']}").status_code == 404
    assert server.orders() == []


def test_repeating_a_status_change_is_harmless(server: Server) -> None:
    """Contract 1: what is already so answers 200 and changes nothing, even from an old version."""
    order = opened(server)
    ready = server.set_status(order, "Ready")
    server.clock.forward(seconds=5)
    answer = server.call("POST", f"/orders/{order['id']}/status", {"status": "Ready", "_v": 1})
    assert (answer.status_code, answer.json()) == (200, ready)


def test_an_old_version_is_a_conflict(server: Server) -> None:
    """Contract 1: a change from an older version is a 409 with errorCode 6 that names the stored version."""
    order = opened(server)
    server.set_status(order, "Ready")
    answer = server.call("POST", f"/orders/{order['id']}/status", {"status": "Served", "_v": 1})
    problem = answer.json()
    assert (answer.status_code, problem["errorCode"]) == (409, 6)
    assert problem["resource"] == {"name": "orders", "id": order["id"], "version": 2}
    assert server.call("POST", f"/orders/{order['id']}/status", {"status": "Served", "_v": 2}).status_code == 200


def test_a_list_is_paged_and_counted(server: Server) -> None:
    """Contract 1: a page has its count and the count of all; with $count it has no items."""
    for name in "abcde":
        server.open_ticket(line(), name=name)
    page = server.get("/orders?$skip=1&$take=2&$sort=-number")
    assert ([order["number"] for order in page["items"]], page["count"], page["totalCount"]) == ([4, 3], 2, 5)
    assert server.get("/orders?$count=true&number=gt:1") == {"count": 4, "totalCount": 4}
    assert server.get("/orders?$skip=9") == {"items": [], "count": 0, "totalCount": 5}
    assert server.get("/orders?$take=0")["totalCount"] == 5


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("deviceName=P01", [1, 2]),
        ("number=2", [2]),
        ("ticketName=table two", [2]),
        ("userUserName=anna", [1, 2]),
        ("userUserName=ne:anna", [3]),
        ("isProcessed=true", [1]),
        ("isProcessable=false", [3]),
        ("isProcessable=true&isProcessed=false", [2]),
        ("ISPROCESSABLE=TRUE&Number=GTE:2", [2]),
        ("ticketName=null", [3]),
    ],
)
def test_orders_are_filtered(server: Server, query: str, numbers: list[int]) -> None:
    """Contract 1, filters: each documented filter finds its orders."""
    server.open_ticket(line(), name="table one")
    server.open_ticket(line(), name="table two")
    server.open_ticket(line(), user="chef")
    first, _, third = server.orders()
    server.process(first)
    server.set_status(third, "Served")
    assert [order["number"] for order in server.orders(f"&{query}")] == numbers
    assert [order["number"] for order in server.orders(f"&id={first['id']}&ticketId={first['ticketId']}")] == [1]


def test_a_list_can_be_sorted_by_creation(server: Server) -> None:
    """Contract 1, filters: createdAt is a sort key, and no filter."""
    server.open_ticket(line())
    server.clock.forward(minutes=1)
    server.open_ticket(line())
    assert [order["number"] for order in server.get("/orders?$sort=-createdAt")["items"]] == [2, 1]
    assert server.call("GET", "/orders?createdAt=2026-11-22").status_code == 400


def test_an_unchanged_list_is_not_sent_again(server: Server) -> None:
    """Contract 1: the list carries an ETag; If-None-Match gives 304 until an order changes, each query by itself."""
    order = opened(server)
    first = server.call("GET", "/orders?isProcessable=true")
    known = {"If-None-Match": first.headers["etag"]}
    same = server.call("GET", "/orders?isProcessable=true", headers=known)
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    assert server.call("GET", "/orders", headers=known).status_code == 200
    server.set_status(order, "InProgress")
    changed = server.call("GET", "/orders?isProcessable=true", headers=known)
    assert changed.status_code == 200
    assert changed.json()["items"][0]["status"] == "InProgress"


def test_switching_an_endpoint_off_changes_what_counts(server: Server) -> None:
    """Contract 1, status: a pair on an inactive endpoint doesn't count while the item has an active one."""
    order = opened(server)
    server.set_status(order, "Served", "/endpoints/Grill")
    server.set_status(order, "Served", "/items/2")
    before = server.set_status(order, "Served", "/items/3")
    assert (before["status"], before["isProcessable"]) == ("New", True)
    assert server.call("PUT", "/orderendpoints/Fry", {"isActive": False}).status_code == 200
    after = server.order(order["id"])
    assert (after["status"], after["isProcessable"], after["_v"]) == ("Served", False, before["_v"] + 1)
    assert [endpoint["isActive"] for endpoint in after["endpoints"]] == [True, False, True]
    assert server.orders("&isProcessable=true") == []
    assert server.call("DELETE", "/orderendpoints/Grill").status_code == 204
    alone = server.order(order["id"])
    assert (alone["status"], alone["isProcessable"]) == ("New", True)


def test_a_finished_order_shows_an_endpoint_that_was_switched_off_later(server: Server) -> None:
    """Contract 1, status: what is derived is rebuilt for served orders as well, which keep their version."""
    served = server.set_status(opened(server), "Served")
    server.call("PUT", "/orderendpoints/Bar", {"isActive": False})
    (listed,) = server.orders()
    assert [endpoint["isActive"] for endpoint in listed["endpoints"]] == [True, True, False]
    assert listed == server.order(served["id"])
    assert listed["_v"] == served["_v"]
