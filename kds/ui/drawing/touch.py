"""The strip of keys for fingers at the foot of a screen; what a key asks for is only named here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kds.domain.text import cell_width, cut_cells
from kds.ui.drawing.spans import BOLD, DIM, Row, Span, filled

TOUCH_ROWS = 2
"""Height of the strip."""

LEAST_TARGET = (5, 2)
"""Columns and rows of the smallest thing a finger is asked to hit (board 7)."""

GAP_COLUMNS = 2
"""Between two keys, so that BUMP is never RECALL (board 7)."""

_EDGE = "="


@dataclass(frozen=True, slots=True)
class TouchKey:
    """A key for fingers.

    Attributes:
        action: what it asks for, the value of an `Action`.
        label: what stands on it.
    """

    action: str
    label: str


@dataclass(frozen=True, slots=True)
class PlacedKey:
    """A key where it stands: first cell and width; as high as the strip."""

    x: int
    width: int
    key: TouchKey


def placed_keys(keys: Sequence[TouchKey], columns: int) -> tuple[PlacedKey, ...]:
    """Divide a row's cells among keys; what is left over makes the first one wider."""
    if not keys:
        return ()
    room = columns - GAP_COLUMNS * (len(keys) - 1)
    width, left = divmod(room, len(keys))
    placed: list[PlacedKey] = []
    x = 0
    for key in keys:
        own = width + (left if not placed else 0)
        placed.append(PlacedKey(x, own, key))
        x += own + GAP_COLUMNS
    return tuple(placed)


def touch_rows(placed: Sequence[PlacedKey], columns: int) -> tuple[Row, ...]:
    """Draw the strip: labels, and below them how far each key reaches."""
    labels: list[Span] = []
    edges: list[Span] = []
    for each in placed:
        gap = Span(" " * GAP_COLUMNS if labels else "")
        labels += [gap, Span(_centred(each.key.label, each.width), BOLD)]
        edges += [gap, Span(_EDGE * each.width, DIM)]
    return filled(labels, columns), filled(edges, columns)


def _centred(label: str, width: int) -> str:
    text = label if cell_width(label) <= width else cut_cells(label, width)
    free = width - cell_width(text)
    return " " * (free // 2) + text + " " * (free - free // 2)
