"""The last look at what goes to the terminal: nothing that a terminal would obey, and no colours where none are wanted.

Texts of orders are cleaned when they are translated; this is the second, independent layer (reliability 4.1). It
never changes a text's width, so it can't move a cell.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from kds.domain.text import visible

_visible = lru_cache(maxsize=1024)(visible)


class TerminalCleaner(LineFilter):
    """Takes control, bidi and invisible characters out of every drawn piece of text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments without such characters; the very same list when there are none."""
        del background
        if all(text.isprintable() for text, _, control in segments if not control):
            return segments
        return [segment if segment.control else Segment(_visible(segment.text), segment.style) for segment in segments]


class ColourRemover(LineFilter):
    """Takes every colour out of what is drawn, those of plots and of the empty screen too; the attributes stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments in the terminal's own text and background."""
        del background
        return [
            Segment(text, style if style is None else _colourless(style), control) for text, style, control in segments
        ]


@lru_cache(maxsize=256)
def _colourless(style: Style) -> Style:
    return style.without_color
