"""A till, an order server and a board, all real: what is written on the till is cooked, bumped and known again at the till."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults.chaos import chaos_proxy
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with order_server(tmp_path) as (url, _pid):
        yield url


def test_an_order_is_cooked_bumped_and_taken_back(server: str, tmp_path: Path) -> None:
    """Written on the till, the order stands on the grill; Enter makes it ready at the server, `u` brings it back."""
    till = Till(server)
    with board_on_terminal(*board_arguments(tmp_path, server)) as board:
        board.wait_for("LIVE")
        order = write_bill(till, "M7", dish("Ribeye", "Grill", 2), dish("Chips", "Fry"))
        screen = board.wait_for("2x RIBEYE")
        assert "M7" in screen
        assert "CHIPS" not in screen
        board.press("1", "s")
        board.wait_for(lambda _: statuses(till, order) == {"Grill": "InProgress", "Fry": "New"})
        board.press("1", "\r")
        board.wait_for("DONE M7")
        board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready", "Fry": "New"})
        board.press("u")
        board.wait_for(lambda _: statuses(till, order) == {"Grill": "InProgress", "Fry": "New"})
        board.wait_for("2x RIBEYE")
        board.press("q", "\r")
        board.wait_for(lambda _: board.terminal.has_ended())
    assert board.terminal.exit_status == 0


def test_an_allergy_must_be_read_before_the_bump(server: str, tmp_path: Path) -> None:
    """The first Enter on an allergy card says seen and sends nothing; only the second one makes it ready."""
    till = Till(server)
    order = write_bill(till, "M3", dish("Burger", "Grill"), note="Allergy: nuts")
    with board_on_terminal(*board_arguments(tmp_path, server)) as board:
        board.wait_for("## ALLERGY")
        board.press("1", "\r")
        board.linger(1.2)
        assert statuses(till, order) == {"Grill": "New"}
        board.press("1", "\r")
        board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})


def test_an_expo_fires_a_held_course_and_sends_a_whole_table(server: str, tmp_path: Path) -> None:
    """A held course is fired by `f` and Enter; when all is ready, one Enter serves the whole table."""
    till = Till(server)
    location = {"zoneName": "Terrace", "tableName": "T2"}
    ticket = till.call("POST", "/tickets", {"name": "T2", "location": location, "items": [dish("Trout", "Grill")]})
    (order,) = till.call("GET", f"/orders?ticketId={ticket['id']}")["items"]
    arguments = board_arguments(tmp_path, server, station="EXPO", endpoints="*", role="expo")
    with board_on_terminal(*arguments) as board:
        board.wait_for("HELD")
        board.press("1", "f", "\r")
        board.wait_for(lambda _: bool(till.call("GET", f"/orders/{order['id']}")["isProcessed"]))
        Till(server, user="cook", password="2222", device="KDS3").set_status(order["id"], "Ready")
        board.wait_for("COMPLETE")
        board.press("1", "\r")
        board.wait_for(lambda _: statuses(till, order["id"]) == {"Grill": "Served"})


def test_a_pulled_plug_is_said_at_once_and_the_bump_arrives_later(server: str, tmp_path: Path) -> None:
    """Cut off from the server the board says so and keeps the bump; it is delivered when the cable is back."""
    till = Till(server)
    order = write_bill(till, "M5", dish("Ribeye", "Grill"))
    with (
        chaos_proxy(int(server.rsplit(":", 1)[1])) as cable,
        board_on_terminal(*board_arguments(tmp_path, f"http://127.0.0.1:{cable.port}")) as board,
    ):
        board.wait_for("RIBEYE")
        cable.pull_plug()
        board.wait_for("TAKE PAPER")
        board.press("1", "\r")
        board.wait_for("bumps kept: 1")
        assert statuses(till, order) == {"Grill": "New"}
        cable.plug_in()
        board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
        board.wait_for("LIVE")


def test_a_killed_board_still_delivers_its_bump(server: str, tmp_path: Path) -> None:
    """Killed without warning while cut off, the board started again delivers what was pressed before."""
    till = Till(server)
    order = write_bill(till, "M6", dish("Ribeye", "Grill"))
    with chaos_proxy(int(server.rsplit(":", 1)[1])) as cable:
        arguments = board_arguments(tmp_path, f"http://127.0.0.1:{cable.port}")
        with board_on_terminal(*arguments) as board:
            board.wait_for("RIBEYE")
            cable.pull_plug()
            board.wait_for("TAKE PAPER")
            board.press("1", "\r")
            board.wait_for("bumps kept: 1")
            os.kill(board.terminal.pid, signal.SIGKILL)
            board.wait_for(lambda _: board.terminal.has_ended())
        cable.plug_in()
        with board_on_terminal(*arguments) as board:
            board.wait_for(lambda _: statuses(till, order) == {"Grill": "Ready"})
