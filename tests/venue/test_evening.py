"""A whole evening at a venue: doors, four hundred guests in ten minutes with the network gone for a while, start, interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.venue.arrivals import ArrivalRule, Moment
from kds.domain.venue.parties import Presence
from kds.domain.venue.verdicts import Word
from tests.builders import a_station
from tests.venue.world import OPTIONS, Gate, Vendor, VenueBoard

RULES = (
    ArrivalRule(name="Cold platter", endpoints=("Kitchen",), zones=frozenset({"VIP_TABLES"}), per_guests=2),
    ArrivalRule(
        name="Prosecco", endpoints=("Kitchen",), services=frozenset({"Interval: prosecco"}), moment=Moment.INTERVAL
    ),
)
SHOW = replace(OPTIONS, event_id=35, show_id=44, rules=RULES, interval_after=timedelta(minutes=60))
APART_SECONDS = 1.5


async def test_an_evening() -> None:
    """Nobody is let in twice, nobody's scan is lost, each VIP party rings once, and the interval comes up in time."""
    vendor = Vendor(fill=480)
    kitchen = await VenueBoard(vendor, a_station("Kitchen", "Kitchen"), SHOW).start()
    door = await Gate(vendor, replace(SHOW, gate="Door A")).start()
    show = door.desk.facts.show
    assert show is not None
    assert show.doors_at is not None
    assert show.starts_at is not None
    codes = sorted(await vendor.tickets(44))
    coming, late = codes[:400], codes[400:440]
    await vendor.pass_time((show.doors_at - vendor.clock.now()).total_seconds(), step=60)

    scanned: dict[str, datetime] = {}
    for number, code in enumerate(coming):
        door.line.is_cut = 100 <= number < 160  # ninety seconds
        assert (await door.scan(code)).word is Word.WELCOME
        scanned[code] = vendor.clock.now()
        await vendor.pass_time(APART_SECONDS)
        if number == 150:
            assert not door.desk.facts.is_online
            assert door.desk.facts.held >= 30
    assert (await door.scan(coming[0])).word is Word.ALREADY_IN
    await vendor.pass_time(300, step=5)
    rows = await vendor.tickets(44)
    wrong = [
        code
        for code, at in scanned.items()
        if datetime.fromisoformat(rows[code]["checked_at"]) != at.replace(microsecond=0)
    ]
    assert wrong == []
    assert (door.waiting, door.desk.facts.duplicates) == ((), ())
    assert door.desk.facts.counters.inside == 400

    parties = [party for party in kitchen.desk.facts.parties if party.zone == "VIP_TABLES"]
    arrived = [party for party in parties if party.presence is Presence.ARRIVED]
    assert arrived
    assert len(kitchen.board.cards) == len(arrived)
    assert sorted(kitchen.rang()) == sorted({card.key for card in kitchen.board.cards})

    until_hold = (show.starts_at - vendor.clock.now()).total_seconds() + 11 * 60
    await vendor.pass_time(until_hold, step=60)
    assert "don't plate" in kitchen.desk.facts.pacing
    for code in late:
        assert (await door.scan(code)).word is Word.WELCOME
        await vendor.pass_time(APART_SECONDS)
    await vendor.pass_time(180, step=5)
    assert kitchen.desk.facts.counters.inside == 440
    await vendor.pass_time((show.starts_at - vendor.clock.now()).total_seconds() + 45 * 60, step=60)
    due = [card for card in kitchen.board.cards if card.due_at is not None]
    assert len(due) == len(kitchen.desk.facts.picking) > 0
    assert {card.due_at for card in due} == {show.starts_at + timedelta(minutes=60)}
    await vendor.close()
