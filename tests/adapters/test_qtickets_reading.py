"""Reading lists from Qtickets: what was asked for really arrives there, and only what was asked for comes back."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import Missing, NotTheSource
from kds.sources.qtickets.asking import Operator, Where, matches
from kds.sources.qtickets.client import QticketsClient
from kds.sources.qtickets.connection import Connection, QticketsAddress, Reader, Writer
from kds.sources.qtickets.gate import QticketsGate
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.qtickets.wire import as_bool, as_map, wire_time
from tests.adapters.qtickets_world import (
    JSON,
    World,
    body_of,
    event,
    good,
    moscow,
    order,
    seat,
    ticket,
)


async def test_a_get_really_carries_its_filter_over_the_network() -> None:
    """The filter stands in the body of a GET as bytes on a socket, with its length, and never in the address."""
    arrived: list[bytes] = []

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        arrived.extend([head, await reader.readexactly(int(length.split(b":")[1]))])
        answer = b'{"data":[],"paging":{"perPage":50,"currentPage":1,"total":0}}'
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
        writer.write(head % len(answer) + answer)
        writer.close()

    server = await asyncio.start_server(behave, "127.0.0.1", 0)
    address = QticketsAddress(
        Path("token"), f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/rest/v1", read_token=lambda: "demo"
    )
    connection = Connection(address, Pace(), ServerClock())
    await QticketsClient(Reader(connection)).canary()
    await connection.aclose()
    server.close()
    head, body = arrived
    assert head.startswith(b"GET /api/rest/v1/orders HTTP/1.1\r\n")
    assert b"authorization: bearer demo" in head.lower()
    assert b"cache-control: no-cache" in head.lower()
    assert json.loads(body) == {"where": [{"column": "id", "value": -1}], "orderBy": {"id": "asc"}, "page": 1}


async def test_the_canary_is_content_where_filters_arrive() -> None:
    """A venue with orders starts when none of them comes back for a number that no order has."""
    await World(order(1), order(2)).client.canary()


async def test_a_proxy_that_strips_bodies_is_told_in_plain_words() -> None:
    """A box on the way that strips the body of GET requests stops the source with a sentence that names the cause."""
    world = World(order(1))
    world.strips_bodies = True
    with pytest.raises(NotTheSource, match=r"strips it, such as a proxy"):
        await world.client.canary()


async def test_51_orders_take_two_pages() -> None:
    """The 51st order is read too, and a third page is not asked for."""
    world = World(*[order(number) for number in range(1, 52)])
    numbers = [order.id async for order in world.client.orders([Where("event_id", 33)])]
    assert numbers == list(range(1, 52))
    assert [body_of(request)["page"] for request in world.asked] == [1, 2]
    assert {json.dumps(body_of(request)["orderBy"]) for request in world.asked} == {'{"id": "asc"}'}


async def test_a_full_last_page_ends_the_list() -> None:
    """50 orders of 50 are one page."""
    world = World(*[order(number) for number in range(1, 51)])
    assert len([order async for order in world.client.orders()]) == 50
    assert len(world.asked) == 1


async def test_a_list_without_paging_ends_at_the_first_page_that_is_not_full() -> None:
    """A list that says nothing about its pages is read by the fixed page size."""
    world = World()
    world.spoil = lambda request: good(
        {"data": [order(number) for number in ([*range(1, 51)] if body_of(request)["page"] == 1 else [51])]}
    )
    assert len([order async for order in world.client.orders()]) == 51


async def test_rows_that_were_not_asked_for_are_dropped_and_counted() -> None:
    """An ignored filter brings no other event's guests to this one."""
    world = World(order(1), order(2, event_id=34), order(3, payed=False))
    world.ignored_columns = {"event_id", "payed"}
    page = await world.client.orders([Where("event_id", 33), Where("payed", 1)]).page()
    assert ([order.id for order in page.rows], page.dropped, page.unreadable) == ([1], 2, 0)


async def test_another_page_than_asked_for_is_noticed() -> None:
    """A body lost halfway through a list does not make the first page count twice."""
    world = World(*[order(number) for number in range(1, 102)])
    listing = world.client.orders()
    await listing.page(1)
    world.strips_bodies = True
    with pytest.raises(NotTheSource, match=r"page 2 was asked for and page 1 came"):
        await listing.page(2)


