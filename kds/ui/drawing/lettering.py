"""Letters as large as a screen allows, to be read from two metres; made of whole cells, so they need no font."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_HEIGHT = 5
_WIDTH = 5
_SPACE = 3

_GLYPHS: dict[str, str] = {
    "A": ".###. #...# ##### #...# #...#",
    "B": "####. #...# ####. #...# ####.",
    "C": ".#### #.... #.... #.... .####",
    "D": "####. #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #####",
    "F": "##### #.... ####. #.... #....",
    "G": ".#### #.... #..## #...# .####",
    "H": "#...# #...# ##### #...# #...#",
    "I": "##### ..#.. ..#.. ..#.. #####",
    "J": "..### ...#. ...#. #..#. .##..",
    "K": "#..#. #.#.. ##... #.#.. #..#.",
    "L": "#.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".###. #...# #...# #...# .###.",
    "P": "####. #...# ####. #.... #....",
    "Q": ".###. #...# #.#.# #..#. .##.#",
    "R": "####. #...# ####. #.#.. #..##",
    "S": ".#### #.... .###. ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
    "0": ".###. #..## #.#.# ##..# .###.",
    "1": "..#.. .##.. ..#.. ..#.. .###.",
    "2": "####. ....# .###. #.... #####",
    "3": "####. ....# .###. ....# ####.",
    "4": "#..#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ####.",
    "6": ".###. #.... ####. #...# .###.",
    "7": "##### ...#. ..#.. .#... .#...",
    "8": ".###. #...# .###. #...# .###.",
    "9": ".###. #...# .#### ....# .###.",
    "/": "....# ...#. ..#.. .#... #....",
    "-": "..... ..... ##### ..... .....",
    ":": "..... ..#.. ..... ..#.. .....",
    "+": "..... ..#.. .###. ..#.. .....",
    ".": "..... ..... ..... ..... ..#..",
    "'": "..#.. ..#.. ..... ..... .....",
    "&": ".##.. #..#. .##.. #..#. .##.#",
    "#": ".#.#. ##### .#.#. ##### .#.#.",
}
_UNKNOWN = "##### #...# #...# #...# #####"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text in large letters: rows of equal width, `full` where a letter is and a blank elsewhere."""

    rows: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Cells each row takes."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def height(self) -> int:
        """Rows it takes."""
        return len(self.rows)


def can_letter(text: str) -> bool:
    """Whether every sign of a text has a letter of its own here, so that none is drawn as a box."""
    return all(char == " " or _bare(char) in _GLYPHS for char in text)


def _bare(char: str) -> str:
    """Give the capital without its accent: five dots have no room for one."""
    return unicodedata.normalize("NFKD", char.upper())[:1]


def lettered(text: str, columns: int, rows: int, *, full: str = "█") -> Lettering:
    """Give a text as large as it fits, on one row of letters or on one a word; nothing where not even that fits.

    Args:
        text: letters A to Z, also with accents, digits, `/`, `-`, `:`, `+`, `.`, `#` and blanks; anything else is drawn as a box.
        columns: cells there are.
        rows: rows there are.
        full: what a letter is made of.
    """
    best = Lettering()
    for lines in ((text,), tuple(text.split())):
        size = _size(lines, columns, rows)
        if size is not None:
            made = _made(lines, *size, full)
            if made.width * made.height > best.width * best.height:
                best = made
    return best


def _size(lines: tuple[str, ...], columns: int, rows: int) -> tuple[int, int] | None:
    """Give how many cells wide and high one dot can be."""
    high = (rows - (len(lines) - 1)) // (_HEIGHT * len(lines)) if lines else 0
    wide = 2 * high
    while wide and any(_cells(line, wide) > columns for line in lines):
        wide -= 1
    return (wide, min(high, wide)) if wide else None


def _cells(line: str, wide: int) -> int:
    return _dots(line) * wide + (len(line) - 1) * _gap(wide)


def _gap(wide: int) -> int:
    """Give the cells between two letters."""
    return (wide + 1) // 2


def _dots(line: str) -> int:
    return sum(_SPACE if char == " " else _WIDTH for char in line)


def _made(lines: tuple[str, ...], wide: int, high: int, full: str) -> Lettering:
    drawn: list[str] = []
    for line in lines:
        if drawn:
            drawn.append("")
        for y in range(_HEIGHT):
            row = (" " * _gap(wide)).join(_glyph_row(char, y, wide, full) for char in line)
            drawn += [row] * high
    width = max(map(len, drawn))
    return Lettering(tuple(row.center(width) for row in drawn))


def _glyph_row(char: str, y: int, wide: int, full: str) -> str:
    if char == " ":
        return " " * (_SPACE * wide)
    dots = _GLYPHS.get(_bare(char), _UNKNOWN).split(" ")[y]
    return "".join((full if dot == "#" else " ") * wide for dot in dots)
