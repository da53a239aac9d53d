"""The simulated cooks: one brigade per endpoint with so many hands, working over HTTP as any kitchen screen does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from kds.demo.bumps import StatusCall, is_waited_for, item_call, station_calls
from kds.demo.client import Login, read_as
from kds.demo.clock import GuestClock
from kds.demo.orders import OpenOrders
from kds.demo.wire import PROGRESS, Item, Slip
from kds.errors import Forbidden, Missing, Refused

HANDS: Mapping[str, int] = {"Grill": 18, "Fry": 12, "Cold": 8, "Bar": 7, "Pastry": 6}
"""How many lines each station of the demo restaurant works on at once."""
HANDS_ELSEWHERE = 10
"""The same for an endpoint of another restaurant."""
SEEN_AFTER = timedelta(seconds=40)
"""Simulated time until a cook has noticed that something was taken back."""
STARTS_BEFORE_PROMISE = timedelta(minutes=16)
"""A take-away order is started so long before its promised time, in simulated time."""


@dataclass(slots=True)
class Job:
    """One line that is being made or noticed; `done_at` is simulated time since the doors opened."""

    done_at: timedelta
    needs_a_hand: bool


class Brigade:
    """The cooks of one endpoint.

    Args:
        endpoint: name of the order endpoint they work.
        login: their session on one of the kitchen's devices.
        orders: the shared copy of the open orders.
        clock: simulated time.
        cook_time: gives the simulated time for one portion, by product code and endpoint.
        dice: small differences from dish to dish.
        takes_unrouted: whether they also make what is routed nowhere.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        login: Login,
        orders: OpenOrders,
        clock: GuestClock,
        cook_time: Callable[[int, str], timedelta],
        dice: random.Random,
        takes_unrouted: bool,
    ) -> None:
        self.endpoint = endpoint
        self._login = login
        self._orders = orders
        self._clock = clock
        self._cook_time = cook_time
        self._dice = dice
        self._takes_unrouted = takes_unrouted
        self._jobs: dict[tuple[str, int], Job] = {}
        self._hands = HANDS.get(endpoint, HANDS_ELSEWHERE)

    async def beat(self) -> None:
        """Finish what is done, notice what was taken back, start what waits.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        self._drop_jobs_that_vanished()
        now = self._clock.elapsed()
        for order_id in dict.fromkeys(order_id for (order_id, _), job in self._jobs.items() if job.done_at <= now):
            await self._finish(order_id, now)
        in_hand = sum(1 for job in self._jobs.values() if job.needs_a_hand and job.done_at > now)
        for slip in self._waiting():
            in_hand += await self._start(slip, now, self._hands - in_hand)

    def _drop_jobs_that_vanished(self) -> None:
        for order_id, item_id in list(self._jobs):
            slip = self._orders.slips.get(order_id)
            items = () if slip is None else slip.items
            if not any(item.id == item_id and self._is_mine(item) for item in items):
                del self._jobs[order_id, item_id]

    def _is_mine(self, item: Item) -> bool:
        """Say whether these cooks still have to make, or to notice, an item."""
        if not item.endpoints:
            return self._takes_unrouted and PROGRESS.get(item.status, 3) < PROGRESS["Ready"]
        return PROGRESS.get(item.status_at(self.endpoint) or "", 3) < PROGRESS["Ready"]

    def _waiting(self) -> list[Slip]:
        """Give the fired orders with something for this station that is not in hand, the most urgent first."""
        wanted = [slip for slip in self._orders.slips.values() if slip.is_processed and self._to_start(slip)]
        soonest = self._clock.utc_now() + self._clock.real(STARTS_BEFORE_PROMISE)
        return sorted(
            (slip for slip in wanted if slip.due_at is None or slip.due_at <= soonest),
            key=lambda slip: slip.processed_at or slip.created_at,
        )

    def _to_start(self, slip: Slip) -> list[Item]:
        return [item for item in slip.items if self._is_mine(item) and (slip.id, item.id) not in self._jobs]

    async def _start(self, slip: Slip, now: timedelta, free_hands: int) -> int:
        """Begin lines of an order, as many as there are hands; give how many hands that took.

        What is routed nowhere (bread, candles) and what is only to be noticed needs none.
        """
        items = self._to_start(slip)
        to_cook = [item for item in items if not item.is_negative and item.endpoints][: max(0, free_hands)]
        by_the_way = [item for item in items if not item.is_negative and not item.endpoints]
        for item in to_cook + by_the_way:
            self._jobs[slip.id, item.id] = Job(now + self._duration(item), needs_a_hand=bool(item.endpoints))
        for item in items:
            if item.is_negative:
                self._jobs[slip.id, item.id] = Job(now + SEEN_AFTER, needs_a_hand=False)
        await self._set(slip, to_cook + by_the_way, "InProgress")
        return len(to_cook)

    def _duration(self, item: Item) -> timedelta:
        """Give the simulated time for an item: five portions together take less than twice as long as one."""
        portions = float(item.quantity.amount)
        return (
            self._cook_time(item.plu.code, self.endpoint)
            * (1 + 0.15 * max(0.0, portions - 1))
            * self._dice.uniform(0.75, 1.3)
        )

    async def _finish(self, order_id: str, now: timedelta) -> None:
        slip = self._orders.slips[order_id]
        done = [item for item in slip.items if (job := self._jobs.get((order_id, item.id))) and job.done_at <= now]
        await self._set(slip, done, "Ready")

    async def _set(self, slip: Slip, items: Iterable[Item], status: str) -> None:
        chosen = [item for item in items if is_waited_for(item)]
        ids = [item.id for item in chosen if item.endpoints]
        unrouted = (
            item_call(slip, item, "Served" if item.is_negative else status)
            for item in chosen
            if not item.endpoints and PROGRESS.get(item.status, 3) < PROGRESS[status]
        )
        await send_statuses(
            self._login, self._orders, slip, (*station_calls(slip, self.endpoint, ids, status), *unrouted)
        )


async def send_statuses(login: Login, orders: OpenOrders, slip: Slip, calls: Iterable[StatusCall]) -> None:
    """Send the calls of one order one after the other and learn from each answer.

    An order that was deleted meanwhile, or that the server will not change, is forgotten until the next read.

    Raises:
        SourceError, Stopped: as `Login.write`.
    """
    for call in calls:
        try:
            answer = await login.write("POST", call.path, {"status": call.status})
        except (Missing, Refused, Forbidden):
            orders.forget(slip.id)
            return
        orders.learn([read_as(Slip, answer)])
