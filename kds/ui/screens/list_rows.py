"""Rows of a list page: a title, numbered entries on pages, the answer to the last key, a legend; pure, no screen state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.language import tr
from kds.ui.drawing.spans import BOLD, DIM, PLAIN, REVERSE, SELECTED, Row, Span

ENTRY_DIGITS = "1234567890"
"""What stands in the boxes of a page's entries, as on the slots of the board."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list.

    Attributes:
        key: names it, also when the list changes meanwhile.
        text: its first row.
        more: rows below the first, drawn indented.
        loud: drawn bold: it wants a person.
        quiet: drawn dim: Enter would only say why not.
    """

    key: str
    text: str
    more: tuple[str, ...] = ()
    loud: bool = False
    quiet: bool = False

    @property
    def height(self) -> int:
        """How many rows it takes."""
        return 1 + len(self.more)

    def for_fingers(self) -> Entry:
        """Give the entry with a blank row where it has only one, so that a finger hits it."""
        return self if self.more else replace(self, more=("",))


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of one page, and where it stands among the pages (both from 0)."""

    entries: tuple[Entry, ...]
    number: int
    count: int


def page_of(entries: Sequence[Entry], chosen: int, height: int, most: int = len(ENTRY_DIGITS)) -> Page:
    """Give the page that holds the entry with the index `chosen`: at most `most` entries in `height` rows."""
    pages: list[list[Entry]] = [[]]
    used = 0
    holding = 0
    for index, entry in enumerate(entries):
        if pages[-1] and (used + entry.height > height or len(pages[-1]) == most):
            pages.append([])
            used = 0
        pages[-1].append(entry)
        used += entry.height
        if index == chosen:
            holding = len(pages) - 1
    return Page(tuple(pages[holding]), holding, len(pages))


def entry_rows(page: Page, chosen_key: str | None, columns: int, *, numbered: bool = True) -> tuple[Row, ...]:
    """Give the rows of a page: a bar and a reversed digit before each entry, as on the board.

    Args:
        numbered: whether a digit chooses an entry; without it no digit is drawn.
    """
    rows: list[Row] = []
    for digit, entry in zip(ENTRY_DIGITS, page.entries, strict=False):
        bar = Span("█" if entry.key == chosen_key else " ", SELECTED)
        plain = DIM if entry.quiet else PLAIN
        words = Span(fitted(entry.text, columns - 5), BOLD if entry.loud or entry.key == chosen_key else plain)
        box = (Span(f"[{digit}]", REVERSE), Span(" ", PLAIN)) if numbered else (Span("    ", PLAIN),)
        rows.append((bar, *box, words))
        rows.extend((bar, Span(fitted(f"    {line}", columns - 1), DIM)) for line in entry.more)
    return tuple(rows)


def sentence_rows(sentence: str, columns: int) -> tuple[Row, ...]:
    """Give a sentence broken into rows, one cell in from both edges."""
    return tuple((Span(f" {line}", PLAIN),) for line in wrap_cells(clean(sentence), max(columns - 2, 1)))


def title_row(title: str, page: Page, columns: int) -> Row:
    """Give the reversed title row, with the page's number where there are several."""
    place = ""
    if page.count > 1:
        place = f"{tr('page {number} of {count}', number=page.number + 1, count=page.count)} "
    return (Span(fitted(f" {title}", columns - cell_width(place)), REVERSE), Span(place, REVERSE))


def foot_row(said: str, legend: Sequence[tuple[str, str]], columns: int) -> Row:
    """Give the last row: what was said last, bold, at the left; as much of the legend as fits at the right."""
    left = f" {said}" if said else ""
    keys = [f"{cap} {words}" for cap, words in legend if cap]
    while keys and cell_width(left) + 2 + cell_width("   ".join(keys)) + 1 > columns:
        keys.pop()
    right = "   ".join(keys)
    if not right:
        return (Span(fitted(left, columns), BOLD),)
    return (Span(fitted(left, columns - cell_width(right) - 1), BOLD), Span(f"{right} ", PLAIN))


def fitted(text: str, columns: int) -> str:
    """Give the text cut or filled to exactly so many cells; what is cut ends with two dots."""
    width, words = max(columns, 0), clean(text)
    if cell_width(words) > width:
        words = f"{cut_cells(words, width - 2)}.."[:width]
    return words + " " * (width - cell_width(words))
