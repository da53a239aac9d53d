"""Sends only the pieces of a row that the terminal does not show already; knows nothing about orders or keys.

Textual repaints a row from its left edge to the last dirty cell. Over a slow link that is felt, so the compositor's
output is compared with what was sent before. This hangs on Textual's private `CompositorUpdate` classes and is
therefore switched on only for versions it was tested with; any other version gets Textual's own output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import textual
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

TESTED_TEXTUAL = frozenset({"8.2.8"})
"""Textual versions whose compositor output was compared cell by cell with and without the difference."""


def is_tested(version: str | None = None) -> bool:
    """Whether the difference may be used with that Textual version, by default the installed one.

    Looking that one up reads the installation's metadata: not before the first paint.
    """
    return (version or textual.__version__) in TESTED_TEXTUAL


class Shown:
    """What the terminal shows: for each row, the pieces by their column."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Segment]] = {}
        self._size = Size(0, 0)

    def forget(self) -> None:
        """Assume nothing about the terminal; the next full paint sends every cell."""
        self._rows.clear()

    def fit(self, size: Size) -> None:
        """Forget everything when the screen got another size, since terminals move text about on a resize."""
        if size != self._size:
            self.forget()
            self._size = size

    def row(self, y: int) -> dict[int, Segment]:
        """Give the pieces of a row, empty when unknown."""
        return self._rows.get(y, {})

    def replace(self, y: int, pieces: dict[int, Segment]) -> None:
        """Remember what row `y` shows from now on."""
        self._rows[y] = pieces


class DifferenceUpdate(CompositorUpdate):
    """A compositor update cut down to the pieces that differ from what is shown."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, shown: Shown) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """Give the escape sequences that bring the terminal from what it shows to the update."""
        pen = _Pen(console._color_system or ColorSystem.TRUECOLOR)
        if isinstance(self._update, LayoutUpdate):
            self._shown.fit(self._update.region.size)
        for y, kept, strips in _rows(self._update, self._shown):
            _write_difference(pen, y, kept, strips, self._shown)
        return pen.lift()


class _Pen:
    """Writes runs of cells in few bytes: moves only over gaps, and names a look only where it changes."""

    def __init__(self, colours: ColorSystem) -> None:
        self._colours = colours
        self._parts: list[str] = []
        self._look = ""
        self._x = self._y = -1

    def write(self, x: int, y: int, text: str, style: Style | None, cells: int) -> None:
        """Write a text of that many cells from column `x` of row `y` on."""
        if (self._x, self._y) != (x, y):
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        look = Strip.render_ansi(style, self._colours) if style else ""
        if look != self._look:
            self._parts.append(f"\x1b[0;{look}m" if look else "\x1b[0m")
            self._look = look
        self._parts.append(text)
        self._x, self._y = x + cells, y

    def lift(self) -> str:
        """Give everything written, with the plain look at its end."""
        if self._look:
            self._parts.append("\x1b[0m")
        return "".join(self._parts)


Row = tuple[int, dict[int, Segment], list[tuple[int, Strip]]]


def _rows(update: ChopsUpdate | LayoutUpdate, shown: Shown) -> Iterator[Row]:
    """Give each row of an update: its number, the pieces that stay as they are, and the strips drawn anew."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            yield y, {}, list(_placed(line, update.region.x))
        return
    for y in sorted({y for y, _, _ in update.spans}):
        old = shown.row(y)
        kept: dict[int, Segment] = {}
        strips: list[tuple[int, Strip]] = []
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None:
                kept.update({column: piece for column, piece in old.items() if x <= column < end})
            else:
                strips.append((x, strip))
        yield y, kept, strips


def _placed(strips: Iterable[Strip], x: int) -> Iterator[tuple[int, Strip]]:
    for strip in strips:
        yield x, strip
        x += strip.cell_length


def _write_difference(
    pen: _Pen, y: int, kept: dict[int, Segment], strips: list[tuple[int, Strip]], shown: Shown
) -> None:
    old, new = shown.row(y), kept
    for start, strip in strips:
        x = start
        for piece in strip:
            text, style, control = piece
            if not text or control:
                continue
            # what rich counts it also keeps; ASCII needs no counting
            cells = len(text) if text.isascii() else piece.cell_length
            before = old.get(x)
            if before != piece:
                first, last = _changed(before, piece)
                pen.write(x + first, y, text[first:last], style, cells - first - len(text) + last)
            new[x] = piece
            x += cells
    shown.replace(y, new)


def _changed(before: Segment | None, piece: Segment) -> tuple[int, int]:
    """Give where the characters of a piece that differ from what stands there begin and end; all of it where in doubt.

    Only characters of one cell each can be counted off: of an age mostly the last digit is new.
    """
    text = piece.text
    if before is None or before.style != piece.style or len(before.text) != len(text):
        return 0, len(text)
    if not (text.isascii() and before.text.isascii()):
        return 0, len(text)
    differs = [index for index, (one, other) in enumerate(zip(before.text, text, strict=True)) if one != other]
    return (differs[0], differs[-1] + 1) if differs else (0, len(text))
