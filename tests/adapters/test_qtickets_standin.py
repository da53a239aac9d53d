"""Our client against our Qtickets stand-in, in memory: two readings of one specification that have to agree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from kds.domain.venue.admission import Admission, AdmissionState
from kds.domain.venue.reading import Bookmark, Scan, ScanEnd, Stage
from kds.domain.venue.seats import Seat, walking_order
from kds.domain.venue.show import Show
from kds.errors import Busy, LoginRefused, Missing, NotTheSource, SourceError, Unreachable
from kds.server.standins.faults import Fault
from kds.server.standins.qtickets.app import app_of, open_stand_in
from kds.server.standins.settings import StandInSettings
from kds.sources.qtickets.asking import Operator, Where
from kds.sources.qtickets.client import QticketsClient
from kds.sources.qtickets.connection import Connection, QticketsAddress, Reader, Writer
from kds.sources.qtickets.gate import QticketsGate
from kds.sources.qtickets.office import QticketsOffice
from kds.sources.qtickets.pace import Pace
from kds.sources.qtickets.server_clock import ServerClock
from kds.sources.qtickets.source import VenueSource
from tests.adapters.qtickets_world import moscow

CODE = "877076325904"


class Cut(httpx.ASGITransport):
    """A line to the stand-in that may die after a request was carried out."""

    dies: Callable[[httpx.Request], bool] = staticmethod(lambda _request: False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if self.dies(request):
            raise httpx.ReadError("cut")
        return answer


class Venue:
    """The stand-in with its samples, and every way to it."""

    def __init__(self, fill: int = 0) -> None:
        self.stand_in = open_stand_in(StandInSettings(fill=fill))
        self.line = Cut(app_of(self.stand_in))
        self.token = "demo"
        self._connections: list[Connection | VenueSource] = []
        self.source = VenueSource(self._address(), pace=self._pace())
        self._connections.append(self.source)

    def _address(self) -> QticketsAddress:
        url = "http://127.0.0.1:4001/api/rest/v1"
        return QticketsAddress(Path("token"), url, transport=lambda: self.line, read_token=lambda: self.token)

    def _pace(self) -> Pace:
        async def at_once(_seconds: float) -> None:
            return

        return Pace(10_000, sleep=at_once)

    def connection(self) -> Connection:
        self._connections.append(made := Connection(self._address(), self._pace(), ServerClock()))
        return made

    @property
    def client(self) -> QticketsClient:
        return QticketsClient(Reader(self.connection()))

    @property
    def gate(self) -> QticketsGate:
        return QticketsGate(Writer(self.connection()))

    @property
    def office(self) -> QticketsOffice:
        return QticketsOffice(Writer(self.connection()))

    def switch(self, **switches: object) -> None:
        self.stand_in.switches = self.stand_in.switches.changed(switches)

    def fail(self, **fault: object) -> None:
        self.stand_in.faults.add([Fault.model_validate(fault)])

    async def show(self, number: int = 41) -> Show:
        return next(show for show in await self.source.shows() if show.id == number)

    async def close(self) -> None:
        for connection in self._connections:
            await connection.aclose()
        await self.stand_in.hooks.close()
        self.stand_in.database.close()


@pytest.fixture
async def venue() -> AsyncIterator[Venue]:
    place = Venue()
    yield place
    await place.close()


async def everybody(venue: Venue, show: Show, *, with_unpaid: bool = True) -> tuple[dict[int, Admission], Bookmark]:
    guests: dict[int, Admission] = {}
    bookmark = None
    async for portion in venue.source.load(show, with_unpaid=with_unpaid):
        guests |= {guest.basket_id: guest for guest in portion.admissions if guest.basket_id is not None}
        assert (portion.dropped, portion.unreadable) == (0, 0)
        assert portion.stage is not Stage.BARCODES
        bookmark = portion.bookmark
    assert bookmark is not None
    return guests, bookmark


async def test_the_sample_evening_is_on_the_list(venue: Venue) -> None:
    """The order of the vendor's page, the VIP guest's wish, the four who stand, and those who may not enter, all stand there."""
    await venue.source.open()
    show = await venue.show()
    guests, _ = await everybody(venue, show)
    assert {guests[number].zone for number in (63993, 63994)} == {"CENTER_PARTERRE"}
    assert (guests[63995].zone, guests[63995].place) == ("CENTER_BALCONY", "14")
    assert "nuts" in (guests[64003].comment or "")
    standing = [guests[number] for number in range(64005, 64009)]
    assert {(guest.is_standing, guest.row, guest.zone_name) for guest in standing} == {
        (True, None, "Танцевальный партер")
    }
    assert len({guest.barcode for guest in standing}) == 4
    assert guests[64030].place == "17а"
    assert guests[64030].checked_at == moscow(18, 41, 7).replace(year=2019, month=8)
    states = {number: guests[number].state for number in (64010, 64013, 64031)}
    assert states == {
        64010: AdmissionState.CANCELLED,
        64013: AdmissionState.REFUNDED,
        64031: AdmissionState.UNPAID,
    }
    assert 64032 not in guests


async def test_a_matinee_in_siberia_is_at_noon(venue: Venue) -> None:
    """Eight o'clock on the wire is noon at the venue."""
    show = await venue.show(43)
    assert show.starts_at is not None
    assert show.local(show.starts_at).hour == 12


