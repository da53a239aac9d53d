"""The others of a practice kitchen: who cooks at the stations beside, and who stands at the pass; they touch no line of the station that practises."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kds.demo.practice.till import PracticeTill
from kds.domain.order import Item, Order, Pair
from kds.domain.status import order_status
from kds.domain.terms import Status

STARTS_AFTER = (0.3, 2.5)
"""Shortest and longest minutes until somebody starts a dish."""
SEEN_AFTER = timedelta(seconds=40)
"""How long until somebody has noticed what was taken back."""
UNROUTED = timedelta(minutes=2)
"""How long it takes until bread and candles are there."""
ON_THE_PASS = (15.0, 75.0)
"""Shortest and longest seconds between the last ready line and the plates leaving."""

_Key = tuple[str, int, str | None]


class Others:
    """Everybody but the person in front of the screen.

    Args:
        is_own: whether an endpoint belongs to the station that practises.
        is_pass: whether it is the pass, so that nobody else sends anything.
        cook_time: gives how long a portion takes, by product code and endpoint.
        dice: small differences from dish to dish.
    """

    def __init__(
        self,
        is_own: Callable[[str], bool],
        cook_time: Callable[[int, str], timedelta],
        dice: random.Random,
        *,
        is_pass: bool,
    ) -> None:
        self._is_own = is_own
        self._is_pass = is_pass
        self._cook_time = cook_time
        self._dice = dice
        self._times: dict[_Key, tuple[datetime, datetime]] = {}
        self._leaves_at: dict[str, datetime] = {}

    def work(self, till: PracticeTill, now: datetime) -> None:
        """Do what is due."""
        for order in till.orders:
            if order.is_processed:
                self._leave(till, till.put(self._cooked(order, now)), now)
        there = {order.id for order in till.orders}
        self._times = {key: times for key, times in self._times.items() if key[0] in there}
        self._leaves_at = {key: at for key, at in self._leaves_at.items() if key in there}

    def _cooked(self, order: Order, now: datetime) -> Order:
        items = tuple(replace(item, pairs=tuple(self._pairs(order, item, now))) for item in order.items)
        return order if items == order.items else replace(order, items=items)

    def _pairs(self, order: Order, item: Item, now: datetime) -> Iterator[Pair]:
        for pair in item.pairs:
            is_mine = pair.endpoint is not None and self._is_own(pair.endpoint) and not self._is_pass
            if is_mine or not pair.status.is_open or pair.status is Status.READY:
                yield pair
                continue
            starts, ready = self._times_of(order, item, pair, now)
            status = Status.READY if now >= ready else Status.IN_PROGRESS if now >= starts else pair.status
            if item.is_negative:
                status = Status.SERVED if now >= ready else pair.status
            done = replace(pair, status=status, word=status.value, changed_at=now, changed_by="cook")
            yield pair if status is pair.status else done

    def _times_of(self, order: Order, item: Item, pair: Pair, now: datetime) -> tuple[datetime, datetime]:
        key = (order.id, item.id, pair.endpoint)
        if key not in self._times:
            starts = (order.processed_at or now) + timedelta(minutes=self._dice.uniform(*STARTS_AFTER))
            if item.is_negative:
                takes = SEEN_AFTER
            elif pair.endpoint is None:
                takes = UNROUTED
            else:
                takes = self._cook_time(item.plu_code or 0, pair.endpoint) * self._dice.uniform(0.75, 1.3)
            self._times[key] = (starts, starts + takes)
        return self._times[key]

    def _leave(self, till: PracticeTill, order: Order, now: datetime) -> None:
        """Send a complete order, a moment after its last line is ready."""
        if self._is_pass or order_status(order) is not Status.READY:
            self._leaves_at.pop(order.id, None)
            return
        leaves = self._leaves_at.setdefault(order.id, now + timedelta(seconds=self._dice.uniform(*ON_THE_PASS)))
        if now < leaves:
            return
        items = tuple(
            replace(item, pairs=tuple(_served(pair, now) if pair.status.is_open else pair for pair in item.pairs))
            for item in order.items
        )
        till.put(replace(order, items=items))


def _served(pair: Pair, now: datetime) -> Pair:
    return replace(pair, status=Status.SERVED, word=Status.SERVED.value, changed_at=now, changed_by="expo")
