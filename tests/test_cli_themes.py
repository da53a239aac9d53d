"""`kds themes`: the list with its contrasts, themes of one's own, and the examples of each state."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kds.bench.terminal import Terminal
from kds.bootstrap.glance import glance
from kds.bootstrap.looks import theme_folders
from kds.cli import run
from kds.paths import shipped_themes
from kds.ui.samples import samples
from kds.ui.themes import choose_theme

PATIENCE_SECONDS = 20.0
LIGHT = (shipped_themes() / "light.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def own_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder for themes of one's own, in nobody's real home."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "KDS_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".config" / "kds" / "themes"
    folder.mkdir(parents=True)
    return folder


def row_of(name: str, told: str) -> str:
    """Give the row of a theme."""
    return next(row for row in told.splitlines() if row.startswith(f"{name} "))


def test_each_theme_says_where_it_comes_from_and_how_well_it_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Title, origin, file, and the pair of colours with the least contrast; none for the theme without colours."""
    assert run(["themes"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"Light kitchen +shipped +5\.4 : 1 dim +/.*light\.toml$", row_of("light", told))
    assert re.search(r"Linux console +shipped +5\.2 : 1 due", row_of("console", told))
    assert float(re.findall(r"([\d.]+) : 1", row_of("high-contrast", told))[0]) >= 7
    assert "the terminal's own" in row_of("monochrome", told)


def test_a_theme_of_ones_own_is_listed_and_drawn_with(own_themes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy of a shipped file with another title and colour is all it takes."""
    (own_themes / "bistro.toml").write_text(LIGHT.replace("Light kitchen", "Bistro").replace("#b3261e", "#a01010"))
    assert run(["themes"]) == 0
    assert re.search(r"Bistro +your own +5\.4 : 1 dim", row_of("bistro", capsys.readouterr().out))
    chosen = choose_theme("bistro", theme_folders())
    assert (chosen.complaint, chosen.theme.tones["late"]) == ("", "#a01010")


def test_a_theme_beside_a_configuration_that_is_named_counts_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A board that is started with `--config /etc/kds/kds.toml` finds the themes in /etc/kds/themes first."""
    folder = tmp_path / "etc"
    (folder / "themes").mkdir(parents=True)
    (folder / "themes" / "hall.toml").write_text(LIGHT.replace("Light kitchen", "Great hall"))
    (folder / "kds.toml").write_text('server = "http://127.0.0.1:9"\ntheme = "hall"\n')
    assert run(["themes", "--config", str(folder / "kds.toml")]) == 0
    assert "Great hall" in row_of("hall", capsys.readouterr().out)
    seen = glance(folder / "kds.toml", {"station": "Grill"})
    assert choose_theme(seen.theme, theme_folders(seen.config)).theme.title == "Great hall"


def test_a_broken_one_is_listed_with_its_mistake(own_themes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list stays whole, the mistake stands below it with file, key and reason, and the status is 1."""
    (own_themes / "faint.toml").write_text(LIGHT.replace('late = "#b3261e"', 'late = "#ffb0b0"'))
    assert run(["themes"]) == 1
    told = capsys.readouterr()
    assert re.search(r"CAN'T BE USED +your own", row_of("faint", told.out))
    assert "faint.toml: tones.late: #faf8f3 on #ffb0b0 has a contrast of 1.6 : 1, at least 4.5 : 1" in told.err
    assert row_of("default", told.out)


def test_the_examples_are_plain_characters_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Every state is named and drawn, without one escape sequence."""
    assert run(["themes", "--show", "console"]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert told.isascii()
    assert all(f"\n{each.name}" in f"\n{told}" for each in samples())


@pytest.mark.slow
def test_the_examples_are_in_colour_on_a_terminal() -> None:
    """A theme that is named is shown in its colours, also where NO_COLOR is set."""
    command = (sys.executable, "-m", "kds", "themes", "--show", "light")
    with Terminal(command, columns=100, rows=50, environment={"COLORTERM": "truecolor", "NO_COLOR": "1"}) as terminal:
        assert terminal.wait_for(lambda painted: b"press again" in painted, PATIENCE_SECONDS)
        painted = terminal.take()
    assert b"38;2;179;38;30" in painted
    assert b"48;2;250;248;243" in painted


def test_an_unknown_theme_can_not_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the one that was meant."""
    assert run(["themes", "--show", "ligth"]) == 1
    assert "did you mean light?" in capsys.readouterr().err
