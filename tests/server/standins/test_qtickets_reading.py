"""Reading from the Qtickets stand-in: token, filters in the body of a GET, pages, shapes, and how it refuses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.server.standins.qtickets.where import conditions
from tests.server.standins.conftest import Start
from tests.server.standins.world import API, Running, venue, where


async def test_a_wrong_token_is_403_and_not_401(tickets: Running) -> None:
    """Without the token, or with another, every route says WRONG_AUTHORIZATION with status 403."""
    for header in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic demo"}):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(tickets.app), base_url="http://venue") as nobody:
            answer = await nobody.get(f"{API}/orders", headers=header)
        assert answer.status_code == 403
        assert answer.json() == {
            "error": "Wrong authorization",
            "status": 403,
            "code": "WRONG_AUTHORIZATION",
            "info": [],
        }


async def test_an_unknown_route_is_a_web_page(tickets: Running) -> None:
    """Addresses and methods that there are not answer 404 as HTML, so that nobody takes it for a missing order."""
    for method, path in (("GET", "/events/33/seats"), ("GET", "/barcodes"), ("POST", "/orders/filter")):
        answer = await tickets.call(method, path)
        assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")


async def test_an_unknown_order_is_named(tickets: Running) -> None:
    """A missing order is a JSON 404 with its id; a key that is no number counts as 0."""
    answer = await tickets.call("GET", "/orders/999999999")
    assert (answer.status_code, answer.json()["info"]) == (404, {"id": 999999999, "resource": "Order"})
    answer = await tickets.call("GET", "/clients/abc")
    assert (answer.status_code, answer.json()["info"]) == (404, {"id": 0, "resource": "Client"})


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'[{"barcode":"875196723453","checked_at":"2020-03-02T18:08:35+03:00"},]',
        b'{"where":"payed=1"}',
        b'{"where":[{"column":"nobody"}]}',
        b'{"where":[{"column":"id","operator":"like","value":1}]}',
        b'{"where":[{"column":"id","operator":"not null"}]}',
        b'{"orderBy":{"nobody":"asc"}}',
        b'{"page":0}',
        b"[1]",
    ],
)
async def test_a_malformed_request_is_503(tickets: Running, body: bytes) -> None:
    """Broken JSON, a trailing comma, unknown columns and operators all end as UNKNOWN_ERROR."""
    answer = await tickets.client.request("GET", "/orders", content=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_ERROR")


async def test_the_body_of_a_get_really_filters(tickets: Running) -> None:
    """The canary `id = -1` gives nothing; the same filter as a query is ignored, as a JSON text it is an error."""
    assert (await tickets.get("/orders", where(("id", "=", -1))))["data"] == []
    answer = await tickets.call("GET", "/orders?id=-1&payed=0&per_page=2")
    assert len(answer.json()["data"]) == answer.json()["paging"]["total"] > 2
    answer = await tickets.call("GET", "/orders", params={"where": "[]"})
    assert answer.status_code == 503


async def test_reading_by_post_is_refused(tickets: Running) -> None:
    """A filter that is posted makes no order and answers 503."""
    before = (await tickets.get("/orders"))["paging"]
    answer = await tickets.call("POST", "/orders", where(("id", "=", -1)))
    assert answer.status_code == 503
    assert (await tickets.get("/orders"))["paging"] == before


async def test_values_that_no_column_takes_are_503(tickets: Running) -> None:
    """A number beyond every id and a name that is an object end as UNKNOWN_ERROR, not as a broken server."""
    for method, path, body in (
        ("GET", f"/orders/{10**30}", None),
        ("POST", "/clients", {"data": {"email": "ivanov@gmail.com", "details": [1]}}),
        ("PUT", "/events/33", {"data": {"scheme_id": {"a": 1}}}),
    ):
        answer = await tickets.call(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_ERROR"), path


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("payed", "=", 0), [4368]),
        (("payed", "=", "0"), [4368]),
        (("payed", "=", False), [4368]),
        (("id", ">", "4368"), [4369, 4370]),
        (("id", "<=", 4360), [4360]),
        (("id", "in", [4360, "4363"]), [4360, 4363]),
        (("event_id", "!=", 33), [4370]),
        (("deleted_at", "!=", None), [4364]),
        (("updated_at", ">=", "2019-07-31T07:00:00+00:00"), [4364, 4365]),
        (("uniqid", "=", "z7rkjcV2BV"), [4360]),
    ],
)
async def test_filters_compare_by_meaning(tickets: Running, row: tuple[str, str, object], expected: list[int]) -> None:
    """1, true and "1" are the same, moments are compared as instants, texts as texts."""
    found = await tickets.get("/orders", where(row))
    assert [order["id"] for order in found["data"]] == expected


async def test_null_takes_no_value_and_conditions_add_up(tickets: Running) -> None:
    """`deleted_at null` together with `payed` leaves the paid ones that were not cancelled."""
    rows = [{"column": "deleted_at", "operator": "null"}, {"column": "payed", "value": 1}]
    found = await tickets.get("/orders", {"where": rows, "orderBy": {"id": "desc"}})
    assert [order["id"] for order in found["data"]] == [4370, 4369, 4367, 4366, 4365, 4363, 4362, 4361, 4360]


@given(st.integers(), st.sampled_from(["=", "!=", "<", ">", "<=", ">="]), st.integers())
def test_operators_mean_what_they_say(value: int, name: str, other: int) -> None:
    """Every comparison agrees with arithmetic, whether a number is sent as a number or as a text."""
    expected = {
        "=": value == other,
        "!=": value != other,
        "<": value < other,
        ">": value > other,
        "<=": value <= other,
        ">=": value >= other,
    }[name]
    limit = 2**53
    if abs(value) > limit or abs(other) > limit:
        return
    for sent in (other, str(other)):
        (condition,) = conditions([{"column": "id", "operator": name, "value": sent}])
        assert condition.holds(value) is expected


async def test_fifty_one_orders_are_two_pages(start: Start) -> None:
    """Pages of orders hold 50, whatever a caller wishes; the last one holds the rest and the next nothing."""
    running = start(venue, fill=120)
    of_show = where(("event_id", "=", 35), orderBy={"id": "asc"})
    total = (await running.get("/orders", of_show))["paging"]["total"]
    seen: list[int] = []
    for page in range(1, total // 50 + 3):
        found = await running.get("/orders", {**of_show, "page": page, "perPage": 7})
        assert found["paging"] == {"perPage": 50, "currentPage": page, "total": total}
        seen += [order["id"] for order in found["data"]]
    assert (found["data"], len(seen), seen) == ([], total, sorted(set(seen)))
    assert total > 50


async def test_the_sample_order_is_the_one_of_the_page(tickets: Running) -> None:
    """Order 4360 has three tickets for 800 roubles, its buyer, its extra members, and files behind secret addresses."""
    order = (await tickets.get("/orders/4360"))["data"]
    assert [(row["id"], row["price"], row["seat_id"]) for row in order["baskets"]] == [
        (63993, 150, "CENTER_PARTERRE-21;12"),
        (63994, 150, "CENTER_PARTERRE-21;11"),
        (63995, 500, "CENTER_BALCONY-1;14"),
    ]
    assert (order["price"], order["client"]["details"]["surname"]) == (800, "Петров")
    assert order["fields"] == {"organization_name": "ИП Петров"}
    assert order["payment_url"].endswith("/pay/z7rkjcV2BV")
    assert order["baskets"][0]["pdf_url"].startswith("https://")


async def test_empty_containers_are_what_php_makes_of_them(tickets: Running) -> None:
    """Empty objects come as [], an empty `custom` as ""; the documented look has 0 for false instead."""
    order = (await tickets.get("/orders/4361"))["data"]
    assert [order[name] for name in ("utm", "fields", "integrations", "custom")] == [[], [], [], ""]
    assert order["reserved"] is False
    await tickets.switch(quirks="documented")
    order = (await tickets.get("/orders/4361"))["data"]
    assert (order["reserved"], "seat_name" in order["baskets"][0]) == (0, False)


async def test_an_unpaid_or_cancelled_ticket_has_no_barcode(tickets: Running) -> None:
    """Reserved and cancelled tickets carry neither barcode nor files."""
    for order_id in (4368, 4364):
        (ticket,) = (await tickets.get(f"/orders/{order_id}"))["data"]["baskets"]
        assert (ticket["barcode"], ticket["pdf_url"]) == (None, None)


async def test_moments_are_moscow_time_wherever_the_venue_is(tickets: Running) -> None:
    """08:00+03:00 of a show in Krasnoyarsk is noon there, which only the city's zone tells."""
    event = (await tickets.get("/events/34"))["data"]
    starts = event["shows"][0]["start_date"]
    assert starts == "2019-08-04T08:00:00+03:00"
    assert datetime.fromisoformat(starts).astimezone(ZoneInfo(event["city"]["timezone"])).hour == 12


