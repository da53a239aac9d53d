"""A real board on a state folder that is full, read-only, damaged, too new or not writable: a sentence, and nothing lost."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, statuses, write_bill
from tests.faults.small_disks import abort, can_loop, can_mount, ext4, fill, make_read_only, tmpfs
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow
needs_mount = pytest.mark.skipif(bool(can_mount()), reason=can_mount() or "mounting works")
STANDING_SECONDS = 0.8
BELL = b"\x07"
NO_ROOM = "Nothing more is kept until there is room"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Till, str]]:
    """One server for the whole module; each test writes tables of its own."""
    with order_server(tmp_path_factory.mktemp("till")) as (url, _pid):
        yield Till(url), url


def ends_with_a_sentence(board: BoardOnTerminal, *words: str) -> None:
    """Wait until a board has given up, and look for its sentence."""
    board.wait_for(lambda _: board.terminal.has_ended())
    board.linger(0.2)
    said = " ".join(board.raw.decode(errors="replace").split())
    assert board.terminal.exit_status == 1
    assert "Traceback" not in said
    for word in words:
        assert word in said


@needs_mount
def test_a_full_disk_refuses_the_bump_and_goes_on_when_there_is_room(till: tuple[Till, str], tmp_path: Path) -> None:
    """With no room for the outbox a bump is refused in red and the card stays; with room again it is taken."""
    order = write_bill(till[0], "A1", dish("Full disk burger", "Grill"))
    with tmpfs(tmp_path / "state", 400) as place, board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
        digit = digit_of(board, "A1")
        filler = fill(place)
        rung = board.raw.count(BELL)
        board.press(digit, "\r")
        screen = board.wait_for(lambda text: NO_ROOM in flowing(text))
        assert "FULL DISK BURGER" in screen
        assert board.raw.count(BELL) > rung
        assert statuses(till[0], order) == {"Grill": "New"}
        filler.unlink()
        board.press(digit, "\r")
        board.wait_for(lambda text: "DONE A1" in text and NO_ROOM not in flowing(text))
        board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})
        assert b"Traceback" not in board.raw


@needs_mount
def test_a_disk_that_turns_read_only_refuses_the_bump_and_still_shows_orders(
    till: tuple[Till, str], tmp_path: Path
) -> None:
    """When the disk gives up under a running board, nothing is pretended: bumps are refused, new orders still show."""
    if reason := can_loop(tmp_path):
        pytest.skip(reason)
    order = write_bill(till[0], "B1", dish("Dying disk burger", "Grill"))
    with ext4(tmp_path / "state") as place, board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
        digit = digit_of(board, "B1")
        abort(place)
        board.press(digit, "\r")
        screen = board.wait_for("The disk of")
        assert "DYING DISK BURGER" in screen
        assert statuses(till[0], order) == {"Grill": "New"}
        write_bill(till[0], "B2", dish("Newcomer", "Grill"))
        board.wait_for("NEWCOMER")
        assert b"Traceback" not in board.raw


@needs_mount
def test_a_full_disk_at_the_first_start_is_a_sentence(till: tuple[Till, str], tmp_path: Path) -> None:
    """A board that finds no room for its outbox does not begin, and says so."""
    with tmpfs(tmp_path / "state", 64) as place:
        filler = fill(place)
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
            ends_with_a_sentence(board, "room on")
        filler.unlink()
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
            ends_with_a_sentence(board, "room on")


@needs_mount
def test_a_disk_that_filled_up_while_the_board_was_off_keeps_what_waits(till: tuple[Till, str], tmp_path: Path) -> None:
    """A start on a full disk shows the orders and keeps the outbox as it was; with room again bumps are taken."""
    order = write_bill(till[0], "D1", dish("Crowded disk burger", "Grill"))
    with tmpfs(tmp_path / "state", 400) as place:
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
            board.wait_for("CROWDED DISK BURGER")
        filler = fill(place)
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
            digit = digit_of(board, "D1")
            board.press(digit, "\r")
            screen = board.wait_for(lambda text: NO_ROOM in flowing(text))
            assert "CROWDED DISK BURGER" in screen
            filler.unlink()
            board.press(digit, "\r")
            board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})


def test_a_second_board_on_the_same_folder_ends_and_the_first_goes_on(till: tuple[Till, str], tmp_path: Path) -> None:
    """Two processes on one outbox could lose a bump: the second one is told which process holds it and what to do."""
    order = write_bill(till[0], "E1", dish("Shared burger", "Grill"))
    with board_on_terminal(*board_arguments(tmp_path, till[1])) as first:
        digit = digit_of(first, "E1")
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as second:
            ends_with_a_sentence(second, f"Another kds (process {first.terminal.pid})", "KDS_STATE_DIR")
        first.press(digit, "\r")
        first.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})


@needs_mount
def test_a_read_only_disk_at_the_start_is_a_sentence(till: tuple[Till, str], tmp_path: Path) -> None:
    """A state folder on a read-only disk ends the start with what to do about it."""
    with tmpfs(tmp_path / "state", 400) as place:
        make_read_only(place)
        with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
            ends_with_a_sentence(board, "can't be written", "KDS_STATE_DIR")


def test_a_folder_that_can_not_be_made_is_a_sentence(till: tuple[Till, str], tmp_path: Path) -> None:
    """A state folder below a file ends the start with the folder's name and what to do."""
    arguments = board_arguments(tmp_path, till[1])
    (tmp_path / "state").write_text("not a folder")
    with board_on_terminal(*arguments) as board:
        ends_with_a_sentence(board, "state", "KDS_STATE_DIR")


