"""Orders from ticket differences (contract 2), sentence by sentence over HTTP."""

from __future__ import annotations

import pytest

from tests.server.conftest import StartServer
from tests.server.world import Json, Server, again, line, summary, unrouted


def test_each_course_becomes_an_order(server: Server) -> None:
    """Contract 2: one order per course number, lines without a course together with the lowest."""
    server.open_ticket(
        line(80, 1, courseNumber=3), line(40, 1, courseNumber=1), line(9, 1), line(50, 2, courseNumber=2)
    )
    orders = server.orders()
    assert [[item["plu"]["code"] for item in order["items"]] for order in orders] == [[40, 9], [50], [80]]
    assert [order["number"] for order in orders] == [1, 2, 3]
    assert [order["isProcessed"] for order in orders] == [False, False, False]
    assert orders[0]["items"][1]["courseNumber"] is None


def test_a_returned_item_orders_nothing(server: Server) -> None:
    """Contract 2: a ticket item of type Negative generates nothing, and neither does its removal."""
    ticket = server.open_ticket(line(9, 1), line(12, 2, type="Negative"))
    server.put_ticket(ticket, items=again(ticket)[:1])
    (order,) = server.orders()
    assert summary(order) == [("+", 9, 1, "New")]


def test_more_of_a_line_orders_the_difference(server: Server) -> None:
    """Contract 2: a larger quantity gives a Positive item with the difference, and new lines come with it."""
    ticket = server.open_ticket(line(9, 1))
    server.put_ticket(ticket, items=again(ticket, line(9, 3.5, id=1), line(12, 1)))
    assert summary(server.orders()[1]) == [("+", 9, 2.5, "New"), ("+", 12, 1, "New")]


def test_less_of_a_line_takes_back_the_difference(server: Server) -> None:
    """Contract 2: a smaller quantity gives a Negative that names what it takes back; it waits to be seen."""
    ticket = server.open_ticket(line(50, 3, "Grill", "Fry", courseNumber=2, comment="rare"))
    first = server.orders()[0]
    server.process(first)
    server.put_ticket(ticket, items=[line(50, 1, "Grill", "Fry", courseNumber=2, comment="rare", id=1)])
    voided = server.orders()[1]
    (item,) = voided["items"]
    assert (item["type"], item["quantity"]["amount"], item["status"]) == ("Negative", 2, "New")
    assert item["takesBack"] == {"orderId": first["id"], "itemId": 1}
    assert (item["ticketItemId"], item["comment"], item["courseNumber"]) == (1, "rare", 2)
    assert [pair["name"] for pair in item["endpoints"]] == ["Grill", "Fry"]
    assert (voided["isProcessed"], voided["isProcessable"]) == (True, True)


def test_taking_back_something_never_fired_needs_nobodys_eyes(server: Server) -> None:
    """Contract 2: a Negative against an order not yet processed starts Served; what it empties becomes Cancelled."""
    ticket = server.open_ticket(line(9, 2), line(12, 1))
    server.put_ticket(ticket, items=again(ticket)[1:])
    first, second = server.orders()
    assert summary(first) == [("+", 9, 2, "Cancelled"), ("+", 12, 1, "New")]
    assert first["_v"] == 2
    assert first["items"][0]["endpoints"][0]["changedBy"] == "anna"
    assert (summary(second), second["isProcessed"]) == ([("-", 9, 2, "Served")], False)
    assert second["isProcessable"] is False


def test_a_started_item_keeps_its_status_when_it_is_taken_back(server: Server) -> None:
    """Contract 2: at remainder 0 only an item with all pairs New becomes Cancelled."""
    ticket = server.open_ticket(line(50, 1, "Grill", "Fry"))
    (first,) = server.orders()
    server.set_status(first, "InProgress", "/endpoints/Grill")
    server.put_ticket(ticket, items=[])
    assert summary(server.orders()[0]) == [("+", 50, 1, "New")]
    assert server.orders()[0]["items"][0]["endpoints"][0]["status"] == "InProgress"


