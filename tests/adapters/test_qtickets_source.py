"""A venue's evening as the kitchen gets it from Qtickets: shows, guests, changes, and what happens when it answers badly."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import Any

import httpx
import pytest

from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.reading import Portion, Stage
from kds.domain.venue.show import Show
from kds.errors import Busy, LoginRefused, NotTheSource, Unreachable
from kds.sources.qtickets.source import VenueSource
from kds.sources.qtickets.values import QtTicket
from tests.adapters.qtickets_world import (
    NOW,
    SHOW,
    World,
    body_of,
    event,
    good,
    moscow,
    order,
    refusal,
    seat,
    ticket,
)


async def loaded(source: VenueSource, show: Show = SHOW, **arguments: Any) -> tuple[list[Admission], list[Portion]]:
    """Load a show to its end."""
    portions = [portion async for portion in source.load(show, **arguments)]
    return [admission for portion in portions for admission in portion.admissions], portions


async def test_the_shows_of_tonight_are_listed_with_the_venues_clock() -> None:
    """Doors at 07:30 in Moscow are doors at 11:30 in Krasnoyarsk; a show no longer on sale is still there."""
    world = World()
    (show,) = await world.source().shows()
    assert (show.id, show.event_id, show.event, show.place, show.on_sale) == (41, 33, "Concert", "Hall", False)
    assert show.doors_at == moscow(7, 30)
    assert show.starts_at is not None
    assert show.local(show.starts_at).strftime("%H:%M") == "12:00"


async def test_shows_come_by_time_and_removed_ones_do_not_come() -> None:
    """The next show is the first; an event that was deleted has no shows."""
    world = World()
    early = event(34)["shows"][0] | {"id": 42, "start_date": "2020-03-01T20:00:00+03:00"}
    removed = early | {"id": 43, "deleted_at": "2020-02-01T20:00:00+03:00"}
    gone = event(35, deleted_at="2020-02-01T20:00:00+03:00")
    world.lists["/events"] = [event(33), event(34, shows=[early, removed]), gone]
    world.ignored_columns = {"deleted_at"}
    source = world.source()
    assert [show.id for show in await source.shows()] == [42, 41]
    assert [show.id for show in await source.shows(34)] == [42]


async def test_a_whole_show_is_loaded_with_progress() -> None:
    """120 orders come in three portions that say how far they are; the last one carries the bookmark."""
    world = World(*[order(number) for number in range(1, 121)])
    guests, portions = await loaded(world.source())
    assert len(guests) == 120
    told = [(portion.stage, portion.orders_read, portion.orders_total) for portion in portions]
    assert told[0][0] is Stage.SEATS
    assert told[1:4] == [(Stage.ORDERS, 50, 120), (Stage.ORDERS, 100, 120), (Stage.ORDERS, 120, 120)]
    assert told[-1] == (Stage.DONE, 120, 120)
    assert portions[-1].bookmark is not None
    assert portions[-1].bookmark.last_order_id == 120
    assert portions[-1].server_time == NOW


async def test_only_guests_of_the_chosen_show_come() -> None:
    """Another date of the same event, another event and unpaid orders stay away."""
    world = World(
        order(1, ticket(1), ticket(2, show_id=42)),
        order(2, ticket(3), event_id=34),
        order(3, ticket(4, barcode=None), payed=False, payed_at=None),
    )
    guests, _ = await loaded(world.source())
    assert [guest.basket_id for guest in guests] == [1]
    both, _ = await loaded(world.source(), with_unpaid=True)
    assert [(guest.basket_id, guest.state) for guest in both] == [
        (1, AdmissionState.VALID),
        (4, AdmissionState.UNPAID),
    ]


async def test_a_guest_stands_on_the_list_with_what_the_door_needs() -> None:
    """Seat, zone, names, tariff, wish and form answers of a ticket are there, cleaned; contacts are not."""
    paid = order(
        1,
        ticket(
            7,
            seat_id="RIGHT_PARTERRE-1;6",
            comment="nut allergy\x1b[31m",
            multiprice_code="child",
            services=[{"name": "Lemonade", "quantity": 2}],
            updated_at="2020-03-01T12:00:00+03:00",
        ),
        fields={"table": "T3", "phone": "+7910"},
        custom={"diet": ["vegan"]},
    )
    world = World(paid)
    world.seats = {"full_RIGHT_PARTERRE-1;6": seat()}
    (guest,), _ = await loaded(world.source(shown_answers=("table", "diet", "missing")))
    assert (guest.zone, guest.zone_name, guest.row, guest.place) == (
        "RIGHT_PARTERRE",
        "Правый боковой партер",
        "1",
        "6",
    )
    assert (guest.name, guest.initials, guest.tariff, guest.order_id) == ("Петров Иван", "П.И.", "child", 1)
    assert (guest.comment, guest.notes) == ("nut allergy�[31m", ("T3", '["vegan"]'))
    assert [(service.name, service.quantity) for service in guest.services] == [("Lemonade", 2)]
    assert guest.changed_at == moscow(12) - timedelta(days=1)
    assert guest.may_enter
    assert "7910" not in repr(guest)
    assert "Петров" not in repr(guest)


async def test_a_ticket_without_a_name_bears_the_buyers() -> None:
    """A guest who is not named on the ticket comes under the name of whoever bought it."""
    world = World(order(1, ticket(1, client_name=None, client_surname=None)))
    (guest,), _ = await loaded(world.source())
    assert (guest.name, guest.initials) == ("Анна", "А.")


@pytest.mark.parametrize("called", ["Танцпол: 1, 1", "Танцпол"])
async def test_four_guests_who_stand_share_a_seat_key_and_stay_four(called: str) -> None:
    """Equal seat keys in a zone without seats are four admissions with four codes."""
    world = World(order(1, *[ticket(number, seat_id="DANCE-1;1") for number in range(1, 5)]))
    world.seats = {"DANCE-1;1": seat("DANCE-1;1", admission=True, zone_root_id="DANCE", name=called)}
    guests, _ = await loaded(world.source())
    assert len({guest.barcode for guest in guests}) == 4
    assert {(guest.zone, guest.zone_name, guest.is_standing, guest.row) for guest in guests} == {
        ("DANCE", "Танцпол", True, None)
    }


@pytest.mark.parametrize("failing", [refusal(404, "RESOURCE_NOT_FOUND"), refusal(503, "UNKNOWN_ERROR")])
async def test_without_the_hall_zones_are_read_from_the_seat_keys(failing: httpx.Response) -> None:
    """A hall plan that can't be read does not keep anybody out; rows with letters stay as they are."""
    world = World(order(1, ticket(1, seat_id="VIP-BOX-A;17а")))
    world.spoil = lambda request: failing if request.url.path.endswith("/seats") else None
    (guest,), _ = await loaded(world.source())
    assert (guest.zone, guest.zone_name, guest.row, guest.place) == ("VIP-BOX", "VIP-BOX", "A", "17а")


