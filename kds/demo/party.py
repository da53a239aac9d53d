"""One party on its way through its evening: which step is next, and what it still waits for; no HTTP, no randomness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kds.demo.bill import Bill
from kds.demo.menu import Restaurant, Round, Table
from kds.demo.visits import Step, Visit
from kds.demo.wire import Slip

MAINS_WAIT_AT_MOST = timedelta(minutes=12)
"""Mains are fired so long after they were ordered, when the starters are still not served (simulated time)."""

LEADING = (Round.MAINS, Round.STARTERS, Round.DESSERTS, Round.DRINKS)
"""Which part of the meal an order belongs to when it holds several: the first of these that it has."""


@dataclass(slots=True, eq=False)
class Party:
    """Guests of one visit; times are simulated, since the doors opened.

    Attributes:
        visit: who they are and what they will do.
        table: where they sit, None for take away and delivery.
        bill: their bill as the till last wrote it.
        since: when they did their last step.
        next_step: index of the step they do next.
        ticket_id: the server's id of their ticket, None before they ordered.
        served_at: when what the next step awaits was there, None before.
        orders: the part of the meal of each order of theirs, by order id.
        held: when each order was made that waits to be fired, by order id.
    """

    visit: Visit
    table: Table | None
    bill: Bill
    since: timedelta
    next_step: int = 0
    ticket_id: str | None = None
    served_at: timedelta | None = None
    orders: dict[str, Round] = field(default_factory=dict)
    held: dict[str, timedelta] = field(default_factory=dict)

    def due_step(self, now: timedelta, slips: Mapping[str, Slip]) -> Step | None:
        """Give the step that is to be done now, None when it is too early or the evening is over."""
        if self.next_step >= len(self.visit.steps):
            return None
        step = self.visit.steps[self.next_step]
        start: timedelta | None = self.since
        if step.awaits:
            if self.served_at is None and (self._is_served(step.awaits, slips) or now >= self.since + step.patience):
                self.served_at = now
            start = self.served_at
        return step if start is not None and now >= start + step.after else None

    def step_done(self, now: timedelta) -> None:
        """Go on to the next step."""
        self.next_step += 1
        self.since = now
        self.served_at = None

    def _is_served(self, parts: frozenset[Round], slips: Mapping[str, Slip]) -> bool:
        """Say whether nothing of these parts of the meal is open any more."""
        return not any(part in parts and order_id in slips for order_id, part in self.orders.items())

    def take_note(self, slip: Slip, restaurant: Restaurant, now: timedelta) -> None:
        """Remember an order of this party that was just made and is still held."""
        parts = {product.round for item in slip.items if (product := restaurant.product(item.plu.code))}
        self.orders[slip.id] = next((part for part in LEADING if part in parts), Round.EXTRAS)
        self.held[slip.id] = now

    def to_fire(self, now: timedelta, slips: Mapping[str, Slip]) -> list[str]:
        """Give the held orders to fire now: all at once, but mains after the starters (`design/interface.md`)."""
        for order_id in list(self.held):
            slip = slips.get(order_id)
            if slip is None or slip.is_processed:
                del self.held[order_id]
        starters_served = self._is_served(frozenset({Round.STARTERS}), slips)
        return [
            order_id
            for order_id, made_at in self.held.items()
            if self.orders[order_id] is not Round.MAINS or starters_served or now >= made_at + MAINS_WAIT_AT_MOST
        ]
