"""From which size on a screen is a board, and from which a wide one; how it is divided stands in `sizes`."""

from __future__ import annotations

LEAST_COLUMNS = 61
LEAST_ROWS = 18
"""Below this there is one plain sentence (board 5)."""
WIDE_COLUMNS = 110
"""From here on the last column is for other stations, the next page and what is promised."""


def is_too_small(columns: int, rows: int) -> bool:
    """Whether a screen has no room for a board."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS
