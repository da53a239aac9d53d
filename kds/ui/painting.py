"""What a look comes to in a theme: the colours and attributes that are sent, and those that are seen; the only place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style

from kds.ui.board_theme import BoardTheme
from kds.ui.colours import (
    CONSOLE_BACKGROUNDS,
    CONSOLE_COLOURS,
    CONSOLE_UNDERLINE,
    Palette,
    console_number,
    contrast_of,
    fixed,
)
from kds.ui.drawing import spans
from kds.ui.drawing.spans import Look, Tone

_PREFIX = "ansi_"

LOOKS: Mapping[str, Look] = {name: look for name, look in vars(spans).items() if isinstance(look, Look)}
"""Every look that anything on a screen can have, by its name; none is made anywhere else."""


@dataclass(frozen=True, slots=True)
class Paint:
    """What is sent to the terminal for a look.

    Attributes:
        text, background: colours as the theme writes them, before they are swapped by `reverse`; empty for none.
        bold, dim, reverse, underline, strike: the attributes that are sent.
    """

    text: str = ""
    background: str = ""
    bold: bool = False
    dim: bool = False
    reverse: bool = False
    underline: bool = False
    strike: bool = False

    def style(self) -> Style:
        """Give it as Rich writes it."""
        return Style(
            color=self.text.removeprefix(_PREFIX) or None,
            bgcolor=self.background.removeprefix(_PREFIX) or None,
            bold=self.bold,
            dim=self.dim,
            reverse=self.reverse,
            underline=self.underline,
            strike=self.strike,
        )


def paint_of(look: Look, theme: BoardTheme) -> Paint:
    """Give what is sent for a look in a theme.

    Without colours the terminal's own dim stands for ours. On the Linux console a reversed text is written as two
    colours, and never bold: its bold makes the letters brighter even where they are dark on a light background.
    """
    if theme.palette is Palette.NONE:
        return Paint("", "", look.bold, look.dim, look.reverse, look.underline, look.strike)
    colour = theme.tones[look.tone] if look.tone is not Tone.PLAIN else theme.dim if look.dim else theme.foreground
    on_tone = theme.text_on.get(look.tone, "") if look.reverse else ""
    if on_tone or (look.reverse and theme.palette is Palette.CONSOLE):
        is_bold = look.bold and theme.palette is not Palette.CONSOLE
        text = on_tone or theme.background
        return Paint(text, colour, bold=is_bold, underline=look.underline, strike=look.strike)
    return Paint(
        colour, theme.background, bold=look.bold, reverse=look.reverse, underline=look.underline, strike=look.strike
    )


def seen_colours(look: Look, theme: BoardTheme) -> tuple[str, str] | None:
    """Give text colour and background as `#rrggbb` that a person sees; None where the terminal's own are left alone."""
    if theme.palette is Palette.NONE:
        return None
    paint = paint_of(look, theme)
    text, background = paint.text, paint.background
    if theme.palette is Palette.CONSOLE:
        number = console_number(text)
        if paint.underline:
            number = CONSOLE_UNDERLINE
        if number is not None and number < CONSOLE_BACKGROUNDS and paint.bold:
            number += CONSOLE_BACKGROUNDS
        text = text if number is None else CONSOLE_COLOURS[number]
    seen = fixed(text), fixed(background)
    return (seen[1], seen[0]) if paint.reverse else seen


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
