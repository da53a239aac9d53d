"""Scans at a gate, told to the seller: each once, at its true time, whatever happens to the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kds.domain.venue.verdicts import Alarm, Verdict, Word
from kds.errors import StateError
from kds.kitchen.ports import CommandState
from tests.venue.world import OPTIONS, Gate, Vendor, behind_proxies

CODE = "877076325904"
OTHER_CODE = "877344688530"
FLOOR = [f"87510000000{n}" for n in range(4)]
BIG_SHOW = replace(OPTIONS, event_id=35, show_id=44)


async def held_at(vendor: Vendor, code: str = CODE, show_id: int = 41) -> datetime | None:
    """Give when the seller says a ticket was scanned."""
    checked_at = (await vendor.tickets(show_id))[code]["checked_at"]
    return datetime.fromisoformat(checked_at) if checked_at else None


def posts(vendor: Vendor) -> list[str]:
    """Give the scans that reached the seller, one entry a request."""
    return [request for request in vendor.stand_in.requests if request.startswith("POST") and "barcode" in request]


async def test_a_scan_reaches_the_seller_with_its_own_time(vendor: Vendor) -> None:
    """A guest is welcome at once; after five seconds the seller holds the very second of the scan."""
    gate = await Gate(vendor).start()
    verdict = await gate.scan(f"{CODE}\r")
    scanned_at = vendor.clock.now()
    assert verdict.word is Word.WELCOME
    await vendor.pass_time(4)
    assert await held_at(vendor) is None
    await vendor.pass_time(3)
    held = await held_at(vendor)
    assert held is not None
    assert abs(held - scanned_at) <= timedelta(seconds=1)
    assert gate.waiting == ()


async def test_a_scan_can_be_taken_back_while_it_is_held(vendor: Vendor) -> None:
    """`u` within five seconds: the guest is expected again and the seller never hears of the scan."""
    gate = await Gate(vendor).start()
    await gate.scan(CODE)
    await vendor.pass_time(2)
    assert "taken back" in await gate.desk.entrance.undo()
    await vendor.pass_time(20)
    assert posts(vendor) == []
    assert (await gate.scan(CODE)).word is Word.WELCOME


async def test_a_scan_that_was_sent_is_not_taken_back(vendor: Vendor) -> None:
    """After it was sent `u` says who can still do it, and the guest stays in."""
    gate = await Gate(vendor).start()
    await gate.scan(CODE)
    await vendor.pass_time(10)
    assert "organiser" in await gate.desk.entrance.undo()
    assert (await gate.scan(CODE)).word is Word.ALREADY_IN


async def test_an_offline_scan_can_be_taken_back_after_minutes(vendor: Vendor) -> None:
    """As long as a scan lies in the outbox untouched, it can be taken back."""
    gate = await Gate(vendor).start()
    gate.line.is_cut = True
    await vendor.pass_time(30)
    await gate.scan(CODE)
    waited = 0
    while gate.waiting[0].attempts == 0 and waited < 4:
        await vendor.pass_time(1)
        waited += 1
    assert "taken back" in await gate.desk.entrance.undo()
    gate.line.is_cut = False
    await vendor.pass_time(90)
    assert posts(vendor) == []


async def test_the_same_code_twice_in_a_moment_is_one_scan(vendor: Vendor) -> None:
    """A bouncing scanner is welcomed twice and counted once; four seconds later it is a second guest."""
    gate = await Gate(vendor).start()
    await gate.scan(CODE)
    await vendor.pass_time(0.2)
    bounced = await gate.scan(CODE)
    assert (bounced.word, bounced.is_bounce) == (Word.WELCOME, True)
    assert len(gate.waiting) == 1
    await vendor.pass_time(4)
    assert (await gate.scan(CODE)).word is Word.ALREADY_IN
    await vendor.pass_time(10)
    assert len(posts(vendor)) == 1


async def test_a_guest_who_came_through_another_gate_is_already_in(vendor: Vendor) -> None:
    """Scans of other gates are read every few minutes while the doors are open."""
    gate = await Gate(vendor).start()
    moment = vendor.clock.now().isoformat(timespec="seconds")
    await vendor.api("POST", f"/shows/41/barcode/{CODE}", {"checked_at": moment})
    await vendor.pass_time(OPTIONS.checked_every.total_seconds() + 5)
    verdict = await gate.scan(CODE)
    assert verdict.word is Word.ALREADY_IN
    assert gate.waiting == ()


async def test_an_answer_that_was_lost_makes_no_second_entry(vendor: Vendor) -> None:
    """The line dies after the scan was stored: looking again finds its own time, and nothing is listed as a clash."""
    gate = await Gate(vendor).start()
    gate.line.loses_answers = True
    await gate.scan(CODE)
    await vendor.pass_time(8)
    gate.line.loses_answers = False
    await vendor.pass_time(120)
    assert gate.waiting == ()
    assert gate.desk.facts.duplicates == ()
    assert len(posts(vendor)) == 1


async def test_scans_survive_a_stop_of_the_board(vendor: Vendor) -> None:
    """A board that is started again without a network knows who is in, and sends what it had not."""
    first = await Gate(vendor).start()
    first.line.is_cut = True
    await vendor.pass_time(10)
    at = vendor.clock.now()
    await first.scan(CODE)
    await first.stop()
    vendor.gates.clear()
    await vendor.pass_time(60)
    second = Gate(vendor, store=first.store, memory=first.memory)
    second.line.is_cut = True
    await second.start()
    assert second.desk.facts.from_disk
    assert (await second.scan(CODE)).word is Word.ALREADY_IN
    assert (await second.scan(OTHER_CODE)).word is Word.WELCOME
    second.line.is_cut = False
    await vendor.pass_time(120)
    assert await held_at(vendor) == at
    assert second.waiting == ()


@pytest.mark.parametrize("double_scan", ["keep_first", "overwrite", "error"])
async def test_one_code_at_two_gates_without_a_network_is_one_clash(double_scan: str) -> None:
    """Both gates let the guest in; back in the network one entry is listed and the first time stays (acceptance b)."""
    async with behind_proxies(double_scan=double_scan) as vendor:
        a = await Gate(vendor).start()
        b = await Gate(vendor, replace(OPTIONS, gate="Door B")).start()
        a.line.is_cut = b.line.is_cut = True
        await vendor.pass_time(10)
        first_at = vendor.clock.now()
        assert (await a.scan(CODE)).word is Word.WELCOME
        await vendor.pass_time(20)
        assert (await b.scan(CODE)).word is Word.WELCOME
        a.line.is_cut = False
        await vendor.pass_time(90)
        b.line.is_cut = False
        await vendor.pass_time(300)
        clashes = [*a.desk.facts.duplicates, *b.desk.facts.duplicates]
        assert [(clash.gate, clash.elsewhere_at) for clash in clashes] == [("Door B", first_at)]
        assert [row.state for row in (*a.waiting, *b.waiting)] == [CommandState.PARKED]
        assert await held_at(vendor) == first_at


async def test_a_clash_holds_back_no_other_guest(vendor: Vendor) -> None:
    """With one entry parked for the manager the next guests' scans still go out."""
    gate = await Gate(vendor).start()
    gate.line.is_cut = True
    await vendor.pass_time(10)
    await gate.scan(CODE)
    moment = vendor.clock.now() + timedelta(seconds=1)
    await vendor.api("POST", f"/shows/41/barcode/{CODE}", {"checked_at": moment.isoformat(timespec="seconds")})
    gate.line.is_cut = False
    await vendor.pass_time(90)
    assert [row.state for row in gate.waiting] == [CommandState.PARKED]
    await gate.scan(OTHER_CODE)
    await vendor.pass_time(20)
    assert await held_at(vendor, OTHER_CODE) is not None
    assert gate.desk.facts.refused == 1


