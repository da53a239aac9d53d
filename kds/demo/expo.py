"""The simulated expo: sends complete orders and, after a while, single lines; sometimes fires a course early."""

from __future__ import annotations

import random
from datetime import timedelta

from kds.demo.bumps import has_unfinished_shared, item_call, order_call
from kds.demo.client import Login
from kds.demo.clock import GuestClock
from kds.demo.cooks import send_statuses
from kds.demo.orders import OpenOrders, fire
from kds.demo.wire import PROGRESS, Slip
from kds.errors import Forbidden, Missing, Refused

ON_THE_PASS = (timedelta(seconds=15), timedelta(seconds=75))
"""Shortest and longest simulated time between the last ready line and the plates leaving."""
LINES_ALONE_AFTER = timedelta(minutes=4)
"""Simulated time after which ready lines go out although the order still waits for others."""
FIRES_EARLY = 0.2
"""Share of held courses that the expo fires as soon as everything before is ready."""


class Expo:
    """The person at the pass.

    Args:
        login: their session.
        orders: the shared copy of the open orders.
        clock: simulated time.
        dice: how long each order stands on the pass and which course is fired early.
    """

    def __init__(self, login: Login, orders: OpenOrders, clock: GuestClock, dice: random.Random) -> None:
        self._login = login
        self._orders = orders
        self._clock = clock
        self._dice = dice
        self._leaves_at: dict[str, timedelta] = {}
        self._lines_leave_at: dict[str, timedelta] = {}
        self._fires_early: dict[str, bool] = {}

    async def beat(self) -> None:
        """Send what is ready, fire what the kitchen has time for.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        self._forget_gone()
        for slip in list(self._orders.slips.values()):
            if slip.is_processed:
                await self._send(slip)
            elif self._wants_early(slip):
                await self._fire(slip)

    def _forget_gone(self) -> None:
        open_ids = self._orders.slips.keys()
        for gone in (self._leaves_at.keys() | self._lines_leave_at.keys() | self._fires_early.keys()) - open_ids:
            self._leaves_at.pop(gone, None)
            self._lines_leave_at.pop(gone, None)
            self._fires_early.pop(gone, None)

    async def _send(self, slip: Slip) -> None:
        now = self._clock.elapsed()
        if slip.status == "Ready":
            leaves_at = self._leaves_at.setdefault(slip.id, now + self._pause_on_pass())
            if leaves_at <= now:
                await send_statuses(self._login, self._orders, slip, [order_call(slip, "Served")])
            return
        self._leaves_at.pop(slip.id, None)
        ready = [item for item in slip.items if item.status == "Ready"]
        if not ready or has_unfinished_shared(slip):
            self._lines_leave_at.pop(slip.id, None)
        elif self._lines_leave_at.setdefault(slip.id, now + LINES_ALONE_AFTER) <= now:
            await send_statuses(self._login, self._orders, slip, [item_call(slip, item, "Served") for item in ready])

    def _pause_on_pass(self) -> timedelta:
        shortest, longest = ON_THE_PASS
        return shortest + (longest - shortest) * self._dice.random()

    def _wants_early(self, slip: Slip) -> bool:
        if slip.id not in self._fires_early:
            self._fires_early[slip.id] = self._dice.random() < FIRES_EARLY
        before = [
            other for other in self._orders.slips.values() if other.ticket_id == slip.ticket_id and other.is_processed
        ]
        return (
            self._fires_early[slip.id]
            and bool(before)
            and all(PROGRESS.get(other.status, 3) >= PROGRESS["Ready"] for other in before)
        )

    async def _fire(self, slip: Slip) -> None:
        try:
            await fire(self._login, self._orders, [slip.id])
        except (Missing, Refused, Forbidden):
            self._fires_early[slip.id] = False
