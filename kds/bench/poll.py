"""What one poll of 200 open orders costs the terminal's process; the order server runs in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.guests import Guests
from kds.bench.till import order_server
from kds.errors import KdsError
from kds.kitchen.ports import Source

OPEN_ORDERS = 200
"""Orders that each poll gives."""

OpenSource = Callable[[str, Path], Source]
"""Opens a source as a board does: address of a server, and a file with the password of its user expo."""


def poll_figures(extent: Extent, folder: Path, open_source: OpenSource) -> list[Figure]:
    """Measure polls where nothing changed, where one order changed, and where all did, as CPU time of this process."""
    password = folder / "password"
    password.write_text("3333")
    password.chmod(0o600)
    with order_server(folder) as (url, _pid):
        guests = Guests(url)
        guests.fill(OPEN_ORDERS)
        try:
            unchanged, one, every = asyncio.run(_polls(open_source(url, password), guests, extent.polls))
        finally:
            guests.close()
    return [
        measured(f"poll of {OPEN_ORDERS} orders, nothing changed, CPU", unchanged, "ms", at_most=5),
        measured(f"poll of {OPEN_ORDERS} orders, one changed, CPU", one, "ms", at_most=25),
        measured(f"poll of {OPEN_ORDERS} orders, a hundred changed, CPU", every, "ms"),
    ]


async def _polls(source: Source, guests: Guests, count: int) -> tuple[list[float], list[float], list[float]]:
    """Poll that often in each of the three cases; the first poll of all is not counted."""
    try:
        orders = (await source.read_open()).orders
        if len(orders) != OPEN_ORDERS:
            raise KdsError(f"The source under test gave {len(orders)} orders instead of {OPEN_ORDERS}.")
        ids = [order.id for order in orders]
        gc.collect()
        gc.freeze()  # as the board does once it has started
        unchanged = [await _poll_ms(source) for _ in range(count)]
        one = []
        for number in range(count):
            _change(guests, ids[number % OPEN_ORDERS : number % OPEN_ORDERS + 1], number // OPEN_ORDERS)
            one.append(await _poll_ms(source))
        many = []
        for number in range(max(3, count // 10)):
            _change(guests, ids[:100], number + 1)
            many.append(await _poll_ms(source))
        return unchanged, one, many
    finally:
        await source.aclose()


def _change(guests: Guests, ids: list[str], turn: int) -> None:
    """Give orders another status than they had at the turn before."""
    for order_id in ids:
        guests.set_status(order_id, ("InProgress", "New")[turn % 2])


async def _poll_ms(source: Source) -> float:
    """Poll once, as far from the poll before as loops allow, and give its CPU time."""
    await asyncio.sleep(0.02)
    used = time.process_time()
    await source.read_open()
    return (time.process_time() - used) * 1000
