"""Colours as numbers: what can be fixed, the palette of the Linux console, and the contrast of two; draws nothing."""

from __future__ import annotations

from enum import StrEnum

from textual.color import Color

CONSOLE_COLOURS = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip
"""The Linux console's sixteen colours in the order of their ANSI numbers (`default_red`, `default_grn` and `default_blu`
of the kernel's drivers/tty/vt/vt.c; they can be read in /sys/module/vt/parameters)."""

CONSOLE_BACKGROUNDS = 8
"""How many of them can stand behind a text; the others are the same ones, brighter, and only for letters."""

CONSOLE_UNDERLINE = 6
"""The colour that the Linux console gives underlined letters instead of a line (`default_underline_color`, vt.c)."""


class Palette(StrEnum):
    """Whose colours a theme is made of."""

    FIXED = "fixed"
    """Its own, written `#rrggbb`."""
    CONSOLE = "console"
    """The Linux console's, written `ansi_red`, `ansi_bright_white` and so on."""
    NONE = "none"
    """The terminal's text and background alone: bold, dim, reverse and underline say everything."""


def console_number(colour: str) -> int | None:
    """Give the ANSI number, 0 to 15, of a colour written `ansi_red`; None for any other spelling."""
    number = Color.parse(colour).ansi
    return number if number is not None and number >= 0 else None


def fixed(colour: str) -> str:
    """Give the colour as `#rrggbb`, an ANSI one as the Linux console shows it."""
    number = console_number(colour)
    return Color.parse(colour).hex6.lower() if number is None else CONSOLE_COLOURS[number]


def contrast_of(colour: str, background: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio and relative luminance)."""
    lighter, darker = sorted((luminance(colour), luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    """Give red, green and blue of a colour as amounts of light, 0 to 1 each (the sRGB curve of WCAG 2.2)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in Color.parse(fixed(colour)).rgb)
    )
    return red, green, blue
