"""Scans at Qtickets: each code once, the first time kept, and nothing believed that was not said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from kds.domain.venue.reading import Scan, ScanEnd
from kds.errors import Busy, Missing, NotTheSource, Refused, Unreachable
from kds.sources.qtickets.gate import MOST_SCANS
from tests.adapters.qtickets_world import SHOW, World, body_of, good, moscow, order, refusal, ticket

CODE = "870000000001"


def evening(checked_at: str | None = None) -> World:
    """Give a venue with one paid guest."""
    return World(order(1, ticket(1, checked_at=checked_at)))


async def test_a_first_scan_is_recorded_with_its_time() -> None:
    """The guest's entry stands at Qtickets, in whole seconds by Moscow's clock, and the order did not move."""
    world = evening()
    outcome = await world.source().record_scan(SHOW, CODE, moscow(18, 41, 7).replace(microsecond=900_000))
    assert (outcome.end, outcome.checked_at) == (ScanEnd.RECORDED, moscow(18, 41, 7))
    assert world.orders[0]["baskets"][0]["checked_at"] == "2020-03-02T18:41:07+03:00"
    assert [request.method for request in world.asked] == ["GET", "POST"]
    assert world.asked[1].url.path == f"/api/rest/v1/shows/41/barcode/{CODE}"


async def test_a_guest_who_is_in_is_told_and_nothing_is_sent() -> None:
    """A code that another gate has scanned is not scanned over."""
    world = evening("2020-03-02T18:30:00+03:00")
    outcome = await world.source().record_scan(SHOW, CODE, moscow(18, 41))
    assert (outcome.end, outcome.checked_at) == (ScanEnd.ALREADY_IN, moscow(18, 30))
    assert [request.method for request in world.asked] == ["GET"]


@pytest.mark.parametrize(
    ("mode", "end", "held"),
    [
        ("keep_first", ScanEnd.ALREADY_IN, moscow(18, 30)),
        ("overwrite", ScanEnd.RECORDED, moscow(18, 41)),
        ("error", ScanEnd.ALREADY_IN, moscow(18, 30)),
    ],
)
async def test_a_gate_that_was_first_by_a_moment_is_noticed(mode: str, end: ScanEnd, held: Any) -> None:
    """Whatever a second scan does there, the time that Qtickets holds in the end decides."""
    world = evening()
    world.double_scan = mode

    def other_gate(request: httpx.Request) -> None:
        if request.method == "GET" and len(world.asked) == 1:
            world.orders[0]["baskets"][0]["checked_at"] = "2020-03-02T18:30:00+03:00"

    world.after = other_gate
    outcome = await world.source().record_scan(SHOW, CODE, moscow(18, 41))
    assert (outcome.end, outcome.checked_at) == (end, held)


async def test_a_scan_whose_answer_was_lost_raises_no_alarm_when_sent_again() -> None:
    """The line dies after the scan was stored: the next try finds its own time and calls nobody a second guest."""
    world = evening()
    source = world.source()

    def die(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadError("cut")

    world.after = die
    with pytest.raises(Unreachable) as caught:
        await source.record_scan(SHOW, CODE, moscow(18, 41))
    assert caught.value.sent
    outcome = await source.record_scan(SHOW, CODE, moscow(18, 41))
    assert outcome.end is ScanEnd.RECORDED
    assert [request.method for request in world.asked] == ["GET", "POST", "GET"]


async def test_a_batch_whose_answer_was_lost_raises_no_alarm_when_sent_again() -> None:
    """The same for a batch: sent again, it holds the very same times."""
    world = evening()
    source = world.source()

    def die(_request: httpx.Request) -> None:
        raise httpx.ReadError("cut")

    world.after = die
    with pytest.raises(Unreachable):
        await source.record_scans(SHOW, [Scan(CODE, moscow(18, 41))])
    world.after = lambda _request: None
    (outcome,) = await source.record_scans(SHOW, [Scan(CODE, moscow(18, 41))])
    assert outcome.end is ScanEnd.RECORDED


async def test_an_unknown_code_is_missing() -> None:
    """A code that the show does not have is told as such, before anything is sent."""
    world = evening()
    with pytest.raises(Missing):
        await world.source().record_scan(SHOW, "999", moscow(18))
    assert {request.method for request in world.asked} == {"GET"}


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        ({"success": True, "barcode": CODE, "checked_at": None}, ScanEnd.UNCONFIRMED),
        ({"success": False, "barcode": CODE, "checked_at": None}, ScanEnd.REFUSED),
        ({"success": False, "barcode": CODE, "checked_at": "2020-03-02T18:30:00+03:00"}, ScanEnd.ALREADY_IN),
        ({"data": {"success": True, "barcode": CODE, "checked_at": "2020-03-02T18:41:00+03:00"}}, ScanEnd.RECORDED),
    ],
)
async def test_only_the_time_that_was_sent_counts_as_recorded(reply: Any, end: ScanEnd) -> None:
    """A yes without a time is not a recorded scan, and a no is none."""
    world = evening()
    world.spoil = lambda request: good(reply) if request.method == "POST" else None
    assert (await world.source().record_scan(SHOW, CODE, moscow(18, 41))).end is end


async def test_an_answer_about_another_code_is_not_believed() -> None:
    """A mixed-up answer on the way lets nobody in and keeps nobody out."""
    world = evening()
    world.spoil = lambda _request: good({"success": True, "barcode": "1", "checked_at": "2020-03-02T18:41:00+03:00"})
    with pytest.raises(NotTheSource):
        await world.client.scan_status(41, CODE)
    with pytest.raises(NotTheSource):
        await world.gate.record_scan(41, CODE, moscow(18, 41))


@pytest.mark.parametrize(
    ("reply", "end"), [("list", ScanEnd.RECORDED), ("object", ScanEnd.UNCONFIRMED), ("empty", ScanEnd.UNCONFIRMED)]
)
async def test_held_scans_go_out_together(reply: str, end: ScanEnd) -> None:
    """Scans made without a network are sent as one list with their own times, the earliest first, each code once."""
    world = World(order(1, ticket(1), ticket(2)))
    world.batch_reply = reply
    scans = [
        Scan("870000000002", moscow(18, 42)),
        Scan(CODE, moscow(18, 41)),
        Scan("870000000002", moscow(18, 50)),
    ]
    outcomes = await world.source().record_scans(SHOW, scans)
    assert [(outcome.barcode, outcome.end) for outcome in outcomes] == [(CODE, end), ("870000000002", end)]
    assert body_of(world.asked[0]) == [
        {"barcode": CODE, "checked_at": "2020-03-02T18:41:00+03:00"},
        {"barcode": "870000000002", "checked_at": "2020-03-02T18:42:00+03:00"},
    ]
    assert (world.asked[0].method, world.asked[0].url.path) == ("POST", "/api/rest/v1/shows/41/barcodes")


async def test_two_entries_with_one_ticket_come_out_of_a_batch() -> None:
    """Where another gate was first, its time comes back and the scan is told as a second entry."""
    world = evening("2020-03-02T18:30:00+03:00")
    (outcome,) = await world.source().record_scans(SHOW, [Scan(CODE, moscow(18, 41))])
    assert (outcome.end, outcome.checked_at) == (ScanEnd.ALREADY_IN, moscow(18, 30))


@pytest.mark.parametrize("reply", ["null", '"ok"', "[5, null, {}]", '[{"barcode": "other", "success": true}]', "{}"])
async def test_any_answer_to_a_batch_is_taken_and_confirms_nothing_by_itself(reply: str) -> None:
    """The form of the answer is not documented: what it does not say is asked for afterwards."""
    world = evening()
    world.spoil = lambda _request: httpx.Response(200, text=reply, headers={"content-type": "application/json"})
    (outcome,) = await world.source().record_scans(SHOW, [Scan(CODE, moscow(18))])
    assert outcome.end is ScanEnd.UNCONFIRMED


async def test_a_batch_with_one_bad_row_can_be_halved_until_it_is_found() -> None:
    """A code that Qtickets can't take makes the whole batch busy; its halves show which one it is."""
    world = World(order(1, ticket(1), ticket(2), ticket(3)))
    source = world.source()
    waiting = [[Scan(code, moscow(18)) for code in (CODE, "poison", "870000000002", "870000000003")]]
    bad: list[str] = []
    while waiting:
        scans = waiting.pop()
        try:
            await source.record_scans(SHOW, scans)
        except Busy:
            half = len(scans) // 2
            if half:
                waiting += [scans[:half], scans[half:]]
            else:
                bad.append(scans[0].barcode)
    assert bad == ["poison"]
    assert all(row["checked_at"] for row in world.orders[0]["baskets"])


