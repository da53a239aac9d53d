"""The characters that a program under test has painted, cell by cell; knows only what a board sends and no looks."""

from __future__ import annotations

import codecs
import re

_TOKEN = re.compile(r"\x1b\[([0-9;:?<>=]*)([@-~])|\x1b[()][A-Z0-9]|\x1b[^\[()]|[^\x1b]+")
_UNFINISHED = re.compile(r"\x1b(\[[0-9;:?<>=]*|[()])?\Z")


class Cells:
    """A screen of characters; a wide one counts as one cell, which is enough for words that stand left of any.

    Args:
        columns, rows: size in cells.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self._rows = [[" "] * columns for _ in range(rows)]
        self._x = self._y = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def take(self, painted: bytes) -> None:
        """Paint what a program sent; a sequence that is cut off waits for its rest."""
        text = self._rest + self._decoder.decode(painted)
        unfinished = _UNFINISHED.search(text)
        self._rest = unfinished.group() if unfinished else ""
        for token in _TOKEN.finditer(text[: len(text) - len(self._rest)]):
            if token.group(2) == "H":
                y, x = (int(part or 1) for part in f"{token.group(1)};".split(";")[:2])
                self._y, self._x = y - 1, x - 1
            elif not token.group().startswith("\x1b"):
                self._write(token.group())

    def row(self, y: int) -> str:
        """Give the characters of a row, from 0."""
        return "".join(self._rows[y])

    def text(self) -> str:
        """Give all rows."""
        return "\n".join(map("".join, self._rows))

    def _write(self, text: str) -> None:
        printable = [character for character in text if character.isprintable()]
        if 0 <= self._y < len(self._rows):
            room = max(self._columns - self._x, 0)
            self._rows[self._y][self._x : self._x + len(printable[:room])] = printable[:room]
        self._x += len(printable)