async def test_codes_sold_elsewhere_are_on_the_list_too() -> None:
    """A code that no order names lets its guest in; one that an order names is there once."""
    world = World(order(1, ticket(1)))
    world.codes = [
        {"barcode": "870000000001", "admission": False, "zone_name": "VIP", "row": "1", "place": "1"},
        {"barcode": "875196723453", "admission": True, "zone_name": "Dance", "row": "1", "client_surname": "Sold"},
    ]
    guests, portions = await loaded(world.source())
    assert [(guest.barcode, guest.basket_id, guest.zone) for guest in guests] == [
        ("870000000001", 1, "CENTER_PARTERRE"),
        ("875196723453", None, "Dance"),
    ]
    assert [portion.stage for portion in portions] == [Stage.SEATS, Stage.ORDERS, Stage.BARCODES, Stage.DONE]
    assert guests[1].may_enter


@pytest.mark.parametrize(
    ("spoiled", "state"),
    [
        ({}, AdmissionState.VALID),
        ({"deleted_at": "2020-03-01T12:00:00+03:00", "barcode": None}, AdmissionState.CANCELLED),
        (
            {"refunded_at": "2020-03-01T12:00:00+03:00", "deleted_at": "2020-03-01T12:00:00+03:00"},
            AdmissionState.REFUNDED,
        ),
        ({"barcode": None}, AdmissionState.NO_BARCODE),
    ],
)
async def test_who_may_enter(spoiled: dict[str, Any], state: AdmissionState) -> None:
    """Cancelled and refunded guests are told apart, and neither is let in."""
    (guest,), _ = await loaded(World(order(1, ticket(1, **spoiled))).source())
    assert (guest.state, guest.may_enter) == (state, state is AdmissionState.VALID)


async def test_a_cancelled_order_cancels_its_tickets() -> None:
    """A ticket whose order was cancelled lets nobody in."""
    (guest,), _ = await loaded(World(order(1, deleted_at="2020-03-01T12:00:00+03:00")).source())
    assert guest.state is AdmissionState.CANCELLED


