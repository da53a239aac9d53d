"""`NO_COLOR` on a real terminal: what it takes away, what stays, and what stands above it (https://no-color.org)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kds.bench.terminal import Terminal
from kds.bootstrap.glance import glance

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0
LOOKS = re.compile(rb"\x1b\[([0-9;:]*)m")
COLOURS = {*range(30, 50), *range(90, 98), *range(100, 108)}
BOLD, DIM, UNDERLINE, REVERSE = "1", "2", "4", "7"


def painted(*arguments: str, **environment: str) -> bytes:
    """Give what a board sends until its cards stand on the screen."""
    command = (sys.executable, "-m", "tests.ui.still_board", *arguments)
    variables = {"PYTHONPATH": str(ROOT), "NO_COLOR": "", "COLORTERM": "truecolor", **environment}
    with Terminal(command, columns=80, rows=24, environment=variables) as terminal:
        assert terminal.wait_for(lambda seen: b"VENISON" in seen, PATIENCE_SECONDS)
        terminal.settle(0.3, 2.0)
        terminal.type("1")
        terminal.settle(0.3, 2.0)
        return terminal.take()


def parameters(written: bytes) -> set[str]:
    """Give every parameter of every sequence that changes how cells look."""
    return {each for found in LOOKS.findall(written) for each in re.split(r"[;:]", found.decode()) if each}


def colours(written: bytes) -> set[str]:
    """Give those that name a colour, the terminal's own included."""
    return {each for each in parameters(written) if int(each) in COLOURS}


@pytest.mark.slow
def test_no_colour_at_all_is_sent_where_none_is_wanted() -> None:
    """With NO_COLOR set not one colour code reaches the terminal; bold, dim, underline and reverse say everything."""
    written = painted(NO_COLOR="1")
    assert colours(written) == set()
    assert {BOLD, DIM, UNDERLINE, REVERSE} <= parameters(written)


@pytest.mark.slow
def test_a_theme_asked_for_by_name_has_its_colours() -> None:
    """`--theme` on the command line stands above NO_COLOR, and nothing turns its colours into greys."""
    written = painted("", "light", NO_COLOR="1")
    assert b"38;2;27;30;32" in written
    assert b"48;2;250;248;243" in written
    assert b"38;2;179;38;30" in written


@pytest.mark.slow
def test_an_empty_no_color_says_nothing() -> None:
    """The variable counts only where it holds something: the default theme is drawn in its colours."""
    assert b"38;2;255;122;102" in painted(NO_COLOR="")


@pytest.mark.parametrize(
    ("written", "options", "environment", "taken"),
    [
        ('theme = "light"', {}, {"NO_COLOR": "1"}, "monochrome"),
        ('[stations.Grill]\ntheme = "light"', {}, {"NO_COLOR": "1"}, "monochrome"),
        ('theme = "light"', {"theme": "light"}, {"NO_COLOR": "1"}, "light"),
        ('theme = "light"', {}, {"NO_COLOR": ""}, "light"),
        ('theme = "light"\n[stations.Grill]\ntheme = "high-contrast"', {}, {}, "high-contrast"),
        ("", {}, {"KDS_THEME": "light"}, "light"),
        ("", {}, {"TERM": "linux"}, "console"),
    ],
)
def test_the_board_takes_the_theme_that_is_meant(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    options: dict[str, str],
    environment: dict[str, str],
    taken: str,
) -> None:
    """Configuration, station, environment, terminal and command line each have their place."""
    file = tmp_path / "kds.toml"
    file.write_text(written, encoding="utf-8")
    for name in ("NO_COLOR", "KDS_THEME", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert glance(file, {"server": "http://127.0.0.1:1", "station": "Grill", **options}).theme == taken


@pytest.mark.parametrize(
    ("written", "terminal", "is_ascii"),
    [
        ("", "linux", True),
        ("ascii_only = false", "linux", False),
        ("", "xterm", None),
        ("ascii_only = true", "xterm", True),
    ],
)
def test_the_linux_console_gets_ascii_unless_it_is_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, terminal: str, is_ascii: bool | None
) -> None:
    """What the configuration says comes first; elsewhere the theme decides."""
    file = tmp_path / "kds.toml"
    file.write_text(written, encoding="utf-8")
    monkeypatch.setenv("TERM", terminal)
    assert glance(file, {"server": "http://127.0.0.1:1"}).ascii_only is is_ascii