@pytest.mark.parametrize(
    "change",
    [
        {"plu": {"code": 10, "stockName": "S01", "name": "Product 9", "orderEndpointNames": ["Bar"]}},
        {"plu": {"code": 9, "stockName": "S02", "name": "Product 9", "orderEndpointNames": ["Bar"]}},
        {"plu": {"code": 9, "stockName": "S01", "name": "Product 9", "orderEndpointNames": ["Cold"]}},
        {
            "plu": {
                "code": 9,
                "stockName": "S01",
                "name": "Product 9",
                "orderEndpointNames": ["Bar"],
                "allergens": ["milk"],
            }
        },
        {"modifiers": [{"name": "Milk", "optionName": "Oat"}]},
        {"comment": "no sugar"},
        {"seat": 2},
        {"quantity": {"amount": 2, "unit": "l"}},
    ],
)
def test_a_change_that_matters_to_the_cook_replaces_the_line(server: Server, change: Json) -> None:
    """Contract 2: product, modifiers, comment, allergens, seat, unit or endpoints take back all and order anew."""
    ticket = server.open_ticket(line(9, 2))
    server.process(server.orders()[0])
    server.put_ticket(ticket, items=[line(9, 2, id=1) | change])
    replaced = server.orders()[1]
    assert [(item["type"], item["quantity"]["amount"]) for item in replaced["items"]] == [
        ("Negative", 2),
        ("Positive", 2),
    ]
    assert replaced["isProcessed"] is True


def test_name_price_discount_and_course_alone_order_nothing(server: Server) -> None:
    """Contract 2: name, price, discount and course number alone give nothing."""
    ticket = server.open_ticket(line(9, 2))
    changed = line(9, 2, id=1, unitPrice={"amount": 3}, discountRate=10, courseNumber=4)
    changed["plu"] |= {"name": "Capo", "articleCategoryLabel": "COF"}
    server.put_ticket(ticket, items=[changed])
    assert len(server.orders()) == 1


def test_a_replaced_line_stands_in_the_order_of_its_new_course(server: Server) -> None:
    """Contract 2: Negative and Positive of a change stand in one order, the new line's course."""
    ticket = server.open_ticket(line(50, 1, "Grill", courseNumber=2), line(80, 1, "Pastry", courseNumber=3))
    server.put_ticket(ticket, items=again(ticket, line(50, 1, "Grill", courseNumber=3, comment="rare", id=1)))
    assert summary(server.orders()[2]) == [("-", 50, 1, "Served"), ("+", 50, 1, "New")]
    assert [item["courseNumber"] for item in server.orders()[2]["items"]] == [2, 3]


def test_new_dishes_wait_while_changes_of_fired_ones_go_at_once(server: Server) -> None:
    """Contract 2: what takes back from a processed order is processed; new Positives stand in an order of their own."""
    ticket = server.open_ticket(line(50, 1, "Grill"), line(57, 1, "Fry"))
    server.process(server.orders()[0])
    server.put_ticket(ticket, items=[line(50, 1, "Grill", id=1, comment="well done"), line(9, 1)])
    _, at_once, waiting = server.orders()
    assert summary(at_once) == [("-", 50, 1, "New"), ("-", 57, 1, "New"), ("+", 50, 1, "New")]
    assert (at_once["isProcessed"], waiting["isProcessed"]) == (True, False)
    assert summary(waiting) == [("+", 9, 1, "New")]


def test_unstarted_items_are_taken_back_before_started_ones_and_newest_first(server: Server) -> None:
    """Contract 2: candidates are unstarted before started, then newest order first; one Negative for each."""
    ticket = server.open_ticket(line(9, 1))
    for amount in (2, 3):
        ticket = server.put_ticket(ticket, items=[line(9, amount, id=1)])
    first, second, third = server.orders()
    server.process(first, second, third)
    server.set_status(third, "InProgress")
    server.put_ticket(ticket, items=[line(9, 0.5, id=1)])
    taken = [(item["takesBack"]["orderId"], item["quantity"]["amount"]) for item in server.orders()[3]["items"]]
    assert taken == [(second["id"], 1), (first["id"], 1), (third["id"], 0.5)]


def test_a_negative_knows_two_statuses(server: Server) -> None:
    """Contract 2: Ready or Served by any route marks it seen, nothing brings it back, and it counts until then."""
    ticket = server.open_ticket(line(50, 2, "Grill", "Fry"))
    server.process(server.orders()[0])
    server.put_ticket(ticket, items=[])
    voided = server.orders()[1]
    for status in ("New", "InProgress", "Cancelled"):
        assert server.set_status(voided, status)["_v"] == 1
        assert server.set_status(voided, status, "/items/1")["_v"] == 1
    half = server.set_status(voided, "Ready", "/endpoints/Grill")
    assert [pair["status"] for pair in half["items"][0]["endpoints"]] == ["Served", "New"]
    assert half["isProcessable"] is True
    seen = server.set_status(voided, "Served", "/items/1")
    assert (seen["status"], seen["isProcessable"]) == ("Served", False)
    assert server.set_status(voided, "New")["status"] == "Served"