async def test_a_list_that_repeats_itself_ends() -> None:
    """A server that gives the same rows for every page does not keep the board reading for ever."""
    world = World()
    rows = [order(number) for number in range(1, 51)]
    world.spoil = lambda _request: good({"data": rows})
    with pytest.raises(NotTheSource, match="page 2 repeats"):
        [order async for order in world.client.orders()]
    assert len(world.asked) == 2


async def test_an_order_that_cannot_be_read_does_not_hide_the_others() -> None:
    """One garbled row is counted; the guests beside it are there."""
    world = World(order(1, payed="perhaps"), order(2, ticket(1, show_id="?"), ticket(2)))
    page = await world.client.orders().page()
    assert ([order.id for order in page.rows], page.unreadable) == ([2], 1)
    (found,) = page.rows
    assert found.tickets is not None
    assert ([one.id for one in found.tickets], found.unreadable) == ([2], 1)


async def test_an_order_arrives_with_what_the_page_shows() -> None:
    """Paid time, buyer, guest, price and seat of the vendor's own sample stand in the values; times are UTC."""
    found = await World(order(4360, ticket(63993))).client.order(4360)
    assert found.tickets is not None
    (one,) = found.tickets
    assert found.paid_at == moscow(0).replace(year=2019, month=7, day=30, hour=9, minute=50, second=52)
    assert (found.buyer.name, found.price, found.currency) == ("Анна", Decimal(800), "RUB")
    assert (one.order_id, one.barcode, one.seat_id, one.price) == (
        4360,
        "870000063993",
        "CENTER_PARTERRE-21;12",
        Decimal(150),
    )
    assert (one.guest.surname, one.guest.email, one.checked_at) == ("Петров", "guest@example.com", None)


@pytest.mark.parametrize(
    "spelled",
    [
        {"custom": "", "fields": [], "utm": [], "reserved": 0, "payed": 1, "client": []},
        {"custom": {}, "fields": {}, "utm": {}, "reserved": False, "payed": True, "client": None},
        {"custom": None, "fields": None, "reserved": "0", "payed": "1", "payed_at": "", "refunds": None},
        {"reserved": "", "payed": "true", "deleted_at": "", "price": "800.00", "id": "1", "event_id": "33"},
        {"deleted_at": "0000-00-00 00:00:00", "reserved_to": None, "uniqid": 5, "new_field": {"deep": []}},
    ],
)
async def test_all_spellings_of_nothing_and_yes_are_understood(spelled: dict[str, Any]) -> None:
    """PHP's empty lists for objects, numbers for yes and no, and nulls change nothing in what is read."""
    world = World()
    world.spoil = lambda _request: good({"data": order(1, **spelled)})
    found = await world.client.order(1)
    assert (found.id, found.is_paid, found.is_reserved, found.deleted_at, found.answers) == (1, True, False, None, {})
    assert found.price == Decimal(800)


@pytest.mark.parametrize("value", [["a"], "text", 5, True])
def test_an_object_is_not_guessed_from_something_else(value: object) -> None:
    """Only PHP's empty forms count as an empty object."""
    with pytest.raises(ValueError, match="object"):
        as_map(value)


@pytest.mark.parametrize("value", ["no", 2, [], {}])
def test_a_yes_is_not_guessed(value: object) -> None:
    """An order is not paid because something unknown stands in its place."""
    with pytest.raises(ValueError, match="yes or no"):
        as_bool(value)


async def test_a_guests_text_reaches_the_board_without_its_controls() -> None:
    """An escape sequence in a wish or a name does not reach the terminal as a command; the code and seat key stay raw."""
    hostile = ticket(1, comment="no nuts\x1b[2J\u202e", client_surname="Иван\x9b31m", seat_id="A\x1b-1;2")
    services = {"name": "Wine\x07", "quantity": "2"}
    found = await World(order(1, {**hostile, "services": [services, {"code": 5}]})).client.order(1)
    assert found.tickets is not None
    (one,) = found.tickets
    assert one.comment == "no nuts�[2J"
    assert one.guest.surname == "Иван�31m"
    assert one.seat_id == "A\x1b-1;2"
    assert [(service.name, service.quantity) for service in one.services] == [("Wine�", 2), ('{"code":5}', 1)]


async def test_no_secret_address_and_no_contact_is_kept_where_it_could_be_shown() -> None:
    """Paying, cancelling and ticket-file addresses and card numbers are in no value; contacts are in no printed one."""
    found = await World(order(4360, ticket(63993))).client.order(4360)
    assert "secret-hash" not in repr(found)
    assert "4111" not in repr(found)
    assert "example.com" not in repr(found)
    assert not hasattr(found, "payment_url")


