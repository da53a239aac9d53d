"""A screen of cells to put rows on; it only keeps what was put where and fills the rest with blanks."""

from __future__ import annotations

from kds.ui.drawing.spans import PLAIN, Look, Row, Span, blank, cut, width_of


class Canvas:
    """Collects pieces of rows and gives whole rows, each exactly as wide as the screen."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self._pieces: list[list[tuple[int, Row]]] = [[] for _ in range(rows)]

    def put(self, x: int, y: int, row: Row) -> None:
        """Put a piece at a cell; pieces of one row must not overlap, rows off the screen are left out."""
        if 0 <= y < len(self._pieces) and row:
            self._pieces[y].append((x, row))

    def write(self, x: int, y: int, text: str, look: Look = PLAIN) -> None:
        """Put a text at a cell."""
        self.put(x, y, (Span(text, look),))

    def is_free(self, y: int) -> bool:
        """Whether nothing was put into a row yet."""
        return not self._pieces[y]

    def rows(self) -> tuple[Row, ...]:
        """Give the finished rows."""
        return tuple(self._row(pieces) for pieces in self._pieces)

    def _row(self, pieces: list[tuple[int, Row]]) -> Row:
        spans: list[Span] = []
        at = 0
        for x, row in sorted(pieces, key=lambda piece: piece[0]):
            if x > at:
                spans.append(blank(x - at))
            spans.extend(row)
            at = max(x, at) + width_of(row)
        if at < self._columns:
            spans.append(blank(self._columns - at))
        return cut(tuple(spans), self._columns) if at > self._columns else tuple(spans)