def test_a_table_move_goes_to_the_open_orders(server: Server) -> None:
    """Contract 2: a move or a rename changes the open orders, held ones included, and raises their version."""
    table = {"zoneName": "Main", "tableName": "M1"}
    ticket = server.open_ticket(line(9, 1, courseNumber=1), line(50, 1, courseNumber=2), location=table)
    done, _ = server.orders()
    server.set_status(done, "Served")
    moved = {"zoneName": "Terrace", "tableName": "T3"}
    server.put_ticket(ticket, location=moved, name="Miller")
    orders = server.orders()
    assert [order["location"] for order in orders] == [table, moved]
    assert [order["ticketName"] for order in orders] == [None, "Miller"]
    assert [order["_v"] for order in orders] == [2, 2]


def test_a_note_that_comes_late_reaches_what_is_being_cooked(server: Server) -> None:
    """An allergy that a guest tells after the order was sent stands on its open orders, without a new order."""
    ticket = server.open_ticket(line(9, 1, courseNumber=1), line(50, 1, courseNumber=2))
    done, _ = server.orders()
    server.set_status(done, "Served")
    server.put_ticket(ticket, note="ALLERGY nuts", dueAt="2026-11-22T19:50:00.000Z")
    orders = server.orders()
    assert [order["note"] for order in orders] == [None, "ALLERGY nuts"]
    assert [order["dueAt"] for order in orders] == [None, "2026-11-22T19:50:00.000Z"]
    assert [order["_v"] for order in orders] == [2, 2]


def test_an_update_without_a_difference_changes_nothing(server: Server) -> None:
    """Contract 1 and 2: what is already so answers 200 with the same version, even from an old one."""
    ticket = server.open_ticket(line(9, 1), name="7")
    renamed = server.put_ticket(ticket, name="8")
    assert server.put_ticket(ticket, name="8", items=again(renamed), _v=1) == renamed
    assert renamed["_v"] == 2
    assert len(server.orders()) == 1


def test_lines_without_endpoints_go_to_the_devices_default(server: Server) -> None:
    """Contract 2, routing: own endpoints, else the device's default, else unrouted; an endpoint named twice is one."""
    server.open_ticket(unrouted(91, 1))
    device = {"envName": "CashRegister", "settings": {"DefaultOrderEndpointName": "Cold"}}
    assert server.call("PUT", "/devices/P01", device).status_code == 200
    server.open_ticket(unrouted(91, 1), line(50, 1, "Grill", "Grill"))
    routes = [[pair["name"] for pair in item["endpoints"]] for order in server.orders() for item in order["items"]]
    assert routes == [[], ["Cold"], ["Grill"]]


def test_deleting_a_ticket_takes_everything_back(server: Server) -> None:
    """Contract 2: DELETE of an open ticket takes back all its lines in the same way."""
    ticket = server.open_ticket(line(9, 2, courseNumber=1), line(50, 1, "Grill", courseNumber=2))
    first, second = server.orders()
    server.process(first)
    assert server.call("DELETE", f"/tickets/{ticket['id']}", user="anna").status_code == 204
    assert [summary(order) for order in server.orders()] == [
        [("+", 9, 2, "Cancelled")],
        [("+", 50, 1, "Cancelled")],
        [("-", 9, 2, "New")],
        [("-", 50, 1, "Served")],
    ]
    assert server.order(second["id"])["isProcessable"] is False


def test_a_deleted_order_is_never_made_up_for(server: Server) -> None:
    """Contract 2: after DELETE of an order a reduction takes back only what is still there."""
    ticket = server.open_ticket(line(9, 2))
    ticket = server.put_ticket(ticket, items=[line(9, 5, id=1)])
    first, _ = server.orders()
    server.call("DELETE", f"/orders/{first['id']}")
    server.put_ticket(ticket, items=[])
    assert summary(server.orders()[-1]) == [("-", 9, 3, "Served")]


def test_paying_changes_no_order(server: Server) -> None:
    """Contract 2: closing a ticket changes no order."""
    ticket = server.open_ticket(line(9, 2))
    before = server.orders()
    assert server.call("POST", f"/tickets/{ticket['id']}/close", user="anna").status_code == 200
    assert server.orders() == before


def test_numbers_begin_anew_with_the_business_day(start: StartServer) -> None:
    """Contract 2: the number counts up from 1 each business day, which changes at 05:00 local."""
    server = start(time_zone="Europe/Bratislava")
    server.clock.forward(hours=15, minutes=30)
    server.open_ticket(line(), line(courseNumber=2))
    server.clock.forward(minutes=29)
    server.open_ticket(line())
    server.clock.forward(minutes=1)
    server.tokens.clear()
    server.open_ticket(line())
    orders = server.get("/orders?$sort=createdAt,number")["items"]
    assert [(order["createdAt"][11:16], order["number"]) for order in orders] == [
        ("03:30", 1),
        ("03:59", 2),
        ("04:00", 1),
    ]
