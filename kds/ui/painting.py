"""What a look comes to in a theme: the colours and attributes that are sent, and those that are seen; the only place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style

from kds.ui.colours import CONSOLE_BACKGROUNDS, CONSOLE_COLOURS, CONSOLE_UNDERLINE, Palette, console_number, fixed
from kds.ui.drawing import spans
from kds.ui.drawing.spans import Look, Tone

if TYPE_CHECKING:
    from kds.ui.themes import BoardTheme

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
        return Paint(on_tone or theme.background, colour, is_bold, False, False, look.underline, look.strike)
    return Paint(colour, theme.background, look.bold, False, look.reverse, look.underline, look.strike)


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
