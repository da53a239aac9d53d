"""Stories about what is taken back from orders that nobody has fired yet: it is finished from its first moment (contract 2)."""

from __future__ import annotations

from decimal import Decimal

from kds.domain.actions.firing import fire_plan
from kds.domain.actions.plans import FirePlan
from kds.domain.allday import all_day
from kds.domain.order import Order
from kds.domain.station import Process
from kds.domain.terms import Status
from kds.kitchen.asking import RECALL_LIMIT
from tests.builders import a_negative, a_station, an_expo, an_item, an_order
from tests.unit.kitchen.world import Screen, a_screen

THREE_STEAKS = an_order(an_item("Steak", 3, course=2), id="o1", held=True)
ONE_BACK = an_order(a_negative("Steak", 1, of=("o1", 1), status=Status.SERVED), id="o2", created="19:35", held=True)


def held_steaks(screen: Screen) -> list[Decimal]:
    """Give the steaks of the held row."""
    return [quantity for table in screen.kitchen.board.held for _, quantity in table.quantities]


def planned(screen: Screen, *orders: Order) -> list[tuple[str, Decimal]]:
    """Give the dishes that firing these orders would list."""
    plan = fire_plan(screen.kitchen.board, orders)
    assert isinstance(plan, FirePlan)
    return [row for course in plan.courses for row in course.quantities]


async def test_a_held_dish_that_was_reduced_shows_what_is_left() -> None:
    """Three held steaks of which one was taken back are two: in the held row, in the fire list and in the totals."""
    screen = await a_screen(THREE_STEAKS)
    assert held_steaks(screen) == [3]
    screen.source.put(ONE_BACK)
    await screen.polls(3)
    assert held_steaks(screen) == [2]
    assert planned(screen, THREE_STEAKS) == [("Steak", Decimal(2))]
    board = screen.kitchen.board
    assert [int(row.held) for row in all_day(board.slips, board.station, marks=board.marks)] == [2]


async def test_the_pass_shows_what_is_left_of_a_held_dish() -> None:
    """The pass shows two steaks as held, and its fire list names the slip with the dishes alone."""
    screen = await a_screen(THREE_STEAKS, ONE_BACK, station=an_expo())
    (card,) = screen.kitchen.board.cards
    assert [item.amount for order in card.held for item in order.items] == [2]
    plan = fire_plan(screen.kitchen.board, card)
    assert isinstance(plan, FirePlan)
    assert [(course.order.id, int(course.dishes)) for course in plan.courses] == [("o1", 2)]


async def test_what_is_left_survives_a_start_without_the_till() -> None:
    """The last board from the disk already shows two steaks."""
    screen = await a_screen(THREE_STEAKS, ONE_BACK)
    await screen.polls(2)
    await screen.kitchen.stop()
    again = Screen(screen.source, screen.clock, outbox=screen.store, memory=screen.store)
    await again.kitchen.start()
    assert held_steaks(again) == [2]


async def test_what_was_taken_back_stays_so_when_the_till_no_longer_lists_it() -> None:
    """A slip that fell out of the newest finished ones still reduces the held dish, until somebody deletes it."""
    screen = await a_screen(THREE_STEAKS, ONE_BACK)
    await screen.polls(2)
    screen.source.put(*(an_order(an_item(status=Status.SERVED), id=f"f{each}") for each in range(RECALL_LIMIT)))
    await screen.polls(4)
    assert held_steaks(screen) == [2]
    del screen.source.orders["o2"]
    await screen.polls(4)
    assert held_steaks(screen) == [3]


async def test_a_station_that_fires_by_itself_never_fires_what_only_takes_back() -> None:
    """With `process = auto` nothing is sent for a slip that takes back from a held one."""
    screen = await a_screen(THREE_STEAKS, station=a_station(process=Process.AUTO))
    sent = len(screen.source.sent)
    screen.source.put(ONE_BACK)
    await screen.polls(4)
    assert [each.command.order_id for each in screen.source.sent[sent:] if each.command.order_id == "o2"] == []
