"""Theme files: checked before use, never fatal."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds.errors import ThemeError
from kds.paths import shipped_themes
from kds.ui.themes import CONTRAST, DEFAULT_THEME, HIGH_CONTRAST, choose_theme, contrast_of, load_theme, theme_names

SHIPPED = (shipped_themes() / f"{DEFAULT_THEME}.toml").read_text(encoding="utf-8")


def test_the_shipped_themes_can_be_read_across_a_kitchen() -> None:
    """Every colour of the shipped themes has the contrast it promises."""
    folders = (shipped_themes(),)
    assert theme_names(folders) == ("default", "high-contrast")
    for name, least in (("default", CONTRAST), ("high-contrast", HIGH_CONTRAST)):
        theme = load_theme(name, folders)
        colours = [theme.foreground, theme.dim, *theme.tones.values()]
        assert min(contrast_of(colour, theme.background) for colour in colours) >= least


def test_black_on_white_has_the_greatest_contrast() -> None:
    """The contrast is that of WCAG: 21 for black on white, 1 for a colour on itself."""
    assert contrast_of("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_of("#808080", "#808080") == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = [", "can't be read"),
        ('name = "mine"', "has no [base]"),
        (SHIPPED.replace('late = "#ff7a66"', ""), "has no colour for tones.late"),
        (SHIPPED.replace('late = "#ff7a66"', 'lates = "#ff7a66"'), "did you mean late?"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "tomato soup"'), "is no colour"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "#402020"'), "contrast of"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "ansi_red"'), "has no fixed contrast"),
        (SHIPPED.replace("high_contrast = false", "high_contrast = true"), "at least 7.0 : 1"),
    ],
    ids=["not TOML", "no base", "missing", "misspelt", "no colour", "too faint", "terminal's own", "promises more"],
)
def test_a_bad_theme_gives_way_to_the_default_and_says_why(tmp_path: Path, text: str, said: str) -> None:
    """The board starts with the default theme and one sentence that names file, key and reason."""
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    chosen = choose_theme("mine", (tmp_path, shipped_themes()))
    assert chosen.theme.name == DEFAULT_THEME
    assert str(file) in chosen.complaint
    assert said in chosen.complaint


def test_a_user_theme_comes_before_a_shipped_one(tmp_path: Path) -> None:
    """A theme in the user's folder hides the shipped one of the same name."""
    (tmp_path / "default.toml").write_text(SHIPPED.replace("Dark kitchen", "My kitchen"), encoding="utf-8")
    chosen = choose_theme("default", (tmp_path, shipped_themes()))
    assert chosen.theme.title == "My kitchen"
    assert chosen.complaint == ""


def test_a_broken_default_of_the_user_does_not_hide_the_shipped_one(tmp_path: Path) -> None:
    """A user's unusable `default.toml` is told, and the shipped one is drawn with."""
    (tmp_path / "default.toml").write_text("name =", encoding="utf-8")
    chosen = choose_theme("default", (tmp_path, shipped_themes()))
    assert chosen.theme.title == "Dark kitchen"
    assert "can't be read" in chosen.complaint


def test_an_unknown_theme_suggests_the_nearest() -> None:
    """A misspelt theme name is answered with the one that was meant."""
    with pytest.raises(ThemeError, match="did you mean high-contrast"):
        load_theme("highcontrast", (shipped_themes(),))