async def test_seats_are_cut_filtered_and_counted(tickets: Running) -> None:
    """Selected columns alone come, either name of the zone column filters, and sold seats are not free."""
    body = {"flat": True, "select": ["id", "spread.users"], "where": [{"column": "root_zone_id", "value": "VIP"}]}
    found = (await tickets.get("/shows/41/seats", body))["data"]
    assert found["vip_VIP-1;1"] == {"id": "vip_VIP-1;1", "spread": {"users": []}}
    assert len(found) == 8
    seats = (await tickets.get("/shows/41/seats", {"flat": True}))["data"]
    sold, free = seats["vip_VIP-1;1"], seats["vip_VIP-2;1"]
    assert (sold["payed_quantity"], sold["available"], free["free_quantity"], free["available"]) == (1, False, 1, True)
    assert seats["DANCE_FLOOR-1;1"]["payed_quantity"] == 6
    assert "CENTER_PARTERRE-21;17а" in seats


async def test_seats_of_a_personal_quota_need_the_right_asker(tickets: Running) -> None:
    """A seat that is kept for somebody is available to them alone; `in array` finds whose it is."""
    rows = where(("spread.users", "in array", 1), flat=True)
    assert len((await tickets.get("/shows/41/seats", rows))["data"]) == 2
    seen = (await tickets.get("/shows/41/seats", rows))["data"]["full_RIGHT_PARTERRE-1;6"]
    assert seen["available"] is False
    asked = {**rows, "context": {"client_email": "username@gmail.com"}}
    assert (await tickets.get("/shows/41/seats", asked))["data"]["full_RIGHT_PARTERRE-1;6"]["available"] is True


