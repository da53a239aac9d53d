"""Speed of service, the figures: evenings whose medians are known by hand."""

from __future__ import annotations

from datetime import UTC, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.business_day import BusinessDay
from kds.domain.terms import Status
from kds.domain.times.counting import Standing
from kds.domain.times.facts import Fact, Span, Told, Void
from kds.domain.times.figures import Figures, figures, spread_of
from tests.builders import at
from tests.services import a_part, saturday

DAY = BusinessDay(zone=UTC)
MINUTE = timedelta(minutes=1)


def of(*facts: Fact, endpoints: tuple[str, ...] | None = None) -> Figures:
    """Give the figures of some facts at the end of the evening."""
    return figures(facts, DAY, at("23:00"), endpoints=endpoints)


def test_a_saturday_of_forty_orders_gives_the_figures_known_by_hand() -> None:
    """Forty orders ready after 1 to 40 minutes: median 20:30, nine of ten within 36, eleven late, one minute on the pass."""
    found = of(*saturday())
    whole = found.whole
    assert whole.spread.counted == 40
    assert whole.spread.median == timedelta(minutes=20, seconds=30)
    assert whole.spread.p90 == 36 * MINUTE
    assert whole.spread.late == 11
    assert whole.spread.late_share == pytest.approx(0.275)
    assert whole.covers == 80
    assert (found.passes.counted, found.passes.median, found.passes.p90) == (40, MINUTE, MINUTE)
    assert [row.name for row in found.hours] == ["18:00"]
    assert [line.part.number for line in found.latest] == [40, 39, 38, 37, 36, 35, 34, 33, 32, 31]
    assert found.excluded == ()


def test_hours_are_those_of_the_fire_and_guests_count_once() -> None:
    """A table of four with starters and mains is four covers, in the hour of its starters."""
    starters = a_part(1, "Caesar", fired="19:50", ready=12, guests=4, ticket="t")
    mains = a_part(2, "Ribeye", fired="20:10", ready=10, guests=4, ticket="t")
    found = of(starters, mains)
    assert [(row.name, row.covers, row.spread.counted) for row in found.hours] == [("19:00", 4, 1), ("20:00", 0, 1)]
    assert found.whole.covers == 4


def test_the_hours_after_midnight_come_last() -> None:
    """A business day begins at five."""
    late = a_part(1, fired=at("01:10") + timedelta(days=1), ready=5)
    assert [row.name for row in of(late, a_part(2, fired="23:50", ready=5)).hours] == ["23:00", "01:00"]


def test_hours_are_those_of_the_restaurants_clock() -> None:
    """19:30 UTC is 20:30 in Bratislava in November."""
    day = BusinessDay(time(5), ZoneInfo("Europe/Bratislava"))
    (row,) = figures((a_part(fired="19:30"),), day, at("23:00")).hours
    assert row.name == "20:00"


def test_a_station_sees_its_own_lines_and_everybodys_table_of_stations() -> None:
    """The grill's page is about the grill, its list of stations about all."""
    found = of(a_part(1), a_part(2, "Chips", on="Fry"), a_part(3, "Water", on=""), endpoints=("Grill",))
    assert [row.name for row in found.dishes] == ["Burger", "Water"]
    assert [row.name for row in found.stations] == ["", "Fry", "Grill"]
    assert found.whole.spread.counted == 2


def test_dishes_are_listed_by_how_many_were_made() -> None:
    """The dish that is made most often comes first."""
    found = of(a_part(1, "Soup"), a_part(2, "Burger", amount=3), a_part(3, "Burger"))
    assert [(row.name, row.spread.counted, row.portions) for row in found.dishes] == [
        ("Burger", 2, Decimal(4)),
        ("Soup", 1, Decimal(1)),
    ]


