"""Notices that the till lost its state, and says what that means for cards and commands (reliability 3.3); reads nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.clock import Clock
from kds.domain.forgetting import after_restart, strangers
from kds.domain.grouping import title_of
from kds.domain.order import Order
from kds.domain.overlay import is_meant
from kds.kitchen.alarms import Alarm
from kds.kitchen.facts import Facts
from kds.kitchen.ports import CommandState, Outbox, Reading
from kds.kitchen.queue import Lane, Queue
from kds.kitchen.resending import Ended, overtaken
from kds.language import mark, tr, trn

GRACE_SECONDS = 60.0
"""After a restart with lost state no card is taken away for this long because the till does not know its order."""

SENT_WITHIN = timedelta(minutes=10)
"""What was confirmed within this time is sent again when its order is back with an older status."""

ORDERS_AT_MOST = 5
"""When more orders than this would be changed again, a person decides."""

DATE_BACK = timedelta(seconds=60)
"""A till without an identity whose `Date` falls by more than this is taken for a restored one."""

VANISHED_TOGETHER = 3
"""A till without an identity that suddenly knows none of this many open orders is taken for one that lost them."""

NAMED_AT_MOST = 4
"""More lost tables than this are counted on the board instead of named."""

ASKS = mark("The till is back with an older state; send it again or discard it")
"""Why a command waits for a person after a restart."""


class Restarts:
    """Whether the till still is the one we know, and what it may have lost.

    Attributes:
        lost: ids of the orders on the board that the till does not know since its restart.
        is_unsettled: commands of the last minutes must still be compared with what the till shows now.
    """

    def __init__(
        self, facts: Facts, queue: Queue, outbox: Outbox, clock: Clock, server_now: Callable[[], datetime]
    ) -> None:
        self._facts = facts
        self._queue = queue
        self._outbox = outbox
        self._clock = clock
        self._server_now = server_now
        self._instance = ""
        self._until: float | None = None
        self._told_at: datetime | None = None
        self.lost: set[str] = set()
        self.is_unsettled = False

    @property
    def is_checking(self) -> bool:
        """Whether cards that the till does not know stay all the same."""
        return self._until is not None

    @property
    def is_overdue(self) -> bool:
        """Whether the time of grace is over and nothing could be compared yet: then what is known must do."""
        return self.is_unsettled and self._until is not None and self._clock.monotonic() >= self._until

    def begin(self) -> None:
        """Take note of a restart: the time of grace starts (again)."""
        self._until = self._clock.monotonic() + GRACE_SECONDS
        self.is_unsettled = True
        self._facts.finished = ()

    def look(self, reading: Reading, former: Sequence[Order]) -> frozenset[str]:
        """Compare a reading with what was known when it was asked for.

        Args:
            former: open and finished orders as they were known before the reading was asked for.

        Returns:
            The ids in it that stand for another order than before; what was remembered under them is forgotten.
        """
        marks = self._facts.marks
        others = self._has_changed(reading, former)
        is_same = reading.orders is self._facts.orders
        ids = frozenset[str]() if is_same and not others else strangers(marks, reading.orders, restarted=others)
        if others or ids:
            self.begin()
            marks = after_restart(marks, reading.orders, ids)
        self._instance = reading.instance or self._instance
        if not marks.epoch:
            marks = replace(marks, epoch=self._instance)
        self._facts.marks = marks
        return ids

    def may_have_lost(self, reading: Reading, missing: Collection[str]) -> bool:
        """Whether so many orders are missing at once that each must be asked for."""
        return (
            reading.instance is None and len(missing) >= VANISHED_TOGETHER and len(missing) == len(self._facts.orders)
        )

    def settle(self) -> None:
        """End the time of grace when it is over, and say on the board how things stand.

        Only then is the till's new identity remembered: a board that is switched off before checks once more.
        """
        if self._until is None:
            return
        lost = [order for order in self._facts.orders if order.id in self.lost]
        self.lost = {order.id for order in lost}
        titles = _titles(lost)
        if self._clock.monotonic() < self._until or self.is_unsettled:
            checking = tr("POS restarted, checking.")
            if self.lost:
                checking = tr("POS restarted, checking: it does not know {orders} any more.", orders=titles)
            self._facts.alarms.set_off(Alarm.INSTANCE, checking)
            return
        sentence = (
            tr("The till came back without {orders}. Compare the orders with the tickets.", orders=titles)
            if self.lost
            else ""
        )
        self._facts.alarms.set_off(Alarm.INSTANCE, sentence)
        self._facts.marks = replace(self._facts.marks, epoch=self._instance)
        self._until = None
        self.lost.clear()

    def let_go(self, order_id: str) -> None:
        """Take a lost order off the board: a person has finished it here, and the till will never hear of it."""
        if order_id in self.lost:
            self.lost.discard(order_id)
            self._facts.orders = tuple(order for order in self._facts.orders if order.id != order_id)

    async def end_strangers(self, orders: Sequence[Order]) -> None:
        """End commands whose order's id belongs to another order now; raises StateError."""
        if not self._queue.rows:
            return
        shown = _by_lane(orders)
        for lane, rows in self._queue.lanes().items():
            order = shown.get(lane)
            for row in rows if order is not None else ():
                if order is not None and not is_meant(row.command, order):
                    await self._queue.move(
                        row.command.id, CommandState.OBSOLETE, reason=tr("its order is gone at the till")
                    )

    async def send_again(self) -> None:
        """Queue what ended lately and is not so any more; raises StateError.

        Only orders that the till shows are touched, and only where they stand as they did before our command.
        """
        facts = self._facts
        shown = _by_lane((*facts.finished, *(order for order in facts.orders if order.id not in self.lost)))
        now = self._server_now()
        ended = [Ended(each.row, now - each.ago) for each in await self._outbox.ended_within(SENT_WITHIN)]
        rows = overtaken(ended, self._queue.lanes(), shown)
        asks = len({(row.command.source, row.command.order_id) for row in rows}) > ORDERS_AT_MOST
        for row in rows:
            order = shown[row.command.source, row.command.order_id]
            await self._queue.revive(
                replace(row, command=replace(row.command, base_version=order.version)),
                CommandState.PARKED if asks else CommandState.PENDING,
                reason=tr(ASKS) if asks else tr("the till came back with an older state"),
            )
        self.is_unsettled = False

    def _has_changed(self, reading: Reading, former: Sequence[Order]) -> bool:
        told, self._told_at = self._told_at, reading.server_time or self._told_at
        known = self._instance or self._facts.marks.epoch
        if reading.instance is not None and known not in ("", reading.instance):
            return True
        fell_back = told is not None and reading.server_time is not None and told - reading.server_time > DATE_BACK
        if reading.instance is None and fell_back:
            return True
        if reading.orders is self._facts.orders:
            return False
        versions: dict[Lane, int] = {}
        for order in former:
            lane = (order.source, order.id)
            versions[lane] = max(order.version, versions.get(lane, 0))
        return any(order.version < versions.get((order.source, order.id), 0) for order in reading.orders)


def _titles(orders: Sequence[Order]) -> str:
    """Give what people call these orders, their number where they are many."""
    titles = tuple(dict.fromkeys(map(title_of, orders)))
    return ", ".join(titles) if len(titles) <= NAMED_AT_MOST else trn("{count} order", "{count} orders", len(orders))


def _by_lane(orders: Sequence[Order]) -> Mapping[Lane, Order]:
    return {(order.source, order.id): order for order in orders}
