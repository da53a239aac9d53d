"""How urgent a card is, in the words that are shouted (board 4, screens 0)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.domain.cards import Card
from kds.domain.order import Order
from kds.domain.pace import Level, pace
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase, Status
from tests.builders import EVENING, a_station, an_expo, an_item, an_order, at, with_status
from tests.unit.domain.watching import Screen

DRAWN = replace(
    a_station("GRILL"), thresholds={Purchase.WALK_IN: Thresholds(timedelta(minutes=6), timedelta(minutes=12))}
)
"""The thresholds of the drawings: due 6, late 12 minutes."""
BRATISLAVA = ZoneInfo("Europe/Bratislava")


def card_of(order: Order, station: Station = DRAWN) -> Card:
    """Give the card of one slip."""
    return Screen(station).read(order)[0]


@pytest.mark.parametrize(
    ("now", "words", "level"),
    [
        ("19:30:59", "NEW 0", Level.FRESH),
        ("19:31", "1", Level.FRESH),
        ("19:35:59", "5", Level.FRESH),
        ("19:36", "! 6", Level.DUE),
        ("19:41:59", "! 11", Level.DUE),
        ("19:42", "LATE 12", Level.LATE),
        ("20:44", "LATE 74", Level.LATE),
        ("19:20", "NEW 0", Level.FRESH),
    ],
)
def test_age_in_words(now: str, words: str, level: Level) -> None:
    """Fired 19:30: a bare number, `!` when due, LATE when late; a clock that is behind shows 0."""
    told = pace(card_of(an_order()), DRAWN, at(now))
    assert (told.words, told.level) == (words, level)


def test_a_touched_card_is_not_new() -> None:
    """`0` instead of `NEW 0` once somebody has begun."""
    card = card_of(an_order(an_item(status=Status.IN_PROGRESS)))
    assert pace(card, DRAWN, at("19:30:20")).words == "0"


def test_minutes_and_seconds_are_an_option() -> None:
    """`4:09` where the station wants it."""
    station = replace(DRAWN, minutes_seconds=True)
    assert pace(card_of(an_order()), station, at("19:34:09")).words == "4:09"


def test_held_is_never_late() -> None:
    """`HELD 90` and still calm."""
    card = card_of(an_order(held=True), an_expo())
    told = pace(card, an_expo(), at("21:00"))
    assert (told.words, told.level) == ("HELD 90", Level.FRESH)


def test_made_again_counts_from_then() -> None:
    """`AGAIN 1`, the whole header reverse; late by its own timer it says LATE."""
    screen = Screen(DRAWN)
    order = an_order(an_item(status=Status.READY, changed="19:30"), fired="19:10")
    screen.read(order)
    card = screen.read(with_status(order, Status.NEW, changed="19:41"))[0]
    told = pace(card, DRAWN, at("19:42"))
    assert (told.words, told.level, told.age) == ("AGAIN 1", Level.DUE, timedelta(minutes=1))
    assert pace(card, DRAWN, at("19:53")).words == "LATE 12"


@pytest.mark.parametrize(
    ("now", "words", "level"),
    [
        ("18:42", "19:50 in 8", Level.FRESH),
        ("18:44", "! 19:50 in 6", Level.DUE),
        ("18:49:30", "! 19:50 in 0", Level.DUE),
        ("18:50", "LATE 19:50", Level.LATE),
        ("19:10", "LATE 19:50", Level.LATE),
    ],
)
def test_a_promise_is_told_in_the_guests_time(now: str, words: str, level: Level) -> None:
    """Take away for 19:50 on the kitchen's wall, 18:50 in the till's: due at the time to start, late when it has passed."""
    card = card_of(an_order(table=None, purchase=Purchase.TAKE_AWAY, due="18:50", fired="18:30"))
    told = pace(card, DRAWN, at(now), BRATISLAVA)
    assert (told.words, told.level) == (words, level)


def test_thresholds_are_by_order_type() -> None:
    """A delivery without a promise may be late sooner than a table."""
    quick = Thresholds(timedelta(minutes=1), timedelta(minutes=2))
    station = replace(DRAWN, thresholds={**DRAWN.thresholds, Purchase.DELIVERY: quick})
    card = card_of(an_order(purchase=Purchase.DELIVERY))
    assert pace(card, station, at("19:32")).words == "LATE 2"


def test_time_on_the_pass_is_told_and_rings() -> None:
    """Complete since 19:40: 1:20 on the pass at 19:41:20, an alarm after two minutes."""
    expo = an_expo()
    card = card_of(an_order(an_item(status=Status.READY, changed="19:40")), expo)
    assert pace(card, expo, at("19:41:20")).on_pass == timedelta(seconds=80)
    assert not pace(card, expo, at("19:42")).pass_alarm
    assert pace(card, expo, at("19:42:01")).pass_alarm


def test_an_unknown_age_is_a_question_mark() -> None:
    """Without any time nothing is claimed."""
    card = replace(card_of(an_order()), age_from=None)
    assert (pace(card, DRAWN, at("19:42")).words, pace(card, DRAWN, at("19:42")).age) == ("?", None)


@given(st.integers(-86_400, 86_400), st.booleans(), st.booleans())
def test_ages_are_never_negative(offset_seconds: int, held: bool, again: bool) -> None:
    """Whatever the clocks do, no age and no time on the pass runs backwards below nothing."""
    expo = an_expo()
    card = card_of(an_order(an_item(status=Status.READY, changed="12:00"), held=held, fired="12:00"), expo)
    told = pace(replace(card, is_again=again), expo, EVENING.replace(hour=12) + timedelta(seconds=offset_seconds))
    assert told.age is not None
    assert told.age >= timedelta(0)
    assert told.on_pass is None or told.on_pass >= timedelta(0)
    assert "-" not in told.words
