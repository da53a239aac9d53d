"""Takes in a reading: what arrived, what is really gone, what the station remembers of it; draws nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from kds.domain.clock import Clock
from kds.domain.leaving import still_counting, to_look_up
from kds.domain.order import Order
from kds.domain.remembering import remembered
from kds.domain.status import is_processable
from kds.errors import SourceError
from kds.kitchen.facts import Facts
from kds.kitchen.ports import Memory, Reading, Source
from kds.kitchen.restarts import Restarts
from kds.kitchen.times import Times

LOOKS_AT_ONCE = 4
"""Orders asked for by id at the same time, so that a board that empties at once does not ask a thousand times together."""
BOARD_KEPT_EVERY_SECONDS = 30.0
"""The last board goes to disk at most this often, and only when it changed (reliability 5.6)."""


class Receiving:
    """Brings facts up to date with what the source says."""

    def __init__(
        self, source: Source, facts: Facts, memory: Memory, clock: Clock, restarts: Restarts, times: Times
    ) -> None:
        self._source = source
        self._facts = facts
        self._memory = memory
        self._clock = clock
        self._restarts = restarts
        self._times = times
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._last: tuple[tuple[Order, ...], tuple[Order, ...]] | None = None
        self._kept_at: float | None = None
        self._unkept: datetime | None = None
        self._shown_then: tuple[Order, ...] | None = None

    async def take(
        self, reading: Reading, shown: tuple[Order, ...], now: datetime, *, former: Sequence[Order] = ()
    ) -> frozenset[str]:
        """Take in a reading; the same orders as last time cost nothing. Raises StateError.

        Args:
            reading: a good answer.
            shown: the slips as the board shows them, own changes laid over, finished ones that still reduce included.
            now: server time.
            former: open and finished orders as they were known when the reading was asked for.

        Returns:
            The ids of orders that this station has never seen before.
        """
        facts, restarts = self._facts, self._restarts
        facts.known = True
        facts.cached_at = None
        facts.count_left_out(len(reading.orders), reading.left_out)
        before = facts.marks
        others = restarts.look(reading, former)
        if self._shown_then is not None:
            shown, self._shown_then = self._shown_then, None
        if self._is_as_last_time(reading):
            return frozenset()
        gone, stayed = await self._missing(reading, shown, others)
        orders = reading.orders + stayed if stayed else reading.orders
        arrived = frozenset(order.id for order in orders if order.id not in facts.marks.first_seen)
        known = shown if not others else tuple(order for order in shown if order.id not in others)
        slips = orders + facts.others + still_counting(orders, facts.finished)
        facts.orders = orders
        self._last = None if stayed else (reading.orders, facts.finished)
        self._unkept = now
        self._times.take(orders + facts.others, facts.finished + facts.others_finished, gone.values())
        restarts.settle()
        marks = remembered(facts.marks, known, slips, facts.station, now, gone)
        if marks is not before:
            facts.marks = marks
            await self._memory.save_marks(facts.station.name, marks)
        return arrived

    async def take_others(self, orders: tuple[Order, ...], shown: tuple[Order, ...], now: datetime) -> frozenset[str]:
        """Take in the local orders of second systems; the same ones as last time cost nothing. Raises StateError.

        Returns:
            The ids of orders that this station has never seen before.
        """
        facts = self._facts
        if orders is facts.others:
            return frozenset()
        arrived = frozenset(order.id for order in orders if order.id not in facts.marks.first_seen)
        facts.others = orders
        self._times.take(facts.orders + orders, facts.finished + facts.others_finished)
        slips = facts.orders + orders + still_counting(facts.orders, facts.finished)
        marks = remembered(facts.marks, shown, slips, facts.station, now)
        if marks is not facts.marks:
            facts.marks = marks
            await self._memory.save_marks(facts.station.name, marks)
        return arrived

    def begin_anew(self, shown: tuple[Order, ...]) -> None:
        """Take in the next reading as a whole, since this screen is another station now.

        Args:
            shown: the slips as they were when this screen was that station last, empty where it never was.
        """
        self._last = None
        self._shown_then = shown

    async def keep_board(self, *, at_once: bool = False) -> None:
        """Write the last board and what was learnt of times to disk when it is time to; raises StateError."""
        await self._times.keep(at_once=at_once)
        now = self._clock.monotonic()
        is_due = self._kept_at is None or now - self._kept_at >= BOARD_KEPT_EVERY_SECONDS
        if self._unkept is None or not (at_once or is_due):
            return
        at, self._unkept, self._kept_at = self._unkept, None, now
        orders = self._facts.orders + still_counting(self._facts.orders, self._facts.finished)
        await self._memory.save_board(orders, self._facts.endpoints, at)

    def _is_as_last_time(self, reading: Reading) -> bool:
        """Whether nothing could come of taking in this reading."""
        if self._last is None or self._restarts.is_checking:
            return False
        orders, finished = self._last
        return reading.orders is orders and self._facts.finished is finished

    async def _missing(
        self, reading: Reading, shown: tuple[Order, ...], others: frozenset[str]
    ) -> tuple[dict[str, Order | None], tuple[Order, ...]]:
        """Look at orders that are not in the reading any more.

        A read of several pages may miss one by chance (contract 1), and what a cook here still makes must be known to
        be served, cancelled or deleted (board 3); both are asked for by id. One that can't be read now stays, and
        while the till is being checked after a restart also one that it does not know.

        Returns:
            Order id → its last state, of those that left with something to do here (None: deleted); and those that
            are still open.
        """
        restarts = self._restarts
        listed = {order.id for order in reading.orders}
        missing = {order.id: order for order in self._facts.orders if order.id not in listed}
        listed_orders = reading.orders + self._facts.others
        telling = to_look_up(self._facts.marks, shown, listed_orders, self._facts.station)
        asks_all = reading.pages > 1 or restarts.is_checking or restarts.may_have_lost(reading, missing)
        asked = [
            order_id
            for order_id in dict.fromkeys((*telling, *(missing if asks_all else ())))
            if order_id not in others and order_id not in restarts.lost
        ]
        answers = await asyncio.gather(*(self._look(order_id, missing.get(order_id)) for order_id in asked))
        found = dict(zip(asked, answers, strict=True))
        if restarts.may_have_lost(reading, missing) and not any(found.values()):
            restarts.begin()
        if restarts.is_checking:
            restarts.lost |= {order_id for order_id, fresh in found.items() if fresh is None}
        stayed = [order for order in found.values() if order is not None and is_processable(order)]
        restarts.lost &= missing.keys()
        stayed += [order for order_id, order in missing.items() if order_id in restarts.lost]
        gone = {
            order_id: fresh
            for order_id, fresh in found.items()
            if order_id in telling and not (restarts.is_checking if fresh is None else is_processable(fresh))
        }
        return gone, tuple(stayed)

    async def _look(self, order_id: str, known: Order | None) -> Order | None:
        try:
            async with self._looks:
                return await self._source.read_order(order_id)
        except SourceError:
            return known
