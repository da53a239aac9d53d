"""Theme files: read, checked before use, turned into Textual themes; which cell has which tone is drawn elsewhere.

Textual accepts a bad theme when it is set and dies of it while drawing, so our own style sheet is parsed with the
theme on a copy first. A theme that fails is not used: the default takes its place, and the reason is told.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import TokenError
from textual.theme import Theme

from kds.errors import ThemeError
from kds.ui.drawing.spans import Tone

DEFAULT_THEME = "default"
"""The theme that is used when none is asked for, or the asked one can't be used."""

CONTRAST = 4.5
"""Least contrast of a colour on the background (WCAG 2.2, 1.4.3)."""

HIGH_CONTRAST = 7.0
"""The same for a theme that calls itself `high_contrast` (WCAG 2.2, 1.4.6)."""

STYLE_SHEET = Path(__file__).with_name("kds.tcss")
"""The application's style sheet; it names tones, the theme gives them colours."""

TONES = tuple(tone.value for tone in Tone if tone is not Tone.PLAIN)
"""Names under `[tones]` of a theme file; each must be there."""


@dataclass(frozen=True, slots=True)
class BoardTheme:
    """A checked theme.

    Attributes:
        background, foreground, dim: colours as `#rrggbb`.
        tones: tone name → colour; drawn on the background, or reversed under it.
    """

    name: str
    title: str
    dark: bool
    background: str
    foreground: str
    dim: str
    tones: Mapping[str, str]

    @property
    def registered_name(self) -> str:
        """The name Textual knows it by; ours never shadow Textual's own themes."""
        return f"kds-{self.name}"

    def variables(self) -> dict[str, str]:
        """Give the variables that `kds.tcss` uses."""
        return {"tone-dim": self.dim, **{f"tone-{name}": colour for name, colour in self.tones.items()}}

    def textual(self) -> Theme:
        """Give it as a theme that Textual can register."""
        return Theme(
            name=self.registered_name,
            primary=self.foreground,
            foreground=self.foreground,
            background=self.background,
            surface=self.background,
            panel=self.background,
            dark=self.dark,
            variables=self.variables(),
        )


@dataclass(frozen=True, slots=True)
class ChosenTheme:
    """The theme to draw with, and why it is not the one that was asked for; empty when it is."""

    theme: BoardTheme
    complaint: str = ""


def contrast_of(colour: str, background: str) -> float:
    """Give the contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, contrast ratio and relative luminance)."""
    lighter, darker = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (channel / 255 for channel in Color.parse(colour).rgb)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def theme_names(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Give the names of all theme files, in alphabetical order."""
    return tuple(sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")}))


def choose_theme(name: str, folders: tuple[Path, ...]) -> ChosenTheme:
    """Give the theme `name`, or the default with the reason when it can't be used.

    Args:
        name: file name without `.toml`.
        folders: looked through in this order; the default is taken from the last one that has it.

    Raises:
        ThemeError: the default itself can't be used, so the installation is broken.
    """
    try:
        return ChosenTheme(load_theme(name, folders))
    except ThemeError as error:
        shipped = load_theme(DEFAULT_THEME, tuple(reversed(folders)))
        return ChosenTheme(shipped, f"{error} The theme {DEFAULT_THEME} is used.")


def load_theme(name: str, folders: tuple[Path, ...]) -> BoardTheme:
    """Read and check the theme `name` from the first folder that has it.

    Raises:
        ThemeError: there is no such theme, or it can't be used.
    """
    for folder in folders:
        file = folder / f"{name}.toml"
        if file.is_file():
            return read_theme(file)
    known = theme_names(folders)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}."
    raise ThemeError(f"There is no theme called {name}; {hint}")


def read_theme(file: Path) -> BoardTheme:
    """Read one theme file and check it.

    Raises:
        ThemeError: the file is not TOML, a colour is missing, unknown, no colour or too faint, or the style sheet
            can't be drawn with it; names file, key and reason.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ThemeError(f"The theme {file} can't be read: {error}.") from error
    base = _colours(file, "base", table, ("background", "foreground", "dim"))
    tones = _colours(file, "tones", table, TONES)
    theme = BoardTheme(
        name=file.stem,
        title=str(table.get("title", file.stem)),
        dark=bool(table.get("dark", True)),
        background=base["background"],
        foreground=base["foreground"],
        dim=base["dim"],
        tones=tones,
    )
    _check_contrast(file, theme, HIGH_CONTRAST if table.get("high_contrast") else CONTRAST)
    _check_style_sheet(file, theme)
    return theme


def _colours(file: Path, section: str, table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    found = table.get(section)
    if not isinstance(found, dict):
        raise ThemeError(f"The theme {file} has no [{section}].")
    for name in found:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(names)}."
            raise ThemeError(f"The theme {file} names {section}.{name}, which is nothing we draw; {hint}")
    return {name: _colour(file, f"{section}.{name}", found.get(name)) for name in names}


def _colour(file: Path, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ThemeError(f'The theme {file} has no colour for {key}; write it like "#e6e3dc".')
    try:
        colour = Color.parse(value)
    except ColorParseError:
        raise ThemeError(f'The theme {file}: {key} = "{value}" is no colour; write it like "#e6e3dc".') from None
    if colour.a != 1 or colour.ansi is not None:
        raise ThemeError(f'The theme {file}: {key} = "{value}" has no fixed contrast; write it like "#e6e3dc".')
    return colour.hex6


def _check_contrast(file: Path, theme: BoardTheme, least: float) -> None:
    colours = {"base.foreground": theme.foreground, "base.dim": theme.dim}
    colours |= {f"tones.{name}": colour for name, colour in theme.tones.items()}
    for key, colour in colours.items():
        contrast = contrast_of(colour, theme.background)
        if contrast < least:
            raise ThemeError(
                f"The theme {file}: {key} = {colour} on {theme.background} has a contrast of {contrast:.1f} : 1,"
                f" at least {least} : 1 is needed to be read across a kitchen."
            )


def _check_style_sheet(file: Path, theme: BoardTheme) -> None:
    textual_theme = theme.textual()
    sheet = Stylesheet(variables={**textual_theme.to_color_system().generate(), **textual_theme.variables})
    sheet.add_source(STYLE_SHEET.read_text(encoding="utf-8"), read_from=(str(STYLE_SHEET), ""))
    try:
        sheet.parse()
    except (StylesheetError, TokenError) as error:
        raise ThemeError(f"The theme {file} can't be drawn with: {error}.") from error
