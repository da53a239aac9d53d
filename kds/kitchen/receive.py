"""Takes in a reading: what arrived, what is really gone, what the station remembers of it; draws nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime

from kds.domain.clock import Clock
from kds.domain.leaving import to_look_up
from kds.domain.order import Order
from kds.domain.remembering import remembered
from kds.domain.status import is_processable
from kds.errors import SourceError
from kds.kitchen.alarms import Alarm
from kds.kitchen.facts import Facts
from kds.kitchen.ports import Memory, Reading, Source

BOARD_KEPT_EVERY_SECONDS = 30.0
"""The last board goes to disk at most this often, and only when it changed (reliability 5.6)."""


class Receiving:
    """Brings facts up to date with what the source says."""

    def __init__(self, source: Source, facts: Facts, memory: Memory, clock: Clock) -> None:
        self._source = source
        self._facts = facts
        self._memory = memory
        self._clock = clock
        self._last: tuple[Order, ...] | None = None
        self._instance: str | None = None
        self._kept_at: float | None = None
        self._unkept: datetime | None = None

    async def take(self, reading: Reading, shown: tuple[Order, ...], now: datetime) -> frozenset[str]:
        """Take in a reading; the same tuple of orders as last time costs nothing. Raises StateError.

        Args:
            reading: a good answer.
            shown: the orders as the board shows them, own changes laid over.
            now: server time.

        Returns:
            The ids of orders that this station has never seen before.
        """
        facts = self._facts
        facts.known = True
        facts.cached_at = None
        self._watch_instance(reading.instance)
        if reading.orders is self._last:
            return frozenset()
        gone, stayed = await self._missing(reading, shown)
        orders = reading.orders + stayed if stayed else reading.orders
        arrived = frozenset(order.id for order in orders if order.id not in facts.marks.first_seen)
        marks = remembered(facts.marks, shown, orders, facts.station, now, gone)
        facts.orders = orders
        self._last = None if stayed else reading.orders
        self._unkept = now
        if marks is not facts.marks:
            facts.marks = marks
            await self._memory.save_marks(facts.station.name, marks)
        return arrived

    async def keep_board(self, *, at_once: bool = False) -> None:
        """Write the last board to disk when it is time to; raises StateError."""
        now = self._clock.monotonic()
        is_due = self._kept_at is None or now - self._kept_at >= BOARD_KEPT_EVERY_SECONDS
        if self._unkept is None or not (at_once or is_due):
            return
        at, self._unkept, self._kept_at = self._unkept, None, now
        await self._memory.save_board(self._facts.orders, self._facts.endpoints, at)

    async def _missing(
        self, reading: Reading, shown: tuple[Order, ...]
    ) -> tuple[dict[str, Order | None], tuple[Order, ...]]:
        """Look at orders that are not in the reading any more.

        A read of several pages may miss one by chance (contract 1), and what a cook here still makes must be known to
        be served, cancelled or deleted (board 3); both are asked for by id. One that can't be read now stays.

        Returns:
            Order id → its last state, of those that left with something to do here (None: deleted); and those that
            are still open.
        """
        listed = {order.id for order in reading.orders}
        missing = {order.id: order for order in self._facts.orders if order.id not in listed}
        telling = to_look_up(self._facts.marks, shown, reading.orders, self._facts.station)
        asked = tuple(dict.fromkeys((*telling, *missing))) if reading.pages > 1 else telling
        answers = await asyncio.gather(*(self._look(order_id, missing.get(order_id)) for order_id in asked))
        gone: dict[str, Order | None] = {}
        stayed: list[Order] = []
        for order_id, fresh in zip(asked, answers, strict=True):
            if fresh is not None and is_processable(fresh):
                stayed.append(fresh)
            elif order_id in telling:
                gone[order_id] = fresh
        return gone, tuple(stayed)

    async def _look(self, order_id: str, known: Order | None) -> Order | None:
        try:
            return await self._source.read_order(order_id)
        except SourceError:
            return known

    def _watch_instance(self, instance: str | None) -> None:
        if instance is None:
            return
        if self._instance not in (None, instance):
            self._facts.alarms.set_off(
                Alarm.INSTANCE, "The till's database is another one than before. Compare the orders with the tickets."
            )
        self._instance = instance
