"""Theme files: read, checked before use, turned into Textual themes; which cell has which tone is drawn elsewhere.

Textual accepts a bad theme when it is set and dies of it while drawing, so our own style sheet is parsed with the
theme on a copy first. A theme that fails is not used: the default takes its place, and the reason is told.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import TokenError
from textual.theme import Theme

from kds.errors import ThemeError
from kds.ui.colours import Palette, console_number, contrast_of
from kds.ui.drawing.spans import Tone
from kds.ui.painting import LOOKS, seen_colours

DEFAULT_THEME = "default"
"""The theme that is used when none is asked for, or the asked one can't be used."""

CONSOLE_THEME = "console"
"""The theme of the Linux console."""

CONTRAST = 4.5
"""Least contrast of a colour on the background (WCAG 2.2, 1.4.3)."""

HIGH_CONTRAST = 7.0
"""The same for a theme that calls itself `high_contrast` (WCAG 2.2, 1.4.6)."""

STYLE_SHEET = Path(__file__).with_name("kds.tcss")
"""The application's style sheet; it names tones, the theme gives them colours."""

TONES = tuple(tone.value for tone in Tone if tone is not Tone.PLAIN)
"""Names under `[tones]` of a theme file; each must be there."""

BASE = ("background", "foreground", "dim")
"""Names under `[base]` of a theme file; each must be there."""

KEYS = ("name", "title", "dark", "high_contrast", "palette", "ascii_only", "base", "tones", "text_on")
"""What a theme file may have."""

_NO_COLOUR = "ansi_default"


@dataclass(frozen=True, slots=True)
class BoardTheme:
    """A checked theme.

    Attributes:
        background, foreground, dim: colours as `#rrggbb`, or `ansi_red` where the palette is the console's.
        tones: tone name → colour; drawn on the background, or reversed under it.
        text_on: tone name → colour of the text on it where it is reversed; the background's where none is named.
        palette: whose colours these are.
        high_contrast: it promises `HIGH_CONTRAST` instead of `CONTRAST`.
        ascii_only: it is for screens that can draw nothing outside ASCII.
    """

    name: str
    title: str
    dark: bool = True
    background: str = _NO_COLOUR
    foreground: str = _NO_COLOUR
    dim: str = _NO_COLOUR
    tones: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(TONES, _NO_COLOUR))
    text_on: Mapping[str, str] = field(default_factory=dict)
    palette: Palette = Palette.FIXED
    high_contrast: bool = False
    ascii_only: bool = False

    @property
    def registered_name(self) -> str:
        """The name Textual knows it by; ours never shadow Textual's own themes."""
        return f"kds-{self.name}"

    @property
    def least(self) -> float:
        """The contrast it has to keep."""
        return HIGH_CONTRAST if self.high_contrast else CONTRAST

    def variables(self) -> dict[str, str]:
        """Give the variables that `kds.tcss` uses; a bar is told apart by its colour alone and needs some."""
        shown = "hidden" if self.palette is Palette.NONE else "visible"
        return {"tone-dim": self.dim, "tone-late": self.tones[Tone.LATE], "bar-visibility": shown}

    def textual(self) -> RegisteredTheme:
        """Give it as a theme that Textual can register."""
        return RegisteredTheme(
            name=self.registered_name,
            primary=self.foreground,
            foreground=self.foreground,
            background=self.background,
            surface=self.background,
            panel=self.background,
            dark=self.dark,
            variables=self.variables(),
            ansi=self.palette is not Palette.FIXED,
            board=self,
        )


COLOURLESS = BoardTheme("monochrome", "No colours", palette=Palette.NONE)
"""What is drawn with where no theme of ours is known."""


@dataclass
class RegisteredTheme(Theme):
    """A theme as Textual keeps it, with ours inside for whoever draws."""

    board: BoardTheme = COLOURLESS


def board_theme(theme: Theme) -> BoardTheme:
    """Give our theme behind the one that Textual draws with."""
    return theme.board if isinstance(theme, RegisteredTheme) else COLOURLESS


