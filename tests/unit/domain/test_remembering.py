"""A station's memory over an evening: what it keeps, what it asks for, and what it forgets."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.leaving import still_counting
from kds.domain.marks import Marks
from kds.domain.remembering import FORGET_AFTER, REMEMBERED_TICKETS, painted, remembered
from kds.domain.terms import Status
from tests.builders import a_negative, a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.watching import Screen, words


def test_an_unchanged_reading_leaves_the_very_same_memory() -> None:
    """Nothing new means nothing to store."""
    screen = Screen()
    order = an_order(note="allergy: nuts")
    screen.read(order)
    before = screen.marks
    assert remembered(before, screen.orders, screen.orders, screen.station, at("19:43")) is before
    assert remembered(before, screen.orders, (order,), screen.station, at("19:43")) is before
    assert painted(before, screen.cards) is before


def test_a_status_change_alone_leaves_the_very_same_memory() -> None:
    """Starting a dish is the till's business, not this memory's."""
    screen = Screen()
    order = an_order()
    screen.read(order)
    before = screen.marks
    started = with_status(order, Status.IN_PROGRESS, changed="19:43")
    assert remembered(before, (order,), (started,), screen.station, at("19:43")) is before


def test_only_what_a_cook_here_still_does_is_asked_for() -> None:
    """A bumped slip, another station's slip and a held one leave without a question; an open one is read by id."""
    screen = Screen()
    mine = an_order(id="o1", table="T1")
    bumped = an_order(an_item(status=Status.READY), id="o2", table="T2")
    fry = an_order(an_item(on="Fry"), id="o3", table="T3")
    held = an_order(id="o4", table="T4", held=True)
    screen.read(mine, bumped, fry, held)
    screen.read()
    assert screen.asked == ("o1",)


def test_a_slip_that_a_read_by_id_still_finds_open_stays() -> None:
    """The list had a gap: the order is there, so is its card, and it is asked for again."""
    screen = Screen()
    order = an_order()
    screen.read(order)
    assert [card.title for card in screen.read(gone={"o1": order})] == ["T7"]
    screen.read(gone={"o1": with_status(order, Status.SERVED)})
    assert screen.asked == ("o1",)
    assert screen.cards == ()


def test_a_seen_void_goes_on_counting_after_it_left_the_list() -> None:
    """Three burgers, one taken back and read: the till lists the void no more and it is still two."""
    screen = Screen()
    order = an_order(an_item("Burger", 3, status=Status.IN_PROGRESS, changed="19:31"))
    screen.read(order)
    screen.read(order, an_order(a_negative(amount=1, of=("o1", 1)), id="o2", created="19:40"))
    screen.see()
    for _ in range(3):
        screen.read(order)
        assert words(screen.card()) == ["2 Burger"]
    screen.read()
    screen.read()
    assert screen.marks.kept == {}


def test_finished_slips_that_still_count_are_found() -> None:
    """Of the finished slips only those that reduce something open are needed."""
    order = an_order(an_item("Burger", 3), held=True)
    reducing = an_order(a_negative(of=("o1", 1), status=Status.SERVED), id="o2", held=True)
    silent = an_order(a_negative(line=1, status=Status.SERVED), id="o3", held=True)
    other = an_order(a_negative(of=("o9", 1), status=Status.SERVED), id="o4", table="M1")
    done = an_order(an_item(status=Status.SERVED), id="o5")
    assert still_counting((order,), (reducing, silent, other, done)) == (reducing, silent)


def test_memory_survives_a_restart() -> None:
    """A new screen with the stored memory and the same readings shows the same cards."""
    screen = Screen()
    order, corn = an_order(note="allergy: nuts"), an_order(an_item("Corn"), id="o2", created="19:41")
    screen.read(order)
    screen.read(order, corn)
    again = Screen()
    again.marks = screen.marks
    again.read(order, corn, when="19:50")
    assert again.cards == screen.cards


def test_what_left_long_ago_is_forgotten() -> None:
    """Four hours later nothing of a closed bill is kept, and the slip that is still open keeps its marks."""
    screen = Screen()
    old, open_one = an_order(note="allergy: nuts"), an_order(id="o2", table="T1")
    screen.read(old, open_one, when="12:00")
    screen.see()
    screen.read(open_one, when="12:10", gone={"o1": with_status(old, Status.SERVED)})
    screen.read(open_one, an_order(id="o3", table="T2"), when=at("12:10") + FORGET_AFTER)
    assert set(screen.marks.first_seen) == {"o2", "o3"}
    assert set(screen.marks.card_of) == {"o2", "o3"}
    assert not any("o1" in mark for mark in screen.marks.painted)


def test_an_evening_of_many_bills_keeps_memory_small() -> None:
    """Allergies of the latest bills are known, those of the first are forgotten in the end."""
    marks = Marks()
    for place in range(REMEMBERED_TICKETS + 10):
        order = an_order(id=f"o{place}", ticket=f"t{place}", note="allergy: nuts")
        marks = remembered(marks, (), (order,), a_station(), at("19:00") + timedelta(seconds=place))
    assert len(marks.allergies) == REMEMBERED_TICKETS
    assert f"t{REMEMBERED_TICKETS + 9}" in marks.allergies
    assert "t0" not in marks.allergies


def test_the_pass_decides_on_held_slips_too() -> None:
    """A held slip belongs to the table's card from its first sight."""
    screen = Screen(an_expo())
    screen.read(an_order(), an_order(id="o2", held=True))
    assert screen.marks.card_of == {"o1": "o1", "o2": "o1"}
    assert screen.marks.added_at == {}
