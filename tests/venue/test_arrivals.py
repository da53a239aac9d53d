"""Guests come, the kitchen hears of it: one card a party, one bell, and what was begun stays until it was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.actions import press_undo
from kds.domain.actions.bumping import press_enter
from kds.domain.actions.carrying import press_carried
from kds.domain.actions.lines import press_start
from kds.domain.cards import LineKind
from kds.domain.intents import Intent
from kds.domain.terms import Status
from kds.domain.venue.arrivals import ArrivalRule, Moment
from kds.domain.venue.walk import walk_of
from tests.builders import a_station
from tests.venue.world import OPTIONS, Vendor, VenueBoard

FLOOR = [f"87510000000{n}" for n in range(4)]
PLATTER = ArrivalRule(name="Cold platter", endpoints=("Cold",), zones=frozenset({"dance_floor"}), per_guests=2)
PROSECCO = ArrivalRule(name="Welcome prosecco", endpoints=("Bar",), zones=frozenset({"DANCE_FLOOR"}))
WITH_RULES = replace(OPTIONS, rules=(PLATTER, PROSECCO))
COLD = a_station("Cold", "Cold")


async def arrive(vendor: Vendor, *codes: str) -> None:
    """Scan codes at a gate elsewhere; the board hears of it by a webhook's wake."""
    for code in codes:
        moment = vendor.clock.now().isoformat(timespec="seconds")
        await vendor.api("POST", f"/shows/41/barcode/{code}", {"checked_at": moment})


async def test_a_party_of_four_comes_in_two_halves_and_rings_once(far_vendor: Vendor) -> None:
    """Two guests come: one card, one bell, 2 of 4. The two others come later: 4 of 4, and no bell (acceptance e)."""
    vendor = far_vendor
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    assert cold.board.cards == ()
    await arrive(vendor, *FLOOR[:2])
    arrived_at = vendor.clock.now()
    cold.desk.wake(4363)
    await vendor.pass_time(3)
    card = cold.card()
    assert [(line.name, line.quantity) for line in card.lines] == [("Cold platter", Decimal(2))]
    assert (card.note, card.age_from) == ("2 of 4 in, local; standing x4", arrived_at)
    assert cold.rang() == [card.key]
    await vendor.pass_time(240)
    await arrive(vendor, *FLOOR[2:])
    cold.desk.wake(4363)
    await vendor.pass_time(3)
    assert (cold.card().note, cold.card().age_from) == ("4 of 4 in, local; standing x4", arrived_at)
    assert cold.rang() == [card.key]


async def test_a_scan_at_this_gate_is_an_arrival_too(vendor: Vendor) -> None:
    """The kitchen need not wait for the seller: a guest let in here has come."""
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    cold.line.is_cut = True
    await cold.desk.entrance.settle(cold.desk.entrance.judge(FLOOR[0]))
    await vendor.pass_time(2)
    assert cold.card().note == "1 of 4 in, local; standing x4"


async def test_what_is_done_with_local_lines_stays_here(vendor: Vendor) -> None:
    """A bumped party is gone from the board, after a restart as well, and the seller never hears of it."""
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    await arrive(vendor, *FLOOR)
    cold.desk.wake(4363)
    await vendor.pass_time(3)
    before = len([request for request in vendor.stand_in.requests if request.startswith("POST")])
    await cold.press(press_enter)
    await vendor.pass_time(1)
    assert cold.board.cards == ()
    await vendor.pass_time(10)
    assert cold.board.cards == ()
    assert cold.kitchen.outbox_view() == ()
    assert len([request for request in vendor.stand_in.requests if request.startswith("POST")]) == before
    again = await VenueBoard(vendor, COLD, WITH_RULES, store=cold.store, memory=cold.memory).start()
    assert again.board.cards == ()


async def test_cancelled_tickets_take_back_what_was_begun(far_vendor: Vendor) -> None:
    """The kitchen has started; the order is cancelled: its lines are struck through and stay until somebody has seen it (acceptance h)."""
    vendor = far_vendor
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    await arrive(vendor, *FLOOR)
    cold.desk.wake(4363)
    await vendor.pass_time(3)
    await cold.press(lambda board, card, now: press_start(board, card, None, now))
    await vendor.pass_time(5)
    assert [line.shown_status for line in cold.card().lines] == [Status.IN_PROGRESS]
    numbers: dict[str, list[int]] = {str(64005 + n): [] for n in range(4)}
    await vendor.api("DELETE", "/orders/4363/baskets", {"delete": {"baskets": numbers}})
    cold.desk.wake(4363)
    await vendor.pass_time(60)
    card = cold.card()
    assert [line.kind for line in card.lines] == [LineKind.VOID]
    assert card.unseen
    await cold.press(press_enter)
    await vendor.pass_time(5)
    assert cold.board.cards == ()