@pytest.mark.parametrize("quirks", ["live", "documented"])
async def test_both_spellings_give_the_same_guests(venue: Venue, quirks: str) -> None:
    """What the page shows and what the live service sends is read as one."""
    show = await venue.show()
    before, _ = await everybody(venue, show)
    venue.switch(quirks=quirks)
    now, _ = await everybody(venue, show)
    compared = [(guest.basket_id, guest.state, guest.zone, guest.barcode, guest.initials) for guest in now.values()]
    assert compared == [
        (guest.basket_id, guest.state, guest.zone, guest.barcode, guest.initials) for guest in before.values()
    ]


async def test_a_proxy_that_strips_bodies_stops_the_source(venue: Venue) -> None:
    """The canary notices that filters do not arrive."""
    venue.fail(match="GET */orders", strip_body=True)
    with pytest.raises(NotTheSource, match="strips it"):
        await venue.source.open()
    await venue.source.open()


async def test_a_wrong_token_an_unknown_number_and_a_wrong_address_are_different(venue: Venue) -> None:
    """Each of the three has its own error."""
    with pytest.raises(Missing):
        await venue.client.order(999_999_999)
    with pytest.raises(NotTheSource, match="no such address"):
        await Reader(venue.connection()).read("/events/33/seats")
    with pytest.raises(Busy):
        await Reader(venue.connection()).read("/orders", {"where": "no list"})
    venue.token = "wrong"
    with pytest.raises(LoginRefused):
        await venue.source.open()


@pytest.mark.parametrize(
    ("mode", "end"),
    [("keep_first", ScanEnd.ALREADY_IN), ("overwrite", ScanEnd.ALREADY_IN), ("error", ScanEnd.ALREADY_IN)],
)
async def test_a_second_guest_with_one_ticket_is_noticed_in_every_mode(venue: Venue, mode: str, end: ScanEnd) -> None:
    """Whatever Qtickets does with a second scan, it is not sent, and the first time stands."""
    venue.switch(double_scan=mode)
    show = await venue.show()
    first = await venue.source.record_scan(show, CODE, moscow(18))
    second = await venue.source.record_scan(show, CODE, moscow(19))
    assert (first.end, second.end, second.checked_at) == (ScanEnd.RECORDED, end, moscow(18))
    posts = [request for request in venue.stand_in.requests if request.startswith("POST")]
    assert len(posts) == 1


@pytest.mark.parametrize("mode", ["keep_first", "overwrite", "error"])
async def test_a_second_scan_that_is_sent_all_the_same_is_never_taken_for_the_first(venue: Venue, mode: str) -> None:
    """The bare route says what happened: the first time back, our own, or an error."""
    venue.switch(double_scan=mode)
    await venue.gate.record_scan(41, CODE, moscow(18))
    try:
        told = (await venue.gate.record_scan(41, CODE, moscow(19))).checked_at
    except SourceError:
        told = None
    assert told == {"keep_first": moscow(18), "overwrite": moscow(19), "error": None}[mode]
    held = await venue.client.scan_status(41, CODE)
    assert held == (moscow(19) if mode == "overwrite" else moscow(18))


async def test_a_scan_stored_behind_a_dead_line_raises_no_alarm(venue: Venue) -> None:
    """The answer is lost after the scan was stored; the next try and the next batch find their own time."""
    show = await venue.show()
    venue.line.dies = lambda request: request.method == "POST"
    with pytest.raises(Unreachable) as caught:
        await venue.source.record_scan(show, CODE, moscow(18))
    assert caught.value.sent
    with pytest.raises(Unreachable):
        await venue.source.record_scans(show, [Scan("877344688530", moscow(18))])
    venue.line.dies = lambda _request: False
    assert (await venue.source.record_scan(show, CODE, moscow(18))).end is ScanEnd.RECORDED
    (again,) = await venue.source.record_scans(show, [Scan("877344688530", moscow(18))])
    assert again.end is ScanEnd.RECORDED


@pytest.mark.parametrize("reply", ["list", "object", "empty"])
async def test_a_batch_is_understood_in_every_form_of_answer(venue: Venue, reply: str) -> None:
    """What the answer leaves open is told by the status of each code."""
    venue.switch(batch_reply=reply)
    show = await venue.show()
    scans = [Scan(CODE, moscow(18)), Scan("877344688530", moscow(18, 1))]
    outcomes = await venue.source.record_scans(show, scans)
    assert {outcome.end for outcome in outcomes} == {ScanEnd.RECORDED if reply == "list" else ScanEnd.UNCONFIRMED}
    assert [await venue.source.scan_status(show, scan.barcode) for scan in scans] == [scan.at for scan in scans]


