"""Where guests sit and the way a waiter walks to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.venue.seats import Seat, find_seat, natural, seat_of_key, walking_order

PARTS = st.text(st.characters(exclude_characters="-;", exclude_categories=["Cs"]), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("key", "zone", "row", "place"),
    [
        ("CENTER_PARTERRE-21;12", "CENTER_PARTERRE", "21", "12"),
        ("VIP-BOX-A;17а", "VIP-BOX", "A", "17а"),
        ("DANCE-1;1", "DANCE", "1", "1"),
        ("Ложа 3-б;2", "Ложа 3", "б", "2"),
    ],
)
def test_a_seat_key_names_zone_row_and_place(key: str, zone: str, row: str, place: str) -> None:
    """The last hyphen begins the row, so a zone may hold hyphens; letters in rows and places stay."""
    assert seat_of_key(key) == Seat(zone, zone, row, place)


@given(st.text(max_size=8), PARTS, PARTS, PARTS)
def test_every_key_of_the_grammar_comes_apart_again(before: str, zone: str, row: str, place: str) -> None:
    """Whatever the zone is called, its row and place are found."""
    assert seat_of_key(f"{before}{zone}-{row};{place}") == Seat(before + zone, before + zone, row, place)


@pytest.mark.parametrize("key", ["", "STANDING", "A-1", "A;1", "-1;2", "A-;2", "A-1;"])
def test_what_is_no_seat_key_is_not_guessed(key: str) -> None:
    """A key of another form has no row."""
    assert seat_of_key(key) is None


def test_the_plan_of_the_hall_comes_before_the_grammar() -> None:
    """A zone has the name that the hall gives it; without the hall its key, without a key what the ticket says."""
    plan = {"P-1;2": Seat("P", "Stalls", "1", "2")}
    assert find_seat("P-1;2", plan).zone_name == "Stalls"
    assert find_seat("P-1;3", plan) == Seat("P", "P", "1", "3")
    assert find_seat("?", plan, "Right stalls: row 1, seat 6") == Seat("Right stalls", "Right stalls")
    assert find_seat("?", plan, "Dance floor") == Seat("Dance floor", "Dance floor")
    assert find_seat("?", plan) == Seat("?", "?")


def test_numbers_sort_by_value_and_letters_behind_them() -> None:
    """Seat 2 is before seat 10, and 17а right behind 17."""
    assert sorted(["10", "17а", "2", "17", "1", "18"], key=natural) == ["1", "2", "10", "17", "17а", "18"]
    assert natural("9" * 10_000) > natural("8" * 10_000)
    assert natural(None) == natural("")


def seats(*keys: str) -> list[Seat]:
    return [seat for key in keys if (seat := seat_of_key(key))]


def walked(*things: Seat, zones: tuple[str, ...] = ()) -> list[str]:
    return [f"{seat.zone}{seat.row or ''}.{seat.place or ''}" for seat in walking_order(things, lambda one: one, zones)]


def test_a_waiter_turns_at_the_end_of_each_row() -> None:
    """Row 1 is walked up, row 2 down; a row without guests is not walked, and each zone begins anew."""
    guests = seats("B-1;2", "A-1;10", "A-4;1", "A-2;5", "A-1;2", "A-2;11", "A-4;3", "B-1;1")
    assert walked(*guests) == ["A1.2", "A1.10", "A2.11", "A2.5", "A4.1", "A4.3", "B1.1", "B1.2"]


def test_zones_come_in_the_order_wished() -> None:
    """The zone that is served first is walked first; one that nobody named comes by its name."""
    guests = seats("A-1;1", "VIP-1;1", "B-1;1")
    assert walked(*guests, zones=("VIP",)) == ["VIP1.1", "A1.1", "B1.1"]


def test_guests_who_stand_come_last_in_their_zone() -> None:
    """Those with seats are served first; the others stand somewhere."""
    standing = Seat("A", "A", "1", "1", is_standing=True)
    nowhere = Seat("A", "A")
    assert walking_order([standing, nowhere, *seats("A-9;1")], lambda one: one)[0].row == "9"


@given(st.lists(st.builds(Seat, PARTS, PARTS, PARTS | st.none(), PARTS | st.none(), st.booleans() | st.none())))
def test_nobody_is_left_out_of_the_walk(guests: list[Seat]) -> None:
    """Everybody is served once, zone after zone, whatever seats are called."""
    order = walking_order(guests, lambda one: one)
    assert sorted(map(repr, order)) == sorted(map(repr, guests))
    zones = [natural(seat.zone) for seat in order]
    assert zones == sorted(zones)
