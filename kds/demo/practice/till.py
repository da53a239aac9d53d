"""A till of invented orders in memory: answers the kitchen as a real one would (contract 1), and forgets everything at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from kds.domain.clock import Clock
from kds.domain.intents import Command, Delete, Fire, SetStatus
from kds.domain.order import Endpoint, Order
from kds.domain.overlay import applied
from kds.domain.status import is_processable
from kds.domain.terms import TILL
from kds.errors import Missing, Refused
from kds.kitchen.ports import Profile, Reading
from kds.language import tr

USER = "practice"
"""Who is logged in while somebody practises."""
DEVICE = "PRACTICE"
"""On which device."""
RIGHTS = frozenset({"orderUpdate", "orderProcess", "orderDelete"})
"""Practice allows everything, whatever the real login may do."""
KEPT_FINISHED = 100
"""So many finished orders stay, for the recall list."""


class PracticeTill:
    """The port `Source` over invented orders.

    Args:
        clock: the kitchen's clock.
        endpoints: every endpoint there is.
        live: what guests and cooks do, called before each reading.
    """

    def __init__(self, clock: Clock, endpoints: Iterable[str], live: Callable[[PracticeTill, datetime], None]) -> None:
        self.clock = clock
        self._endpoints = tuple(Endpoint(name) for name in endpoints)
        self._live = live
        self._orders: dict[str, Order] = {}
        self._finished: dict[str, Order] = {}
        self._read: tuple[Order, ...] = ()

    @property
    def name(self) -> str:
        """The name of the source: its orders are treated as the till's."""
        return TILL

    @property
    def orders(self) -> tuple[Order, ...]:
        """The open orders, oldest first."""
        return tuple(self._orders.values())

    def order(self, order_id: str) -> Order | None:
        """Give an order, open or finished; None when it is unknown."""
        return self._orders.get(order_id) or self._finished.get(order_id)

    def put(self, order: Order) -> Order:
        """Take in a new or changed order; gives it with its next version."""
        known = self.order(order.id)
        if order == known:
            return order
        kept = replace(order, version=known.version + 1 if known is not None else 1)
        is_open = is_processable(kept)
        (self._finished if is_open else self._orders).pop(kept.id, None)
        (self._orders if is_open else self._finished)[kept.id] = kept
        for old in tuple(self._finished)[: max(len(self._finished) - KEPT_FINISHED, 0)]:
            del self._finished[old]
        return kept

    def live_until(self, now: datetime) -> None:
        """Let guests and cooks do what is due by then."""
        self._live(self, now)

    async def profile(self) -> Profile:
        """Log in: everybody may."""
        return Profile(USER, DEVICE, RIGHTS)

    async def read_open(self) -> Reading:
        """Let guests and cooks do what is due, and give the open orders."""
        now = self.clock.now()
        self.live_until(now)
        found = self.orders
        self._read = self._read if found == self._read else found
        return Reading(self._read, now, instance=USER)

    async def read_order(self, order_id: str) -> Order | None:
        """Give one order."""
        return self.order(order_id)

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Give the newest finished orders."""
        return tuple(reversed(self._finished.values()))[:limit]

    async def read_endpoints(self) -> tuple[Endpoint, ...]:
        """Give the endpoints."""
        return self._endpoints

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Carry out a command; repeating it is harmless, so its key is not needed.

        Raises:
            Missing: there is no such order.
            Refused: practice knows no such change.
        """
        del key
        order = self.order(command.order_id)
        if order is None:
            raise Missing(tr("Order {number} is not known in practice.", number=command.number), status=404)
        match command.change:
            case Delete():
                self._orders.pop(order.id, None)
                self._finished.pop(order.id, None)
                return ()
            case SetStatus() | Fire() as change:
                return (self.put(applied(order, change, self.clock.now())),)
            case _:
                raise Refused(tr("Practice has no other systems."), status=400)

    async def aclose(self) -> None:
        """Forget everything."""
        self._orders.clear()
        self._finished.clear()
