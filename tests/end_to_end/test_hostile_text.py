"""Whatever stands in an order, the terminal gets only letters: payloads go through a real server into a real board."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kds.bench.till import Till, order_server
from kds.domain.text import clean
from tests.end_to_end.till_bills import dish, write_bill
from tests.faults.figures import note
from tests.rig import PATIENCE_SECONDS, board_arguments, board_on_terminal

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
PIECES = (("Ri", "beye"), ("well", "done"), ("chi", "ps"), ("no", "te"), ("T", "ab"))
"""What stands before and behind a payload in a dish, comment, choice, note and table name."""


STANDING_SECONDS = 1.0
"""A digit acts only on a card that has stood in its place for half a second (board 5)."""


BOX = re.compile(r"\[(\d)\]")
"""A card's digit."""
PAGE_DOWN, ESCAPE = "\x1b[6~", "\x1b"


@dataclass(frozen=True, slots=True)
class Painted:
    """What a board made of an evening: every byte that reached the terminal, and each screen that was looked at."""

    raw: bytes
    screens: tuple[str, ...]
    listed: str
    details: tuple[str, ...]

    @property
    def seen(self) -> str:
        """Everything that could be read, one screen after the other."""
        return "\n".join(self.screens)


def painted_by(url: str, folder: Path, until: str, pages: int = 1) -> Painted:
    """Let a wide board paint the orders, page by page, and the details of every card; print the list as well."""
    screens: list[str] = []
    details: list[str] = []
    arguments = board_arguments(folder, url)
    with board_on_terminal(*arguments, columns=200, rows=60) as board:
        board.wait_for(until)
        for page in range(pages):
            if page:
                board.press(PAGE_DOWN)
            screens.append("\n".join(board.linger(STANDING_SECONDS)))
            for digit in BOX.findall(screens[-1]):
                board.press(digit, "d")
                details.append(board.wait_for("DETAILS"))
                board.press(ESCAPE)
        raw = bytes(board.raw)
    answer = subprocess.run(
        [sys.executable, "-m", "kds", "orders", *arguments[:10]],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    return Painted(raw, (*screens, *details), answer.stdout, tuple(details))


def squeezed(text: str) -> str:
    """Give a text without blanks and line breaks, in capitals: what is left when only its place does not count."""
    return "".join(text.split()).upper()


def kinds_of_sequences(raw: bytes) -> set[str]:
    """Give the kinds of control sequences and of single control characters in what reached a terminal."""
    text = raw.decode(errors="surrogateescape")
    kinds = {f"CSI {mark}{letter}" for mark, letter in re.findall(r"\x1b\[([<=>?]?)[0-9;:]*[ -/]*([@-~])", text)}
    kinds |= {f"OSC {number}" for number in re.findall(r"\x1b\]([0-9]*)", text)}
    kinds |= {f"ESC {letter}" for letter in re.findall(r"\x1b([^\[\]])", text)}
    return kinds | {f"control {ord(one):02x}" for one in re.findall(r"[\x00-\x1a\x1c-\x1f\x7f-\x9f]", text)}


@pytest.fixture(scope="module")
def evil_evening(tmp_path_factory: pytest.TempPathFactory) -> Painted:
    """One evening with every payload, each in five places of an order of its own."""
    folder = tmp_path_factory.mktemp("evil")
    with order_server(folder) as (url, _pid):
        till = Till(url)
        for payload in CONTROLS.values():
            dish_, comment, choice, note_, table = (f"{before}{payload}{after}" for before, after in PIECES)
            line = dish(
                dish_, "Grill", comment=comment, modifiers=[{"name": "Side", "optionName": choice, "quantity": 1}]
            )
            write_bill(till, table, line, note=note_)
        for number, character in enumerate(INVISIBLE):
            write_bill(till, f"I{number}", dish(f"Dish{character}{number}", "Grill", comment=f"a{character}b"))
        return painted_by(url, folder, "[0]", pages=3)


@pytest.fixture(scope="module")
def harmless_evening(tmp_path_factory: pytest.TempPathFactory) -> Painted:
    """As many orders in which nothing is but plain words."""
    folder = tmp_path_factory.mktemp("plain")
    with order_server(folder) as (url, _pid):
        till = Till(url)
        for number in range(len(CONTROLS) + len(INVISIBLE)):
            line = dish(
                f"Dish{number}",
                "Grill",
                comment="well done",
                modifiers=[{"name": "Side", "optionName": "chips", "quantity": 1}],
            )
            write_bill(till, f"Tab{number}", line, note="note")
        return painted_by(url, folder, "[0]", pages=3)


@pytest.mark.parametrize("kind", CONTROLS)
def test_no_control_sequence_of_an_order_reaches_the_terminal(evil_evening: Painted, kind: str) -> None:
    """Dish, comment, choice, note and table with the same payload: its control bytes never arrive, on board or list."""
    payload = CONTROLS[kind]
    for before, after in PIECES:
        for spelling in (str, str.upper):
            assert f"{spelling(before)}{payload}{spelling(after)}".encode() not in evil_evening.raw
            assert f"{payload}{spelling(after)}".encode() not in evil_evening.raw
            assert f"{payload}{spelling(after)}" not in evil_evening.listed


def test_the_words_around_a_control_sequence_stay_readable(evil_evening: Painted) -> None:
    """Cleaning takes the control characters only: what stood before and behind them can be read on the board."""
    for before, after in PIECES:
        assert before.upper() in evil_evening.seen.upper()
        assert after.upper() in evil_evening.seen.upper()


@pytest.mark.parametrize("kind", CONTROLS)
def test_every_text_is_complete_or_says_that_there_is_more(evil_evening: Painted, kind: str) -> None:
    """All that a payload leaves of dish, comment, choice, note and table is on one of the pages of details."""
    texts = [squeezed(clean(f"{before}{CONTROLS[kind]}{after}")) for before, after in PIECES]
    pages = [squeezed(page) for page in evil_evening.details]
    missing = [text for text in texts if not any(text in page for page in pages)]
    assert not missing or any("MORE:D" in page for page in pages), missing


def test_a_hostile_evening_uses_no_control_that_a_harmless_one_does_not(
    evil_evening: Painted, harmless_evening: Painted
) -> None:
    """The board's own sequences are all that a terminal gets: no payload brings one of another kind."""
    assert len(evil_evening.details) == len(harmless_evening.details) == len(CONTROLS) + len(INVISIBLE)
    ours = kinds_of_sequences(harmless_evening.raw)
    assert "CSI m" in ours
    assert kinds_of_sequences(evil_evening.raw) <= ours
    note(f"{len(evil_evening.raw)} bytes to the terminal, of the board's own {len(ours)} kinds of control alone")


def test_the_terminal_was_told_nothing_by_an_order(evil_evening: Painted) -> None:
    """No title, link, clipboard, device query, bell or eight-bit control is ever sent, whoever asked for it."""
    text = evil_evening.raw.decode(errors="surrogateescape")
    for told in ("\x1b]0;", "\x1b]8;", "\x1b]52", "\x1b[c", "\x1bc", "\x1bP1", "EVIL\x07"):
        assert told not in text
    assert not any("\x80" <= character <= "\x9f" for character in text)
    assert not any("\x00" <= character < " " and character != "\n" for character in evil_evening.listed)
    assert not any("\x7f" <= character <= "\x9f" for character in evil_evening.listed)


def test_invisible_characters_are_gone(evil_evening: Painted) -> None:
    """No bidi control, zero-width or tag character is ever painted or listed, wherever it stood."""
    for number, character in enumerate(INVISIBLE):
        assert character.encode() not in evil_evening.raw
        assert character not in evil_evening.listed
        assert f"DISH{number}" in evil_evening.seen


def test_markup_is_text(tmp_path: Path) -> None:
    """Square brackets are drawn as they are; `no [nuts]` never becomes `no`."""
    with order_server(tmp_path) as (url, _pid):
        till = Till(url)
        for number, text in enumerate(MARKUP):
            write_bill(till, f"M{number + 1}", dish(f"Dish {number}", "Grill", comment=text, modifiers=[
                {"name": "Side", "optionName": text, "quantity": 1}
            ]))  # fmt: skip
        painted = painted_by(url, tmp_path, "DISH 3")
    for text in MARKUP:
        for screen in (painted.screens[0], *painted.screens[1 : len(MARKUP) + 1]):
            if screen is painted.screens[0] or f"DETAILS   M{MARKUP.index(text) + 1}" in screen:
                assert screen.count(text) >= 2


def flood(database: Path, lines: Mapping[str, Mapping[str, str]]) -> None:
    """Put names and comments that the server would refuse into the orders of a stopped server."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for order_id, text in connection.execute("SELECT id, document FROM orders").fetchall():
            order = json.loads(text)
            line = lines.get(order["ticketName"], {})
            order["items"][0]["plu"]["name"] = line.get("name", order["items"][0]["plu"]["name"])
            order["items"][0]["comment"] = line.get("comment")
            connection.execute("UPDATE orders SET document = ? WHERE id = ?", (json.dumps(order), order_id))


@pytest.fixture(scope="module")
def flooded_evening(tmp_path_factory: pytest.TempPathFactory) -> Painted:
    """One evening of a till that bounds nothing: floods beside a plain soup."""
    folder = tmp_path_factory.mktemp("floods")
    with order_server(folder) as (url, _pid):
        till = Till(url)
        for table in ("M1", "M2", "M3", "M4", "M5"):
            write_bill(till, table, dish("Plain soup", "Grill"))
    flood(folder / "server.db", {
        "M1": {"name": "Long" * 25_000, "comment": "word " * 20_000},
        "M2": {"name": "Z" + "\u0301" * 5_000 + "algo"},
        "M3": {"name": "鮪の刺身 🍣👨\u200d👩\u200d👧🇸🇰", "comment": "寿司" * 30},
        "M5": {"name": "Endless", "comment": "x" * 1_500_000},
    })  # fmt: skip
    with order_server(folder) as (url, _pid):
        return painted_by(url, folder, "PLAIN SOUP")


def test_a_flood_is_shortened_visibly(flooded_evening: Painted) -> None:
    """A comment of 100,000 characters ends in `MORE: D`, a name of as many in a sign of its own."""
    board = flooded_evening.screens[0]
    assert "MORE: D" in board
    assert "LONG…" in board or "LONGLON…" in board or any(row.rstrip().endswith("…") for row in board.splitlines())
    assert max(map(len, flooded_evening.listed.splitlines())) < 2_000


def test_a_tower_of_accents_stays_within_its_row(flooded_evening: Painted) -> None:
    """At most four marks stand on one letter, and the letters behind them are there."""
    longest = run = 0
    for character in flooded_evening.raw.decode(errors="replace"):
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    assert 0 < longest <= 4
    assert "ALGO" in flooded_evening.screens[0]


def test_wide_letters_are_complete(flooded_evening: Painted) -> None:
    """A name of two-cell letters and a long comment in them lose no letter on the card."""
    assert "鮪の刺身 🍣" in flooded_evening.screens[0]
    assert flooded_evening.screens[0].count("寿") == 30
    assert flooded_evening.screens[0].count("司") == 30


def test_an_order_too_large_to_take_is_a_card_that_says_so(flooded_evening: Painted) -> None:
    """An order of more than a megabyte takes its place as a sentence; the soup beside it is cooked as ever."""
    assert "larger than 1 MiB" in flooded_evening.screens[0]
    assert "PLAIN SOUP" in flooded_evening.screens[0]
