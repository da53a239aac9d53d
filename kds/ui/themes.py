"""Theme files: looked for, read, and checked before use.

Textual accepts a bad theme when it is set and dies of it while drawing, so our own style sheet is parsed with the
theme on a copy first. A theme that fails is not used: the default takes its place, and the reason is told.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import TokenError

from kds.errors import ThemeError
from kds.language import tr
from kds.ui.board_theme import DEFAULT_THEME, TONES, BoardTheme
from kds.ui.colours import CONSOLE_BACKGROUNDS, Palette, console_number
from kds.ui.drawing.spans import Tone
from kds.ui.painting import LOOKS, Pair, paint_of, pairs_of

STYLE_SHEET = Path(__file__).with_name("kds.tcss")
"""The application's style sheet; it names tones, the theme gives them colours."""

BASE = ("background", "foreground", "dim")
"""Names under `[base]` of a theme file; each must be there."""

KEYS = ("name", "title", "dark", "high_contrast", "palette", "ascii_only", "base", "tones", "text_on")
"""What a theme file may have."""


@dataclass(frozen=True, slots=True)
class ChosenTheme:
    """The theme to draw with, and why it is not the one that was asked for; empty when it is."""

    theme: BoardTheme
    complaint: str = ""


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
        return ChosenTheme(shipped, f"{error} {tr('The theme {name} is used.', name=DEFAULT_THEME)}")


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
    raise ThemeError(tr("There is no theme called {name}; {hint}", name=name, hint=_hint(name, known)))


def read_theme(file: Path) -> BoardTheme:
    """Read one theme file and check it.

    Raises:
        ThemeError: the file is not TOML, a colour is missing, unknown, no colour or too faint, or the style sheet
            can't be drawn with it; names file, key and reason.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _mistake(file, tr("it can't be read: {error}.", error=error)) from error
    _refuse_unknown(file, "", table, KEYS)
    palette = _palette(file, table)
    theme = BoardTheme(
        name=file.stem,
        title=str(table.get("title", file.stem)),
        dark=_switch(file, table, "dark", default=True),
        palette=palette,
        high_contrast=_switch(file, table, "high_contrast"),
        ascii_only=_switch(file, table, "ascii_only"),
    )
    if palette is not Palette.NONE:
        base, on_tones = _colours(file, "base", table, BASE, palette), table.get("text_on", {})
        theme = replace(
            theme,
            background=base["background"],
            foreground=base["foreground"],
            dim=base["dim"],
            tones=_colours(file, "tones", table, TONES, palette),
            text_on=_colours(file, "text_on", {"text_on": on_tones}, TONES, palette, of=on_tones),
        )
        _check_backgrounds(file, theme)
        _check_contrast(file, theme)
    _check_style_sheet(file, theme)
    return theme


def _mistake(file: Path, words: str) -> ThemeError:
    return ThemeError(tr("The theme {file}: {mistake}", file=file, mistake=words))


def _hint(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return tr("did you mean {name}?", name=near[0])
    return tr("known are: {names}.", names=", ".join(known))


def _refuse_unknown(file: Path, lead: str, found: Iterable[str], names: Sequence[str]) -> None:
    for name in found:
        if name not in names:
            key, hint = f"{lead}{name}", _hint(name, names)
            raise _mistake(file, tr("it names {key}, which is nothing we draw; {hint}", key=key, hint=hint))


def _switch(file: Path, table: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _mistake(file, tr("{key} is either true or false.", key=key))
    return value


def _palette(file: Path, table: Mapping[str, Any]) -> Palette:
    written, known = table.get("palette", Palette.FIXED.value), tuple(Palette)
    if written not in known:
        hint = _hint(str(written), known)
        raise _mistake(file, tr('palette = "{palette}" is none we know; {hint}', palette=written, hint=hint))
    palette = Palette(written)
    if palette is Palette.NONE and (coloured := {"base", "tones", "text_on"} & table.keys()):
        words = tr('it has palette = "none" and yet [{section}]; take one of the two out.', section=min(coloured))
        raise _mistake(file, words)
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
        raise _mistake(file, tr("it has no [{section}].", section=section))
    _refuse_unknown(file, f"{section}.", found, names)
    return {
        name: _colour(file, f"{section}.{name}", found.get(name), palette) for name in (names if of is None else of)
    }


def _colour(file: Path, key: str, value: Any, palette: Palette) -> str:
    like = '"ansi_bright_white"' if palette is Palette.CONSOLE else '"#e6e3dc"'
    if not isinstance(value, str):
        raise _mistake(file, tr("it has no colour for {key}; write it like {like}.", key=key, like=like))
    try:
        colour = Color.parse(value)
    except ColorParseError:
        words = tr('{key} = "{value}" is no colour; write it like {like}.', key=key, value=value, like=like)
        raise _mistake(file, words) from None
    if palette is Palette.CONSOLE:
        if console_number(value) is None:
            words = tr(
                '{key} = "{value}" is none of the console\'s; write it like {like}.', key=key, value=value, like=like
            )
            raise _mistake(file, words)
        return value
    if colour.a != 1 or colour.ansi is not None:
        words = tr('{key} = "{value}" has no fixed contrast; write it like {like}.', key=key, value=value, like=like)
        raise _mistake(file, words)
    return colour.hex6.lower()


def _check_backgrounds(file: Path, theme: BoardTheme) -> None:
    """Refuse a bright colour of the console where it would stand behind letters: it has none there."""
    if theme.palette is not Palette.CONSOLE:
        return
    for look in LOOKS.values():
        colour = paint_of(look, theme).background
        if (console_number(colour) or 0) >= CONSOLE_BACKGROUNDS:
            key = f"tones.{look.tone}" if look.reverse and look.tone is not Tone.PLAIN else "base"
            words = tr("{key}: {colour} can't be a background on the console; it has eight.", key=key, colour=colour)
            raise _mistake(file, words)


def _check_contrast(file: Path, theme: BoardTheme) -> None:
    for pair in pairs_of(theme):
        if pair.contrast < theme.least:
            words = tr(
                "{key}: {text} on {background} has a contrast of {contrast} : 1,"
                " at least {least} : 1 is needed to be read across a kitchen.",
                key=_key_of(pair, theme),
                text=pair.text,
                background=pair.background,
                contrast=f"{pair.contrast:.1f}",
                least=theme.least,
            )
            raise _mistake(file, words)


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
        raise _mistake(file, tr("it can't be drawn with: {error}.", error=error)) from error