@pytest.mark.parametrize("mode", ["per_row", "all_or_nothing"])
async def test_a_poisoned_code_spoils_its_batch_and_is_found_by_halving(venue: Venue, mode: str) -> None:
    """However a batch fails, its halves lead to the one code that is at fault, and the others get in."""
    poison = "877344688530"
    venue.switch(batch_mode=mode, poison=[poison])
    show = await venue.show()
    codes = [CODE, poison, "875606411179", "871495495233"]
    waiting = [[Scan(code, moscow(18) + timedelta(minutes=index)) for index, code in enumerate(codes)]]
    bad: list[str] = []
    while waiting:
        scans = waiting.pop()
        try:
            await venue.source.record_scans(show, scans)
        except Busy:
            half = len(scans) // 2
            if half:
                waiting += [scans[:half], scans[half:]]
            else:
                bad.append(scans[0].barcode)
    assert bad == [poison]
    held = {code: await venue.source.scan_status(show, code) for code in codes if code != poison}
    assert held == {CODE: moscow(18), "875606411179": moscow(18, 2), "871495495233": moscow(18, 3)}


async def test_changes_are_found_and_scans_are_not_among_them(venue: Venue) -> None:
    """A cancelled ticket comes with the changes, a scan only with a whole re-read."""
    show = await venue.show()
    _, bookmark = await everybody(venue, show)
    await venue.source.record_scan(show, CODE, moscow(18))
    await venue.office.remove_tickets(4362, [64004])
    changes = await venue.source.changes(show, bookmark)
    states = {guest.basket_id: guest.state for guest in changes.admissions}
    assert states[64004] is AdmissionState.CANCELLED
    assert 63993 not in states
    assert changes.sees_edits
    again = [guest async for portion in venue.source.checked(show) for guest in portion.admissions]
    assert next(guest for guest in again if guest.basket_id == 63993).checked_at == moscow(18)


async def test_a_season_ticket_goes_with_its_parts(venue: Venue) -> None:
    """The vendor's rule: the main ticket stays only while one of its parts does."""
    order = await venue.office.remove_tickets(4366, {64020: [64021]})
    assert order.tickets is not None
    assert {ticket.id for ticket in order.tickets if ticket.deleted_at} == {64021}
    order = await venue.office.remove_tickets(4366, {64020: [64022]})
    assert order.tickets is not None
    assert all(ticket.deleted_at and ticket.barcode is None for ticket in order.tickets)


@pytest.mark.parametrize("reply", ["wrapped", "bare", "list"])
async def test_the_office_understands_every_form_of_answer(venue: Venue, reply: str) -> None:
    """Refund, restore and edit give the order or ticket as it is then."""
    venue.switch(object_reply=reply)
    office = venue.office
    refunded = await office.refund_tickets(4360, [63995], amount=Decimal(450))
    assert refunded.tickets is not None
    assert [ticket.refunded_amount for ticket in refunded.tickets if ticket.refunded_at] == [Decimal(450)]
    assert (await office.restore_order(4364)).deleted_at is None
    assert (await office.edit_ticket(64003, client_name="Пётр")).guest.name == "Пётр"
    with pytest.raises(SourceError):
        await office.restore_order(4360)


async def test_what_is_sold_can_be_read_and_written(venue: Venue) -> None:
    """Discounts, promo codes, colours, clients and seats of the samples come as values."""
    client = venue.client
    (discount,) = [found async for found in client.discounts([Where("deleted_at", operator=Operator.NULL)])]
    await venue.office.create_promo_code(discount.id, "SPRING", most_uses=5)
    codes = {found.code: found async for found in client.promo_codes([Where("discount_id", discount.id)])}
    assert codes["SPRING"].most_uses == 5
    await venue.office.update_promo_code(codes["SPRING"].id, "SUMMER")
    assert "SUMMER" in {found.code async for found in client.promo_codes()}
    await venue.office.upsert_client("new@example.com", name="Анна", surname="Петрова")
    assert "Анна" in {found.person.name async for found in client.clients()}
    assert len(await client.color_themes()) == 15
    dear = await client.seats(41, where=[Where("price", 1000, Operator.AT_LEAST)])
    assert {seat.zone_root_id for seat in (await client.seats(41)).values()} > {"VIP"}
    assert all("VIP" in key for key in dear)


async def test_an_evening_of_four_hundred_is_walked_through_in_order() -> None:
    """A filled show loads over several pages, and everybody stands once on the waiter's way."""
    venue = Venue(fill=400)
    show = (await venue.source.shows())[-1]
    guests, bookmark = await everybody(venue, show)
    assert len(guests) >= 400
    way = walking_order(
        guests.values(), lambda guest: Seat(guest.zone, guest.zone_name, guest.row, guest.place, guest.is_standing)
    )
    assert {guest.basket_id for guest in way} == set(guests)
    changes = await venue.source.changes(show, bookmark)
    assert changes.bookmark.last_order_id == bookmark.last_order_id
    await venue.close()
