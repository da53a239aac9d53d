"""How the list is kept up to date, and what must never change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx

from kds.domain.connection import Link
from kds.domain.venue.verdicts import Word
from kds.errors import StateError
from kds.sources.qtickets.webhook import read_webhook, verify_webhook
from tests.builders import a_station
from tests.venue.lines import LongLine
from tests.venue.world import OPTIONS, Gate, Vendor, VenueBoard

CODE = "877076325904"
SECRET = "SuperSecret"


class Post(httpx.AsyncBaseTransport):
    """Takes the vendor's webhooks; keeps them."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = request.headers
        self.taken.append((await request.aread(), headers.get("X-Event-Type", ""), headers.get("X-Signature", "")))
        return httpx.Response(200)


def hear(gate: Gate, raw: bytes, event_type: str, signature: str) -> bool:
    """Do with a webhook what a listener does: check it, then wake the desk."""
    wake = read_webhook(raw, event_type) if verify_webhook(raw, signature, SECRET) else None
    if wake is not None:
        gate.desk.wake(wake.order_id)
    return wake is not None


async def test_a_proxy_that_strips_bodies_stops_the_venue_and_nothing_else(far_vendor: Vendor) -> None:
    """The canary finds it: a clear sentence on the venue's screens, and the till's orders go on (acceptance f)."""
    board = VenueBoard(far_vendor, a_station())
    assert isinstance(board.line, LongLine)
    board.line.proxy.change(strip_get_bodies=True)
    await board.start()
    assert "Something on the way strips it" in board.desk.facts.trouble
    assert board.desk.facts.show is None
    sides = dict(board.board.sides)
    assert sides["qtickets"].link is Link.OFFLINE
    assert board.board.connection.link is Link.LIVE
    board.line.proxy.change(strip_get_bodies=False)
    await far_vendor.pass_time(70)
    assert board.desk.facts.trouble == ""
    assert board.desk.facts.show is not None


async def test_a_wrong_token_is_told(vendor: Vendor) -> None:
    """The seller says no to the token: the sentence says so, nothing is hammered."""
    vendor.stand_in.credentials = ("another",)
    gate = await Gate(vendor).start()
    asked = len(vendor.stand_in.requests)
    assert gate.desk.facts.trouble
    await vendor.pass_time(50)
    assert len(vendor.stand_in.requests) == asked


async def test_scans_wait_while_the_venue_is_stopped(vendor: Vendor) -> None:
    """With a list at hand guests still come in; their scans are held until the way is clear."""
    gate = await Gate(vendor).start()
    gate.line.is_cut = True
    await vendor.pass_time(15)
    await vendor.control("POST", "/__control/faults", [{"match": "GET *", "strip_body": True, "times": 5000}])
    gate.line.is_cut = False
    await vendor.pass_time(30)
    assert "Something on the way strips it" in gate.desk.facts.trouble
    assert (await gate.scan(CODE)).word is Word.WELCOME
    await vendor.pass_time(30)
    held = len(gate.waiting)
    assert held == 1
    await vendor.control("DELETE", "/__control/faults")
    await vendor.pass_time(150)
    assert gate.waiting == ()


async def test_a_new_order_comes_with_the_next_changes(vendor: Vendor) -> None:
    """A ticket that is sold at the box office is on the list within seconds, without asking."""
    gate = await Gate(vendor).start()
    before = gate.desk.facts.counters.sold
    form = {
        "event_id": 33,
        "client": {"email": "late@example.org", "details": {"name": "Late", "surname": "Guest"}},
        "baskets": [{"show_id": 41, "seat_id": "DANCE_FLOOR-1;1", "client_name": "Late", "client_surname": "Guest"}],
    }
    bought = await vendor.api("POST", "/orders", {"data": form})
    await vendor.control("POST", "/__control/payments", {"order_id": bought["data"]["id"]})
    await vendor.pass_time(15)
    assert gate.desk.facts.counters.sold == before + 1


async def test_a_cancelled_ticket_is_called_cancelled(vendor: Vendor) -> None:
    """The seller takes the code away with the ticket; the door still knows what it was."""
    gate = await Gate(vendor).start()
    await vendor.api("DELETE", "/orders/4360/baskets", {"delete": {"baskets": {"63993": []}}})
    await vendor.pass_time(70)
    assert (await gate.scan(CODE)).word is Word.CANCELLED


async def test_a_ticket_of_another_evening_is_told_by_its_date(vendor: Vendor) -> None:
    """The other dates of the event are known: the door says for when the ticket is."""
    gate = await Gate(vendor).start()
    verdict = await gate.scan("875400000032")
    assert (verdict.word, verdict.other_show and verdict.other_show.id) == (Word.WRONG_DATE, 42)


async def test_replayed_hooks_change_nothing() -> None:
    """A webhook only has its order read again: the same one ten times, late and out of order, changes nothing."""
    post = Post()
    vendor = Vendor(hook_transport=post, hooks=[{"url": "http://door.local/", "secret": SECRET}])
    gate = await Gate(vendor).start()
    moment = vendor.clock.now().isoformat(timespec="seconds")
    await vendor.api("POST", f"/shows/41/barcode/{CODE}", {"checked_at": moment})
    await vendor.stand_in.hooks.settle()
    assert post.taken
    for raw, event_type, signature in post.taken * 10:
        assert hear(gate, raw, event_type, signature)
    await vendor.pass_time(5)
    assert (await gate.scan(CODE)).word is Word.ALREADY_IN
    facts = gate.desk.facts
    for raw, event_type, signature in post.taken * 10:
        hear(gate, raw, event_type, signature)
    await vendor.pass_time(5)
    assert replace(gate.desk.facts, list_at=facts.list_at) == facts
    await vendor.close()


