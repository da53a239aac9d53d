"""What the command line prints: every text cleaned, tables measured in terminal cells; it decides nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kds.domain.text import cell_width, clean


def say(text: str = "") -> None:
    """Write lines to standard output at once."""
    sys.stdout.write(_clean_lines(text))
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write a sentence to standard error."""
    sys.stderr.write(_clean_lines(text))
    sys.stderr.flush()


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give rows in columns as wide as their longest cell; the last column is not padded."""
    cleaned = [[clean(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(cell_width(row[column]) for row in cleaned) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cleaned
    )


def _clean_lines(text: str) -> str:
    return "".join(clean(line) + "\n" for line in text.split("\n"))
