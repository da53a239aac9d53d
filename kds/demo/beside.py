"""Life at the other systems of a demo: guests of a show at the venue, customers who write to the web shop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from kds.demo import inquirers, show_guests
from kds.demo.clock import RunningClock
from kds.demo.plan import DemoPlan
from kds.errors import SourceError

WRITES_EVERY = timedelta(minutes=4)
"""How often a customer writes, simulated."""
WRITERS = 60
"""How many write in a demo; then the evening is over."""


def live_beside(
    plan: DemoPlan, *, qtickets: str, lightspeed: str, say: Callable[[str], None], stopping: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    """Give what has to run for the systems that have an address, until `stopping` is set.

    Args:
        plan: its speed and seed.
        qtickets, lightspeed: addresses of the stand-ins; empty where there is none.
        say: takes one sentence for the person who started the demo.
        stopping: set it to end the demo.
    """
    clock = RunningClock(plan.speed)
    works: list[Coroutine[Any, Any, None]] = []
    if qtickets:
        show = show_guests.ShowPlan(seed=plan.seed or 0)
        works.append(_told(show_guests.live(qtickets, plan=show, clock=clock, stopping=stopping), say))
    if lightspeed:
        coming = inquirers.writings(every=WRITES_EVERY, count=WRITERS, seed=plan.seed or 0)
        works.append(_told(inquirers.live(lightspeed, coming=coming, clock=clock, stopping=stopping), say))
    return works


async def _told(work: Coroutine[Any, Any, None], say: Callable[[str], None]) -> None:
    """Carry on without a system that fails: the kitchen of the demo must not suffer from it."""
    try:
        await work
    except SourceError as error:
        say(str(error))
