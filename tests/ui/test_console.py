"""The board on a real Linux console: its cells are read back from the kernel, characters and colours.

Needs root and a console that nobody uses; elsewhere the tests say so. Nothing is left on it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kds.ui.board_theme import CONTRAST
from kds.ui.colours import CONSOLE_BACKGROUNDS, CONSOLE_COLOURS, contrast_of

ROOT = Path(__file__).parents[2]
CONSOLE = Path("/dev/tty6")
CHARACTERS = Path("/dev/vcsu6")
CELLS = Path("/dev/vcsa6")
PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.1
RESET = b"\x1bc"


def why_not() -> str:
    """Give why there is no console here, empty where there is one."""
    if not (CONSOLE.exists() and os.access(CONSOLE, os.R_OK | os.W_OK)):
        return f"{CONSOLE} can't be opened here; it needs root on a machine with virtual consoles"
    try:
        os.close(os.open(CONSOLE, os.O_RDWR | os.O_NOCTTY))
        CELLS.read_bytes()
        CHARACTERS.read_bytes()
    except OSError as error:
        return f"the screen of {CONSOLE} can't be read back here: {error}"
    return ""


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not() or "there is a console")]


@dataclass(frozen=True)
class Screen:
    """What stands on the console: rows of characters, and for each cell the colours of letter and background."""

    rows: tuple[str, ...]
    looks: tuple[tuple[tuple[int, int], ...], ...]

    def background(self, words: str) -> int:
        """Give the ANSI number of the colour behind the first letter of some words."""
        y = next(y for y, row in enumerate(self.rows) if words in row)
        return self.looks[y][self.rows[y].index(words)][1]


def ansi(number: int) -> int:
    """Give the ANSI number of a colour as the hardware counts: blue and red change places."""
    return (number & 1) << 2 | (number & 2) | (number & 4) >> 2 | (number & 8)


def screen() -> Screen:
    """Read the console back (man 4 vcs)."""
    cells = CELLS.read_bytes()
    height, width = cells[0], cells[1]
    looks = [(ansi(look & 15), ansi(look >> 4)) for look in cells[5::2]]
    letters = [chr(code) for (code,) in struct.iter_unpack("=I", CHARACTERS.read_bytes())]
    spans = [slice(y * width, (y + 1) * width) for y in range(height)]
    return Screen(tuple("".join(letters[span]) for span in spans), tuple(tuple(looks[span]) for span in spans))


@contextmanager
def board(wish: str) -> Iterator[None]:
    """Run a board on the console and give it back as it was."""

    def take_console() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 1)

    with CONSOLE.open("rb+", buffering=0) as console:
        console.write(RESET)
        before = termios.tcgetattr(console)
        environment = {**os.environ, "TERM": "linux", "NO_COLOR": "", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        environment.pop("COLORTERM", None)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.still_board", wish],
            stdin=console, stdout=console, stderr=console, env=environment, preexec_fn=take_console,  # noqa: PLW1509 - a console of its own
        )  # fmt: skip
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with CONSOLE.open("rb+", buffering=0) as console:  # the end of its session hangs up whoever had it open
            console.write(RESET)
            termios.tcsetattr(console, termios.TCSANOW, before)


def shown(holds: Callable[[Screen], bool]) -> Screen:
    """Wait until the console shows something, and give all of it."""
    end = time.monotonic() + PATIENCE_SECONDS
    seen = screen()
    while not holds(seen) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        seen = screen()
    assert holds(seen), "\n".join(seen.rows)
    return seen


def has(*words: str) -> Callable[[Screen], bool]:
    """Give what is true of a screen with all these words."""
    return lambda seen: all(any(each in row for row in seen.rows) for each in words)


def test_every_state_has_a_background_of_its_own_and_can_be_read() -> None:
    """Late, due, allergy, void, complete, offline, a fresh slot and the board itself: the eight backgrounds there are."""
    with board("offline"):
        cook = shown(has("OFFLINE", "LATE 14", "ALLERGY", "VOID", "[7]"))
    with board("pass"):
        expo = shown(has("COMPLETE", "LATE 14"))
    found = {
        "offline": cook.background("OFFLINE"),
        "late": cook.background("LATE 14"),
        "due": cook.background("! 9"),
        "allergy": cook.background("ALLERGY"),
        "void": cook.background("VOID"),
        "slot": cook.background("[7]"),
        "complete": expo.background("COMPLETE"),
        "board": cook.background("RIBEYE"),
    }
    assert sorted(found.values()) == list(range(CONSOLE_BACKGROUNDS)), found
    for seen in (cook, expo):
        assert all(letter.isascii() for row in seen.rows for letter in row)
        for row, looks in zip(seen.rows, seen.looks, strict=True):
            for letter, (text, behind) in zip(row, looks, strict=True):
                if letter.strip() and letter.isprintable():
                    contrast = contrast_of(CONSOLE_COLOURS[text], CONSOLE_COLOURS[behind])
                    assert contrast >= CONTRAST, (row, letter, text, behind)


def test_the_palette_is_the_kernels() -> None:
    """The contrast is computed with the colours that this kernel really starts with."""
    parameters = Path("/sys/module/vt/parameters")
    channels = [
        [int(each) for each in (parameters / f"default_{name}").read_text().split(",")]
        for name in ("red", "grn", "blu")
    ]
    kernel = ["#{:02x}{:02x}{:02x}".format(*each) for each in zip(*channels, strict=True)]
    assert kernel == list(CONSOLE_COLOURS)
