"""Runs a simulated evening against the fake server on a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kds.demo.client import Line
from kds.demo.plan import DemoPlan
from kds.demo.stage import Stage, set_stage

from .fake_server import FakeServer

OPENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that stands until a test moves it; real time runs as fast as simulated time."""

    at: timedelta = timedelta()

    def elapsed(self) -> timedelta:
        return self.at

    def utc_now(self) -> datetime:
        return OPENING + self.at

    def real(self, simulated: timedelta) -> timedelta:
        return simulated


@dataclass
class Evening:
    """One evening: the clock, the server and everybody on the stage."""

    clock: FakeClock
    server: FakeServer
    stage: Stage
    said: list[str] = field(default_factory=list)
    most_open: int = 0

    async def go_on(
        self, duration: timedelta, beat: timedelta = timedelta(seconds=15), each_beat: Callable[[], None] | None = None
    ) -> None:
        """Let simulated time pass."""
        end = self.clock.at + duration
        while self.clock.at < end:
            await self.stage.orders.refresh()
            await self.stage.beat()
            self.most_open = max(self.most_open, len(self.server.open_orders()))
            if each_beat is not None:
                each_beat()
            self.clock.at += beat


def plan(
    *,
    pace: str = "busy",
    seed: int = 1,
    shown: tuple[str, ...] | None = None,
    replay: Path | None = None,
    menu: Path | None = None,
    hands_on: bool = False,
    speed: float = 4,
) -> DemoPlan:
    """Give a plan with the usual values."""
    return DemoPlan("http://test", pace, speed, seed, shown, replay, menu, hands_on)


async def open_doors(a_plan: DemoPlan) -> Evening:
    """Set the stage of a plan before a fresh fake server."""
    clock = FakeClock()
    server = FakeServer(now=clock.utc_now)
    said: list[str] = []
    line = Line(a_plan.server_url, say=said.append, stopping=asyncio.Event(), transport=server.transport())
    stage = await set_stage(a_plan, line, clock, said.append)
    return Evening(clock, server, stage, said)
