"""Who comes when and what they will want, drawn in advance from one seed; knows no server and no network timing.

A visit is drawn whole when its guests arrive, so that a seed gives the same guests however slow the kitchen is.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from kds.demo.bill import PurchaseType, Wish
from kds.demo.menu import Restaurant, Round
from kds.demo.wishes import ALLERGIES, Appetite


@dataclass(frozen=True, slots=True)
class OrderDishes:
    """Add lines to the bill."""

    wishes: tuple[Wish, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeMind:
    """Replace a line that was ordered before; amount 0 takes it back."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class MoveTable:
    """Sit down at another free table."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Give the bill another name."""

    name: str


@dataclass(frozen=True, slots=True)
class WalkOut:
    """Leave without anything: the ticket is deleted."""


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay and leave: the ticket is closed."""


Act = OrderDishes | ChangeMind | MoveTable | Rename | WalkOut | Pay


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that guests do.

    Attributes:
        after: simulated time since the step before; with `awaits`, since that was served.
        awaits: the parts of the meal that must have been served first.
        patience: longest simulated wait for that, since the step before.
    """

    act: Act
    after: timedelta
    awaits: frozenset[Round] = frozenset()
    patience: timedelta = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class Visit:
    """A party, a take away or a delivery from arrival to payment; `arrives` is simulated time since the doors opened."""

    number: int
    arrives: timedelta
    purchase_type: PurchaseType
    guests: int
    zone: str | None
    steps: tuple[Step, ...]
    note: str | None = None
    due_after: timedelta | None = None
    pickup_name: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy the restaurant is (`--pace`).

    Attributes:
        peak_parties_per_hour: arrivals in an hour of simulated time at the dinner peak.
        take_aways_per_hour: the same for take away and delivery.
        seated_at_start: parties that are there when the demo begins.
        most_tables: tables that are served at once; other guests wait at the door.
        most_open_orders: nobody orders anything while the kitchen has so many open orders.
    """

    peak_parties_per_hour: float
    take_aways_per_hour: float
    seated_at_start: int
    most_tables: int
    most_open_orders: int


PACES = {
    "quiet": Pace(9, 2, 4, 7, 20),
    "busy": Pace(20, 5, 8, 15, 36),
    "slammed": Pace(42, 10, 14, 24, 54),
}
"""The paces of `kds demo --pace`."""
STARTS_AT = timedelta(hours=18, minutes=50)
"""Simulated time of day when the demo begins, so that the peak is near."""
DINNER_PEAK = timedelta(hours=19, minutes=45)
"""Simulated time of day with most arrivals."""
PEAK_WIDTH = timedelta(minutes=75)
"""How wide the peak is (one standard deviation)."""
EVENING = timedelta(hours=5)
"""An evening's length; the next one begins where it ended."""
BESIDE_THE_PEAK = 0.35
"""Share of the peak's arrivals that come at any other time."""
PICKUP_NAMES = (
    "Novak",
    "Kováč",
    "Horváth",
    "Smith",
    "Rossi",
    "Tóth",
    "Weber",
    "Baláž",
    "O'Brien",
    "Dubois",
    "Kral",
    "Molnár",
)
"""Names on take-away bags."""
BILL_NAMES = ("Birthday Eva", "Company 4711", "Stag party", "Dr. Weber", "Regulars", "Wedding couple")
"""What bills are renamed to."""
BAG_NOTES = ("2 bags", "3 bags", "no cutlery", "ring twice", "pays by card")
"""Notes on take-away and delivery tickets."""
_FOOD = frozenset({Round.STARTERS, Round.MAINS})
_ALL = frozenset(Round)


def rate_at(pace: Pace, elapsed: timedelta) -> float:
    """Give the arrivals per simulated hour, `elapsed` after the doors opened: a dinner peak each evening."""
    evening_start = DINNER_PEAK - EVENING / 2
    time_of_day = evening_start + (STARTS_AT - evening_start + elapsed) % EVENING
    distance = (time_of_day - DINNER_PEAK) / PEAK_WIDTH
    share = BESIDE_THE_PEAK + (1 - BESIDE_THE_PEAK) * math.exp(-distance * distance / 2)
    return (pace.peak_parties_per_hour + pace.take_aways_per_hour) * share


def all_visits(dice: random.Random, restaurant: Restaurant, pace: Pace) -> Iterator[Visit]:
    """Draw visit after visit, for ever, by a Poisson process whose rate follows the evening.

    Args:
        dice: the only random source; nothing else may draw from it.
        restaurant: menu and zones.
        pace: how many come.
    """
    for number in range(1, pace.seated_at_start + 1):
        yield _already_seated(dice, _table_visit(dice, restaurant, number, timedelta()), pace)
    number = pace.seated_at_start
    elapsed = timedelta()
    fastest = pace.peak_parties_per_hour + pace.take_aways_per_hour
    while True:
        elapsed += timedelta(hours=dice.expovariate(fastest))
        if dice.random() * fastest > rate_at(pace, elapsed):
            continue
        number += 1
        if dice.random() < pace.take_aways_per_hour / fastest:
            yield _take_away(dice, restaurant, number, elapsed)
        else:
            yield _table_visit(dice, restaurant, number, elapsed)


def _already_seated(dice: random.Random, visit: Visit, pace: Pace) -> Visit:
    """Let guests who were there at the start order at once or soon, most of them no longer their first drinks."""
    steps = visit.steps if dice.random() < 0.3 else visit.steps[1:]
    is_first_half = visit.number <= (pace.seated_at_start + 1) // 2
    wait = timedelta() if is_first_half else timedelta(minutes=dice.uniform(0.3, 5))
    return replace(visit, steps=(replace(steps[0], after=wait), *steps[1:]))


