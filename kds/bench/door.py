"""From a scan to its verdict with the list of a large show loaded: the part without terminal, disk and network."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from datetime import UTC, datetime, timedelta

from kds.bench.extent import Extent
from kds.bench.figures import Figure, measured
from kds.domain.intents import Intent, Refusal
from kds.domain.venue.admission import Admission
from kds.domain.venue.counters import count
from kds.domain.venue.show import Show
from kds.kitchen.venue.book import ShowBook
from kds.kitchen.venue.ports import VenueOptions
from kds.kitchen.venue.scans import Moments, Scans

ADMISSIONS = 20_000
"""Tickets on the list (the target's own number)."""

SCANS_PER_KEY = 5
"""Scans for each key that the other parts press: one takes far less time."""

DOORS = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
_SHOW = Show(1, 1, "Bench", doors_at=DOORS, starts_at=DOORS + timedelta(hours=1))
_PARTY = 3


def door_figures(extent: Extent) -> list[Figure]:
    """Measure verdicts, searches by name, and what is counted anew each second."""
    return asyncio.run(_figures(extent.keys * SCANS_PER_KEY))


async def _figures(scans: int) -> list[Figure]:
    options = VenueOptions(gate="Bench")
    book = ShowBook(options)
    book.open(_SHOW)
    book.take(_admission(number) for number in range(ADMISSIONS))
    door = Scans(book, options, _kept, Moments(_now, _now, _now), lambda: False)
    gc.collect()
    gc.freeze()  # as the board does once it has started
    chance = random.Random(1)
    first, again = [], []
    for number in chance.sample(range(ADMISSIONS), scans):
        first.append(await _verdict_ms(door, _code(number)))
        again.append(await _verdict_ms(door, _code(number)))
    rounds = max(10, scans // 10)
    searches = [_search_ms(door, f"guest{number} 1") for number in range(rounds)]
    counts = [_count_ms(book) for _ in range(rounds)]
    return [
        measured(f"scan to verdict, {ADMISSIONS:,} tickets", first, "ms", at_most=5, p99_at_most=50),
        measured("scan of a guest who is in to verdict", again, "ms", at_most=5, p99_at_most=50),
        measured(f"search by name, {ADMISSIONS:,} tickets", searches, "ms", at_most=50),
        measured(f"counting {ADMISSIONS:,} tickets, once a second", counts, "ms", at_most=50),
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


def _admission(number: int) -> Admission:
    return Admission(
        show_id=_SHOW.id,
        barcode=_code(number),
        basket_id=number + 1,
        order_id=number // _PARTY,
        zone=f"ZONE_{number // _PARTY % 5}",
        zone_name=f"Zone {number // _PARTY % 5}",
        row=str(number // 40),
        place=str(number % 40),
        name=f"Guest{number} Anna",
    )


def _code(number: int) -> str:
    return f"87{number:010d}"


def _now() -> datetime:
    return DOORS + timedelta(minutes=20)


async def _kept(_intent: Intent) -> Refusal | None:
    return None
