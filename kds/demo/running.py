"""Runs a demo against a server until it is stopped or a replay has ended; prints nothing itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import httpx

from kds.demo.client import Line, Stopped
from kds.demo.clock import RunningClock
from kds.demo.plan import DemoPlan
from kds.demo.replay import DemoReport, Replay
from kds.demo.stage import Stage, set_stage
from kds.errors import Conflict, Forbidden, LoginRefused, Missing, Refused, SourceError

__all__ = ["DemoPlan", "DemoReport", "run"]

POLL_SECONDS = 1.0
"""The open orders are read so often, in real time, however fast the guests are."""
BEAT = timedelta(seconds=2)
"""Everybody looks up so often in simulated time, within the two limits below."""
SHORTEST_BEAT_SECONDS = 0.02
"""Shortest real time between two beats."""
LONGEST_BEAT_SECONDS = 0.5
"""Longest real time between two beats."""
REFUSALS = (Forbidden, Missing, Refused, Conflict)
"""Answers after which a replay can't be complete any more, so that it ends instead of trying for ever."""


async def run(
    plan: DemoPlan,
    *,
    say: Callable[[str], None],
    stopping: asyncio.Event,
    transport: httpx.AsyncBaseTransport | None = None,
) -> DemoReport | None:
    """Run guests, cooks and expo until `stopping` is set or a replay has ended.

    Args:
        plan: what to do.
        say: takes one sentence for the person who started the demo.
        stopping: set it to end the demo; the request under way is finished first.
        transport: another way to reach the server, for tests.

    Returns:
        The report of a replay that came to its end, else None.

    Raises:
        UsageError: the plan can't be carried out.
        ReplayError: a replay file is malformed; nothing was ordered.
        SourceError: what answers is not the order server, it does not know the users of the demo restaurant, or it
            refused an order of a replay.
        ServerError: the menu of the demo restaurant can't be read.
    """
    plan.check()
    line = Line(plan.server_url, say=say, stopping=stopping, transport=transport)
    try:
        stage = await set_stage(plan, line, RunningClock(plan.speed), say)
        beat_seconds = min(max(BEAT.total_seconds() / plan.speed, SHORTEST_BEAT_SECONDS), LONGEST_BEAT_SECONDS)
        return await _keep_going(stage, line, say, stopping, beat_seconds)
    except Stopped:
        return None
    finally:
        await line.close()


async def _keep_going(
    stage: Stage, line: Line, say: Callable[[str], None], stopping: asyncio.Event, beat_seconds: float
) -> DemoReport | None:
    next_poll_at_seconds = 0.0
    has_begun = False
    last_trouble = ""
    while not stopping.is_set():
        try:
            if time.monotonic() >= next_poll_at_seconds:
                next_poll_at_seconds = time.monotonic() + POLL_SECONDS
                await stage.orders.refresh()
            await stage.beat()
            has_begun = True
            if isinstance(stage.guests, Replay) and stage.guests.is_over:
                await stage.orders.refresh()
                if stage.guests.is_over:
                    return await stage.guests.report()
        except SourceError as error:
            is_refused = isinstance(stage.guests, Replay) and isinstance(error, REFUSALS)
            if is_refused or (isinstance(error, LoginRefused) and not has_begun):
                raise
            if str(error) != last_trouble:
                last_trouble = str(error)
                say(last_trouble)
            await line.pause()
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), beat_seconds)
    if isinstance(stage.guests, Replay):
        say(stage.guests.progress())
    return None
