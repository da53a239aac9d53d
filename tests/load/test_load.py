"""Many boards, many presses, several servers: every change that was answered is stored, and every board has seen it.

Every run has seconds of it, with a server killed in between; `pytest tests/load -m long -n 0 -rP` has ten minutes of 50
boards and 20 changes a second on two servers with one PostgreSQL, and five minutes on one server with SQLite.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kds.bench.till import Till
from tests.faults.figures import note
from tests.load.rush import Board, Ledger, Rush, run, times
from tests.load.servers import Fleet, fleet, postgres_seconds
from tests.server.cluster import Cluster

OPEN_ORDERS = 60
SHORT = Rush(boards=6, changes_a_second=10, seconds=3)
LONG = Rush(boards=50, changes_a_second=20, seconds=600)
ALONE = Rush(boards=50, changes_a_second=20, seconds=300)


@contextmanager
def one_cluster(*, is_durable: bool) -> Iterator[Cluster]:
    """Run a PostgreSQL for one test."""
    cluster = Cluster(is_durable=is_durable)
    try:
        yield cluster
    finally:
        cluster.close()


def cooking(url: str, orders: int) -> list[str]:
    """Write bills with three lines each, fire them, and give their orders."""
    till, expo = Till(url), Till(url, "expo", "3333", "KDS2")
    ids = [till.write_bill(f"T{number}", 3, first_dish=number)[0] for number in range(orders)]
    expo.fire(*ids)
    till.close()
    expo.close()
    return ids


def nothing_is_lost(url: str, rush: Rush, ledger: Ledger, boards: list[Board]) -> None:
    """Compare what was answered with what is stored and with what each board shows."""
    till = Till(url)
    stored = {order["id"]: order["_v"] for order in till.open_orders()}
    till.close()
    assert len(ledger.changes) == rush.changes_a_second * rush.seconds
    assert {order_id: stored[order_id] for order_id in ledger.last} == ledger.last
    assert [len(board.unseen) for board in boards] == [0] * rush.boards
    assert all(board.versions == stored for board in boards)


def figures(rush: Rush, ledger: Ledger, cpu: str) -> None:
    """Say how it went."""
    note(
        f"{rush.boards} boards, {rush.changes_a_second:g} changes a second, {rush.seconds:g} s: {len(ledger.changes)} changes, "
        f"{len(ledger.poll_seconds)} polls; p50/p95/p99/max of a poll {times(ledger.poll_seconds)}, of a change "
        f"{times(ledger.change_seconds)}, from its answer to the poll that shows it {times(ledger.seen_seconds)}; "
        f"{ledger.missed_polls} polls without an answer, {ledger.retries} changes sent again; {cpu}"
    )


def measured(servers: Fleet, rush: Rush, postgres: Callable[[], float]) -> None:
    """Run a rush and say what it cost, in per cent of one core."""
    ids = cooking(servers.url, OPEN_ORDERS)
    before = (time.monotonic(), servers.cpu_seconds(), postgres(), time.process_time())
    ledger, boards = asyncio.run(run(rush, servers.url, ids))
    after = (time.monotonic(), servers.cpu_seconds(), postgres(), time.process_time())
    wall, *used = (later - earlier for earlier, later in zip(before, after, strict=True))
    names = (f"{len(servers.processes)} servers", "PostgreSQL", "boards")
    figures(rush, ledger, ", ".join(f"{name} {100 * cpu / wall:.0f} %" for name, cpu in zip(names, used, strict=True)))
    nothing_is_lost(servers.url, rush, ledger, boards)


@pytest.mark.slow
def test_a_server_is_killed_in_a_rush_and_nothing_is_lost(cluster: Cluster) -> None:
    """Boards and presses go on at the other server of the address, each with one try more."""
    with fleet(2, cluster.fresh()) as servers:
        ids = cooking(servers.url, 20)

        async def rush_and_kill() -> tuple[Ledger, list[Board]]:
            rushing = asyncio.create_task(run(SHORT, servers.url, ids))
            await asyncio.sleep(SHORT.seconds / 2)
            servers.processes[0].kill()
            return await rushing

        ledger, boards = asyncio.run(rush_and_kill())
        figures(SHORT, ledger, "one of 2 servers killed")
        nothing_is_lost(servers.url, SHORT, ledger, boards)


@pytest.mark.long
def test_ten_minutes_on_two_servers(tmp_path: Path) -> None:
    """Two servers behind one port, one PostgreSQL that writes to disk for each change."""
    with one_cluster(is_durable=True) as cluster, fleet(2, cluster.fresh()) as servers:
        measured(servers, LONG, lambda: postgres_seconds(cluster.folder))


@pytest.mark.long
def test_five_minutes_on_one_server(tmp_path: Path) -> None:
    """The same load on one server with SQLite."""
    with fleet(1, str(tmp_path / "orders.db")) as servers:
        measured(servers, ALONE, lambda: 0.0)