@pytest.mark.parametrize("batch_reply", ["list", "object", "empty"])
async def test_300_scans_with_the_network_cut_for_90_seconds(batch_reply: str) -> None:
    """Every ticket is scanned once at the seller, to the second, and no alarm is missing meanwhile (acceptance a)."""
    async with behind_proxies(fill=400, batch_reply=batch_reply) as vendor:
        gate = await Gate(vendor, BIG_SHOW).start()
        codes = sorted(await vendor.tickets(44))[:300]
        scanned: dict[str, datetime] = {}
        for number, code in enumerate(codes):
            gate.line.is_cut = 100 <= number < 190
            verdict = await gate.scan(code)
            assert verdict.word is Word.WELCOME
            scanned[code] = vendor.clock.now()
            await vendor.pass_time(1)
            if number % 50 == 25:
                again = await gate.scan(codes[number - 20])
                assert (again.word, again.alarm) == (Word.ALREADY_IN, Alarm.STOP)
        await vendor.pass_time(180)
        rows = await vendor.tickets(44)
        late = {
            code: rows[code]["checked_at"]
            for code, at in scanned.items()
            if not rows[code]["checked_at"]
            or abs(datetime.fromisoformat(rows[code]["checked_at"]) - at) > timedelta(seconds=1)
        }
        assert late == {}
        assert (gate.waiting, gate.desk.facts.duplicates) == ((), ())
        single = [request for request in posts(vendor) if "/barcode/" in request]
        batches = [request for request in posts(vendor) if request.endswith("/barcodes")]
        assert batches
        assert len(single) == len(set(single))
        assert len(single) + len(batches) <= 300
        assert gate.desk.facts.counters.inside == 300


