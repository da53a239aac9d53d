"""Parties, what their coming asks of the kitchen, and the numbers of an evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.order import Order
from kds.domain.terms import Status
from kds.domain.venue.admission import Admission, AdmissionState, Service
from kds.domain.venue.admission_list import AdmissionList
from kds.domain.venue.arrivals import (
    ArrivalRule,
    LocalStatus,
    Moment,
    PairKey,
    arrival_order,
    expected_portions,
    is_open,
)
from kds.domain.venue.choosing import STAYS, chosen_show, doors_are_open
from kds.domain.venue.counters import count, is_late_hold, pacing_words
from kds.domain.venue.entries import Entries, Entry
from kds.domain.venue.facts import prep_watch
from kds.domain.venue.parties import Party, Presence, place_words, short_name, title_of
from kds.domain.venue.picking import picking_list, picking_order
from kds.domain.venue.searching import GuestSearch, place_of
from tests.builders import at
from tests.unit.domain.venues import SHOW, a_party, a_ticket, gone

PLATTER = ArrivalRule(name="Cold platter", endpoints=("Kitchen",), zones=frozenset({"stalls"}), per_guests=2)
PROSECCO = ArrivalRule(name="Welcome prosecco", endpoints=("Bar L",), tariffs=frozenset({"VIP"}))
DESSERT = ArrivalRule(name="Dessert", endpoints=("Kitchen",), services=frozenset({"Dessert"}))
BEER = ArrivalRule(name="Beer", endpoints=("Bar L",), services=frozenset({"Beer"}), moment=Moment.INTERVAL)


def order_of(party: Party, *rules: ArrivalRule, progress: dict[PairKey, LocalStatus] | None = None) -> Order | None:
    return arrival_order(party, rules or (PLATTER,), progress or {})


def lines(order: Order | None) -> list[tuple[str, Decimal]]:
    return [(item.name, item.amount) for item in order.items] if order is not None else []


def test_a_party_is_one_order_in_one_zone() -> None:
    """Four tickets of an order, one of them on the balcony: two parties; the unpaid one counts for neither."""
    tickets = (
        a_ticket(1),
        a_ticket(2, checked_at=at("18:40")),
        a_ticket(3, zone="BALCONY", zone_name="Balcony", row="1"),
        a_ticket(4, state=AdmissionState.UNPAID),
        a_ticket(5, order=4361),
    )
    stalls, balcony = a_party(*tickets), a_party(tickets[2], *tickets)
    assert (stalls.expected, stalls.arrived, stalls.presence) == (2, 1, Presence.ARRIVED)
    assert (stalls.seats, stalls.row, place_words(stalls)) == (("3;1", "3;2"), "3", "row 3 seats 1, 2")
    assert (balcony.expected, balcony.presence) == (1, Presence.EXPECTED)
    assert stalls.key != balcony.key


def test_local_and_remote_arrivals_are_told_apart() -> None:
    """A guest let in here counts at once and as ours alone, until the seller says so too."""
    entries = Entries([Entry("870000000001", at("18:41"), "A")])
    party = a_party(a_ticket(1), a_ticket(2, checked_at=at("18:40")), entries=entries)
    assert (party.arrived, party.here_only, party.first_at) == (2, 1, at("18:40"))
    confirmed = a_party(a_ticket(1, checked_at=at("18:41")), entries=entries)
    assert (confirmed.arrived, confirmed.here_only) == (1, 0)


@pytest.mark.parametrize(("sees_names", "title"), [(True, "Novak A. ×2"), (False, "N.A. ×2")])
def test_a_title_shows_what_the_station_may_see(sees_names: bool, title: str) -> None:
    """Initials unless names may be seen; an order number where there is no name."""
    assert title_of(a_party(a_ticket(1), a_ticket(2)), sees_names=sees_names) == title
    assert title_of(a_party(a_ticket(1, name="", initials="")), sees_names=sees_names) == "Order 4360"
    assert title_of(a_party(a_ticket(1, None, name="", initials="")), sees_names=sees_names) == "Guest"


@pytest.mark.parametrize(
    ("name", "short"), [("Novak Anna", "Novak A."), ("Anna", "Anna"), ("", ""), ("van Dam Eva", "van Dam E.")]
)
def test_a_name_is_shortened(name: str, short: str) -> None:
    """The surname and the first letter of the name."""
    assert short_name(name) == short


def test_guests_who_stand_are_counted_not_placed() -> None:
    """Four tickets with one seat key are four guests who stand."""
    floor = [a_ticket(number, row=None, place=None, is_standing=True) for number in range(1, 5)]
    party = a_party(*floor)
    assert (party.standing, party.seats, place_words(party)) == (4, (), "standing ×4")
    assert place_of(floor[0]) == "Stalls standing"


def test_nothing_is_made_before_a_party_comes() -> None:
    """An expected party has no lines yet, but they are counted as expected."""
    party = a_party(a_ticket(1), a_ticket(2), a_ticket(3))
    assert order_of(party) is None
    assert expected_portions((party,), (PLATTER,)) == (("Cold platter", Decimal(2)),)


def test_the_first_guest_brings_the_whole_partys_lines() -> None:
    """One of three comes: two platters for three guests, their age from the arrival; the others change only the count."""
    first = a_party(a_ticket(1, checked_at=at("18:41")), a_ticket(2), a_ticket(3))
    all_in = a_party(*(a_ticket(number, checked_at=at(f"18:4{number}")) for number in (1, 2, 3)))
    before, after = order_of(first), order_of(all_in)
    assert before is not None
    assert after is not None
    assert (lines(before), before.processed_at, before.note) == (
        [("Cold platter", Decimal(2))],
        at("18:41"),
        "1 of 3 in, local; row 3 seats 1, 2, 3",
    )
    assert replace(after, note="1 of 3 in, local; row 3 seats 1, 2, 3") == before
    assert after.note == "3 of 3 in, local; row 3 seats 1, 2, 3"


def test_rules_meet_zone_tariff_and_service() -> None:
    """A rule of another zone gives nothing; one for a tariff counts its guests, one for a service what was sold."""
    party = a_party(
        a_ticket(1, tariff="vip", checked_at=at("18:41"), services=(Service("dessert", 2),)),
        a_ticket(2, tariff="child"),
    )
    elsewhere = replace(PLATTER, zones=frozenset({"BALCONY"}))
    once = replace(PLATTER, per_guests=0, zones=frozenset({"Stalls"}), name="Candle")
    assert lines(order_of(party, elsewhere, PROSECCO, DESSERT, once, BEER)) == [
        ("Welcome prosecco", Decimal(1)),
        ("Dessert", Decimal(2)),
        ("Candle", Decimal(1)),
    ]


def test_a_line_keeps_its_number_whatever_stands_beside_it() -> None:
    """Progress is remembered by the number of a rule, so a rule that gives nothing keeps its number."""
    party = a_party(a_ticket(1, tariff="vip", checked_at=at("18:41")))
    order = order_of(party, DESSERT, PROSECCO)
    assert order is not None
    assert [item.id for item in order.items] == [2]


def test_progress_is_this_installations_own() -> None:
    """A line that was served here is served on the board; the ticket it came from is as it was."""
    party = a_party(a_ticket(1, checked_at=at("18:41")))
    order = order_of(party)
    assert order is not None
    assert is_open(order)
    done = order_of(party, progress={PairKey(order.id, 1, "Kitchen"): LocalStatus(Status.SERVED, at("18:50"))})
    assert done is not None
    assert not is_open(done)


def test_a_cancelled_party_takes_back_what_was_begun() -> None:
    """Begun lines are taken back one by one; lines that nobody began with are simply not there."""
    cancelled = a_party(gone(1, checked_at=at("18:41")), gone(2))
    assert (cancelled.presence, order_of(cancelled)) == (Presence.CANCELLED, None)
    key = PairKey(f"qt:{cancelled.key}", 1, "Kitchen")
    order = order_of(cancelled, progress={key: LocalStatus(Status.IN_PROGRESS)})
    assert order is not None
    assert [(item.is_negative, item.amount) for item in order.items] == [(False, Decimal(1)), (True, Decimal(1))]
    assert order.items[1].takes_back is not None
    assert order.items[1].takes_back.item_id == 1


def test_a_table_is_a_row_of_a_zone_with_tables() -> None:
    """Only where the configuration says so a row becomes a table."""
    party = a_party(a_ticket(1, checked_at=at("18:41")))
    order = arrival_order(party, (PLATTER,), {}, table_zones=frozenset({"STALLS"}))
    assert order is not None
    assert order.table == "Stalls 3"
    plain = order_of(party)
    assert plain is not None
    assert plain.table is None


def test_the_wishes_that_matter_are_watched_until_all_are_in() -> None:
    """An allergy is on the list in whatever language it is written; a birthday is not."""
    allergic = a_party(a_ticket(1, comment="Аллергия на орехи"))
    birthday = a_party(a_ticket(2, 4361, comment="birthday, please a candle"))
    arrived = a_party(a_ticket(3, 4362, comment="allergic to nuts", checked_at=at("18:40")))
    assert [watch.party.order_id for watch in prep_watch((allergic, birthday, arrived))] == [4360]


def test_the_counters_of_an_evening() -> None:
    """In and sold per zone, arrivals of the last five and ten minutes, and who is missing."""
    parties = (
        a_party(a_ticket(1, checked_at=at("18:33")), a_ticket(2, checked_at=at("18:39"))),
        a_party(a_ticket(3, 4361)),
        a_party(a_ticket(4, 4362, zone="BALCONY", zone_name="Balcony", checked_at=at("18:10"))),
    )
    counters = count(parties, at("18:41"))
    assert [(zone.zone_name, zone.inside, zone.sold) for zone in counters.zones] == [
        ("Balcony", 1, 1),
        ("Stalls", 2, 3),
    ]
    assert (counters.inside, counters.sold, counters.remaining) == (3, 4, 1)
    assert (counters.last_5, counters.last_10, counters.parties_missing) == (1, 2, 1)


def test_the_pacing_strip_and_the_late_hold() -> None:
    """Before the start what is expected; ten minutes after it, that nothing is plated for those who are not in."""
    parties = (a_party(a_ticket(1, checked_at=at("18:39"))), a_party(a_ticket(2, 4361), a_ticket(3, 4361)))
    expected = expected_portions(parties, (PLATTER,))
    before = pacing_words(count(parties, at("18:41")), SHOW, at("18:41"), expected)
    assert before == "1/3 in · 1 in last 10 min · doors 18:30 · start 19:30 · expected Cold platter 1"
    late = pacing_words(count(parties, at("19:41")), SHOW, at("19:41"), expected)
    assert late.endswith("HOLD: 1 party not in, don't plate")
    assert [is_late_hold(SHOW, at(clock)) for clock in ("19:39:59", "19:40")] == [False, True]


def test_the_interval_is_walked_from_row_to_row() -> None:
    """Row 1 from left to right, row 2 back, those who stand last; nobody walks a row with nothing to bring."""
    beer = (Service("beer", 1),)
    seats = [("2", "3"), ("1", "9"), ("1", "10"), ("2", "1")]
    tickets = [a_ticket(number, row=row, place=place, services=beer) for number, (row, place) in enumerate(seats, 1)]
    tickets += [a_ticket(9, row="5"), a_ticket(10, row=None, place=None, is_standing=True, services=beer)]
    rows = picking_list([*tickets, gone(11, services=beer)], (PLATTER, BEER))
    assert [(row.row, [pick.seat for pick in row.picks]) for row in rows] == [
        ("1", ["9", "10"]),
        ("2", ["3", "1"]),
        (None, [""]),
    ]
    order = picking_order(1, rows[0], (PLATTER, BEER), at("20:30"), {})
    assert (order.ticket_name, order.due_at, lines(order)) == (
        "Stalls row 1",
        at("20:30"),
        [("Beer", Decimal(1)), ("Beer", Decimal(1))],
    )
    assert len({item.id for item in order.items}) == 2


def test_a_guest_is_found_by_name_order_and_seat() -> None:
    """Every word must fit; who is expected comes first; other shows and refunded tickets are not found."""
    admissions = AdmissionList(
        [
            a_ticket(1),
            a_ticket(2, checked_at=at("18:40")),
            a_ticket(3, 4361, name="Silva Eva"),
            a_ticket(4, show_id=42),
            gone(5),
        ]
    )
    search = GuestSearch(sees_names=False)

    def found(text: str) -> list[object]:
        return [each.key for each in search.find(text, 41, admissions, Entries())]

    assert found("nov") == [1, 2]
    assert (found("4361"), found("silva row 3"), found("novak 4361"), found("n")) == ([3], [3], [], [])


def test_the_show_that_is_on_is_chosen() -> None:
    """The one that is on, else the next, else the last; the one that was asked for and no other."""
    early = replace(SHOW, id=1, starts_at=at("10:00"), ends_at=at("12:00"))
    evening, late = replace(SHOW, id=2), replace(SHOW, id=3, starts_at=at("23:00"))
    shows = (late, early, evening)
    chosen = [chosen_show(shows, at(clock)) for clock in ("09:00", "19:00", "22:30")]
    assert [show.id if show else None for show in chosen] == [1, 2, 2]
    assert chosen_show(shows, at("19:00"), 99) is None
    assert chosen_show((early,), at("19:00")) == early
    assert chosen_show((early,), at("19:00") + STAYS) is None, "the guests of last week are nobody's any more"
    assert [doors_are_open(SHOW, at(clock)) for clock in ("18:29", "18:30", "23:30")] == [False, True, False]


tickets_of_an_order = st.lists(
    st.builds(
        lambda number, is_gone, minute: (gone if is_gone else a_ticket)(
            number, checked_at=at(f"18:{minute:02}") if minute is not None else None
        ),
        st.integers(1, 8),
        st.booleans(),
        st.none() | st.integers(0, 59),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda ticket: ticket.basket_id,
)


@given(tickets_of_an_order)
def test_a_partys_numbers_always_add_up(tickets: list[Admission]) -> None:
    """Never more in than expected, and never an arrival without a time."""
    party = a_party(*tickets)
    assert 0 <= party.arrived <= party.expected <= len(tickets)
    assert party.missing == party.expected - party.arrived
    assert party.arrived <= len(party.moments)
    assert list(party.moments) == sorted(party.moments)
    assert (party.presence is Presence.CANCELLED) is (party.expected == 0)
    assert party.with_one_more(at("19:00") + timedelta(0)).arrived <= max(party.expected, 0)
