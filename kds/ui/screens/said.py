"""A sentence that is too long for the last row, over the last rows of any screen."""

from __future__ import annotations

from collections.abc import Sequence

from kds.domain.text import clean, wrap_cells
from kds.ui.drawing.spans import REVERSE, Row, line_of


def said_over(rows: Sequence[Row], sentence: str, columns: int) -> tuple[Row, ...]:
    """Give a screen's rows with a sentence over the last ones, where it is too long for the last row alone."""
    lines = wrap_cells(clean(sentence), max(columns - 2, 1))
    if len(lines) < 2:
        return tuple(rows)
    kept = max(len(rows) - len(lines), 0)
    return (*rows[:kept], *(line_of(f" {line}", columns, REVERSE) for line in lines[: len(rows)]))
