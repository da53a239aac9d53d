"""Pictures of practice, dry run and view: what a person must never take for the real board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kds.domain.connection import Connection, Link
from kds.domain.modes import Mode
from tests.builders import an_order, at
from tests.ui.evenings import board_of, evening, grill, late_table, the_pass
from tests.ui.practising import Practising, practising
from tests.ui.showing import SIZES, settled
from tests.ui.test_pictures import Compare, typing

EACH_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
GONE = Connection(Link.OFFLINE, at("19:41:25"), at("19:41:25"), "pos.local does not answer")


def a_real_order_comes(rig: Practising) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Let one arrive on the real board before the picture is taken."""

    async def arrive(pilot: Pilot[None]) -> None:
        await settled(pilot)
        board = board_of(grill(), late_table(), an_order(id="o50", table="X7", fired="19:42"))
        rig.real.becomes(board, arrived=frozenset(card.key for card in board.cards if card.title == "X7"))
        await settled(pilot)

    return arrive


@EACH_SIZE
def test_practice(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Invented orders on the grill; the last row counts the real ones and says how to leave."""
    assert snap_compare(practising().app, terminal_size=size, run_before=typing())


@EACH_SIZE
def test_practice_on_the_pass(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The same on the pass."""
    invented = replace(board_of(the_pass(), *evening()), mode=Mode.PRACTICE, device="PRACTICE")
    rig = practising(board_of(the_pass(), late_table()), invented=invented)
    assert snap_compare(rig.app, terminal_size=size, run_before=typing())


def test_practice_with_a_new_real_order(snap_compare: Compare) -> None:
    """A real order has just arrived: the row flashes while it rings."""
    rig = practising()
    assert snap_compare(rig.app, run_before=a_real_order_comes(rig))


@EACH_SIZE
def test_practice_without_the_real_till(snap_compare: Compare, size: tuple[int, int]) -> None:
    """The real till is gone: the row says so, since the count may be wrong."""
    rig = practising(replace(board_of(grill(), late_table()), connection=GONE))
    assert snap_compare(rig.app, terminal_size=size, run_before=typing())


def test_practice_asks_to_leave(snap_compare: Compare) -> None:
    """`q` asks above the last row, which stays."""
    assert snap_compare(practising().app, run_before=typing("q"))


def test_practice_can_be_begun(snap_compare: Compare) -> None:
    """`q` on the real board offers practice beside leaving."""
    assert snap_compare(practising(mode=Mode.REAL).app, run_before=typing("q"))


def test_practice_begun_from_a_kiosk(snap_compare: Compare) -> None:
    """A kiosk asks for its PIN, and offers practice without one."""
    rig = practising(mode=Mode.REAL, kiosk=True, read_pin=lambda: "271828")
    assert snap_compare(rig.app, run_before=typing("q"))


def test_practice_for_fingers(snap_compare: Compare) -> None:
    """The keys for fingers stand above the last row."""
    assert snap_compare(practising(touch=True).app, run_before=typing())


def test_practice_on_the_help_page(snap_compare: Compare) -> None:
    """The last row stays on every page."""
    assert snap_compare(practising().app, terminal_size=(61, 18), run_before=typing("?"))


@EACH_SIZE
def test_dry_run(snap_compare: Compare, size: tuple[int, int]) -> None:
    """Real orders, and the last row says for good that nothing is sent."""
    rig = practising(replace(board_of(grill(), *evening()), mode=Mode.DRY_RUN), mode=Mode.DRY_RUN)
    assert snap_compare(rig.app, terminal_size=size, run_before=typing("1"))


@EACH_SIZE
def test_view(snap_compare: Compare, size: tuple[int, int]) -> None:
    """A look at the board of this machine: no keys but the one for help and the way out."""
    board = board_of(replace(grill(), read_only=True), *evening())
    rig = practising(replace(board, mode=Mode.VIEW), mode=Mode.VIEW)
    assert snap_compare(rig.app, terminal_size=size, run_before=typing())


def test_view_before_there_is_a_board(snap_compare: Compare) -> None:
    """Nothing runs yet: a sentence, and it waits."""
    banner = "No board runs on this machine with the state folder /var/lib/kds. It is shown here as soon as it starts."
    board = replace(
        board_of(replace(grill(), name="BOARD", read_only=True)), mode=Mode.VIEW, known=False, banner=banner
    )
    rig = practising(replace(board, endpoints=(), connection=Connection()), mode=Mode.VIEW)
    assert snap_compare(rig.app, run_before=typing())


def test_view_of_a_board_that_has_ended(snap_compare: Compare) -> None:
    """The last picture stays and says how old it is."""
    banner = "THE BOARD OF THIS MACHINE HAS ENDED. What stands here is of 19:42:07."
    board = board_of(replace(grill(), read_only=True), *evening())
    slow = replace(board.connection, link=Link.SLOW)
    rig = practising(replace(board, mode=Mode.VIEW, banner=banner, connection=slow), mode=Mode.VIEW)
    assert snap_compare(rig.app, run_before=typing())
