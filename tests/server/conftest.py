"""The server that each test gets: its own, in memory, with the demo restaurant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.server.world import Clock, Server, app_of

StartServer = Callable[..., Server]


@pytest.fixture
def start() -> Iterator[StartServer]:
    """Give a function that starts a server with other settings."""
    with ExitStack() as stack:

        def start_server(**changes: Any) -> Server:
            clock = Clock()
            started = Server(app_of(clock=clock, **changes), clock)
            stack.callback(started.close)
            return started

        yield start_server


@pytest.fixture
def server(start: StartServer) -> Server:
    """Give a server with the demo restaurant."""
    return start()