@dataclass(frozen=True, slots=True)
class ChosenTheme:
    """The theme to draw with, and why it is not the one that was asked for; empty when it is."""

    theme: BoardTheme
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that are seen together.

    Attributes:
        look: name of the look that brings them together, as in `kds.ui.drawing.spans`.
        text, background: as `#rrggbb`.
        contrast: 1 to 21.
    """

    look: str
    text: str
    background: str
    contrast: float


def pairs_of(theme: BoardTheme) -> tuple[Pair, ...]:
    """Give every pair that drawing can bring together in a theme; none for one without colours."""
    found = []
    for name, look in LOOKS.items():
        seen = seen_colours(look, theme)
        if seen is not None:
            found.append(Pair(name, *seen, contrast_of(*seen)))
    return tuple(found)


def least_pair(theme: BoardTheme) -> Pair | None:
    """Give the pair that is hardest to read, None for a theme without colours."""
    return min(pairs_of(theme), key=lambda pair: pair.contrast, default=None)


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
    _refuse_unknown(file, "", table, KEYS)
    palette = _palette(file, table)
    theme = BoardTheme(
        name=file.stem,
        title=str(table.get("title", file.stem)),
        dark=bool(table.get("dark", True)),
        palette=palette,
        high_contrast=bool(table.get("high_contrast")),
        ascii_only=bool(table.get("ascii_only")),
    )
    if palette is not Palette.NONE:
        base = _colours(file, "base", table, BASE, palette)
        tones = _colours(file, "tones", table, TONES, palette)
        on_tones = table.get("text_on", {})
        theme = replace(
            theme,
            background=base["background"],
            foreground=base["foreground"],
            dim=base["dim"],
            tones=tones,
            text_on=_colours(file, "text_on", {"text_on": on_tones}, TONES, palette, of=on_tones),
        )
        _check_contrast(file, theme)
    _check_style_sheet(file, theme)
    return theme


def _refuse_unknown(file: Path, lead: str, found: Iterable[str], names: Sequence[str]) -> None:
    for name in found:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(names)}."
            raise ThemeError(f"The theme {file} names {lead}{name}, which is nothing we draw; {hint}")


def _palette(file: Path, table: Mapping[str, Any]) -> Palette:
    written = table.get("palette", Palette.FIXED.value)
    if written not in set(Palette):
        known = ", ".join(Palette)
        raise ThemeError(f'The theme {file}: palette = "{written}" is none we know; known are: {known}.')
    palette = Palette(written)
    if palette is Palette.NONE and (coloured := {"base", "tones", "text_on"} & table.keys()):
        raise ThemeError(
            f'The theme {file} has palette = "none" and yet [{min(coloured)}]; take one of the two out.'
        )
    return palette


def _colours(
    file: Path,
    section: str,
    table: Mapping[str, Any],
    names: tuple[str, ...],
    palette: Palette,
    *,
    of: Iterable[str] | None = None,
) -> dict[str, str]:
    """Give the colours of a section; each of `names` must be there, or only those in `of`."""
    found = table.get(section)
    if not isinstance(found, dict):
        raise ThemeError(f"The theme {file} has no [{section}].")
    _refuse_unknown(file, f"{section}.", found, names)
    return {
        name: _colour(file, f"{section}.{name}", found.get(name), palette) for name in (names if of is None else of)
    }


def _colour(file: Path, key: str, value: Any, palette: Palette) -> str:
    like = '"ansi_bright_white"' if palette is Palette.CONSOLE else '"#e6e3dc"'
    if not isinstance(value, str):
        raise ThemeError(f"The theme {file} has no colour for {key}; write it like {like}.")
    try:
        colour = Color.parse(value)
    except ColorParseError:
        raise ThemeError(f'The theme {file}: {key} = "{value}" is no colour; write it like {like}.') from None
    if palette is Palette.CONSOLE:
        if console_number(value) is None:
            raise ThemeError(f'The theme {file}: {key} = "{value}" is none of the console\'s; write it like {like}.')
        return value
    if colour.a != 1 or colour.ansi is not None:
        raise ThemeError(f'The theme {file}: {key} = "{value}" has no fixed contrast; write it like {like}.')
    return colour.hex6


def _check_contrast(file: Path, theme: BoardTheme) -> None:
    for pair in pairs_of(theme):
        if pair.contrast < theme.least:
            raise ThemeError(
                f"The theme {file}: {_key_of(pair, theme)}: {pair.text} on {pair.background} has a contrast of"
                f" {pair.contrast:.1f} : 1, at least {theme.least} : 1 is needed to be read across a kitchen."
            )


def _key_of(pair: Pair, theme: BoardTheme) -> str:
    """Give where in the file a pair comes from."""
    look = LOOKS[pair.look]
    if look.tone is not Tone.PLAIN:
        return f"{'text_on' if look.reverse and look.tone in theme.text_on else 'tones'}.{look.tone}"
    return "base.dim" if look.dim else "base.foreground"


def _check_style_sheet(file: Path, theme: BoardTheme) -> None:
    textual_theme = theme.textual()
    sheet = Stylesheet(variables={**textual_theme.to_color_system().generate(), **textual_theme.variables})
    sheet.add_source(STYLE_SHEET.read_text(encoding="utf-8"), read_from=(str(STYLE_SHEET), ""))
    try:
        sheet.parse()
    except (StylesheetError, TokenError) as error:
        raise ThemeError(f"The theme {file} can't be drawn with: {error}.") from error
