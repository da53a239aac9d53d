"""A real board that a real server tells of changes: painted without waiting for a poll, and polled again without the server's help."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
SOONER_THAN_ANY_POLL_SECONDS = 4.0
"""Far below the pause between two polls of this test's board, with patience for a slow machine."""


def arguments(folder: Path, url: str) -> list[str]:
    """Give the command line of a board that would poll once a minute."""
    given = board_arguments(folder, url)
    with (folder / "kds.toml").open("a") as file:
        file.write("poll_seconds = 60\n")
    return given


def said(folder: Path) -> list[str]:
    """Give what the board has logged about the hub."""
    log = folder / "state" / "kds.log"
    lines = log.read_text().splitlines() if log.exists() else []
    return [str(entry["event"]) for entry in map(json.loads, lines) if "tell" in str(entry.get("event"))]


def test_an_order_is_painted_because_the_server_told(tmp_path: Path) -> None:
    """On a board that polls once a minute, an order stands there at once; after a kill of the server the next one does too."""
    (tmp_path / "server").mkdir()
    with order_server(tmp_path / "server") as (url, pid), board_on_terminal(*arguments(tmp_path, url)) as board:
        board.wait_for("NO ORDERS")
        board.wait_for(lambda _: bool(said(tmp_path)))
        write_bill(Till(url), "P1", dish("Burger", "Grill"))
        board.wait_for("BURGER", SOONER_THAN_ANY_POLL_SECONDS)
        os.kill(pid, signal.SIGKILL)
        board.wait_for("OFFLINE")
        with order_server(tmp_path / "server", port=int(url.rpartition(":")[2])):
            board.wait_for("LIVE")
            write_bill(Till(url), "P2", dish("Ribeye", "Grill"))
            board.wait_for("RIBEYE")