async def test_an_event_keeps_the_venues_own_clock() -> None:
    """Times on the wire are Moscow's; the event names the zone they are shown in."""
    found = await World().client.event(33)
    assert found.time_zone == "Asia/Krasnoyarsk"
    assert found.shows[0].starts_at == moscow(8)


@pytest.mark.parametrize("city", [[], None, {"timezone": ""}, {"timezone": "Mars/Olympus"}, {"timezone": "../etc"}])
async def test_a_venue_without_a_known_zone_is_shown_in_moscows(city: object) -> None:
    """An unknown zone name does not stop the show from being listed."""
    world = World()
    world.lists["/events"] = [event(city=city)]
    assert (await world.client.event(33)).time_zone == "Europe/Moscow"


async def test_an_event_named_in_several_languages_has_one_name() -> None:
    """A name that arrives as an object is still a name."""
    world = World()
    world.lists["/events"] = [event(name={"en": "Concert", "ru": "Концерт"})]
    assert (await world.client.event(33)).name == "Концерт"


SEAT = seat()


@pytest.mark.parametrize(
    "given",
    [
        {SEAT["id"]: SEAT},
        [SEAT],
        {"zones": {"RIGHT_PARTERRE": {"seats": {SEAT["id"]: SEAT}}}},
        {SEAT["id"]: {name: value for name, value in SEAT.items() if name != "id"}},
    ],
)
async def test_seats_are_read_in_every_form(given: Any) -> None:
    """A hall is known whether it arrives as an object, a list or by zones."""
    world = World()
    world.seats = given
    found = await world.client.seats(41)
    assert [(one.zone_root_id, one.row, one.place) for one in found.values()] == [("RIGHT_PARTERRE", "1", "6")]
    assert body_of(world.asked[0])["flat"] is True


@pytest.mark.parametrize("empty", [[], {}])
async def test_a_hall_without_seats_is_empty(empty: Any) -> None:
    """PHP's empty list for an empty object is a hall without seats."""
    world = World()
    world.seats = empty
    assert await world.client.seats(41) == {}


async def test_seats_are_filtered_again_here() -> None:
    """The vendor's own sample breaks its filter: a seat of 300 for a price of at least 2,000 is left out."""
    world = World()
    world.seats = {"a": seat("a", price=300), "b": seat("b", price=2000), "c": seat("c", zone_root_id="LEFT")}
    found = await world.client.seats(
        41,
        where=[Where("price", 2000, Operator.AT_LEAST), Where("zone_root_id", ["RIGHT_PARTERRE"], Operator.IN)],
        context={"client_email": "guest@example.com"},
    )
    assert list(found) == ["b"]
    assert body_of(world.asked[0])["context"] == {"client_email": "guest@example.com"}


async def test_the_list_of_codes_is_a_bare_list_and_reading_it_is_a_get() -> None:
    """The path that also takes scans is read with GET and a selection of columns."""
    world = World()
    world.codes = [
        {"barcode": "875196723453", "admission": True, "row": None, "zone_name": "Dance floor"},
        {"row": "1"},
    ]
    (code,) = await world.client.barcodes(41)
    assert (code.barcode, code.is_standing, code.zone_name, code.row) == ("875196723453", True, "Dance floor", None)
    assert world.asked[0].method == "GET"
    assert "barcode" in body_of(world.asked[0])["select"]


async def test_the_other_lists_are_read_by_their_own_sizes() -> None:
    """Clients, discounts, promo codes and colours come as values."""
    world = World()
    deleted = {"active_from": None, "active_to": None, "deleted_at": None}
    world.lists["/clients"] = [order(1)["client"]]
    world.lists["/discounts"] = [{"id": 2, "name": "Half", "type": "P", "is_active": 1, **deleted}]
    world.lists["/promo-codes"] = [
        {"id": 3, "code": "SPRING", "discount_id": 2, "type": 1, "is_active": 1, "max_uses_count": 0, **deleted}
    ]
    world.lists["/color-themes"] = [{"id": 15, "color": "#009f4b"}]
    client = world.client
    assert [one.person.name async for one in client.clients()] == ["Анна"]
    assert [one.name async for one in client.discounts([Where("deleted_at", operator=Operator.NULL)])] == ["Half"]
    assert [one.code async for one in client.promo_codes([Where("discount_id", 2)])] == ["SPRING"]
    assert [(one.id, one.color) for one in await client.color_themes()] == [(15, "#009f4b")]
    assert {request.method for request in world.asked} == {"GET"}


