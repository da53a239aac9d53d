"""A dead board must not look live: frozen, cut off, a portal or an old cache in between, the header says so in seconds.

The limits are those of reliability 5.7 (OFFLINE after 6 s without a good answer, at once after a refused connection or
a wrong answer), with patience for a slow test machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.chaos import chaos_proxy
from tests.faults.figures import note
from tests.faults.middleman import Mood, middleman
from tests.faults.till_process import TillProcess
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
AT_ONCE_SECONDS = 10.0
"""One poll that fails, with patience; a poll starts each second."""
SILENT_SECONDS = 20.0
"""The 6 s of silence, with patience."""
NOTHING_OPEN = "NO ORDERS"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillProcess]:
    """One server for the whole module: each test cooks at a station of its own, and nobody orders at the bar."""
    with TillProcess(tmp_path_factory.mktemp("till")) as running:
        yield running


def at_station(folder: Path, url: str, endpoint: str) -> list[str]:
    """Give the command line of a board that watches one endpoint."""
    return board_arguments(folder, url, station=endpoint, endpoints=endpoint)


def watch(board: BoardOnTerminal, word: str, limit_seconds: float) -> str:
    """Wait for a word; on no screen after it may the board claim that nothing is open. Give the screen."""
    started = time.monotonic()
    screen = board.wait_for(word, limit_seconds)
    note(f"{word} after {time.monotonic() - started:.1f} s")
    assert NOTHING_OPEN not in screen
    for _ in range(5):
        screen = "\n".join(board.linger(0.2))
        assert NOTHING_OPEN not in screen
        assert " LIVE" not in screen
    return screen


def test_a_frozen_server_is_slow_then_offline_and_comes_back(server: TillProcess, tmp_path: Path) -> None:
    """A server that stands still with its sockets open is SLOW, then OFFLINE; its orders stay; thawed it is LIVE."""
    write_bill(server.till(), "M1", dish("Burger", "Grill"))
    with board_on_terminal(*at_station(tmp_path, server.url, "Grill")) as board:
        board.wait_for(lambda text: "BURGER" in text and "LIVE" in text)
        server.freeze()
        frozen = time.monotonic()
        board.wait_for("SLOW", SILENT_SECONDS)
        note(f"SLOW {time.monotonic() - frozen:.1f} s after the server stood still")
        screen = watch(board, "OFFLINE", SILENT_SECONDS)
        assert "BURGER" in screen
        assert "TAKE PAPER" in screen
        server.thaw()
        board.wait_for(lambda text: "LIVE" in text and "TAKE PAPER" not in text)


def test_an_empty_board_does_not_say_no_orders_once_cut_off(server: TillProcess, tmp_path: Path) -> None:
    """`NO ORDERS` is a claim: it stands only while the server answers, and is gone as soon as it is cut off."""
    with (
        chaos_proxy(server.port) as cable,
        board_on_terminal(*at_station(tmp_path, f"http://127.0.0.1:{cable.port}", "Bar")) as board,
    ):
        board.wait_for(NOTHING_OPEN)
        cable.pull_plug()
        watch(board, "OFFLINE", AT_ONCE_SECONDS)
        cable.plug_in()
        board.wait_for(NOTHING_OPEN)


def test_an_empty_board_of_a_frozen_server_stops_saying_no_orders(server: TillProcess, tmp_path: Path) -> None:
    """Nobody refuses, nothing answers: the claim of an empty kitchen goes with the last good answer."""
    with board_on_terminal(*at_station(tmp_path, server.url, "Bar")) as board:
        board.wait_for(NOTHING_OPEN)
        server.freeze()
        assert NOTHING_OPEN not in board.wait_for("SLOW", SILENT_SECONDS)
        watch(board, "OFFLINE", SILENT_SECONDS)
        server.thaw()
        board.wait_for(NOTHING_OPEN)


def test_a_board_that_never_reached_its_server_claims_nothing(tmp_path: Path) -> None:
    """Started without a server the board is OFFLINE and never says that there are no orders."""
    with TillProcess(tmp_path) as server:
        url = server.url
    with board_on_terminal(*at_station(tmp_path, url, "Bar")) as board:
        watch(board, "OFFLINE", AT_ONCE_SECONDS)


@pytest.mark.parametrize("orders", [0, 1])
def test_a_portal_in_between_is_offline_at_once(server: TillProcess, tmp_path: Path, orders: int) -> None:
    """A web page with status 200 is not an answer: OFFLINE at once, and the sentence says what answered."""
    endpoint = "Fry" if orders else "Bar"
    for number in range(orders):
        write_bill(server.till(), f"M{number}", dish("Burger", endpoint))
    with (
        middleman(server.port) as between,
        board_on_terminal(*at_station(tmp_path, f"http://127.0.0.1:{between.server_port}", endpoint)) as board,
    ):
        board.wait_for("BURGER" if orders else NOTHING_OPEN)
        between.mood = Mood.PORTAL
        screen = watch(board, "OFFLINE", AT_ONCE_SECONDS)
        assert ("BURGER" in screen) == bool(orders)
        between.mood = Mood.HONEST
        board.wait_for("LIVE")


def test_a_bump_is_not_taken_for_delivered_by_a_portal(server: TillProcess, tmp_path: Path) -> None:
    """What a portal answers to a bump acknowledges nothing; the bump is kept and arrives when the portal is gone."""
    till = server.till()
    order = write_bill(till, "M1", dish("Burger", "Cold"))
    with (
        middleman(server.port) as between,
        board_on_terminal(*at_station(tmp_path, f"http://127.0.0.1:{between.server_port}", "Cold")) as board,
    ):
        board.wait_for("BURGER")
        board.linger(1.0)
        between.mood = Mood.PORTAL
        board.press("1", "\r")
        board.wait_for("bumps kept: 1")
        assert status_of(till, order) == "New"
        between.mood = Mood.HONEST
        board.wait_for(lambda _: status_of(till, order) == "Ready")
        board.wait_for("unsent 0")


def test_answers_of_an_old_cache_are_not_live(server: TillProcess, tmp_path: Path) -> None:
    """Replayed answers look perfect but bring no order: within the same seconds the board says OFFLINE."""
    till = server.till()
    write_bill(till, "M1", dish("Burger", "Pastry"))
    with (
        middleman(server.port) as between,
        board_on_terminal(*at_station(tmp_path, f"http://127.0.0.1:{between.server_port}", "Pastry")) as board,
    ):
        board.wait_for("BURGER")
        between.mood = Mood.OLD
        write_bill(till, "M2", dish("Trout", "Pastry"))
        screen = watch(board, "OFFLINE", SILENT_SECONDS)
        assert "BURGER" in screen
        assert "TROUT" not in screen
        between.mood = Mood.HONEST
        board.wait_for(lambda text: "TROUT" in text and "LIVE" in text)


def status_of(till: Till, order_id: str) -> str:
    """Give the status of an order's first line at the server."""
    return str(till.call("GET", f"/orders/{order_id}")["items"][0]["endpoints"][0]["status"])
