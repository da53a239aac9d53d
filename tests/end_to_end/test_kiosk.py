"""A kiosk on a real terminal: no key of a keyboard ends it, opens anything or writes a file; a PIN does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.rig import BoardOnTerminal, board_arguments, board_on_terminal

pytestmark = pytest.mark.slow

CONTROLS = {f"ctrl+{chr(code + 64)}": chr(code) for code in range(32) if chr(code) not in "\x1b\r\n"}
"""Every control character that a keyboard types; Escape comes by itself, Enter is a key of the board."""
FUNCTIONS = {
    **{f"f{number}": f"\x1bO{letter}" for number, letter in zip(range(1, 5), "PQRS", strict=True)},
    **{
        f"f{number}": f"\x1b[{code}~"
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
    **{f"console f{number}": f"\x1b[[{letter}" for number, letter in zip(range(1, 6), "ABCDE", strict=True)},
}
EDITING = {
    "insert": "\x1b[2~", "delete": "\x1b[3~", "home": "\x1b[H", "end": "\x1b[F",
    "shift+tab": "\x1b[Z", "ctrl+left": "\x1b[1;5D", "shift+right": "\x1b[1;2C", "ctrl+shift+c": "\x1b[99;6u",
    "kitty ctrl+q": "\x1b[113;5u", "kitty ctrl+c": "\x1b[99;5u", "kitty ctrl+p": "\x1b[112;5u",
    "super+c": "\x1b[99;9u", "alt+f4": "\x1b[1;3S", "alt+x": "\x1bx",
}  # fmt: skip
MOUSE = {
    "press": "\x1b[<0;5;3M", "drag": "\x1b[<32;40;9M", "release": "\x1b[<0;40;9m", "right": "\x1b[<2;5;3M",
    "middle": "\x1b[<1;5;3M", "ctrl+click": "\x1b[<16;5;3M", "wheel": "\x1b[<64;5;3M",
    "paste": "\x1b[200~:q!\x1b[201~",
}  # fmt: skip
LISTS = {"recall": "r", "details": "d", "outbox": "o", "help": "?", "fire": "f"}
WRITTEN_TO_A_TERMINAL = (b"\x1b]52", b"\x1b]8;", b"\x1b]0;", b"Traceback")


@dataclass(frozen=True, slots=True)
class Wall:
    """A kiosk with one card, and the folder it was started in."""

    board: BoardOnTerminal
    here: Path
    home: Path

    def files(self) -> set[str]:
        """Everything that lies where the board was started and in its home."""
        return {str(file) for folder in (self.here, self.home) for file in folder.rglob("*")}


@pytest.fixture
def wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    here, home, own = (tmp_path / name for name in ("here", "home", "own"))
    for folder in (here, home, own):
        folder.mkdir()
    monkeypatch.chdir(here)
    pin = own / "pin"
    pin.write_text("271828\n")
    pin.chmod(0o600)
    with order_server(own) as (url, _pid):
        write_bill(Till(url), "M1", dish("Burger", "Grill"))
        arguments = board_arguments(own, url)
        with (own / "kds.toml").open("a") as configuration:
            configuration.write(f'kiosk_pin_file = "{pin}"\n[stations.Grill]\nmash_lock = false\n')
        environment = {
            "HOME": str(home),
            "XDG_DOWNLOAD_DIR": str(home),
            "TEXTUAL_ALLOW_SIGNALS": "1",
        }
        with board_on_terminal(*arguments, "--kiosk", environment=environment) as board:
            board.wait_for("BURGER")
            board.wait_for("LIVE")
            yield Wall(board, here, home)


def test_no_key_ends_a_kiosk_or_writes_a_file(wall: Wall) -> None:
    """Every control and function key, the mouse and a paste, on the board and on each list: the card still stands."""
    board, before = wall.board, wall.files()
    for opening in ("", *LISTS.values()):
        for keys in (CONTROLS, FUNCTIONS, EDITING, MOUSE):
            if opening:
                board.press(opening)
            board.terminal.type("".join(keys.values()))
            board.linger(0.3)
            assert not board.terminal.has_ended(), (opening, board.terminal.exit_status)
        board.press("\x1b", "\x1b")
    screen = board.wait_for("BURGER")
    assert "[1] M1" in screen
    assert wall.files() == before
    for sequence in WRITTEN_TO_A_TERMINAL:
        assert sequence not in board.raw
    state = Path(f"/proc/{board.terminal.pid}/stat").read_text().rpartition(") ")[2][0]
    assert state != "T", "the board was suspended"


def test_only_the_pin_leaves_a_kiosk(wall: Wall) -> None:
    """`q` and a wrong PIN stay, the right one leaves with status 0; the digits are never painted or logged."""
    board = wall.board
    board.press("q")
    board.wait_for("PIN to leave:")
    board.press(*"000000", "\r")
    board.wait_for("That was not the PIN")
    board.press("q", "\r", "\x1b")
    assert not board.terminal.has_ended()
    board.press("q", *"271828")
    board.wait_for("PIN to leave: ******")
    board.press("\r")
    board.wait_for(lambda _: board.terminal.has_ended())
    board.look()
    assert board.terminal.exit_status == 0
    assert b"271828" not in board.raw
    log = (wall.here.parent / "own" / "state" / "kds.log").read_text()
    assert "wrong PIN" in log
    assert "left with its PIN" in log
    assert "271828" not in log


def test_a_kiosk_whose_pin_others_can_read_says_so(wall: Wall) -> None:
    """A PIN file that became readable lets nobody out; the board goes on."""
    (wall.here.parent / "own" / "pin").chmod(0o644)
    wall.board.press("q")
    wall.board.wait_for(lambda screen: "can be read by others" in " ".join(screen.split()))
    wall.board.press(*"271828", "\r")
    wall.board.wait_for("BURGER")
    assert not wall.board.terminal.has_ended()