@pytest.mark.parametrize("count", [0, MOST_SCANS + 1])
async def test_a_batch_of_the_wrong_size_is_not_sent(count: int) -> None:
    """Nothing leaves the machine when there is nothing to send, or too much at once."""
    world = World()
    scans = [Scan(str(number), moscow(18) + timedelta(seconds=number)) for number in range(count)]
    with pytest.raises(Refused, match="1 to 50"):
        await world.source().record_scans(SHOW, scans)
    assert world.asked == []


@pytest.mark.parametrize(
    ("code", "path"), [("a/b", b"a%2Fb"), ("..", b"%2E%2E"), ("1?x#y", b"1%3Fx%23y"), ("\x1b", b"%1B")]
)
async def test_a_code_is_escaped_for_the_address(code: str, path: bytes) -> None:
    """Whatever a scanner reads, the request goes to that code."""
    world = World()
    with pytest.raises(Missing):
        await world.client.scan_status(41, code)
    assert world.asked[0].url.raw_path.split(b"/")[-1] == path


async def test_a_refusal_of_a_guest_who_is_not_in_stays_a_refusal() -> None:
    """A no to a first scan is passed on."""
    world = evening()
    world.spoil = lambda request: refusal(400, "VALIDATION_ERROR", "closed") if request.method == "POST" else None
    with pytest.raises(Refused, match="closed"):
        await world.source().record_scan(SHOW, CODE, moscow(18))