async def test_a_list_without_tickets_is_completed_order_by_order() -> None:
    """Where the list leaves the tickets out, each order is read for them."""
    world = World(order(1))

    def bare(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/orders"):
            return None
        row = {name: value for name, value in world.orders[0].items() if name != "baskets"}
        return good({"data": [row], "paging": {"perPage": 50, "currentPage": 1, "total": 1}})

    world.spoil = bare
    guests, _ = await loaded(world.source())
    assert [guest.basket_id for guest in guests] == [10]


async def test_loading_survives_a_moment_of_trouble() -> None:
    """A busy answer, a wish for rest and a broken line cost time, not the load."""
    world = World(*[order(number) for number in range(1, 61)])
    troubles = [refusal(503, "UNKNOWN_ERROR"), refusal(429, retry_after="3")]
    cuts = [httpx.ReadError("cut")]

    def trouble(request: httpx.Request) -> httpx.Response | None:
        if cuts and request.url.path.endswith("/barcodes"):
            raise cuts.pop()
        return troubles.pop() if troubles and request.url.path.endswith("/orders") else None

    world.spoil = trouble
    guests, _ = await loaded(world.source())
    assert len(guests) == 60
    assert 3.0 in world.slept


async def test_trouble_that_stays_ends_a_load_after_three_tries() -> None:
    """A load that can't go on says so instead of trying for ever."""
    world = World(order(1))
    world.spoil = lambda request: refusal(503) if request.url.path.endswith("/orders") else None
    with pytest.raises(Busy):
        await loaded(world.source())
    assert len([request for request in world.asked if request.url.path.endswith("/orders")]) == 3


async def test_a_line_that_is_down_is_told_and_not_hidden_by_a_missing_hall() -> None:
    """Without a network the load ends as unreachable."""
    world = World(order(1))

    def down(_request: httpx.Request) -> httpx.Response | None:
        raise httpx.ConnectError("down")

    world.spoil = down
    with pytest.raises(Unreachable):
        await loaded(world.source())


async def test_rows_that_cannot_be_read_are_counted_for_the_board() -> None:
    """A guest who may be missing from the list is a number that somebody sees."""
    world = World(order(1, ticket(1), ticket(2, show_id="x")), order(2, payed="?"), order(3, event_id=34))
    world.ignored_columns = {"event_id", "payed"}
    _, portions = await loaded(world.source())
    assert (portions[-1].unreadable, portions[-1].dropped) == (1, 2)


async def test_twenty_thousand_guests_pass_through_in_portions() -> None:
    """While 20,000 tickets stream by, no more than a few pages of them are held here."""
    world = World()
    rows = [ticket(number) for number in range(50)]

    def page(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith("/orders"):
            return None
        number = body_of(request)["page"]
        ids = range((number - 1) * 50 + 1, number * 50 + 1)
        data = [order(each, *[row | {"id": each * 100 + index} for index, row in enumerate(rows[:8])]) for each in ids]
        world.asked.clear()
        return good({"data": data, "paging": {"perPage": 50, "currentPage": number, "total": 2500}})

    world.spoil = page
    guests, held = 0, []
    async for portion in world.source().load(SHOW):
        guests += len(portion.admissions)
        if portion.orders_read % 500 == 0:
            held.append(sum(isinstance(thing, (Admission, QtTicket)) for thing in gc.get_objects()))
    assert guests == 20_000
    assert len(held) >= 5
    assert max(held) < 2000


async def test_one_order_is_read_again_for_a_hook() -> None:
    """A webhook names an order; what counts is what Qtickets then says about it."""
    world = World(order(1, ticket(1), ticket(2, show_id=42)))
    source = world.source()
    assert [guest.basket_id for guest in await source.read_order(SHOW, 1)] == [1]
    assert await source.read_order(SHOW, 2) == ()
    assert await source.read_order(Show(41, 99, "Another"), 1) == ()


async def test_opening_says_what_is_wrong() -> None:
    """A wrong token and a proxy that strips bodies are different sentences, before anything is read."""
    world = World(order(1))
    world.strips_bodies = True
    with pytest.raises(NotTheSource, match="body of GET"):
        await world.source().open()
    world.token = "wrong"
    with pytest.raises(LoginRefused, match="token"):
        await world.source().open()


async def test_closing_ends_the_connections() -> None:
    """A source that is no longer used holds nothing open."""
    closed: list[int] = []

    class Transport(httpx.MockTransport):
        async def aclose(self) -> None:
            closed.append(1)

    world = World(order(1))
    address = world.address
    source = VenueSource(
        type(address)(
            address.token_file, address.url, transport=lambda: Transport(world.answer), read_token=lambda: "demo"
        ),
        name="qt:org1",
        pace=world.pace,
        clock=world.clock,
    )
    await source.open()
    await source.aclose()
    assert closed == [1]
    assert source.name == "qt:org1"
