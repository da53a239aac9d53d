"""Whatever stands in an order, the terminal gets only letters: payloads go through a real server into a real board."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from tests.end_to_end.till_bills import dish, write_bill
from tests.rig import board_arguments, board_on_terminal

pytestmark = pytest.mark.slow

CONTROLS = {
    "title": "\x1b]0;EVILTITLE\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\",
    "clipboard": "\x1b]52;c;RVZJTA==\x07",
    "colour": "\x1b[31m",
    "cursor": "\x1b[2;2H",
    "alternate screen": "\x1b[?1049l",
    "reset": "\x1bc",
    "device query": "\x1b[c",
    "dcs": "\x1bP1$rEVIL\x1b\\",
    "c1 csi": "\x9b31m",
    "c1 osc": "\x9d0;EVILTITLE\x9c",
    "delete": "\x7f",
    "bell and backspace": "\x07\x08\x08",
    "carriage return": "\rEVIL\n",
    "right to left override": "\u202e",
    "isolate": "\u2067",
    "zero width": "\u200b\u2060\ufeff",
    "tag characters": "\U000e0041\U000e007f",
}
INVISIBLE = ("\u202e", "\u2067", "\u200b", "\u2060", "\ufeff", "\U000e0041", "\U000e007f")
MARKUP = ("[/]", "[@click=app.quit]x[/]", "no [nuts]", "[red]hot[/red]")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[tuple[Till, str]]:
    with order_server(tmp_path) as (url, _pid):
        yield Till(url), url


def painted_by(url: str, folder: Path, until: str) -> tuple[str, bytes]:
    """Let a wide board paint; give its screen and every byte that reached the terminal."""
    with board_on_terminal(*board_arguments(folder, url), columns=200, rows=60) as board:
        screen = board.wait_for(until)
        board.press("1", "d")
        board.press("\x1b")
        return screen, bytes(board.raw)


@pytest.mark.parametrize("kind", CONTROLS)
def test_no_control_sequence_of_an_order_reaches_the_terminal(
    till: tuple[Till, str], tmp_path: Path, kind: str
) -> None:
    """Name, comment, choice, note and table with the same payload: the words arrive, its control bytes don't."""
    payload = CONTROLS[kind]
    order = dish(f"Ri{payload}beye", "Grill", comment=f"well{payload}done", modifiers=[
        {"name": "Side", "optionName": f"chi{payload}ps", "quantity": 1}
    ])  # fmt: skip
    write_bill(till[0], f"T{payload}7", order, note=f"no{payload}te")
    screen, raw = painted_by(till[1], tmp_path, "BEYE")
    for word, after in (("RI", "BEYE"), ("Ri", "beye"), ("well", "done"), ("chi", "ps"), ("no", "te"), ("T", "7")):
        assert f"{word}{payload}{after}".encode() not in raw
        assert f"{payload}{after}".encode() not in raw
    assert "EVILTITLE" not in screen or "]0;EVILTITLE" in screen
    assert "DONE" in screen.upper()


def test_invisible_characters_are_gone(till: tuple[Till, str], tmp_path: Path) -> None:
    """No bidi control, zero-width or tag character is ever painted, wherever it stood."""
    for number, character in enumerate(INVISIBLE):
        write_bill(till[0], f"M{number + 1}", dish(f"Dish{character}{number}", "Grill", comment=f"a{character}b"))
    screen, raw = painted_by(till[1], tmp_path, "DISH6")
    for character in INVISIBLE:
        assert character.encode() not in raw
    assert all(f"DISH{number}" in screen for number in range(len(INVISIBLE)))


def test_markup_is_text(till: tuple[Till, str], tmp_path: Path) -> None:
    """Square brackets are drawn as they are; `no [nuts]` never becomes `no`."""
    for number, text in enumerate(MARKUP):
        write_bill(till[0], f"M{number + 1}", dish(f"Dish {number}", "Grill", comment=text))
    screen, _ = painted_by(till[1], tmp_path, "DISH 3")
    for text in MARKUP:
        assert text in screen


def test_floods_are_shortened_visibly_and_the_board_lives(till: tuple[Till, str], tmp_path: Path) -> None:
    """A name of 100,000 characters, a tower of accents and a wall of emoji leave the next order readable."""
    write_bill(till[0], "M1", dish("Long" * 25_000, "Grill", comment="word " * 20_000))
    write_bill(till[0], "M2", dish("Z" + "\u0301" * 5_000 + "algo", "Grill"))
    write_bill(till[0], "M3", dish("鮪の刺身 🍣👨\u200d👩\u200d👧🇸🇰", "Grill", comment="寿司" * 30))
    write_bill(till[0], "M4", dish("Plain soup", "Grill"))
    screen, raw = painted_by(till[1], tmp_path, "PLAIN SOUP")
    assert "MORE: D" in screen
    assert "鮪" in screen
    text = raw.decode(errors="replace")
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    assert longest <= 4


def test_the_command_line_prints_the_same_clean_text(till: tuple[Till, str], tmp_path: Path) -> None:
    """`kds orders` is a terminal program too."""
    write_bill(till[0], "T\x1b]0;EVIL\x077", dish("Ri\x9b31mbeye", "Grill"))
    arguments = board_arguments(tmp_path, till[1])
    answer = subprocess.run(
        [sys.executable, "-m", "kds", "orders", *arguments[:10]], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "\x1b" not in answer.stdout
    assert "\x9b" not in answer.stdout
    assert "beye" in answer.stdout