def test_a_damaged_outbox_is_kept_aside_and_said_in_a_banner(till: tuple[Till, str], tmp_path: Path) -> None:
    """The board starts with an empty outbox, says loudly what happened, and keeps the damaged file byte for byte."""
    order = write_bill(till[0], "C1", dish("Damaged burger", "Grill"))
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    damage = b"SQLite format 3\x00" + b"\x5a" * 20_000
    (state / "outbox.db").write_bytes(damage)
    with board_on_terminal(*board_arguments(tmp_path, till[1])) as board:
        board.wait_for("damaged")
        digit = digit_of(board, "C1")
        (kept,) = state.glob("outbox.db.corrupt-*")
        assert kept.read_bytes() == damage
        board.press(digit, "\r")
        board.wait_for(lambda _: statuses(till[0], order) == {"Grill": "Ready"})
        assert kept.name in " ".join(board.raw.decode(errors="replace").split()) or "corrupt-" in "".join(board.look())


def test_an_outbox_of_a_newer_version_is_refused_untouched(till: tuple[Till, str], tmp_path: Path) -> None:
    """A file of a newer kds is refused with a sentence and not changed."""
    arguments = board_arguments(tmp_path, till[1])
    with board_on_terminal(*arguments) as board:
        board.wait_for("LIVE")
    outbox = tmp_path / "state" / "outbox.db"
    with closing(sqlite3.connect(outbox)) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = outbox.read_bytes()
    with board_on_terminal(*arguments) as board:
        ends_with_a_sentence(board, "newer")
    assert outbox.read_bytes() == before
    assert not list(outbox.parent.glob("*.corrupt-*"))


def flowing(screen: str) -> str:
    """Give a screen's words on one line, wherever its rows were broken."""
    return " ".join(screen.split())


def digit_of(board: BoardOnTerminal, table: str) -> str:
    """Wait until a table's card has stood in its place long enough, and give its digit."""
    screen = board.wait_for(f"] {table} ")
    end = time.monotonic() + STANDING_SECONDS
    while time.monotonic() < end:
        screen = "\n".join(board.linger(0.2))
    return screen[screen.index(f"] {table} ") - 1]
