"""The all-day panel: what to cook and what is held as two columns, what changes the cooking below each dish (screens 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kds.domain.allday import AllDayRow
from kds.domain.text import cell_width, cut_cells
from kds.domain.wording import amount_words
from kds.language import in_words, tr, trn
from kds.ui.drawing.spans import BOLD, DIM, HELD, PLAIN, REVERSE, Look, Row, Span, blank, line_of, width_of

LEAST_WIDTH = 28
"""Cells of a row that still holds a name and both columns."""

_COOK_END = 8
_HELD_END = 2
_MODIFIER_AT = 4
_LEAST_BLANKS = 2


@dataclass(frozen=True, slots=True)
class DishBlock:
    """One dish of the panel as rows: its name with both figures, and what changes its cooking below."""

    name: tuple[Row, ...]
    modifiers: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of it."""
        return self.name + self.modifiers


def all_day_rows(
    counted: Sequence[AllDayRow], width: int, room: int, *, upper: bool, more: str = ""
) -> tuple[Row, ...]:
    """Give the panel with its title in at most `room` rows; nothing where not even one dish has room.

    Where it is too long the modifiers go first and the last dishes next, and the last row says which.

    Args:
        counted: the dishes, the one with most to cook first.
        width: cells of a row.
        room: rows there are.
        upper: whether names stand in capitals.
        more: what is printed on the key that shows all of it, empty where there is none.
    """
    if not counted or room < _LEAST_BLANKS:
        return ()
    title = _title_row(width)
    blocks = dish_blocks(counted, width, upper=upper)
    whole = [row for block in blocks for row in block.rows]
    if 1 + len(whole) <= room:
        return (title, *whole)
    names = [row for block in blocks for row in block.name]
    if 2 + len(names) <= room:
        return (title, *names, _more_row(tr("modifiers not shown"), more, width))
    shown: list[Row] = []
    for index, block in enumerate(blocks):
        if 2 + len(shown) + len(block.name) > room:
            left = trn("+{count} more dish", "+{count} more dishes", len(blocks) - index)
            return (title, *shown, _more_row(left, more, width))
        shown += block.name
    return (title, *shown)


def dish_blocks(counted: Sequence[AllDayRow], width: int, *, upper: bool) -> tuple[DishBlock, ...]:
    """Give each dish as rows of `width` cells."""
    return tuple(_block(row, width, upper=upper) for row in counted)


def column_rows(blocks: Sequence[DishBlock], width: int, height: int, columns: int) -> tuple[Row, ...]:
    """Give pages of columns, each with the title, dishes going down and never torn; every page is `height` rows.

    Args:
        blocks: rows of each dish, `width` cells each.
        height: rows of a page, the title included.
        columns: columns beside each other, two cells apart.
    """
    title, empty = _title_row(width), line_of("", width)
    stacks: list[list[Row]] = []
    for block in blocks:
        for start in range(0, len(block.rows), height - 1):
            piece = block.rows[start : start + height - 1]
            if not stacks or len(stacks[-1]) + len(piece) > height:
                stacks.append([title])
            stacks[-1] += piece
    rows: list[Row] = []
    for first in range(0, len(stacks), columns):
        page = stacks[first : first + columns]
        for y in range(height):
            cells = [stack[y] if y < len(stack) else empty for stack in page]
            rows.append(tuple(span for row in cells for span in (blank(1), *row, blank(1))))
    return tuple(rows)


def _title_row(width: int) -> Row:
    return _figures(f" {tr('ALL DAY')}", tr("cook"), tr("held"), width, (REVERSE, REVERSE, REVERSE), held_end=1)


@in_words(maxsize=128)
def _block(row: AllDayRow, width: int, *, upper: bool) -> DishBlock:
    """Give one dish; the same object each second, since it only changes with the orders."""
    cook = amount_words(row.cook) if row.cook else ""
    held = amount_words(row.held) if row.held else ""
    name = row.name.upper() if upper else row.name
    named = _named_rows(1, name, cook, held, width, (BOLD if row.cook else DIM, BOLD, HELD))
    changed = (
        _named_rows(_MODIFIER_AT, words, amount_words(count), "", width, (PLAIN, PLAIN, HELD))
        for words, count in row.modifiers
    )
    return DishBlock(named, tuple(each for rows in changed for each in rows))


def _named_rows(
    indent: int, name: str, cook: str, held: str, width: int, looks: tuple[Look, Look, Look]
) -> tuple[Row, ...]:
    """Give a name with its figures; a name too long for them goes on below, none of it is cut."""
    room = width - _COOK_END - cell_width(cook) - 1 - indent
    first, rest = name, ""
    if cell_width(name) > room:
        first = cut_cells(name, room)
        first = first.rpartition(" ")[0] or first
        rest = name[len(first) :].strip()
    rows = [_figures(" " * indent + first, cook, held, width, looks)]
    while rest:
        part = cut_cells(rest, width - indent - 2) or rest[:1]
        rows.append(line_of(" " * (indent + 1) + part, width, looks[0]))
        rest = rest[len(part) :].strip()
    return tuple(rows)


def _figures(
    name: str, cook: str, held: str, width: int, looks: tuple[Look, Look, Look], *, held_end: int = _HELD_END
) -> Row:
    """Give a row of a name and two figures, both at the right edge of their columns."""
    base = looks[0] if looks[0].reverse else PLAIN
    spans = [Span(name, looks[0])]
    for text, end, look in ((cook, _COOK_END, looks[1]), (held, held_end, looks[2])):
        gap = width - end - cell_width(text) - width_of(spans)
        if text:
            spans += [blank(max(gap, 1), base), Span(text, look)]
    spans.append(blank(max(width - width_of(spans), 0), base))
    return tuple(span for span in spans if span.text)


def _more_row(words: str, key: str, width: int) -> Row:
    text = f" {words}: {key}" if key else f" {words}"
    return line_of(cut_cells(text, width), width, BOLD)