async def test_a_hall_without_seats_is_an_empty_list(tickets: Running) -> None:
    """Nothing found is [] like everything empty in PHP, or {} by a switch; not flat, seats come by zones."""
    nothing = where(("price", ">", 10**6), flat=True)
    assert (await tickets.get("/shows/41/seats", nothing))["data"] == []
    await tickets.switch(empty_seats="object")
    assert (await tickets.get("/shows/41/seats", nothing))["data"] == {}
    zones = (await tickets.get("/shows/41/seats"))["data"]["zones"]
    assert zones["vip_VIP"]["seats"]["vip_VIP-1;1"]["row"] == "1"


async def test_barcodes_are_all_that_is_valid_now(tickets: Running) -> None:
    """The list has no paging and no trace of scans; cancelled, refunded and unpaid tickets are not in it."""
    rows = await tickets.get("/shows/41/barcodes")
    codes = {row["barcode"] for row in rows}
    assert {"871495495233", "874432174155", "875196723453", "872900619969", "875400000030"} <= codes
    assert codes.isdisjoint({None, "875200000013", "875400000031", "875400000032"})
    floor = next(row for row in rows if row["barcode"] == "871495495233")
    assert (floor["admission"], floor["row"], floor["price"]) == (True, None, 500)
    chosen = await tickets.get("/shows/41/barcodes", {"select": ["barcode", "price", "seat_name"]})
    assert set(chosen[0]) == {"barcode", "price", "seat_name"}


async def test_the_other_lists_are_there(tickets: Running) -> None:
    """Buyers, discounts and promotional codes come with their page sizes, colours all at once."""
    sizes = {
        path: (await tickets.get(path))["paging"]["perPage"] for path in ("/clients", "/discounts", "/promo-codes")
    }
    assert sizes == {"/clients": 100, "/discounts": 100, "/promo-codes": 500}
    assert (await tickets.get("/events"))["paging"]["perPage"] == 10
    colors = (await tickets.get("/color-themes"))["data"]
    assert ([row["id"] for row in colors][7:10], colors[0]["color"]) == ([8, 15, 9], "#d80000")