def test_a_promise_is_late_by_the_promise_and_not_by_the_limit() -> None:
    """A courier's order may take long, as long as it is ready in time."""
    in_time = a_part(1, fired="19:00", ready=40, due="19:45")
    late = a_part(2, fired="19:00", ready=5, due="19:04")
    assert [line.part.number for line in of(in_time, late).latest] == [2]


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (a_part(1, ready=None), Standing.OPEN),
        (a_part(1, ready=10, more=((12, Status.CANCELLED),)), Standing.VOIDED),
        (a_part(1, ready=26 * 60), Standing.EARLIER_DAY),
        (a_part(1, started=None, ready=-5), Standing.NO_CLOCK),
    ],
)
def test_what_is_not_counted_says_why(fact: Fact, why: Standing) -> None:
    """Lines that are open, voided, of an earlier day or without a clock are told apart, and spoil no median."""
    found = of(fact, a_part(2, ready=9))
    assert found.excluded == ((why, 1),)
    assert found.whole.spread.median == 9 * MINUTE


def test_a_dish_that_was_taken_back_wholly_is_not_counted() -> None:
    """The till bumps it with its order all the same."""
    void = Void("o9", 1, at("19:03"), "o1", 1, "Burger", Decimal(1))
    assert of(a_part(1), void).excluded == ((Standing.VOIDED, 1),)
    assert of(a_part(1, amount=2), void).excluded == ()


def test_a_void_after_the_start_says_what_was_happening() -> None:
    """Nobody had begun the chips, so their void cost nothing."""
    facts = (
        a_part(1, started=2, ready=None, amount=3),
        a_part(2, "Chips", started=None, ready=None),
        Void("o8", 1, at("19:03"), "o1", 1, "Burger", Decimal(2), reason="guest left"),
        Void("o9", 1, at("19:03"), "o2", 1, "Chips", Decimal(1)),
        a_part(3, "Steak", ready=None, more=((4, Status.CANCELLED),)),
    )
    assert [(void.name, void.amount, void.was, void.reason) for void in of(*facts).voids] == [
        ("Steak", Decimal(1), Status.IN_PROGRESS, ""),
        ("Burger", Decimal(2), Status.IN_PROGRESS, "guest left"),
    ]


def test_a_remake_that_was_told_and_seen_is_one_with_its_reason() -> None:
    """The note says why, the line says when; another one nobody told is listed too."""
    facts = (
        a_part(1, ready=10, more=((14, Status.NEW), (20, Status.READY))),
        Told("n1", at("19:13:40"), "again", "o1", 1, "dropped"),
        a_part(2, "Steak", fired="19:30", ready=5, more=((9, Status.NEW), (15, Status.READY))),
    )
    assert [(each.name, each.reason) for each in of(*facts).remakes] == [("Steak", ""), ("Burger", "dropped")]


def test_the_pass_counts_whole_orders_only() -> None:
    """From the last line that was ready to the last one served; an order with a line open stands there still."""
    facts = (
        a_part(1, item=1, ready=10, served=20),
        a_part(1, "Chips", item=2, on="Fry", ready=17, served=20),
        a_part(2, item=1, ready=5, served=6),
        a_part(2, "Chips", item=2, on="Fry", ready=None),
    )
    found = of(*facts, endpoints=("Grill",))
    assert (found.passes.counted, found.passes.median) == (1, 3 * MINUTE)


def test_allergies_sold_out_and_the_time_without_the_till_are_there() -> None:
    """What still lasts counts until now."""
    found = of(
        Told("n1", at("19:00"), "allergySeen", "o1", None, "nuts", "GRILL"),
        Span("s1", "soldOut", at("19:00"), at("20:00"), "Venison"),
        Span("f1", "offline", at("18:00"), at("18:05")),
        Span("f2", "offline", at("22:50")),
    )
    assert [told.reason for told in found.allergies] == ["nuts"]
    assert [span.name for span in found.sold_out] == ["Venison"]
    assert found.offline == 15 * MINUTE


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_nine_of_ten_are_never_slower_than_the_ninetieth_percentile(seconds: list[int]) -> None:
    """At least nine of ten lines keep it, and one of them needed exactly that long."""
    times = [timedelta(seconds=each) for each in seconds]
    spread = spread_of(times)
    assert spread.median is not None
    assert spread.p90 is not None
    assert sum(each <= spread.p90 for each in times) >= 0.9 * len(times)
    assert spread.p90 in times
    assert min(times) <= spread.median <= max(times)
