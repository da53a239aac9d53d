"""Guests of a bench: keep a number of orders open at a server while a board bumps them, and count what it bumped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.till import Till, order_server

OPEN_ORDERS = 60
"""Orders that are open and not ready while a board is measured."""

_FIRED_AT_ONCE = 200

LINES = 10
"""Lines of each of them."""


class Guests:
    """Writes bills at a till and serves what is ready.

    Args:
        url: address of the server.
        lines: of each bill.
    """

    def __init__(self, url: str, lines: int = LINES) -> None:
        self.till = Till(url)
        self._waiter = Till(url, "expo", "3333", "KDS6")
        self._lines = lines
        self._bills = 0
        self._begun: set[str] = set()

    def order(self) -> tuple[str, str]:
        """Write one bill; give its table and the id of its order, which is still held."""
        self._bills += 1
        table = f"B{self._bills}"
        (order_id,) = self.till.write_bill(table, self._lines, first_dish=self._bills)
        return table, order_id

    def crowd(self, count: int, lines: int | None = None) -> None:
        """Write and fire that many bills in few requests.

        Args:
            count: how many.
            lines: of each bill; as many as usual where None.
        """
        if count <= 0:
            return
        known = set(self.waiting())
        for _ in range(count):
            self._bills += 1
            bill = self.till.bill(f"B{self._bills}", lines or self._lines, first_dish=self._bills)
            self.till.call("POST", "/tickets", bill)
        fresh = [order_id for order_id in self.waiting() if order_id not in known]
        for start in range(0, len(fresh), _FIRED_AT_ONCE):
            self.till.fire(*fresh[start : start + _FIRED_AT_ONCE])

    def fill(self, count: int = OPEN_ORDERS) -> None:
        """Write and fire bills until that many orders are open and not ready."""
        self.crowd(count - len(self.waiting()))

    def eat(self, count: int) -> None:
        """Fire and serve that many bills, so that the recall list of every board is as long as on any evening."""
        self.crowd(count)
        for order_id in self.waiting():
            self.serve(order_id)

    def waiting(self) -> list[str]:
        """Give the ids of open orders that are not ready, oldest first."""
        return [order["id"] for order in self._waiter.open_orders() if order["status"] != "Ready"]

    def serve_ready(self) -> int:
        """Serve everything that a board bumped; give how many orders that were."""
        ready = [order["id"] for order in self._waiter.open_orders() if order["status"] == "Ready"]
        for order_id in ready:
            self._waiter.set_status(order_id, "Served")
        return len(ready)

    def serve(self, order_id: str) -> None:
        """Serve one order, whatever its status."""
        self._waiter.set_status(order_id, "Served")

    def change(self, order_id: str) -> None:
        """Give an order another status than it has, New or InProgress by turns, as somebody on another screen would."""
        self._begun ^= {order_id}
        self._waiter.set_status(order_id, "InProgress" if order_id in self._begun else "New")

    def close(self) -> None:
        """Close the connections."""
        self.till.close()
        self._waiter.close()


@contextmanager
def evening(folder: Path, extent: Extent) -> Iterator[tuple[str, Guests]]:
    """Run an order server in the middle of an evening: give its address and its guests, served ones and open orders."""
    with order_server(folder) as (url, _pid):
        guests = Guests(url)
        try:
            guests.eat(extent.finished)
            guests.fill()
            yield url, guests
        finally:
            guests.close()
