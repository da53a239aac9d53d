"""How long a bump takes until it is safely on disk, and how long a start takes to read those that wait there."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.domain.intents import Command, EndpointPart, Intent, IntentKind, PairState, SetStatus
from kds.domain.terms import Status
from kds.errors import KdsError
from kds.kitchen.ports import Outbox

OpenStore = Callable[[Path], AbstractAsyncContextManager[Outbox]]
"""Opens the outbox of a state folder as a board does, until the block ends."""

READINGS = 5
"""Starts of each kind."""

_RECENT = timedelta(hours=1)


def store_figures(extent: Extent, folder: Path, open_store: OpenStore) -> list[Figure]:
    """Measure presses in a row, and starts with each number of waiting ones."""
    return asyncio.run(_figures(extent, folder / "state", open_store))


async def _figures(extent: Extent, folder: Path, open_store: OpenStore) -> list[Figure]:
    appends: list[float] = []
    readings: list[Figure] = []
    for waiting in sorted(extent.waiting):
        async with open_store(folder) as store:
            appends += [await _append_ms(store, number) for number in range(len(appends), waiting)]
        starts = [await _start_ms(folder, open_store, waiting) for _ in range(READINGS)]
        readings.append(measured(f"start of the store, {waiting:,} bumps waiting", starts, "ms"))
    each_second = 1000 / statistics.fmean(appends)
    return [
        measured("bump kept on disk, fsync included", appends, "ms"),
        measured("bumps kept on disk, one after the other", [each_second], "per second"),
        *readings,
    ]


async def _append_ms(store: Outbox, number: int) -> float:
    intent = _bump(number)
    began = time.perf_counter()
    await store.add(intent, station="Bench", marks=None, ended={}, replacing=frozenset())
    return (time.perf_counter() - began) * 1000


async def _start_ms(folder: Path, open_store: OpenStore, waiting: int) -> float:
    """Open a store and read what a board reads of its outbox before its first poll."""
    began = time.perf_counter()
    async with open_store(folder) as store:
        rows = await store.open_commands()
        await store.done_since_board()
        await store.ended_within(_RECENT)
        await store.recent_intents(datetime.now(UTC) - _RECENT)
        taken = (time.perf_counter() - began) * 1000
    if len(rows) != waiting:
        raise KdsError(f"The store under test kept {len(rows)} of {waiting} bumps.")
    return taken


def _bump(number: int) -> Intent:
    """Give a press that makes one order's dishes of the grill ready."""
    now = datetime.now(UTC)
    order_id = uuid.uuid4().hex
    change = SetStatus(EndpointPart("Grill"), Status.READY)
    before = tuple(PairState(order_id, line, "Grill", Status.IN_PROGRESS) for line in (1, 2, 3))
    command = Command(str(uuid.uuid4()), order_id, number, change, 1, before, at=now, created_at=now)
    return Intent(str(uuid.uuid4()), IntentKind.BUMP, "Bench", f"B{number}", order_id, now, (command,))
