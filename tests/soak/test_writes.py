"""How much a board writes to its card: bytes that the kernel counts for the process, at rest and for each order it bumps."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kds.bench.board import board_command, full_board
from kds.bench.guests import Guests
from kds.bench.terminal import Terminal
from kds.bench.till import order_server
from tests.faults.figures import note

pytestmark = pytest.mark.long

REST_SECONDS = 180.0
"""Without a change at the till; a poll each second."""
ORDERS = 40
ORDERS_A_DAY = 1_500
"""A busy kitchen: ten lines each for three endpoints of one station, so that a bump is three changes for the till."""
MOST_MB_A_DAY = 750.0
"""A card of 32 GB that bears a thousand times its size, and writes ten bytes for each of ours, lasts eleven years with it."""
PATIENCE_SECONDS = 30.0


def written_bytes(board: Terminal) -> int:
    """Give what this process has sent to block devices so far, pages still to be flushed included (proc(5), io)."""
    for line in Path(f"/proc/{board.pid}/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    raise AssertionError("the kernel does not count what a process writes")


def test_a_day_s_writing(tmp_path: Path) -> None:
    """A board with 60 open orders is left alone, then bumps orders one by one; a day is counted from both."""
    with order_server(tmp_path) as (url, _pid):
        guests = Guests(url)
        guests.fill()
        with full_board(board_command(url, tmp_path / "board"), tmp_path) as board:
            start = written_bytes(board)
            board.watch(REST_SECONDS)
            at_rest = (written_bytes(board) - start) / REST_SECONDS
            start, began = written_bytes(board), time.monotonic()
            for _ in range(ORDERS):
                bump_one(board, guests)
            board.watch(3)
            busy = written_bytes(board) - start - at_rest * (time.monotonic() - began)
        guests.close()
    an_order = busy / ORDERS
    day = (at_rest * 86_400 + an_order * ORDERS_A_DAY) / 1e6
    note(f"at rest {at_rest * 60:,.0f} bytes a minute; {an_order:,.0f} bytes for each order that comes and is bumped")
    note(f"a day of 24 hours with {ORDERS_A_DAY:,} orders: {day:,.0f} MB")
    assert an_order > 0
    assert day <= MOST_MB_A_DAY


def bump_one(board: Terminal, guests: Guests) -> None:
    """Let one more order come, and bump the oldest card."""
    _, order_id = guests.order()
    guests.till.fire(order_id)
    before = len(guests.waiting())
    end = time.monotonic() + PATIENCE_SECONDS
    while len(guests.waiting()) >= before:
        assert time.monotonic() < end, board.text()
        board.type("1\r")
        board.watch(1)
    guests.serve_ready()
