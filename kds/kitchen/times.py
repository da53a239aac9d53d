"""Takes note of how long things took: from the readings, the shared notes and the connection; it draws and sends nothing.

What it learns goes to disk together every half a minute and at the end, so that no poll and no bump waits for it; a
power cut loses the seconds since. An unchanged reading costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from kds.domain.board import BoardChanged
from kds.domain.business_day import BusinessDay
from kds.domain.clock import Clock
from kds.domain.connection import Connection
from kds.domain.notes import NO_NOTES, Shared
from kds.domain.order import Order
from kds.domain.times.deriving import names_of, offline_span, parts_of, sold_out_in, told_by, voids_of
from kds.domain.times.facts import Fact, merged
from kds.domain.times.figures import Figures, figures
from kds.errors import StateError
from kds.kitchen.alarms import Alarm
from kds.kitchen.facts import Facts
from kds.kitchen.ports import TimesMemory

KEPT_EVERY_SECONDS = 30.0
"""What was learnt goes to disk this often, sooner when it fills a transaction, and only when there is something."""

KEPT_AT_ONCE = 250
"""Facts of one transaction at most: a bump that is pressed meanwhile waits for one of them and not for a whole evening."""

KEEP_TIMES = timedelta(days=90)
"""How long the speed of service is remembered (board 8)."""

MOST_UNKEPT = 5000
"""Facts that wait in memory at most while the disk takes nothing; the oldest are lost first."""

MOST_NAMES = 2000
"""Products whose names are remembered at most, for the list of what is sold out."""


Key = TypeVar("Key")
Entry = TypeVar("Entry")


class Times:
    """The speed of service as this screen sees it.

    Args:
        memory: where facts are kept.
        facts: whose limits hold, and what complains when the disk does not take them.
        clock: for the pauses between two writes.
        now: server time.
        day: how the restaurant counts its days.
        subscribe: tells every change of the board, for notes and the connection.
    """

    def __init__(
        self,
        memory: TimesMemory,
        facts: Facts,
        clock: Clock,
        now: Callable[[], datetime],
        day: BusinessDay,
        subscribe: Callable[[Callable[[BoardChanged], None]], object],
    ) -> None:
        self.day = day
        self._memory = memory
        self._facts = facts
        self._clock = clock
        self._now = now
        self._seen: dict[str, Order] = {}
        self._opened: set[str] = set()
        self._names: dict[int, str] = {}
        self._new: dict[tuple[str, str], Fact] = {}
        self._more: dict[tuple[str, str], Fact] = {}
        self._kept_at: float | None = None
        self._failed = False
        self._shared: Shared = NO_NOTES
        self._connection = Connection()
        self._at_once = asyncio.Lock()
        subscribe(self.hear)

    def take(self, orders: tuple[Order, ...], finished: tuple[Order, ...], gone: Iterable[Order | None] = ()) -> None:
        """Take in the open orders and the finished ones, all sources together; those that did not change cost nothing.

        Args:
            orders: the open orders.
            finished: the newest finished ones; one that was never seen open is not counted.
            gone: the last states of orders that have just left, where they are known.
        """
        now, station = self._now(), self._facts.station
        slips = {order.id: order for order in (*(each for each in gone if each is not None), *finished, *orders)}
        self._opened = {order_id for order_id in self._opened if order_id in slips}
        self._opened.update(order.id for order in orders)
        news = [order for order in slips.values() if _is_news(order, self._seen.get(order.id))]
        for order in news:
            kept = self._new if order.id in self._opened else self._more
            was = self._seen.get(order.id)
            for part in parts_of(order, station, stations=self._facts.stations, was=was, now=now):
                _add(kept, part)
        if any(item.is_negative for order in news for item in order.items):
            changed = {order.id for order in news}
            for void in voids_of(tuple(slips.values())):
                if void.order_id in changed:
                    _add(self._new, void)
        self._names.update(names_of(news))
        _cut(self._names, MOST_NAMES)
        self._seen = slips

    def hear(self, changed: BoardChanged) -> None:
        """Take note of what screens told each other, and of the time without the till."""
        board = changed.board
        if board.shared is not self._shared:
            shared, former = _arrived(board.shared), _arrived(self._shared)
            for told in told_by(shared):
                _add(self._new, told)
            if shared.is_offered is not None:
                for span in sold_out_in(shared, former, self._names, self._now()):
                    _add(self._new, span)
            self._shared = board.shared
        if board.connection.link is not self._connection.link:
            away = offline_span(board.connection, self._connection, self._now())
            if away is not None:
                _add(self._new, away)
            self._connection = board.connection

    async def keep(self, *, at_once: bool = False) -> None:
        """Write what was learnt when it is time to; raises StateError and keeps it for the next time."""
        at = self._clock.monotonic()
        is_due = self._kept_at is None or at - self._kept_at >= KEPT_EVERY_SECONDS
        # a disk that does not take them is not tried again with every poll
        is_full = not self._failed and len(self._new) + len(self._more) >= KEPT_AT_ONCE
        if not (self._new or self._more) or not (at_once or is_due or is_full):
            return
        async with self._at_once:
            new, self._new = self._new, {}
            more, self._more = self._more, {}
            self._kept_at = at
            try:
                for facts, later in _batches(tuple(new.values()), tuple(more.values())):
                    await self._memory.keep(facts, later)
                self._failed = False
            except StateError:
                self._failed = True
                for unkept, waiting in ((new, self._new), (more, self._more)):
                    for key, fact in unkept.items():
                        waiting[key] = merged(fact, waiting[key]) if key in waiting else fact
                    _cut(waiting, MOST_UNKEPT)
                raise

    async def stop(self) -> None:
        """End what lasts and write what was learnt; raises StateError."""
        away = offline_span(Connection(), self._connection, self._now())
        if away is not None:
            _add(self._new, away)
        await self.keep(at_once=True)

    async def tidy(self) -> None:
        """Forget what is older than `KEEP_TIMES`; never raises."""
        try:
            await self._memory.forget(self._now() - KEEP_TIMES)
        except StateError as error:
            self._facts.alarms.set_off(Alarm.STORE, str(error))

    async def between(self, since: datetime, until: datetime) -> tuple[Fact, ...]:
        """Give the facts of a time, those of the last seconds too; raises StateError."""
        await self.keep(at_once=True)
        return await self._memory.between(since, until)

    async def today(self, endpoints: Collection[str] | None = None) -> Figures:
        """Give the figures of this business day so far; raises StateError.

        Args:
            endpoints: only what is made there, None for all.
        """
        now = self._now()
        facts = await self.between(self.day.start(now), now + timedelta(days=1))
        # a busy day is some thousand lines: the screen goes on meanwhile
        return await asyncio.to_thread(figures, facts, self.day, now, endpoints=endpoints)


def _arrived(shared: Shared) -> Shared:
    """Leave out the notes that are still on their way: the till gives them another id, and they would count twice."""
    if shared.is_offered is False or not any(note.is_local for note in shared.notes):
        return shared
    return replace(shared, notes=tuple(note for note in shared.notes if not note.is_local))


def _is_news(order: Order, was: Order | None) -> bool:
    return order is not was and order != was


def _batches(new: Sequence[Fact], more: Sequence[Fact]) -> Iterator[tuple[Sequence[Fact], Sequence[Fact]]]:
    """Give what one transaction takes, new facts before what only adds to known ones."""
    for start in range(0, len(new), KEPT_AT_ONCE):
        yield new[start : start + KEPT_AT_ONCE], ()
    for start in range(0, len(more), KEPT_AT_ONCE):
        yield (), more[start : start + KEPT_AT_ONCE]


def _add(kept: dict[tuple[str, str], Fact], fact: Fact) -> None:
    key = (fact.kind, fact.key)
    kept[key] = merged(kept[key], fact) if key in kept else fact


def _cut(kept: dict[Key, Entry], most: int) -> None:
    """Forget the oldest entries above `most`."""
    for key in list(kept)[: max(len(kept) - most, 0)]:
        del kept[key]
