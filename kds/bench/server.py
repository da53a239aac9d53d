"""How many requests one core of the order server answers, and whether a hundred thousand stored orders slow it down."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.process import cpu_seconds
from kds.bench.till import DATABASE, Till, order_server

OPEN_ORDERS = 50
"""Orders on the live board of every server."""
STATUSES = ("InProgress", "New")
"""What they are given by turns."""
READS_PER_CHANGE = 10
"""Reads of the live board between two changes."""
SLOWDOWN, SLOWDOWN_STORED = 1.5, 100_000
"""How much slower a server with so many stored orders may be; of more there is no promise."""


class Load:
    """One client's requests to one server, counted per second of the server's CPU time: what one core could answer.

    Args:
        url: address of the server.
        pid: its process.
        requests: how many of a kind are counted together.
    """

    def __init__(self, url: str, pid: int, requests: int) -> None:
        self._requests = requests
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

        return self._rate(self._requests, read)

    def changes(self) -> tuple[float, float]:
        """Change statuses, every one for real."""
        return self._rate(self._requests, lambda _: self._change())

    def tickets(self) -> tuple[float, float]:
        """Open bills of four lines; their orders are served afterwards, uncounted."""
        rate = self._rate(max(1, self._requests // 3), self._bill)
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


def server_figures(
    extent: Extent, folder: Path, fill: Callable[[Path, int], None], say: Callable[[str], None]
) -> list[Figure]:
    """Measure an almost empty server and each full one by turns, so that a busy minute hits all."""
    filling = []
    with ExitStack() as running:
        loads = {0: running.enter_context(_load(folder / "0", extent.requests))}
        for stored in extent.stored:
            say(f"storing {stored:,} orders …")
            filling += _filled(folder / str(stored), stored, fill)
            loads[stored] = running.enter_context(_load(folder / str(stored), extent.requests))
        say("asking the servers …")
        return [
            *_compared("reads of 50 open orders, one change per ten", {n: one.reads for n, one in loads.items()}, 200, extent),
            *_compared("status changes", {n: one.changes for n, one in loads.items()}, 100, extent),
            *_compared("tickets of 4 lines", {n: one.tickets for n, one in loads.items()}, 50, extent),
            *filling,
        ]  # fmt: skip


def _filled(folder: Path, stored: int, fill: Callable[[Path, int], None]) -> list[Figure]:
    """Fill a database; give how long that took and how large its file is."""
    folder.mkdir()
    database, began = folder / DATABASE, time.perf_counter()
    fill(database, stored)
    took = time.perf_counter() - began
    return [
        Figure(f"server: filling a database with {stored:,} orders", took, "s"),
        Figure(f"server: file of {stored:,} stored orders", database.stat().st_size / stored, "bytes per order"),
    ]


@contextmanager
def _load(folder: Path, requests: int) -> Iterator[Load]:
    folder.mkdir(exist_ok=True)
    with order_server(folder) as (url, pid):
        load = Load(url, pid, requests)
        try:
            yield load
        finally:
            load.close()


def _compared(
    what: str, rounds: Mapping[int, Callable[[], tuple[float, float]]], at_least: float, extent: Extent
) -> list[Figure]:
    """Measure servers with so many stored orders by turns; the first round warms up and is not counted."""
    for one in rounds.values():
        one()
    rates = [{stored: one() for stored, one in rounds.items()} for _ in range(extent.rounds)]
    return [
        measured(f"server: {what}", [rate[0][0] for rate in rates], "per CPU second", at_least=at_least),
        measured(f"server: {what}, one client", [rate[0][1] for rate in rates], "per second"),
        *(
            measured(
                f"server: {what}, {stored:,} stored : few",
                [rate[0][0] / rate[stored][0] for rate in rates],
                "x slower",
                at_most=SLOWDOWN if stored <= SLOWDOWN_STORED else None,
            )
            for stored in extent.stored
        ),
    ]
