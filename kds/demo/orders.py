"""What the simulated people know of the open orders: one polled copy for all of them, over HTTP, and never a guess."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import httpx

from kds.demo.client import Login, read_as
from kds.demo.wire import FiredOrders, Slip, SlipPage

PAGE_SIZE = 1000
"""Orders asked for at once, the largest page of the contract (contract 1, Routes)."""


class OpenOrders:
    """The processable orders, as of the last read and of the answers to our own calls since.

    Args:
        reader: the login that polls.
    """

    def __init__(self, reader: Login) -> None:
        self._reader = reader
        self._slips: dict[str, Slip] = {}
        self._etag: str | None = None

    @property
    def slips(self) -> Mapping[str, Slip]:
        """The open orders by id, held ones included."""
        return self._slips

    async def refresh(self) -> None:
        """Read all open orders again; costs next to nothing when nothing changed.

        Raises:
            SourceError, Stopped: as `Login.read`.
        """
        answer = await self._reader.read("/orders", params=_page(0), etag=self._etag)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return
        page = read_as(SlipPage, answer)
        slips = {slip.id: slip for slip in page.items}
        self._etag = answer.headers.get("ETag") if len(slips) >= page.total_count else None
        while page.items and len(slips) < page.total_count:
            page = read_as(SlipPage, await self._reader.read("/orders", params=_page(len(slips))))
            slips |= {slip.id: slip for slip in page.items}
        self._slips = slips

    def learn(self, slips: Iterable[Slip]) -> None:
        """Take over orders that came as the answer to a call of our own."""
        for slip in slips:
            known = self._slips.get(slip.id)
            if not slip.is_processable:
                self._slips.pop(slip.id, None)
            elif known is None or slip.version >= known.version:
                self._slips[slip.id] = slip

    def forget(self, order_id: str) -> None:
        """Drop an order that the server no longer has; the next read decides."""
        self._slips.pop(order_id, None)


def _page(skip: int) -> dict[str, str | int]:
    return {"isProcessable": "true", "$sort": "id", "$skip": skip, "$take": PAGE_SIZE}


async def fire(login: Login, orders: OpenOrders, order_ids: Collection[str]) -> None:
    """Send held orders to their stations (`POST /orders`), all or none.

    Raises:
        SourceError, Stopped: as `Login.write`.
    """
    if not order_ids:
        return
    answer = await login.write("POST", "/orders", {"orderIds": list(order_ids)})
    orders.learn(read_as(FiredOrders, answer).root)
