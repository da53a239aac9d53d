"""The last look at every text before it goes to the terminal: nothing that a terminal would obey gets through.

Texts of orders are cleaned when they are translated; this is the second, independent layer (reliability 4.1). It
removes only characters without a width, so it can't move a cell.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: the Linux console obeys U+009B in UTF-8 mode too
    "\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # bidi controls and invisible characters
    "\U000e0000-\U000e007f]"  # tags
    "|(?<![\u2190-\U0010ffff])\u200d|\u200d(?![\u2190-\U0010ffff])"  # a joiner that joins no pictures
)


class TerminalCleaner(LineFilter):
    """Takes control, bidi and invisible characters out of every drawn piece of text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give the segments without such characters; the very same list when there are none."""
        del background
        if not any(_OBEYED.search(text) for text, _, control in segments if not control):
            return segments
        return [
            segment if segment.control else Segment(_OBEYED.sub("", segment.text), segment.style)
            for segment in segments
        ]
