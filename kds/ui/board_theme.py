"""A theme as a value: its colours and promises, and how Textual keeps it; no file is read and nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.theme import Theme

from kds.ui.colours import Palette
from kds.ui.drawing.spans import Tone

DEFAULT_THEME = "default"
"""The theme that is used when none is asked for, or the asked one can't be used."""

CONSOLE_THEME = "console"
"""The theme of the Linux console."""

CONTRAST = 4.5
"""Least contrast of a colour on the background (WCAG 2.2, 1.4.3)."""

HIGH_CONTRAST = 7.0
"""The same for a theme that calls itself `high_contrast` (WCAG 2.2, 1.4.6)."""

TONES = tuple(tone.value for tone in Tone if tone is not Tone.PLAIN)
"""Names under `[tones]` of a theme file; each must be there."""

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
        """Give the variables that `kds.tcss` uses.

        A bar is told from what it could be by its colour alone, so there is none without colours; the console's red is
        for backgrounds and too faint for a bar.
        """
        bar = self.foreground if self.palette is Palette.CONSOLE else self.tones[Tone.LATE]
        shown = "hidden" if self.palette is Palette.NONE else "visible"
        # the first two are asked for by Textual's own sheets in a theme of ANSI colours
        own = {"ansi-background": self.background, "ansi-foreground": self.foreground}
        return {**own, "tone-dim": self.dim, "bar": bar, "bar-visibility": shown}

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


COLOURLESS = BoardTheme("monochrome", "", palette=Palette.NONE)
"""What is drawn with where no theme of ours is known."""


@dataclass
class RegisteredTheme(Theme):
    """A theme as Textual keeps it, with ours inside for whoever draws."""

    board: BoardTheme = COLOURLESS


def board_theme(theme: Theme) -> BoardTheme:
    """Give our theme behind the one that Textual draws with."""
    return theme.board if isinstance(theme, RegisteredTheme) else COLOURLESS
