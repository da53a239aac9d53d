"""Theme files: checked before use, never fatal, and readable in every pair of colours that is ever drawn together."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet

from kds.bootstrap.looks import is_console, theme_name
from kds.errors import ThemeError
from kds.paths import shipped_themes
from kds.ui.board_theme import CONTRAST, DEFAULT_THEME, HIGH_CONTRAST, TONES
from kds.ui.colours import CONSOLE_BACKGROUNDS, CONSOLE_COLOURS, Palette, contrast_of, fixed
from kds.ui.drawing.spans import Tone
from kds.ui.painting import LOOKS, paint_of, pairs_of, seen_colours
from kds.ui.themes import STYLE_SHEET, choose_theme, load_theme, theme_names

FOLDERS = (shipped_themes(),)
ALL = ("colour-blind", "console", "default", "high-contrast", "light", "monochrome")
COLOURED = tuple(name for name in ALL if name != "monochrome")
SHIPPED = (shipped_themes() / f"{DEFAULT_THEME}.toml").read_text(encoding="utf-8")
CONSOLE = (shipped_themes() / "console.toml").read_text(encoding="utf-8")
PACKAGE = Path(__file__).parents[2] / "kds"


def test_six_themes_are_shipped() -> None:
    """Dark, light, high contrast, without colours, safe for colour-blind eyes, and for the Linux console."""
    assert theme_names(FOLDERS) == ALL


@pytest.mark.parametrize("name", COLOURED)
def test_every_pair_of_colours_that_is_drawn_together_can_be_read(name: str) -> None:
    """Whatever look is drawn, reversed or not, dim or bold, its letters keep the promised contrast on what is behind."""
    theme = load_theme(name, FOLDERS)
    pairs = pairs_of(theme)
    assert {pair.look for pair in pairs} == set(LOOKS)
    assert theme.least == (HIGH_CONTRAST if name == "high-contrast" else CONTRAST)
    assert {pair.look: pair.contrast for pair in pairs if pair.contrast < theme.least} == {}


def test_looks_and_tones_cover_each_other() -> None:
    """Every tone a theme gives a colour is drawn by some look, so no colour goes unchecked or unused."""
    assert {look.tone for look in LOOKS.values()} == set(Tone)
    assert set(TONES) == {tone.value for tone in Tone if tone is not Tone.PLAIN}


def test_no_look_is_made_where_its_contrast_is_not_checked() -> None:
    """All looks are the named ones beside the spans: nothing else in the program makes or changes one."""
    made = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in PACKAGE.rglob("*.py")
        if file.name != "spans.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _makes_a_look(node)
    ]
    assert made == []


def _makes_a_look(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    flags = {"bold", "dim", "reverse", "underline", "strike", "tone"}
    named = {keyword.arg for keyword in call.keywords}
    is_theme = "background" in named
    return name == "Look" or (name == "replace" and not is_theme and bool(flags & named))


@pytest.mark.parametrize("source", ["Look(dim=True)", "spans.Look()", "replace(look, reverse=True)"])
def test_a_look_made_elsewhere_would_be_seen(source: str) -> None:
    """The check above finds each way to get past it."""
    assert any(isinstance(node, ast.Call) and _makes_a_look(node) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize("name", COLOURED)
def test_every_pair_of_the_style_sheet_can_be_read(name: str) -> None:
    """Large figures, plots and bars stand out from what is behind them as much as letters do."""
    theme = load_theme(name, FOLDERS)
    textual_theme = theme.textual()
    sheet = Stylesheet(variables={**textual_theme.to_color_system().generate(), **textual_theme.variables})
    sheet.add_source(STYLE_SHEET.read_text(encoding="utf-8"), read_from=(str(STYLE_SHEET), ""))
    sheet.parse()
    coloured = [rules for rules in sheet.rules if rules.styles.has_rule("color")]
    assert len(coloured) > 4
    for rules in coloured:
        behind = rules.styles.background.hex if rules.styles.has_rule("background") else theme.background
        contrast = contrast_of(fixed(rules.styles.color.hex), fixed(behind))
        assert contrast >= theme.least, rules.selectors


def test_no_two_alarms_look_alike_on_the_console() -> None:
    """Due, late, allergy, void, complete, offline and a plain alarm have seven backgrounds, and the board the eighth."""
    theme = load_theme("console", FOLDERS)
    behind = {name: paint_of(look, theme).background for name, look in LOOKS.items()}
    alarms = {name: colour for name, colour in behind.items() if LOOKS[name].reverse}
    assert len(set(alarms.values())) == len(alarms) == CONSOLE_BACKGROUNDS - 1
    assert {colour for name, colour in behind.items() if name not in alarms} == {theme.background}
    assert {fixed(colour) for colour in behind.values()} == set(CONSOLE_COLOURS[:CONSOLE_BACKGROUNDS])


def test_letters_on_an_alarm_are_never_made_brighter_by_the_console() -> None:
    """No bold is sent for reversed rows, since it would turn black letters into dark grey ones."""
    theme = load_theme("console", FOLDERS)
    assert not any(paint_of(look, theme).bold for look in LOOKS.values() if look.reverse)
    assert not any(paint_of(look, theme).reverse for look in LOOKS.values())


def test_the_theme_without_colours_has_none() -> None:
    """No look names a colour; dim, bold, reverse and underline are the terminal's own, and tell every look apart."""
    theme = load_theme("monochrome", FOLDERS)
    assert theme.palette is Palette.NONE
    for look in LOOKS.values():
        paint = paint_of(look, theme)
        assert (paint.text, paint.background) == ("", "")
        assert (paint.bold, paint.dim, paint.reverse) == (look.bold, look.dim, look.reverse)
        assert seen_colours(look, theme) is None