@pytest.mark.parametrize("batch_mode", ["per_row", "all_or_nothing"])
async def test_one_code_that_the_seller_dropped_spoils_no_batch(batch_mode: str) -> None:
    """Of five held scans one ticket was cancelled meanwhile: the four others arrive, the one is parked."""
    vendor = Vendor(batch_mode=batch_mode)
    gate = await Gate(vendor).start()
    gate.line.is_cut = True
    await vendor.pass_time(10)
    for code in (*FLOOR, CODE):
        assert (await gate.scan(code)).word is Word.WELCOME
    await vendor.api("DELETE", "/orders/4360/baskets", {"delete": {"baskets": {"63993": []}}})
    gate.line.is_cut = False
    await vendor.pass_time(120)
    rows = await vendor.tickets(41)
    assert all(rows[code]["checked_at"] for code in FLOOR)
    assert [row.state for row in gate.waiting] == [CommandState.PARKED]
    await vendor.close()


async def test_a_scan_that_breaks_every_request_is_found_out() -> None:
    """A poisoned code makes its batch fail; the others arrive, the poisoned one waits for a person."""
    vendor = Vendor(poison=(FLOOR[1],))
    gate = await Gate(vendor).start()
    gate.line.is_cut = True
    await vendor.pass_time(10)
    for code in FLOOR:
        await gate.scan(code)
    gate.line.is_cut = False
    await vendor.pass_time(300)
    rows = await vendor.tickets(41)
    assert [code for code in FLOOR if not rows[code]["checked_at"]] == [FLOOR[1]]
    assert [row.state for row in gate.waiting] == [CommandState.PARKED]
    await vendor.close()


async def test_a_clock_seven_minutes_wrong_tells_true_times(vendor: Vendor) -> None:
    """A gate whose own clock is seven minutes fast tells the seller the seller's time."""
    vendor.skew = -timedelta(minutes=7)
    gate = await Gate(vendor).start()
    await gate.scan(CODE)
    true_at = vendor.clock.now() + vendor.skew
    await vendor.pass_time(10)
    held = await held_at(vendor)
    assert held is not None
    assert abs(held - true_at) <= timedelta(seconds=1)


async def test_a_ticket_bought_a_minute_ago_is_asked_about(vendor: Vendor) -> None:
    """A code that the list does not have is looked up before anybody is refused."""
    gate = await Gate(vendor).start()
    form = {
        "event_id": 33,
        "client": {"email": "late@example.org", "details": {"name": "Late", "surname": "Guest"}},
        "baskets": [{"show_id": 41, "seat_id": "DANCE_FLOOR-1;1", "client_name": "Late", "client_surname": "Guest"}],
    }
    bought = await vendor.api("POST", "/orders", {"data": form})
    await vendor.control("POST", "/__control/payments", {"order_id": bought["data"]["id"]})
    code = (await vendor.api("GET", f"/orders/{bought['data']['id']}"))["data"]["baskets"][0]["barcode"]
    asking = gate.desk.entrance.judge(code)
    assert asking.word is Word.ASK
    verdict: Verdict = await gate.desk.entrance.settle(asking)
    assert (verdict.word, verdict.admission is not None and verdict.admission.order_id) == (
        Word.WELCOME,
        bought["data"]["id"],
    )


async def test_a_code_that_nobody_knows_is_refused_after_asking(vendor: Vendor) -> None:
    """What the seller does not know either is unknown; without a network it is so at once."""
    gate = await Gate(vendor).start()
    assert (await gate.scan("875555555555")).word is Word.UNKNOWN_CODE
    gate.line.is_cut = True
    await vendor.pass_time(15)
    offline = gate.desk.entrance.judge("875555555555")
    assert offline.word is Word.UNKNOWN_CODE
    assert offline.list_at is not None


async def test_an_entry_that_the_disk_refuses_is_said(vendor: Vendor) -> None:
    """The guest is let in, but the door says that nothing was written down."""
    gate = await Gate(vendor).start()
    gate.store.broken = StateError("The disk is full.")
    verdict = await gate.scan(CODE)
    assert (verdict.word, verdict.alarm) == (Word.WELCOME, Alarm.LOOK)
    assert verdict.trouble == "The disk is full."