def _minutes(dice: random.Random, shortest: float, longest: float) -> timedelta:
    return timedelta(minutes=dice.uniform(shortest, longest))


def _table_visit(dice: random.Random, restaurant: Restaurant, number: int, arrives: timedelta) -> Visit:
    guests = dice.choices((1, 2, 3, 4, 5, 6, 8, 10), (6, 34, 15, 24, 8, 7, 4, 2))[0]
    zones = sorted({table.zone for table in restaurant.tables})
    appetite = Appetite(dice, restaurant, guests=guests, has_courses=True)
    steps = [Step(OrderDishes(appetite.drinks(0.9)), _minutes(dice, 0.5, 2.0))]
    food = _food_steps(dice, appetite)
    note = None
    if dice.random() < 0.12:
        allergy, seat = dice.choice(ALLERGIES), dice.randint(1, guests)
        if dice.random() < 0.4:
            note = f"ALLERGY {allergy}, seat {seat}"
        else:
            food[0] = _with_allergy(food[0], appetite, allergy, seat)
    for step in food:
        steps.append(step)
        steps.extend(_second_thoughts(dice, appetite, step))
    steps.extend(_later_wishes(dice, appetite))
    if dice.random() < 0.015:
        steps = [*steps[:2], Step(WalkOut(), _minutes(dice, 6, 12))]
    return Visit(number, arrives, PurchaseType.WALK_IN, guests, dice.choice(zones), tuple(steps), note=note)


def _food_steps(dice: random.Random, appetite: Appetite) -> list[Step]:
    """Starters and mains ordered together, one after the other, or mains alone."""
    habit = dice.choices(("together", "apart", "mains"), (45, 30, 25))[0]
    first = _minutes(dice, 2, 5)
    if habit == "together":
        return [Step(OrderDishes(appetite.starters() + appetite.mains()), first)]
    if habit == "apart":
        return [
            Step(OrderDishes(appetite.starters()), first),
            Step(OrderDishes(appetite.mains()), _minutes(dice, 3, 7)),
        ]
    return [Step(OrderDishes(appetite.mains()), first)]


def _with_allergy(step: Step, appetite: Appetite, allergy: str, seat: int) -> Step:
    if not isinstance(step.act, OrderDishes):
        return step
    return replace(step, act=OrderDishes(appetite.with_allergy(step.act.wishes, allergy, seat)))


def _second_thoughts(dice: random.Random, appetite: Appetite, step: Step) -> Iterator[Step]:
    """Changes of mind, moves, renames and forgotten side dishes soon after an order."""
    if not isinstance(step.act, OrderDishes):
        return
    if dice.random() < 0.3:
        wish = appetite.change_of_mind(step.act.wishes)
        if wish is not None:
            yield Step(ChangeMind(wish), _minutes(dice, 0.5, 4))
    if dice.random() < 0.16:
        yield Step(OrderDishes(appetite.sides()), _minutes(dice, 1, 4))
    if dice.random() < 0.05:
        yield Step(MoveTable(), _minutes(dice, 1, 5))
    if dice.random() < 0.04:
        yield Step(Rename(dice.choice(BILL_NAMES)), _minutes(dice, 0.5, 3))


def _later_wishes(dice: random.Random, appetite: Appetite) -> Iterator[Step]:
    """More drinks with the mains, desserts and coffee after them, then the bill."""
    if dice.random() < 0.4:
        yield Step(OrderDishes(appetite.drinks(0.5)), _minutes(dice, 6, 12))
    if dice.random() < 0.45:
        yield Step(OrderDishes(appetite.desserts()), _minutes(dice, 5, 9), awaits=_FOOD)
        if dice.random() < 0.5:
            yield Step(OrderDishes(appetite.drinks(0.5)), _minutes(dice, 0.5, 3))
    yield Step(Pay(), _minutes(dice, 6, 12), awaits=_ALL, patience=timedelta(minutes=50))


def _take_away(dice: random.Random, restaurant: Restaurant, number: int, arrives: timedelta) -> Visit:
    guests = dice.choices((1, 2, 3, 4, 6), (25, 35, 18, 15, 7))[0]
    is_delivery = dice.random() < 0.4
    appetite = Appetite(dice, restaurant, guests=guests, has_courses=False)
    wishes = appetite.mains()
    if dice.random() < 0.4:
        wishes += appetite.starters()
    if dice.random() < 0.3:
        wishes += appetite.drinks(0.5)
    due_after = timedelta(minutes=5 * dice.randint(4, 8))
    steps = [Step(OrderDishes(wishes), timedelta())]
    if dice.random() < 0.12:
        wish = appetite.change_of_mind(wishes)
        if wish is not None:
            steps.append(Step(ChangeMind(wish), _minutes(dice, 1, 6)))
    if dice.random() < 0.15:
        late_note = "courier is here" if is_delivery else "guest is here"
        steps.append(Step(OrderDishes(appetite.sides(), note=late_note), _minutes(dice, 8, 16)))
    if dice.random() < 0.04:
        steps.append(Step(WalkOut(), _minutes(dice, 2, 8)))
    else:
        steps.append(Step(Pay(), _minutes(dice, 1, 5), awaits=_ALL, patience=timedelta(minutes=90)))
    return Visit(
        number,
        arrives,
        PurchaseType.DELIVERY if is_delivery else PurchaseType.TAKE_AWAY,
        guests,
        None,
        tuple(steps),
        note=dice.choice(("courier is here", *BAG_NOTES)) if dice.random() < 0.5 else None,
        due_after=due_after,
        pickup_name=dice.choice(PICKUP_NAMES),
    )
