"""The server that each test gets: its own, with the demo restaurant, once on SQLite and once on PostgreSQL.

Whatever a client can notice is tested on both. What is the same for both because it happens before the database, and
takes long, is tested on SQLite: the limits of HTTP and logins (`test_security*`), the OpenAPI document and the requests
that are drawn from it (`test_openapi`), the hub and the webhooks (`push/`). Such modules have a fixture `kind` or `server`
of their own; tests of one kind alone say `parametrize("kind", …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from kds.server.database import MEMORY
from tests.server.cluster import Cluster
from tests.server.world import Clock, Server, app_of

SQLITE, POSTGRES = "sqlite", "postgres"
StartServer = Callable[..., Server]
NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give the PostgreSQL of this test process; a session fixture, so made once and only when needed."""
    running = Cluster()
    yield running
    running.close()


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of database that a test runs on."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module", params=[SQLITE, POSTGRES])
def empty(request: pytest.FixtureRequest) -> NewDatabase:
    """Give a function that makes a database without a table, once of each kind, for what a whole module shares."""
    if request.param == SQLITE:
        return lambda: MEMORY
    running: Cluster = request.getfixturevalue("cluster")
    return running.empty


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database that outlives its server; nobody has used it yet."""
    if kind == SQLITE:
        return str(tmp_path / "server.sqlite3")
    running: Cluster = request.getfixturevalue("cluster")
    return running.empty()


@pytest.fixture
def new_database(kind: str, request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Give a function that makes an empty database of that kind and gives its address."""
    made: list[str] = []

    def new() -> str:
        if kind == SQLITE:
            return MEMORY
        made.append(request.getfixturevalue("cluster").fresh())
        return made[-1]

    yield new
    for address in made:
        # the servers on it were closed before, by `start`
        request.getfixturevalue("cluster").release(address)


@pytest.fixture
def start(new_database: NewDatabase) -> Iterator[StartServer]:
    """Give a function that starts a server with other settings."""
    with ExitStack() as stack:

        def start_server(**changes: Any) -> Server:
            clock = Clock()
            chosen = {"database": new_database()} if "database" not in changes else {}
            started = Server(app_of(clock=clock, **chosen, **changes), clock)
            stack.callback(started.close)
            return started

        yield start_server


@pytest.fixture
def server(start: StartServer) -> Server:
    """Give a server with the demo restaurant."""
    return start()
