"""What a poll of few and of many open orders costs the terminal's process; the order server runs in one of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import Guests
from kds.bench.process import settled
from kds.bench.till import order_server
from kds.errors import KdsError
from kds.kitchen.ports import MOST_ORDERS, Source

TARGET_ORDERS, UNCHANGED_MS, CHANGED_MS = 200, 5.0, 25.0
"""Bounds of a poll of so many orders; larger ones have none."""

MANY = 100
"""Orders that change together in the third kind of poll."""

FEWEST_POLLS, FIRSTS = 10, 3
"""Least polls of a kind in a full run; starts whose first poll is timed."""

OpenSource = Callable[[str, Path], Source]
"""Opens a source as a board does: address of a server, and a file with the password of its user expo."""


def poll_figures(extent: Extent, folder: Path, open_source: OpenSource) -> list[Figure]:
    """Measure, as CPU time of this process, polls where nothing, one order and a hundred changed, and the first of all."""
    password = folder / "password"
    password.write_text("3333")
    password.chmod(0o600)
    figures: list[Figure] = []
    with order_server(folder) as (url, _pid):
        guests = Guests(url)
        try:
            there = 0
            for orders in sorted(extent.poll_orders):
                read = min(orders, MOST_ORDERS)
                guests.crowd(max(0, read - there))
                guests.crowd(orders - max(read, there), lines=1)  # no more than counted by a board
                there = orders
                count = min(extent.polls, max(FEWEST_POLLS, extent.polls * TARGET_ORDERS // orders))
                times = asyncio.run(_polls(partial(open_source, url, password), guests, read, count))
                figures += _rows(times, orders)
        finally:
            guests.close()
    return figures


def _rows(times: Mapping[str, Sequence[float]], orders: int) -> list[Figure]:
    has_target = orders == TARGET_ORDERS
    bounds = {"nothing changed": UNCHANGED_MS, "one changed": CHANGED_MS} if has_target else {}
    name = f"{orders:,} orders" if orders <= MOST_ORDERS else f"{orders:,} orders, {MOST_ORDERS:,} of them read"
    return [
        measured(f"poll of {name}, {kind}, CPU", spent, "ms", at_most=bounds.get(kind)) for kind, spent in times.items()
    ]


async def _polls(open_one: Callable[[], Source], guests: Guests, orders: int, count: int) -> dict[str, list[float]]:
    """Poll that often in each case; give the CPU milliseconds of each by the name of the case."""
    firsts = [await _first_ms(open_one()) for _ in range(1 + FIRSTS)][1:]  # the very first one loads modules
    source = open_one()
    try:
        ids = [order.id for order in (await source.read_open()).orders]
        if len(ids) != orders:
            raise KdsError(f"The source under test gave {len(ids)} orders instead of {orders}.")
        with settled():
            unchanged = [await _poll_ms(source) for _ in range(count)]
            one = [await _poll_ms_after(source, guests, [ids[turn % orders]]) for turn in range(count)]
            many = [await _poll_ms_after(source, guests, ids[-MANY:]) for _ in range(max(FIRSTS, count // 10))]
    finally:
        await source.aclose()
    return {
        "nothing changed": unchanged,
        "one changed": one,
        "a hundred changed": many,
        "the first after a start, with its login": firsts,
    }


async def _first_ms(source: Source) -> float:
    """Poll for the first time and give its CPU time."""
    try:
        return await _poll_ms(source)
    finally:
        await source.aclose()


async def _poll_ms_after(source: Source, guests: Guests, ids: Sequence[str]) -> float:
    """Give orders another status than they have, and poll."""
    for order_id in ids:
        guests.change(order_id)
    return await _poll_ms(source)


async def _poll_ms(source: Source) -> float:
    """Poll once, as far from the poll before as loops allow, and give its CPU time."""
    await asyncio.sleep(0.02)
    used = time.process_time()
    await source.read_open()
    return (time.process_time() - used) * 1000
