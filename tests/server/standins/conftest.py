"""The stand-ins that each test gets: its own ones, in memory, with the sample rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.server.standins.world import Running, shop, venue


@pytest.fixture
async def tickets() -> AsyncIterator[Running]:
    """Give a Qtickets stand-in."""
    running = venue()
    yield running
    await running.close()


@pytest.fixture
async def inquiries() -> AsyncIterator[Running]:
    """Give a Lightspeed stand-in."""
    running = shop()
    yield running
    await running.close()


Start = Callable[..., Running]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Give a function that starts either stand-in with other settings."""
    started: list[Running] = []

    def begin(make: Callable[..., Running], **changes: object) -> Running:
        started.append(make(**changes))
        return started[-1]

    yield begin
    for running in started:
        await running.close()
