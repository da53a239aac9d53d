"""Honest stand-ins for the world around the kitchen: a till and a clock in memory; no mock library, no shortcuts.

`FakeSource` applies statuses as contract 1 says with code of its own, so that a mistake in the domain can't hide in it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kds.domain.intents import Command, Delete, Direction, EndpointPart, Fire, OneItem, SetStatus, WholeOrder
from kds.domain.order import Endpoint, Item, Order, Pair
from kds.domain.terms import Status
from kds.errors import Conflict, Missing, SourceError, Unreachable
from kds.kitchen.ports import MOST_ORDERS, Profile, Reading

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
"""When every story begins."""


class FakeClock:
    """A clock that moves only when told; `sleep` waits for it."""

    def __init__(self, start: datetime = START) -> None:
        self._wall = start
        self._monotonic = 1000.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Give the wall time."""
        return self._wall

    def monotonic(self) -> float:
        """Give the seconds that never step."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass and wake whoever slept until now."""
        self._wall += timedelta(seconds=seconds)
        self._monotonic += seconds
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._monotonic]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._monotonic]
        for _, waiter in due:
            if not waiter.done():
                waiter.set_result(None)

    def step_wall(self, seconds: float) -> None:
        """Set the wall clock forward or back, as NTP does after a start without a battery."""
        self._wall += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Wait until that much virtual time has passed."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._monotonic + seconds, waiter))
        await waiter


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next request.

    Attributes:
        error: raised instead of an answer; None for none.
        applied: the till carried the request out before the answer was lost.
        late_seconds: the till carries it out this much later, long after the answer was given up (a zombie).
        delay_seconds: virtual seconds before anything happens.
    """

    error: SourceError | None = None
    applied: bool = False
    late_seconds: float | None = None
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BackUp:
    """A till's database at one moment: its orders, and the answers it keeps for idempotency keys."""

    orders: dict[str, Order]
    answers: dict[str, tuple[Order, ...]]


@dataclass(slots=True)
class Sent:
    """One request that reached the till."""

    command: Command
    key: str


def lost_reply() -> Fault:
    """The till did it, the answer was lost."""
    return Fault(error=Unreachable("the answer was lost", sent=True), applied=True)


def lost_request() -> Fault:
    """It may have arrived for all we know, but it did not."""
    return Fault(error=Unreachable("the request was lost", sent=True))


def refused_connection() -> Fault:
    """The till is off: certainly not sent."""
    return Fault(error=Unreachable("connection refused", sent=False))


def zombie(seconds: float) -> Fault:
    """We give up waiting, the till does it later all the same."""
    return Fault(error=Unreachable("timed out", sent=True), late_seconds=seconds)


def duplicate(seconds: float) -> Fault:
    """The till does it, answers, and does it once more later: something in between has sent it twice."""
    return Fault(late_seconds=seconds)


