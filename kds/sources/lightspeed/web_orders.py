"""Finds web-shop orders by the number that customers know; there is no filter for it, so a list is read now and then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from kds.domain.clock import Clock
from kds.domain.inquiries.web_order import WebOrder, same_number
from kds.errors import Forbidden, Missing
from kds.sources.lightspeed.pages import walk
from kds.sources.lightspeed.reader import SupportingReads
from kds.sources.lightspeed.remembering import ShortMemory
from kds.sources.lightspeed.selection import Selection
from kds.sources.lightspeed.translate import as_web_order

ORDERS_BACK = timedelta(days=30)
"""How old an order may be that somebody asks about."""
LIST_AGE = timedelta(minutes=10)
"""How long the list is remembered, because reading it costs many requests."""
STATUS_AGE = timedelta(minutes=2)
"""How long the status of one order is remembered."""
MOST_ORDERS = 200
"""Orders whose status is remembered."""


class WebOrders:
    """Orders of one shop, by number.

    Args:
        reads: the supporting routes.
        clock: counts how long things are remembered.
        server_now: gives the shop's time.
    """

    def __init__(self, reads: SupportingReads, clock: Clock, server_now: Callable[[], datetime]) -> None:
        self._reads = reads
        self._server_now = server_now
        self._lists: ShortMemory[str, tuple[WebOrder, ...]] = ShortMemory(clock, age=LIST_AGE, most=1)
        self._orders: ShortMemory[int, WebOrder | None] = ShortMemory(clock, age=STATUS_AGE, most=MOST_ORDERS)

    async def by_number(self, number: str) -> WebOrder | None:
        """Give the newest order with that number, None when there is none in `ORDERS_BACK` or the key may not see orders.

        Raises:
            SourceError: the shop did not answer.
        """
        listed = self._lists.get("")
        orders = listed.value if listed is not None else await self._read_list()
        newest = max(
            (order for order in orders if same_number(order.number, number)),
            key=lambda order: order.created_at,
            default=None,
        )
        return await self._as_it_is_now(newest) if newest is not None else None

    async def _read_list(self) -> tuple[WebOrder, ...]:
        selection = Selection(created_min=self._server_now() - ORDERS_BACK)
        try:
            found = await walk(lambda page: self._reads.orders(selection, page=page), None)
        except Forbidden:
            return self._lists.put("", ())
        orders = tuple(as_web_order(row) for row in found.rows if selection.keeps(row.id, row.created_at))
        for order in orders:
            self._orders.put(order.id, order)
        return self._lists.put("", orders)

    async def _as_it_is_now(self, order: WebOrder) -> WebOrder | None:
        known = self._orders.get(order.id)
        if known is not None:
            return known.value
        try:
            read = as_web_order(await self._reads.order(order.id))
        except Missing:
            return self._orders.put(order.id, None)
        return self._orders.put(order.id, read)