async def test_cancelled_tickets_that_nobody_began_with_just_go(vendor: Vendor) -> None:
    """Nobody has started: the card of a cancelled party goes by itself."""
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    await arrive(vendor, *FLOOR)
    cold.desk.wake(4363)
    await vendor.pass_time(3)
    numbers: dict[str, list[int]] = {str(64005 + n): [] for n in range(4)}
    await vendor.api("DELETE", "/orders/4363/baskets", {"delete": {"baskets": numbers}})
    cold.desk.wake(4363)
    await vendor.pass_time(10)
    assert cold.board.cards == ()


async def test_a_wish_is_known_before_the_guest_comes(vendor: Vendor) -> None:
    """A comment with an allergy word stands on the prep watch list until the whole party is in."""
    cold = await VenueBoard(vendor, COLD, WITH_RULES).start()
    facts = cold.desk.facts
    assert [(each.party.order_id, each.wish) for each in facts.watch] == [(4362, "Аллергия на орехи, no nuts please")]
    await arrive(vendor, "875196723453", "872900619969")
    cold.desk.wake(4362)
    await vendor.pass_time(3)
    assert cold.desk.facts.watch == ()


DRINKS = tuple(
    ArrivalRule(name=name, endpoints=("Bar",), services=frozenset({f"Interval: {name}"}), moment=Moment.INTERVAL)
    for name in ("prosecco", "lemonade", "cheese plate", "beer")
)
INTERVAL = replace(OPTIONS, event_id=35, show_id=44, rules=DRINKS, interval_after=timedelta(minutes=60))


async def until_the_interval(vendor: Vendor, bar: VenueBoard) -> datetime:
    """Let the evening pass until the interval's rows are on the board; give when the interval begins."""
    show = bar.desk.facts.show
    assert show is not None
    assert show.starts_at is not None
    await vendor.pass_time((show.starts_at - vendor.clock.now()).total_seconds() + 41 * 60, step=60)
    return show.starts_at + timedelta(minutes=60)


async def test_the_interval_comes_up_in_walking_order() -> None:
    """Twenty minutes before the interval each row of seats with pre-orders is a card that is due when it begins."""
    vendor = Vendor(fill=120)
    bar = await VenueBoard(vendor, a_station("Bar", "Bar"), INTERVAL).start()
    assert not bar.board.cards
    picking = bar.desk.facts.picking
    assert picking
    begins_at = await until_the_interval(vendor, bar)
    assert len(bar.board.cards) == len(picking)
    assert {card.due_at for card in bar.board.cards} == {begins_at}
    await vendor.close()


async def test_what_was_carried_stays_here_and_can_be_taken_back() -> None:
    """A row of seats is carried, taken back and carried again; the other rows wait, and the seller hears of nothing."""
    vendor = Vendor(fill=120)
    bar = await VenueBoard(vendor, a_station("Bar", "Bar"), INTERVAL).start()
    await until_the_interval(vendor, bar)
    walk = walk_of(bar.board, bar.kitchen.now())
    for step in ("carried", "taken back", "carried"):
        now = bar.kitchen.now()
        row = walk_of(bar.board, now)[0]
        outcome = (
            press_undo(bar.board, now) if step == "taken back" else press_carried(bar.board, row.stops, row.place, now)
        )
        assert isinstance(outcome, Intent), outcome
        assert await bar.kitchen.perform(outcome) is None
        await vendor.pass_time(3)
        assert walk_of(bar.board, bar.kitchen.now())[0].is_done is (step == "carried")
    assert not any(row.is_done for row in walk_of(bar.board, bar.kitchen.now())[1:])
    assert len(walk) > 1
    await vendor.pass_time(10)
    assert bar.kitchen.outbox_view() == ()
    assert not [request for request in vendor.stand_in.requests if request.startswith("POST")]
    await vendor.close()
