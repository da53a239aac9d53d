"""Replays recorded orders through the till, as fast as the clock says, and counts on the server what became of them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import overload

from kds.demo.bill import Bill, PurchaseType, Wish
from kds.demo.client import Login, read_as
from kds.demo.clock import GuestClock
from kds.demo.menu import Product, usual_cook_time
from kds.demo.orders import PAGE_SIZE, OpenOrders
from kds.demo.recorded import MenuItem, RecordedOrder, Recording, waits
from kds.demo.till import Till
from kds.demo.wire import Slip, SlipPage, StoredTicket, TicketPage
from kds.language import tr

LONGEST_WAIT = timedelta(minutes=2)
"""Longer waits between two recorded orders are cut to this, in simulated time (`design/interface.md`)."""
MOST_OPEN_ORDERS = 60
"""The till waits while the kitchen has so many open orders."""
MOST_ORDERS_A_BEAT = 25
"""Orders sent before the cooks have their turn again."""
NOT_RECORDED_NAME = "Item not recorded"
"""Name of an item of which the file does not say what it was; it has no endpoint, so every station shows it."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What became of a replay; everything but `orders_read` and `items_read` was read back from the server.

    Attributes:
        orders_read: orders in the file.
        items_read: lines in the file.
        tickets_made: tickets of this replay that the server has.
        items_ordered: items of their orders, each counted as often as the server has it.
        items_cooked: tickets' lines that ended as exactly one served item.
    """

    orders_read: int
    items_read: int
    tickets_made: int
    items_ordered: int
    items_cooked: int

    @property
    def agrees(self) -> bool:
        """Say whether nothing was lost and nothing doubled."""
        return self.orders_read == self.tickets_made and self.items_read == self.items_ordered == self.items_cooked

    def sentences(self) -> tuple[str, ...]:
        """Give the report for a person."""
        verdict = tr("They agree: nothing was lost, nothing doubled.") if self.agrees else tr("THEY DO NOT AGREE.")
        return (
            tr("Orders read: {orders} with {items} items.", orders=self.orders_read, items=self.items_read),
            tr(
                "Tickets made: {tickets}. Items ordered: {ordered}. Items cooked: {cooked}.",
                tickets=self.tickets_made,
                ordered=self.items_ordered,
                cooked=self.items_cooked,
            ),
            verdict,
        )


class Replay:
    """Sends the orders of a checked file when their time has come.

    Args:
        recording: the checked files.
        categories: endpoint of each category without endpoints of its own.
        till: where the tickets are written.
        reader: the session that counts at the end.
        orders: the shared copy of the open orders.
        clock: simulated time.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        categories: Mapping[str, str],
        till: Till,
        reader: Login,
        orders: OpenOrders,
        clock: GuestClock,
    ) -> None:
        self._checked = recording.checked
        self._products = _products(recording.menu, categories)
        self._till = till
        self._reader = reader
        self._orders = orders
        self._clock = clock
        self._coming: Iterator[tuple[timedelta, RecordedOrder]] = waits(recording.orders(), LONGEST_WAIT)
        self._next = next(self._coming, None)
        self._due = timedelta()
        self._run = uuid.uuid4().hex
        self._tickets: set[str] = set()

    @property
    def is_over(self) -> bool:
        """Say whether all orders were sent and none of them is open any more."""
        return self._next is None and not any(slip.ticket_id in self._tickets for slip in self._orders.slips.values())

    async def beat(self) -> None:
        """Send the orders that are due, while the kitchen bears them.

        Raises:
            SourceError, Stopped: as `Login.write`.
            ReplayError: the file changed since it was checked.
        """
        now = self._clock.elapsed()
        for _ in range(MOST_ORDERS_A_BEAT):
            if self._next is None or len(self._orders.slips) >= MOST_OPEN_ORDERS or self._due > now:
                return
            await self._send(self._next[1])
            self._next = next(self._coming, None)
            if self._next is not None:
                self._due += self._next[0]

    async def _send(self, order: RecordedOrder) -> None:
        """Send one order; after trouble half-way the same call goes on where it was, because the keys are the same."""
        wishes = [
            Wish(number, self._products[None if item is None else item.id], Decimal(1))
            for number, item in enumerate(order.items, start=1)
        ]
        bill = Bill(
            name=str(order.number), purchase_type=PurchaseType.WALK_IN, table=None, guests=None, currency="EUR"
        ).with_wishes(wishes)
        ticket_id, _ = await self._till.write(None, bill, key=f"{self._run} {order.number} order")
        self._tickets.add(ticket_id)
        await self._till.fire([slip.id for slip in await self._till.held_orders(ticket_id)])
        await self._till.close(ticket_id, key=f"{self._run} {order.number} payment")

    def progress(self) -> str:
        """Give a sentence on how many orders were sent, for a replay that is stopped before its end."""
        return tr(
            "The replay was stopped: {sent} of {all} orders were sent.",
            sent=len(self._tickets),
            all=self._checked.orders,
        )

    async def report(self) -> DemoReport:
        """Count on the server what became of the orders.

        Raises:
            SourceError, Stopped: as `Login.read`.
        """
        statuses: dict[tuple[str, int | None], list[str]] = {}
        async for slip in self._stored("/orders", SlipPage):
            if slip.ticket_id in self._tickets:
                for item in slip.items:
                    statuses.setdefault((slip.ticket_id, item.ticket_item_id), []).append(item.status)
        tickets = [ticket.id async for ticket in self._stored("/tickets", TicketPage) if ticket.id in self._tickets]
        return DemoReport(
            orders_read=self._checked.orders,
            items_read=self._checked.lines,
            tickets_made=len(tickets),
            items_ordered=sum(len(found) for found in statuses.values()),
            items_cooked=sum(1 for found in statuses.values() if found == ["Served"]),
        )

    @overload
    def _stored(self, path: str, shape: type[SlipPage]) -> AsyncIterator[Slip]: ...
    @overload
    def _stored(self, path: str, shape: type[TicketPage]) -> AsyncIterator[StoredTicket]: ...
    async def _stored(self, path: str, shape: type[SlipPage | TicketPage]) -> AsyncIterator[Slip | StoredTicket]:
        """Read a whole list from the server, page after page; only one page is held at a time."""
        skip = 0
        while True:
            params: dict[str, str | int] = {"$sort": "id", "$skip": skip, "$take": PAGE_SIZE}
            page = read_as(shape, await self._reader.read(path, params=params))
            for entry in page.items:
                yield entry
            skip += len(page.items)
            if not page.items or skip >= page.total_count:
                return


def _products(menu: Mapping[int, MenuItem], categories: Mapping[str, str]) -> dict[int | None, Product]:
    """Give the product for each item of the recorded menu, and under None the one for an item not recorded."""
    products: dict[int | None, Product] = {}
    for item in menu.values():
        endpoint = item.endpoint or categories[item.category]
        products[item.id] = _product(item.id, item.name, item.category, item.price, (endpoint,))
    products[None] = _product(max(menu) + 1, NOT_RECORDED_NAME, "", Decimal(0), ())
    return products


def _product(code: int, name: str, category: str, price: Decimal, endpoints: tuple[str, ...]) -> Product:
    return Product(
        code=code,
        stock="S01",
        name=name,
        category=category[:3].upper(),
        price=price,
        vat_percent=Decimal(0),
        endpoints=endpoints,
        course=None,
        allergens=(),
        cook_time=usual_cook_time(code, endpoints[0] if endpoints else ""),
    )