async def test_an_unknown_order_is_missing() -> None:
    """The JSON 404 of an unknown number is told as such."""
    with pytest.raises(Missing):
        await World().client.order(999999999)


async def test_reading_cannot_write() -> None:
    """Whatever a reading method is asked for, only GETs leave the machine; the half that reads has no other verb."""
    world = World(order(1))
    client = world.client
    await client.canary()
    await client.barcodes(41)
    await client.seats(41)
    await client.scan_status(41, "870000000010")
    assert {request.method for request in world.asked} == {"GET"}
    assert [name for name in vars(Reader) if not name.startswith("_")] == ["read", "strange"]
    assert not hasattr(client, "record_scan")
    assert not hasattr(QticketsGate(Writer(world.connection)), "read")


@pytest.mark.parametrize(
    ("row", "where", "fits"),
    [
        ({"payed": True}, Where("payed", 1), True),
        ({"payed": "1"}, Where("payed", "true"), False),
        ({"payed": 0}, Where("payed", 1), False),
        ({"id": "10"}, Where("id", 9, Operator.MORE), True),
        ({"id": 9}, Where("id", 9, Operator.MORE), False),
        ({"id": 9}, Where("id", 9, Operator.AT_MOST), True),
        ({"id": 9}, Where("id", 10, Operator.LESS), True),
        ({"id": None}, Where("id", 10, Operator.LESS), False),
        ({"id": None}, Where("id", 10, Operator.UNEQUAL), True),
        ({"at": "2020-03-02T12:00:00+03:00"}, Where("at", "2020-03-02T09:00:00+00:00"), True),
        ({"at": "2020-03-02T12:00:00"}, Where("at", moscow(12)), True),
        ({"at": "2020-03-02T11:59:59+03:00"}, Where("at", moscow(12), Operator.AT_LEAST), False),
        ({"deleted_at": ""}, Where("deleted_at", operator=Operator.NULL), True),
        ({"deleted_at": "2020-01-01"}, Where("deleted_at", operator=Operator.NULL), False),
        ({"zone": "A"}, Where("zone", ["A", "B"], Operator.IN), True),
        ({"zone": "A"}, Where("zone", ["A", "B"], Operator.NOT_IN), False),
        ({"spread": {"users": [1, 2]}}, Where("spread.users", 2, Operator.IN_ARRAY), True),
        ({"spread": {"users": [1, 2]}}, Where("spread.users", 3, Operator.IN_ARRAY), False),
        ({"spread": {"users": [1, 2]}}, Where("spread.users", 2, Operator.NOT_IN_ARRAY), False),
        ({"name": "nan"}, Where("name", "nan"), True),
        ({}, Where("event_id", 33), True),
    ],
)
def test_a_row_is_held_against_each_operator(row: dict[str, Any], where: Where, fits: bool) -> None:
    """Each operator of qtickets 1.3 is applied again, whatever the type on the wire; a missing column proves nothing."""
    assert matches(row, [where]) is fits


@given(st.floats(0, 4e9), st.timezones())
def test_a_time_travels_whole(seconds: float, zone: tzinfo) -> None:
    """What is sent is the same instant in whole seconds, written with Moscow's offset."""
    moment = datetime.fromtimestamp(seconds, zone)
    sent = wire_time(moment)
    assert sent.endswith("+03:00")
    assert datetime.fromisoformat(sent).timestamp() == moment.replace(microsecond=0).timestamp()


async def test_answers_of_another_shape_are_not_taken_for_empty_ones() -> None:
    """A list that is no list, or an object that is none, is an error and not a venue without guests."""
    world = World()
    no_list: list[Any] = [{"data": "none"}, None, {"data": {"1": {}}}, {"data": [], "paging": {"total": "many"}}]
    no_order: list[Any] = [{"data": []}, [1, 2], "x", {"data": {"id": "x"}}]
    bodies = [json.dumps(body) for body in no_list + no_order] + ["[" * 100_000]
    answers = iter(bodies)
    world.spoil = lambda _request: httpx.Response(200, text=next(answers), headers=JSON)
    for _ in no_list:
        with pytest.raises(NotTheSource):
            await world.client.orders().page()
    for _ in no_order:
        with pytest.raises(NotTheSource):
            await world.client.order(1)
    with pytest.raises(NotTheSource):
        await world.client.orders().page()
