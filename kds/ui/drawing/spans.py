"""Rows of cells with a look, and how to fill, join and cut them; what they mean is decided by who draws them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kds.domain.text import cell_width, cut_cells


class Tone(StrEnum):
    """What a colour stands for; a theme gives it one, and everything still reads without any."""

    PLAIN = "plain"
    DUE = "due"
    LATE = "late"
    ALLERGY = "allergy"
    VOID = "void"
    COMPLETE = "complete"
    GHOST = "ghost"
    HELD = "held"
    OFFLINE = "offline"
    SELECTED = "selected"


@dataclass(frozen=True, slots=True)
class Look:
    """How cells look on any terminal, and the tone that repeats it in colour."""

    bold: bool = False
    dim: bool = False
    reverse: bool = False
    underline: bool = False
    strike: bool = False
    tone: Tone = Tone.PLAIN


PLAIN = Look()
"""Nothing special."""
BOLD = Look(bold=True)
"""What is read first of what does not alarm."""
DIM = Look(dim=True)
"""What is finished, or somebody else's."""
REVERSE = Look(bold=True, reverse=True)
"""Alarm without a colour of its own: slot boxes, titles of blocks."""
UNDERLINE = Look(underline=True)
"""The guest's own words."""
DUE = Look(bold=True, reverse=True, tone=Tone.DUE)
"""A due card, and one that is made again."""
LATE = Look(bold=True, reverse=True, tone=Tone.LATE)
"""A late card."""
ALLERGY = Look(bold=True, reverse=True, tone=Tone.ALLERGY)
"""A guest's allergy."""
VOID = Look(bold=True, reverse=True, tone=Tone.VOID)
"""The word VOID."""
STRUCK = Look(strike=True, tone=Tone.VOID)
"""A dish that is not wanted any more."""
COMPLETE = Look(bold=True, reverse=True, tone=Tone.COMPLETE)
"""Everything is ready on the pass."""
GHOST = Look(dim=True, tone=Tone.GHOST)
"""The place of a card that just went."""
HELD = Look(dim=True, tone=Tone.HELD)
"""Not fired yet."""
OFFLINE = Look(bold=True, reverse=True, tone=Tone.OFFLINE)
"""The board is not alive."""
SELECTED = Look(bold=True, tone=Tone.SELECTED)
"""The bar at the chosen card."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of cells with one look; the text is cleaned."""

    text: str
    look: Look = PLAIN

    @property
    def width(self) -> int:
        """Cells it takes."""
        return cell_width(self.text)


Row = tuple[Span, ...]
"""One row of cells, exactly as wide as what it was made for."""


@lru_cache(maxsize=2048)
def blank(cells: int, look: Look = PLAIN) -> Span:
    """Give that many empty cells; the same object each time."""
    return Span(" " * cells, look)


def width_of(spans: Iterable[Span]) -> int:
    """Give the cells that spans take together."""
    cells = 0
    for span in spans:
        cells += cell_width(span.text)
    return cells


def filled(spans: Iterable[Span], width: int, look: Look = PLAIN) -> Row:
    """Give a row of exactly `width` cells: filled at the right, cut where it is too long."""
    row = tuple(span for span in spans if span.text)
    missing = width - width_of(row)
    if missing > 0:
        return (*row, blank(missing, look))
    return row if missing == 0 else cut(row, width)


def spread(left: Iterable[Span], right: Iterable[Span], width: int, look: Look = PLAIN) -> Row:
    """Give a row with something at both ends; the left side gives way."""
    right = tuple(right)
    return (*filled(left, max(width - width_of(right), 0), look), *filled(right, min(width_of(right), width), look))


def cut(row: Row, width: int) -> Row:
    """Give the first `width` cells of a row; half of a wide character becomes a blank."""
    kept: list[Span] = []
    left = width
    for span in row:
        if left <= 0:
            break
        text = span.text if span.width <= left else cut_cells(span.text, left)
        kept.append(span if text is span.text else Span(text, span.look))
        left -= cell_width(text)
        if text is not span.text and left > 0:
            kept.append(blank(left, span.look))
            left = 0
    return tuple(span for span in kept if span.text)


def line_of(text: str, width: int, look: Look = PLAIN) -> Row:
    """Give a row of one look, filled to the width."""
    return filled((Span(text, look),), width, look)


def text_of(row: Row) -> str:
    """Give a row's characters."""
    return "".join(span.text for span in row)
