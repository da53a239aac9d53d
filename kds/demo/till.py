"""The simulated waiter's till: writes one bill to the server and fires what is to be cooked now; decides nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from kds.demo.bill import Bill
from kds.demo.client import Login, read_as
from kds.demo.orders import OpenOrders, fire
from kds.demo.wire import Slip, SlipPage, StoredTicket


class Till:
    """One cash register or handheld.

    Args:
        login: the waiter's session on that device.
        orders: the shared copy of the open orders; it learns what this till causes.
    """

    def __init__(self, login: Login, orders: OpenOrders) -> None:
        self._login = login
        self._orders = orders

    async def write(self, ticket_id: str | None, bill: Bill, *, key: str | None = None) -> tuple[str, Bill]:
        """Create a ticket, or update the one with that id; give the server's id and the bill with its line ids.

        Args:
            ticket_id: None for a new ticket.
            bill: the whole bill.
            key: Idempotency-Key, so that the same call may be made again later; None makes one for this call alone.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        key = key or uuid.uuid4().hex
        if ticket_id is None:
            answer = await self._login.write("POST", "/tickets", bill.body(), key=key)
        else:
            answer = await self._login.write("PUT", f"/tickets/{ticket_id}", bill.body(), key=key)
        stored = read_as(StoredTicket, answer)
        return stored.id, bill.with_ids([line.id for line in stored.items])

    async def held_orders(self, ticket_id: str) -> tuple[Slip, ...]:
        """Give a ticket's orders that were generated and not fired yet.

        Raises:
            SourceError, Stopped: as `Login.read`.
        """
        params: dict[str, str | int] = {"ticketId": ticket_id, "isProcessed": "false", "isProcessable": "true"}
        slips = read_as(SlipPage, await self._login.read("/orders", params=params)).items
        self._orders.learn(slips)
        return slips

    async def fire(self, order_ids: Sequence[str]) -> None:
        """Send orders to their stations.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        await fire(self._login, self._orders, order_ids)

    async def close(self, ticket_id: str, *, key: str | None = None) -> None:
        """Take the payment; `key` as in `write`.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        await self._login.write("POST", f"/tickets/{ticket_id}/close", {}, key=key or uuid.uuid4().hex)

    async def delete(self, ticket_id: str) -> None:
        """Delete the ticket of guests who walked out; everything is taken back.

        Raises:
            SourceError, Stopped: as `Login.write`.
        """
        await self._login.write("DELETE", f"/tickets/{ticket_id}", key=uuid.uuid4().hex)
