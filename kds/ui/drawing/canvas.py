"""A screen of cells to put rows on; it only keeps what was put where and fills the rest with blanks."""

from __future__ import annotations

from kds.ui.drawing.spans import Row, Span, blank, cut, width_of


class Canvas:
    """Collects pieces of rows and gives whole rows, each exactly as wide as the screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self._pieces: list[list[tuple[int, int, Row]]] = [[] for _ in range(rows)]

    def put(self, x: int, y: int, row: Row, width: int | None = None) -> None:
        """Put a piece at a cell; pieces of one row must not overlap, rows off the screen are left out.

        Args:
            width: its cells, where the caller knows them.
        """
        if 0 <= y < len(self._pieces) and row:
            self._pieces[y].append((x, width_of(row) if width is None else width, row))

    def rows(self) -> tuple[Row, ...]:
        """Give the finished rows."""
        return tuple(self._row(pieces) for pieces in self._pieces)

    def _row(self, pieces: list[tuple[int, int, Row]]) -> Row:
        spans: list[Span] = []
        at = 0
        for x, width, row in sorted(pieces, key=_by_cell):
            if x > at:
                spans.append(blank(x - at))
            spans.extend(row)
            at = max(x, at) + width
        if at < self._columns:
            spans.append(blank(self._columns - at))
        return cut(tuple(spans), self._columns) if at > self._columns else tuple(spans)


def _by_cell(piece: tuple[int, int, Row]) -> int:
    return piece[0]
