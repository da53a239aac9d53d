"""Ten thousand open orders, as a till leaves them that nobody ever tidies: the board says so and stays usable."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.crowd import crowd
from tests.faults.figures import note
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
BILLS = 10_000
MOST_MEMORY_MB = 200
"""Well below the 512 MB that the unit allows."""


def test_ten_thousand_open_orders_are_said_and_the_board_works(tmp_path: Path) -> None:
    """The number stands over the full width; bumping, undo and turning pages work, and memory stays bounded."""
    with order_server(tmp_path) as (url, _pid):
        write_bill(Till(url), "C1", dish("Burger", "Grill"))
    crowd(tmp_path / "server.db", BILLS)
    with order_server(tmp_path) as (url, _pid), board_on_terminal(*board_arguments(tmp_path, url)) as board:
        board.wait_for("10,000 OPEN", 60)
        board.linger(2.0)
        screen = board.wait_for("] C5 ")
        board.press(screen[screen.index("] C5 ") - 1])
        painted = board.terminal.answer_seconds("\r", lambda raw: b"DONE" in raw, limit_seconds=10.0)
        board.wait_for("DONE C5")
        board.wait_for(lambda text: "LIVE" in text and "unsent 0" in text)
        till = Till(url)
        assert till.call("GET", "/orders?ticketName=C5")["items"][0]["status"] == "Ready"
        board.press("u")
        board.wait_for(lambda _: till.call("GET", "/orders?ticketName=C5")["items"][0]["status"] == "New")
        board.press("\x1b[6~")
        board.wait_for(lambda text: "] C2 " not in text and "BURGER" in text)
        busy = board.terminal.cpu_seconds()
        board.linger(4.0)
        busy = (board.terminal.cpu_seconds() - busy) / 4.0
        said = f"{BILLS} open orders: {busy:.0%} of a core, {board.terminal.memory_mb():.0f} MB resident"
        note(said if painted is None else f"{said}, key to paint {painted * 1000:.0f} ms")
        assert board.terminal.memory_mb() < MOST_MEMORY_MB
        board.wait_for("LIVE")
