"""How many requests one core of the order server answers, and whether a hundred thousand stored orders slow it down."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kds.bench.figures import Figure, measured
from kds.bench.till import Till, order_server

OPEN_ORDERS = 50
STATUSES = ("InProgress", "New")


def server_cpu_seconds(pid: int) -> float:
    """Give CPU time used so far by all threads of a process."""
    return sum(
        int((thread / "schedstat").read_text().split()[0]) / 1e9 for thread in Path(f"/proc/{pid}/task").iterdir()
    )


class Load:
    """Requests to one server, counted per second of its own CPU time, so that a busy neighbour hardly matters."""

    def __init__(self, url: str, pid: int) -> None:
        self._till = Till(url)
        self._screen = Till(url, "expo", "3333", "KDS2")
        self._pid = pid

    def open_bills(self, count: int) -> None:
        """Write that many bills of four lines and leave their orders open."""
        for number in range(count):
            self._till.write_bill(f"M{1 + number % 12}", 4, first_dish=number)

    def per_core(self, requests: int, send: Callable[[int], None], rounds: int = 5) -> list[float]:
        """Give requests per CPU second of the server, one value a round."""
        rates = []
        for _ in range(rounds):
            used = server_cpu_seconds(self._pid)
            for number in range(requests):
                send(number)
            time.sleep(0.05)
            rates.append(requests / (server_cpu_seconds(self._pid) - used))
        return rates

    def reads(self) -> list[float]:
        """Read the live board, with one status change per ten reads."""
        orders = self._screen.open_orders()

        def send(number: int) -> None:
            if number % 11 == 10:
                order = orders[number // 11 % len(orders)]
                self._screen.set_status(order["id"], STATUSES[number // 11 // len(orders) % 2])
            else:
                self._screen.call_raw("GET", "/orders?isProcessable=true")

        return self.per_core(220, send)

    def status_changes(self) -> list[float]:
        """Change statuses, every one for real."""
        orders = self._screen.open_orders()
        turn = 0

        def send(number: int) -> None:
            nonlocal turn
            turn += number == 0
            order = orders[number % len(orders)]
            self._screen.set_status(order["id"], STATUSES[(turn + number // len(orders)) % 2])

        return self.per_core(150, send)

    def tickets(self) -> list[float]:
        """Write bills of four lines, close them, and serve their orders, counting only the bills."""
        items = [
            {"plu": {"code": 1, "name": "Ribeye", "orderEndpointNames": ["Grill"]}, "quantity": {"amount": 1}}
            for _ in range(4)
        ]
        rates = self.per_core(
            60, lambda number: self._till.call("POST", "/tickets", {"name": str(number), "items": items})
        )
        for order in self._screen.open_orders()[OPEN_ORDERS:]:
            self._screen.set_status(order["id"], "Served")
        return rates

    def close(self) -> None:
        """Close the connections."""
        self._till.close()
        self._screen.close()


def server_figures(
    say: Callable[[str], None], fill: Callable[[Path, int], None], stored: int = 100_000
) -> list[Figure]:
    """Measure an almost empty server, then one with many stored orders.

    Args:
        fill: puts that many finished orders into a server database that exists and isn't open.
        stored: how many.
    """
    rates: dict[str, dict[str, list[float]]] = {}
    for label, count in (("few", 0), ("many", stored)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if count:
                say(f"storing {count:,} orders …")
                with order_server(folder):
                    pass
                fill(folder / "server.db", count)
            with order_server(folder) as (url, pid):
                say(f"server with {label} orders …")
                load = Load(url, pid)
                load.open_bills(OPEN_ORDERS)
                load.reads()
                rates[label] = {
                    "reads": load.reads(), "status changes": load.status_changes(), "tickets": load.tickets()
                }  # fmt: skip
                load.close()
    figures = []
    for what, bound in (("reads", 200), ("status changes", 100), ("tickets", 50)):
        words = f"server: {what}" + (" of 50 open orders, 1 change per 10" if what == "reads" else "")
        figures.append(measured(words, rates["few"][what], "per core and s", at_least=bound))
        slowed = statistics.median(rates["few"][what]) / statistics.median(rates["many"][what])
        figures.append(measured(f"server: {what}, {stored:,} stored : few", [slowed], "x slower", at_most=1.5))
    return figures