class FakeSource:
    """An in-memory till (contract 1) that can be told to fail, hang or drop.

    Attributes:
        down: while set, every call raises it.
        send_faults, read_faults: what goes wrong with the next sends and the next reads of the open orders, one each.
        sent: every command that reached the till, in order.
        keys_honoured, versions_checked: whether it knows idempotency keys and `_v` (contract 5, 1); another till may not.
        forgetful: it acknowledges statuses but does not keep them.
        hold: while it is not set, reads of the open orders wait after they took their picture: a late poll.
    """

    def __init__(
        self,
        clock: FakeClock,
        orders: Sequence[Order] = (),
        *,
        endpoints: Sequence[str] = ("Grill", "Fry", "Cold", "Bar", "Pastry"),
        rights: frozenset[str] = frozenset({"orderUpdate", "orderProcess", "orderDelete"}),
        user: str = "cook",
    ) -> None:
        self.clock = clock
        self.user = user
        self.rights = rights
        self.endpoints = tuple(Endpoint(name) for name in endpoints)
        self.orders: dict[str, Order] = {order.id: order for order in orders}
        self.down: SourceError | None = None
        self.send_faults: deque[Fault] = deque()
        self.read_faults: deque[Fault] = deque()
        self.sent: list[Sent] = []
        self.reads = 0
        self.pages = 1
        self.instance: str | None = "first"
        self.keys_honoured = True
        self.versions_checked = True
        self.closed = False
        self.forgetful = False
        self._hidden: set[str] = set()
        self.waiting = 0
        self.hold = asyncio.Event()
        self.hold.set()
        self._answers: dict[str, tuple[Order, ...]] = {}
        self._open: tuple[Order, ...] = ()
        self._zombies: set[asyncio.Future[None]] = set()

    @property
    def name(self) -> str:
        """The source's name."""
        return "portos"

    # what happens at the till

    def put(self, *orders: Order) -> None:
        """Take in orders as the till's own generation would."""
        for order in orders:
            self.orders[order.id] = order

    def hide(self, order_id: str) -> None:
        """Leave an order out of the next list, as a page that shifts under a read does."""
        self._hidden.add(order_id)

    def set_status(self, order_id: str, status: Status, *, by: str = "other", item_id: int | None = None) -> None:
        """Change a status from another terminal."""
        change = SetStatus(WholeOrder() if item_id is None else OneItem(item_id), status)
        order = self.orders[order_id]
        self._keep(replace(order, items=tuple(self._item(item, change, by) for item in order.items)))

    def apply(self, command: Command, key: str) -> tuple[Order, ...]:
        """Carry out a command now, as the routes of contract 1 do."""
        if self.keys_honoured and key in self._answers:
            return self._answers[key]
        order = self.orders.get(command.order_id)
        if order is not None and self._is_outdated(order, command):
            raise Conflict("The till holds a newer version.", status=409, error_code=6)
        self.sent.append(Sent(command, key))
        if order is None:
            raise Missing(f"Order {command.number} is not known to the till.", status=404)
        match command.change:
            case Delete():
                del self.orders[order.id]
                answer: tuple[Order, ...] = ()
            case Fire():
                if not order.is_processed:
                    self._keep(replace(order, is_processed=True, processed_at=self.clock.now()))
                answer = (self.orders[order.id],)
            case SetStatus() as change:
                answer = (self._set(order, change),)
                if self.forgetful:
                    self.orders[order.id] = order
        self._answers[key] = answer
        return answer

    def _is_outdated(self, order: Order, command: Command) -> bool:
        """Whether a change that goes back was pressed on an older version, unless it is already so."""
        change = command.change
        if not (self.versions_checked and isinstance(change, SetStatus) and change.direction is Direction.BACKWARD):
            return False
        is_so = tuple(self._item(item, change, self.user) for item in order.items) == order.items
        return not is_so and order.version > command.base_version

    def _set(self, order: Order, change: SetStatus) -> Order:
        target = change.target
        if isinstance(target, OneItem) and order.item(target.item_id) is None:
            raise Missing("No such item.", status=404)
        if isinstance(target, EndpointPart) and not any(
            pair.endpoint == target.endpoint for item in order.items for pair in item.pairs
        ):
            raise Missing("No such endpoint.", status=404)
        items = tuple(self._item(item, change, self.user) for item in order.items)
        self._keep(replace(order, items=items))
        return self.orders[order.id]

    def _item(self, item: Item, change: SetStatus, by: str) -> Item:
        match change.target:
            case OneItem(item_id):
                meant = [pair for pair in item.pairs if item.id == item_id]
            case EndpointPart(endpoint):
                meant = [
                    pair for pair in item.pairs if pair.endpoint == endpoint and pair.status is not Status.CANCELLED
                ]
            case WholeOrder():
                meant = [pair for pair in item.pairs if pair.status is not Status.CANCELLED]
        pairs = tuple(self._pair(item, pair, change.status, by) if pair in meant else pair for pair in item.pairs)
        return replace(item, pairs=pairs)

    def _pair(self, item: Item, pair: Pair, status: Status, by: str) -> Pair:
        if item.is_negative:
            if status not in (Status.READY, Status.SERVED) or pair.status is Status.SERVED:
                return pair
            status = Status.SERVED
        if pair.status is status:
            return pair
        return replace(pair, status=status, word=status.value, changed_at=self.clock.now(), changed_by=by)

    def _keep(self, order: Order) -> None:
        if order != self.orders.get(order.id):
            self.orders[order.id] = replace(order, version=order.version + 1)

    def back_up(self) -> BackUp:
        """Copy the till's database."""
        return BackUp(dict(self.orders), dict(self._answers))

    def restore(self, back_up: BackUp, instance: str | None) -> None:
        """Put a copy in place of the till's database, under that identity."""
        self.orders, self._answers = dict(back_up.orders), dict(back_up.answers)
        self.instance = instance

    def is_open(self, order: Order) -> bool:
        """Whether the live list shows it (`isProcessable=true`); all endpoints of this till are active."""
        return any(pair.status.is_open for item in order.items for pair in item.pairs)

    # what the kitchen asks

    async def profile(self) -> Profile:
        """Log in."""
        self._check()
        return Profile(user=self.user, device="KDS1", rights=self.rights)

    async def read_open(self) -> Reading:
        """Read the open orders; the same tuple object while nothing changed."""
        self.reads += 1
        self._check()
        fault = self.read_faults.popleft() if self.read_faults else Fault()
        await self._delay(fault.delay_seconds)
        if fault.error is not None:
            raise fault.error
        found = tuple(order for order in self.orders.values() if self.is_open(order) and order.id not in self._hidden)
        picture, left_out = found[:MOST_ORDERS], len(found[MOST_ORDERS:])
        self._hidden.clear()
        if picture == self._open:
            picture = self._open
        self._open = picture
        server_time = self.clock.now()
        self.waiting += 1
        await self.hold.wait()
        self.waiting -= 1
        return Reading(picture, server_time, self.instance, pages=self.pages, left_out=left_out)

    async def read_order(self, order_id: str) -> Order | None:
        """Read one order."""
        self._check()
        return self.orders.get(order_id)

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Read finished orders, newest first."""
        self._check()
        finished = [order for order in self.orders.values() if not self.is_open(order)]
        return tuple(reversed(finished))[:limit]

    async def read_endpoints(self) -> tuple[Endpoint, ...]:
        """Read the endpoints."""
        self._check()
        return self.endpoints

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Carry out one command, with whatever goes wrong today."""
        fault = self.send_faults.popleft() if self.send_faults else Fault()
        await self._delay(fault.delay_seconds)
        self._check()
        if fault.late_seconds is not None:
            self._later(fault.late_seconds, command, key)
        if fault.applied:
            self._try(command, key)
        if fault.error is not None:
            raise fault.error
        return self.apply(command, key)

    async def aclose(self) -> None:
        """Close it."""
        self.closed = True

    def _check(self) -> None:
        if self.down is not None:
            raise self.down

    async def _delay(self, seconds: float) -> None:
        if seconds:
            self.waiting += 1
            try:
                await self.clock.sleep(seconds)
            finally:
                self.waiting -= 1

    def _later(self, seconds: float, command: Command, key: str) -> None:
        async def wake() -> None:
            await self.clock.sleep(seconds)
            self._try(command, key)

        late = asyncio.ensure_future(wake())
        self._zombies.add(late)
        late.add_done_callback(self._zombies.discard)

    def _try(self, command: Command, key: str) -> None:
        try:
            self.apply(command, key)
        except SourceError:
            return
