"""How many requests one core of the order server answers, and whether a hundred thousand stored orders slow it down."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.process import cpu_seconds
from kds.bench.till import Till, order_server

OPEN_ORDERS = 50
STATUSES = ("InProgress", "New")
READS_PER_CHANGE = 10
SLOWDOWN = 1.5
"""How much slower a server with many stored orders may be."""

Fill = Callable[[Path, int], None]
"""Puts that many finished orders into a server's database that nobody has open."""


class Load:
    """One client's requests to one server, counted per second of the server's CPU time: what one core could answer.

    Args:
        url: address of the server.
        pid: its process.
    """

    def __init__(self, url: str, pid: int) -> None:
        self._till = Till(url)
        self._screen = Till(url, "expo", "3333", "KDS2")
        self._pid = pid
        self._turn = 0
        for number in range(OPEN_ORDERS):
            self._bill(number)
        self._ids = [order["id"] for order in self._screen.open_orders()]

    def reads(self) -> tuple[float, float]:
        """Read the live board, with one status change after ten reads; only reads are counted."""

        def read(number: int) -> None:
            self._screen.call_raw("GET", "/orders?isProcessable=true")
            if number % READS_PER_CHANGE == READS_PER_CHANGE - 1:
                self._change()

        return self._rate(200, read)

    def changes(self) -> tuple[float, float]:
        """Change statuses, every one for real."""
        return self._rate(150, lambda _: self._change())

    def tickets(self) -> tuple[float, float]:
        """Open bills of four lines; their orders are served afterwards, uncounted."""
        rate = self._rate(60, self._bill)
        for order in self._screen.open_orders():
            if order["id"] not in self._ids:
                self._screen.set_status(order["id"], "Served")
        return rate

    def close(self) -> None:
        """Close the connections."""
        self._till.close()
        self._screen.close()

    def _change(self) -> None:
        self._turn += 1
        order_id = self._ids[self._turn % OPEN_ORDERS]
        self._screen.set_status(order_id, STATUSES[self._turn // OPEN_ORDERS % 2])

    def _bill(self, number: int) -> None:
        self._till.call("POST", "/tickets", self._till.bill(f"M{1 + number % 12}", 4, first_dish=number))

    def _rate(self, requests: int, send: Callable[[int], None]) -> tuple[float, float]:
        """Give requests per CPU second of the server, and per second of the clock."""
        used, start = cpu_seconds(self._pid), time.perf_counter()
        for number in range(requests):
            send(number)
        return requests / (cpu_seconds(self._pid) - used), requests / (time.perf_counter() - start)


def server_figures(extent: Extent, folder: Path, fill: Fill, say: Callable[[str], None]) -> list[Figure]:
    """Measure an almost empty server and a full one by turns, so that a busy minute hits both."""
    full, almost_empty = folder / "full", folder / "empty"
    full.mkdir()
    almost_empty.mkdir()
    say(f"storing {extent.stored:,} orders …")
    fill(full / "server.db", extent.stored)
    say("asking the servers …")
    with ExitStack() as running:
        few, many = (Load(*running.enter_context(order_server(own))) for own in (almost_empty, full))
        for load in (few, many):
            running.callback(load.close)
        figures: list[Figure] = []
        figures += _compared("reads of 50 open orders, one change per ten", few.reads, many.reads, 200, extent)
        figures += _compared("status changes", few.changes, many.changes, 100, extent)
        figures += _compared("tickets of 4 lines", few.tickets, many.tickets, 50, extent)
    return figures


def _compared(
    what: str,
    few: Callable[[], tuple[float, float]],
    many: Callable[[], tuple[float, float]],
    at_least: float,
    extent: Extent,
) -> list[Figure]:
    """Measure both by turns; the first round warms up and is not counted."""
    few()
    many()
    rounds = [(few(), many()) for _ in range(extent.rounds)]
    slower = [one[0] / other[0] for one, other in rounds]
    return [
        measured(f"server: {what}", [one[0] for one, _ in rounds], "per CPU second", at_least=at_least),
        measured(f"server: {what}, one client", [one[1] for one, _ in rounds], "per second"),
        measured(
            f"server: {what}, {extent.stored:,} stored : few", [statistics.median(slower)], "x slower", at_most=SLOWDOWN
        ),
    ]
