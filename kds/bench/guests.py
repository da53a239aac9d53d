"""Guests of a bench: keep a number of orders open at a server while a board bumps them, and count what it bumped."""

from __future__ import annotations

from kds.bench.till import Till

OPEN_ORDERS = 60
"""Orders that are open and not ready while a board is measured."""

FINISHED_ORDERS = 100
"""Orders that were served before: as many as a recall list holds."""

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

    def order(self) -> tuple[str, str]:
        """Write one bill; give its table and the id of its order, which is still held."""
        self._bills += 1
        table = f"B{self._bills}"
        (order_id,) = self.till.write_bill(table, self._lines, first_dish=self._bills)
        return table, order_id

    def fill(self, count: int = OPEN_ORDERS) -> None:
        """Write and fire bills until that many orders are open and not ready."""
        for _ in range(count - len(self.waiting())):
            _, order_id = self.order()
            self.till.fire(order_id)

    def eat(self, count: int) -> None:
        """Fire and serve that many bills, so that the recall list of every board is as long as on any evening."""
        self.fill(count)
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
        self.set_status(order_id, "Served")

    def set_status(self, order_id: str, status: str) -> None:
        """Give an order another status, as somebody on another screen would."""
        self._waiter.set_status(order_id, status)

    def close(self) -> None:
        """Close the connections."""
        self.till.close()
        self._waiter.close()
