"""A finished screen: rows of cells, what a finger hits, and what was really shown."""

from __future__ import annotations

from dataclasses import dataclass

from kds.ui.drawing.spans import Row


@dataclass(frozen=True, slots=True)
class Hit:
    """A rectangle of cells that stands for a card, one of its lines, or the ENTER on it.

    Attributes:
        slot: 0 for the digit 1; -1 for what has none and opens by itself.
        key: the card's key.
        line: order id and item id when it is one line.
        bumps: a press on it is Enter on that card.
        action: it stands for no card but for a key, the value of an `Action`.
    """

    x: int
    y: int
    width: int
    height: int
    slot: int
    key: str
    line: tuple[str, int] | None = None
    bumps: bool = False
    action: str = ""

    def covers(self, column: int, row: int) -> bool:
        """Whether a cell lies in it."""
        return self.x <= column < self.x + self.width and self.y <= row < self.y + self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """One drawn screen.

    Attributes:
        rows: from top to bottom, each exactly as wide as the screen.
        hits: the most special first: ENTER before lines, lines before cards.
        ticking: numbers of rows with a text that changes each second.
        painted: keys of the cards that stand on it from their first to their last row.
        lines: order id and item id of every line that stands on it from its first to its last row.
        marks: unseen marks that can be read on it.
    """

    rows: tuple[Row, ...]
    hits: tuple[Hit, ...] = ()
    ticking: frozenset[int] = frozenset()
    painted: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, int]] = frozenset()
    marks: frozenset[str] = frozenset()

    def hit(self, column: int, row: int) -> Hit | None:
        """Give what stands at a cell, None when nothing does."""
        return next((hit for hit in self.hits if hit.covers(column, row)), None)
