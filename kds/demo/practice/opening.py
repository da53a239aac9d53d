"""Opens a practice kitchen: the demo restaurant's guests and menu, cooked where this restaurant cooks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from kds.demo.menu import read_restaurant
from kds.demo.practice.cooks import Others
from kds.demo.practice.guests import Guests
from kds.demo.practice.routes import ALL_ENDPOINTS, routes
from kds.demo.practice.till import PracticeTill
from kds.demo.visits import PACES, all_visits
from kds.domain.clock import Clock
from kds.domain.station import Role, Station
from kds.paths import shipped_restaurants

PACE = PACES["busy"]
"""How many guests come to practise on."""
WAITING = 4
"""So many orders wait for the station when practice begins."""
LATEST = timedelta(minutes=6)
"""The first guests came at least so long ago."""
EARLIEST = timedelta(minutes=75)
"""The guests came at most so long ago, even where few want anything of this station: desserts come late."""
BEAT = timedelta(seconds=20)
"""Steps in which that time is made up."""
MENU_ENDPOINTS = ("Grill", "Fry", "Cold", "Bar", "Pastry")
"""Endpoints of the demo menu, the busiest first."""


def practice_till(station: Station, known: Sequence[str], clock: Clock, seed: int | None = None) -> PracticeTill:
    """Give a till whose guests have been there for a while, and nothing of the station's own is cooked.

    Args:
        station: who practises; nobody else touches its lines.
        known: endpoints of the real till.
        clock: the kitchen's clock.
        seed: the same seed gives the same guests; None draws one.

    Raises:
        ServerError: the menu of the demo restaurant can't be read.
    """
    seed = random.randrange(2**32) if seed is None else seed
    now = clock.now()
    trial = _opened(station, known, clock, seed, now)
    beats = 0
    while beats < LATEST // BEAT or (beats < EARLIEST // BEAT and _waiting(trial, station) < WAITING):
        beats += 1
        trial.live_until(now + beats * BEAT)
    opened_at = now - beats * BEAT
    till = _opened(station, known, clock, seed, opened_at)
    for beat in range(beats + 1):
        till.live_until(opened_at + beat * BEAT)
    return till


def _opened(station: Station, known: Sequence[str], clock: Clock, seed: int, at: datetime) -> PracticeTill:
    """Give a till that opened at that time, nobody there yet."""
    restaurant = read_restaurant(shipped_restaurants() / "demo.toml")
    placed = routes(MENU_ENDPOINTS, station.endpoints, known)
    back = {here: name for name, here in placed.items()}
    dice = random.Random(seed)
    guests = Guests(all_visits(dice, restaurant, PACE), restaurant, PACE, placed, at)
    works = not station.read_only

    def cook_time(code: int, endpoint: str) -> timedelta:
        return restaurant.cook_time(code, back.get(endpoint, endpoint))

    others = Others(
        lambda endpoint: works and station.watches(endpoint),
        cook_time,
        random.Random(seed + 1),
        is_pass=works and station.role is Role.EXPO,
    )

    def live(till: PracticeTill, now: datetime) -> None:
        guests.visit(till, now)
        others.work(till, now)

    names = dict.fromkeys((*known, *placed.values(), *(each for each in station.endpoints if each != ALL_ENDPOINTS)))
    return PracticeTill(clock, names, live)


def _waiting(till: PracticeTill, station: Station) -> int:
    """Give how many fired orders have something for the station."""
    return sum(
        order.is_processed
        and any(
            pair.status.is_open and (pair.endpoint is None or station.watches(pair.endpoint))
            for item in order.items
            for pair in item.pairs
        )
        for order in till.orders
    )
