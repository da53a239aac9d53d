"""More open orders than anybody can cook: the board stays usable, takes the oldest, and says that there are more."""

from __future__ import annotations

import sys
from datetime import timedelta
from types import FrameType
from typing import Any

from kds.domain.order import Order
from kds.domain.terms import Status
from kds.kitchen.alarms import Alarm, Alarms
from kds.kitchen.ports import MOST_ORDERS
from tests.builders import an_item, an_order
from tests.fakes import START
from tests.unit.kitchen.world import a_screen

CROWD = 10_000


def crowd(number: int, first: int = 1) -> list[Order]:
    """Give that many tables with one dish each, a second apart."""
    begin = START - timedelta(hours=3)
    return [
        an_order(
            an_item("Burger", id=1),
            id=f"o{each:05}",
            number=each,
            table=f"T{each}",
            created=begin + timedelta(seconds=each),
            fired=begin + timedelta(seconds=each),
        )
        for each in range(first, first + number)
    ]


async def test_ten_thousand_open_orders_show_the_oldest_and_say_so() -> None:
    """The board holds what it can show, the oldest first, and names how many there are."""
    screen = await a_screen(*crowd(CROWD))
    assert len(screen.kitchen.board.cards) == MOST_ORDERS
    assert screen.titles()[0] == "T1"
    assert screen.kitchen.board.banner == "10,000 OPEN: only the oldest 2,000 are shown. Finish old ones at the till."


async def test_a_bump_in_the_crowd_reaches_the_till_and_the_next_order_moves_up() -> None:
    """The oldest card goes, the first one that was left out comes, and the count goes down."""
    screen = await a_screen(*crowd(MOST_ORDERS + 2))
    assert await screen.bump("T1") is None
    await screen.polls(3)
    assert screen.till("o00001") is Status.READY
    assert screen.card("T1") is None
    screen.source.set_status("o00002", Status.SERVED)
    screen.source.set_status("o00003", Status.SERVED)
    await screen.polls(2)
    assert screen.card(f"T{MOST_ORDERS + 2}") is not None
    assert screen.kitchen.board.banner == ""


async def test_the_sentence_goes_when_the_crowd_does() -> None:
    """Once everything fits again, nothing is said any more."""
    screen = await a_screen(*crowd(MOST_ORDERS + 1))
    assert "only the oldest" in screen.kitchen.board.banner
    screen.source.set_status("o00005", Status.SERVED)
    await screen.poll()
    assert screen.kitchen.board.banner == ""


async def cards_made_by_a_change(tables: int) -> int:
    """Count how many tickets are composed anew when one of so many changes."""
    screen = await a_screen(*crowd(tables))
    screen.source.set_status("o00009", Status.IN_PROGRESS)
    composed = 0

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal composed
        composed += event == "call" and frame.f_code.co_name == "ticket_cards"

    sys.setprofile(note)
    try:
        await screen.poll()
    finally:
        sys.setprofile(None)
    return composed


async def test_a_change_in_a_crowd_makes_one_card_anew() -> None:
    """Among 2,000 tables a change costs one card, as it does among 20."""
    assert 1 <= await cards_made_by_a_change(2000) <= await cards_made_by_a_change(20)


def test_what_must_always_be_said_is_said_beside_a_worse_problem() -> None:
    """The mark of plain http and the crowd's count stay while another alarm is on."""
    alarms = Alarms()
    alarms.set_off(Alarm.PLAIN, "PLAIN HTTP.")
    assert alarms.banner == "PLAIN HTTP."
    alarms.set_off(Alarm.LOGIN, "The login is refused.")
    alarms.set_off(Alarm.ENDPOINTS, "An endpoint is unknown.")
    alarms.set_off(Alarm.CROWD, "Too many.")
    assert alarms.banner == "The login is refused.  Too many.  PLAIN HTTP."
    alarms.end(Alarm.LOGIN, Alarm.ENDPOINTS, Alarm.CROWD)
    assert alarms.banner == "PLAIN HTTP."