def test_black_on_white_has_the_greatest_contrast() -> None:
    """The contrast is that of WCAG: 21 for black on white, 1 for a colour on itself."""
    assert contrast_of("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_of("#808080", "#808080") == pytest.approx(1)
    assert contrast_of("ansi_bright_white", "ansi_black") == pytest.approx(21)
    assert contrast_of("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = [", "can't be read"),
        ('name = "mine"', "has no [base]"),
        (SHIPPED.replace('late = "#ff7a66"', ""), "has no colour for tones.late"),
        (SHIPPED.replace('late = "#ff7a66"', 'lates = "#ff7a66"'), "did you mean late?"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "tomato soup"'), "is no colour"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "#402020"'), "tones.late: #0f1214 on #402020 has a contrast of"),
        (SHIPPED.replace('late = "#ff7a66"', 'late = "ansi_red"'), "has no fixed contrast"),
        (SHIPPED.replace("high_contrast = false", "high_contrast = true"), "at least 7.0 : 1"),
        (SHIPPED + '\n[text_on]\nlate = "#ffffff"', "text_on.late: #ffffff on #ff7a66 has a contrast of"),
        (SHIPPED + '\n[text_on]\nlater = "#ffffff"', "did you mean late?"),
        (SHIPPED.replace("high_contrast", "high_contrst"), "did you mean high_contrast?"),
        (SHIPPED.replace("dark = true", 'dark = "no"'), "dark is either true or false"),
        (SHIPPED.replace("dark = true", 'palette = "xterm"'), "known are: fixed, console, none"),
        (SHIPPED.replace("dark = true", 'palette = "none"'), 'has palette = "none" and yet [base]'),
        (CONSOLE.replace('void = "ansi_cyan"', 'void = "#00ffff"'), "is none of the console's"),
        (CONSOLE.replace('void = "ansi_cyan"', 'void = "ansi_default"'), "is none of the console's"),
        (CONSOLE.replace('void = "ansi_cyan"', 'void = "ansi_bright_cyan"'), "can't be a background on the console"),
        (CONSOLE.replace('due = "ansi_bright_white"', ""), "tones.due: #000000 on #aa5500 has a contrast of 4.0"),
    ],
    ids=[
        "not TOML", "no base", "missing", "misspelt", "no colour", "too faint", "terminal's own", "promises more",
        "text too faint", "text misspelt", "key misspelt", "no switch", "unknown palette", "colours in none", "hex on console",
        "default on console", "bright background", "console contrast",
    ],
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("asked", "configured", "environment", "taken"),
    [
        (None, None, {"TERM": "xterm-256color"}, "default"),
        (None, None, {"TERM": "linux"}, "console"),
        (None, "light", {"TERM": "linux"}, "light"),
        ("light", "default", {"TERM": "linux"}, "light"),
        (None, None, {"NO_COLOR": "1"}, "monochrome"),
        (None, "light", {"NO_COLOR": "0"}, "monochrome"),
        (None, "light", {"NO_COLOR": ""}, "light"),
        ("light", None, {"NO_COLOR": "1"}, "light"),
        (None, None, {"NO_COLOR": "1", "TERM": "linux"}, "monochrome"),
    ],
)
def test_which_theme_is_meant(
    asked: str | None, configured: str | None, environment: dict[str, str], taken: str
) -> None:
    """The command line stands above `NO_COLOR`, that above the configuration, and the terminal decides what is left."""
    assert theme_name(asked, configured, environment) == taken
    assert is_console(environment) is (environment.get("TERM") == "linux")


def test_every_tone_of_a_theme_is_told_apart_by_a_word_or_an_attribute_too() -> None:
    """Two alarms that share a colour, as late and offline do in the dark theme, are no two looks to tell apart by it."""
    theme = load_theme(DEFAULT_THEME, FOLDERS)
    shared = [
        {one, other}
        for one, other in itertools.combinations(LOOKS, 2)
        if LOOKS[one].reverse and LOOKS[other].reverse and paint_of(LOOKS[one], theme) == paint_of(LOOKS[other], theme)
    ]
    assert shared == [{"LATE", "OFFLINE"}]
