"""The different things that can be looked at: a board with its filter, or the pick-up screen; each makes its own state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from kds.server.messages import Language
from kds.server.numbering import BusinessCalendar
from kds.server.web.cards import Filter
from kds.server.web.composing import board_of
from kds.server.web.pickup import pickup_of
from kds.server.web.reading import Reading
from kds.server.web.rendering import State, board_state, pickup_state
from kds.server.web.settings import PageSettings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every view needs beside the orders.

    Attributes:
        settings: of the pages.
        calendar: tells earlier business days apart.
        day_starts: local time at which a business day begins.
        clock: source of the present moment.
    """

    settings: PageSettings
    calendar: BusinessCalendar
    day_starts: time
    clock: Callable[[], datetime]


class View(Protocol):
    """Something to look at; equal views share one state."""

    def __hash__(self) -> int: ...

    def state(self, reading: Reading, around: Surroundings) -> State:
        """Give what is shown of a reading."""
        ...


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board with a filter."""

    wanted: Filter
    language: Language

    def state(self, reading: Reading, around: Surroundings) -> State:
        """Give the cards of today's open orders."""
        calendar = around.calendar
        today = calendar.day_of(around.clock())
        earlier = [order for order in reading.orders if calendar.day_of(order.created_at) < today]
        orders = [order for order in reading.orders if order not in earlier] if earlier else reading.orders
        board = board_of(
            orders,
            reading.active,
            self.wanted,
            former=(*reading.former, *earlier),
            allergy_words=around.settings.allergy_words,
            earlier=len(earlier),
        )
        day_starts = f"{around.day_starts:%H:%M}"
        return board_state(board, self.wanted, self.language, day_starts=day_starts, local=calendar.local)


@dataclass(frozen=True, slots=True)
class PickupView:
    """The pick-up screen."""

    def state(self, reading: Reading, around: Surroundings) -> State:
        """Give today's numbers."""
        now = around.clock()
        today = around.calendar.day_of(now)
        orders = [order for order in reading.orders if around.calendar.day_of(order.created_at) >= today]
        return pickup_state(pickup_of(orders, reading.active, around.settings, now))