async def test_forged_hooks_change_nothing(vendor: Vendor) -> None:
    """A wrong signature wakes nobody; even a true one can't bring in what the seller does not say."""
    gate = await Gate(vendor).start()
    facts = gate.desk.facts
    forged = b'{"id": 4360, "payed": true, "checked_basket": {"id": 63993, "checked_at": "2019-08-02T18:50:00+03:00"}}'
    assert not hear(gate, forged, "checked", "0" * 40)
    gate.desk.wake(4360)
    gate.desk.wake(999_999)
    await vendor.pass_time(5)
    assert replace(gate.desk.facts, list_at=facts.list_at) == facts
    assert (await gate.scan(CODE)).word is Word.WELCOME


async def test_a_flood_of_hooks_costs_no_more_than_the_budget(vendor: Vendor) -> None:
    """Two thousand wakes: one order a second is read, and the list as a whole once."""
    gate = await Gate(vendor).start()
    asked = len(vendor.stand_in.requests)
    for number in range(2000):
        gate.desk.wake(number)
    await vendor.pass_time(10)
    assert len(vendor.stand_in.requests) - asked <= 20


async def test_an_offline_venue_shows_the_kept_list(vendor: Vendor) -> None:
    """Started without a network, the door has the list of the last run and says how old it is."""
    first = await Gate(vendor).start()
    at = first.desk.facts.list_at
    await first.stop()
    vendor.gates.clear()
    second = Gate(vendor, memory=first.memory)
    second.line.is_cut = True
    await second.start()
    facts = second.desk.facts
    assert (facts.from_disk, facts.counters.sold) == (True, first.desk.facts.counters.sold)
    assert at is not None
    assert facts.list_at is not None
    assert timedelta(0) <= at - facts.list_at <= timedelta(minutes=1)
    assert second.desk.connection(unsent=0, parked=0).link is Link.OFFLINE


async def test_the_pacing_strip_counts(vendor: Vendor) -> None:
    """The chef reads how many are in, how fast they come, and when the show begins."""
    gate = await Gate(vendor).start()
    await gate.scan(CODE)
    await vendor.pass_time(2)
    facts = gate.desk.facts
    # the guest of order 4367 came nine minutes before
    assert facts.pacing.startswith(f"2/{facts.counters.sold} in · 2 in last 10 min · doors 18:30 · start 19:30")
    await vendor.pass_time(timedelta(minutes=62).total_seconds(), step=60)
    assert "HOLD" in gate.desk.facts.pacing
    assert gate.desk.facts.late_hold


async def test_the_next_evening_is_taken_up_by_itself(vendor: Vendor) -> None:
    """A board that runs for days: after the show the next one is read, and its tickets are welcome."""
    gate = await Gate(vendor, replace(OPTIONS, show_id=None)).start()
    show = gate.desk.facts.show
    assert (show and show.id, (await gate.scan("875400000032")).word) == (41, Word.WRONG_DATE)
    await vendor.pass_time(timedelta(hours=23).total_seconds(), step=900)
    show = gate.desk.facts.show
    assert show is not None
    assert show.id == 42
    assert (await gate.scan("875400000032")).word is Word.WELCOME
    assert (await gate.scan(CODE)).word in (Word.ASK, Word.UNKNOWN_CODE, Word.WRONG_DATE)


async def test_a_station_without_the_right_has_no_names(vendor: Vendor) -> None:
    """What goes to the board holds initials; only a station that may see names gets them."""
    plain = await Gate(vendor).start()
    named = await Gate(vendor, replace(OPTIONS, sees_names=True)).start()
    assert {party.name for party in plain.desk.facts.parties} == {""}
    assert {party.initials for party in plain.desk.facts.parties} != {""}
    assert any(party.name for party in named.desk.facts.parties)
    assert "Петров" not in repr(named.desk.facts)


async def test_one_order_that_can_not_be_read_stops_nothing(vendor: Vendor) -> None:
    """A hook names an order whose answer is garbage: it is skipped, and the list goes on."""
    gate = await Gate(vendor).start()
    await vendor.control("POST", "/__control/faults", [{"match": "GET */orders/4360", "html": True, "status": 200}])
    gate.desk.wake(4360)
    await vendor.pass_time(5)
    facts = gate.desk.facts
    assert (facts.trouble, facts.is_online) == ("", True)


async def test_a_disk_that_is_full_stops_no_verdict(vendor: Vendor) -> None:
    """The list can't be kept for the next start; guests come in all the same."""
    gate = Gate(vendor)

    async def full(*_: object, **__: object) -> None:
        raise StateError("The disk is full.")

    gate.memory.keep_admissions = full  # type: ignore[method-assign]
    await gate.start()
    assert gate.desk.facts.counters.sold == 15
    assert (await gate.scan(CODE)).word is Word.WELCOME


async def test_a_show_that_is_set_up_late_is_found(vendor: Vendor) -> None:
    """While the last known show is over it is looked every minute whether there is another one."""
    vendor.clock.advance(timedelta(days=30).total_seconds())
    gate = await Gate(vendor, replace(OPTIONS, event_id=None, show_id=None)).start()
    made = await vendor.control("POST", "/__control/shows", {"tickets": 40})
    await vendor.pass_time(75)
    facts = gate.desk.facts
    assert facts.show is not None
    assert (facts.show.id, facts.counters.sold) == (made["show_id"], 40)
