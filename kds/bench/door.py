"""From a scan to its verdict with the list of a large show loaded: the part without terminal, disk and network."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import datetime, timedelta

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.bench.process import settled
from kds.bench.shows import DOORS, SHOW, admission, code
from kds.domain.intents import Intent, Refusal
from kds.domain.venue.counters import count
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import VenueOptions
from kds.kitchen.venue.scans import Moments, Scans

SCANS_PER_KEY = 5
"""Scans for each key that the other parts press: one takes far less time."""


def door_figures(extent: Extent) -> list[Figure]:
    """Measure verdicts, searches by name, and what is counted anew each second."""
    return asyncio.run(_figures(extent.keys * SCANS_PER_KEY, extent.admissions))


async def _figures(scans: int, admissions: int) -> list[Figure]:
    options = VenueOptions(gate="Bench")
    book = ShowBook(options)
    book.open(SHOW)
    book.take(admission(number) for number in range(admissions))
    door = Scans(book, options, _kept, Moments(_now, _now, _now), lambda: False)
    chance = random.Random(1)
    first, again = [], []
    rounds = max(10, scans // 10)
    with settled():
        for number in chance.sample(range(admissions), scans):
            first.append(await _verdict_ms(door, code(number)))
            again.append(await _verdict_ms(door, code(number)))
        searches = [_search_ms(door, f"guest{number} 1") for number in range(rounds)]
        counts = [_count_ms(book) for _ in range(rounds)]
    return [
        measured(f"scan to verdict, {admissions:,} tickets", first, "ms", at_most=5, p99_at_most=50),
        measured("scan of a guest who is in to verdict", again, "ms", at_most=5, p99_at_most=50),
        measured(f"search by name, {admissions:,} tickets", searches, "ms", at_most=50),
        measured(f"counting {admissions:,} tickets, once a second", counts, "ms", at_most=50),
    ]


async def _verdict_ms(door: Scans, code: str) -> float:
    began = time.perf_counter()
    await door.keep(door.judge(code))
    return (time.perf_counter() - began) * 1000


def _search_ms(door: Scans, text: str) -> float:
    began = time.perf_counter()
    door.search(text)
    return (time.perf_counter() - began) * 1000


def _count_ms(book: ShowBook) -> float:
    began = time.perf_counter()
    count(book.parties(), _now())
    return (time.perf_counter() - began) * 1000


def _now() -> datetime:
    return DOORS + timedelta(minutes=20)


async def _kept(_intent: Intent) -> Refusal | None:
    return None
