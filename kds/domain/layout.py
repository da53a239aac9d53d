"""Puts blocks of rows into columns and pages, oldest first; it knows heights and nothing of cards, colours or time.

Column first: a block stands below the one before it, a long one goes on at the top of the next column under the same
digit, and what does not fit stands on the next page (board 5). Nothing here ever scrolls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

DIGITS = 10
"""Cards with a digit on one page: a bump bar has no more keys (board 5)."""

_EDGE_ROWS = 1
_CONTINUED_ROWS = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One card as the layout sees it.

    Attributes:
        key: the card's key.
        title: what a person calls it, for ghosts and messages.
        rows: height when it stands in one piece.
        breaks: row numbers before which it may be torn, ascending; never before its first line or its foot.
    """

    key: str
    title: str
    rows: int
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The room for cards on one page, in cells of height.

    Attributes:
        columns: number of columns.
        rows: height of each column.
        gap: blank rows between two blocks of a column.
        digits: most blocks on a page.
    """

    columns: int
    rows: int
    gap: int = 1
    digits: int = DIGITS


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a block in one column: rows `start` to `stop` (exclusive) of it, from row `top` of the column.

    A later piece has a header row of its own, and a piece that is not the last one ends in a torn edge.
    """

    column: int
    top: int
    start: int
    stop: int
    is_last: bool = True

    @property
    def height(self) -> int:
        """Rows on the screen, header and torn edge included."""
        return height_of(self.start, self.stop, is_last=self.is_last)

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Spot:
    """A block on a page: its slot (0 for the digit 1) and its pieces in reading order."""

    key: str
    slot: int
    parts: tuple[Part, ...]


Page = tuple[Spot, ...]


def height_of(start: int, stop: int, *, is_last: bool) -> int:
    """Give the rows that a piece of a block takes on the screen."""
    return stop - start + (_CONTINUED_ROWS if start else 0) + (0 if is_last else _EDGE_ROWS)


def fitting_stop(block: Block, start: int, room: int, *, anywhere: bool = False) -> int | None:
    """Give the row before which a piece that begins at `start` has to end to fit into `room` rows.

    Args:
        block: what is placed.
        start: first row of the piece.
        room: rows there are.
        anywhere: tear between any two rows when no better place fits (a line higher than the screen).

    Returns:
        the block's height when all the rest fits, None when not even its next line does.
    """
    if height_of(start, block.rows, is_last=True) <= room:
        return block.rows
    fits = [stop for stop in block.breaks if stop > start and height_of(start, stop, is_last=False) <= room]
    if fits:
        return fits[-1]
    hard = start + room - height_of(start, start, is_last=False)
    return hard if anywhere and start < hard < block.rows else None


def pages(blocks: Sequence[Block], shape: Shape) -> tuple[Page, ...]:
    """Put the blocks into columns and pages in their order; there is always at least one page.

    A block longer than a whole page begins in what is left of this one, and goes on at the top of the next one under the
    same digit; the blocks behind it have the digits behind it.
    """
    finished: list[Page] = []
    page: list[Spot] = []
    column = top = 0
    for block in blocks:
        slot = page[-1].slot + 1 if page else 0
        parts = next_parts(block, column, top, shape) if slot < shape.digits else None
        start = 0
        if parts is None and page:
            parts = next_parts(block, 0, 0, shape)
            begun = _begun(block, column, top, shape) if parts is None and slot * 2 <= shape.digits else ()
            page += [Spot(block.key, slot, begun)] if begun else []
            slot, start = (slot, begun[-1].stop) if begun else (0, 0)
            finished.append(tuple(page))
            page = []
        if parts is None:
            *full, parts = _over_pages(block, start, shape)
            finished.extend((Spot(block.key, slot, piece),) for piece in full)
        page.append(Spot(block.key, slot, parts))
        column, top = below(parts[-1], shape)
    return (*finished, tuple(page))


def below(part: Part, shape: Shape) -> tuple[int, int]:
    """Give column and row at which the next block may begin."""
    top = part.bottom + shape.gap
    return (part.column, top) if top < shape.rows else (part.column + 1, 0)


def next_parts(block: Block, column: int, top: int, shape: Shape) -> tuple[Part, ...] | None:
    """Place a block at that row or at the top of a later column; None when this page has no room for all of it."""
    for start_column in range(column, shape.columns):
        start_top = top if start_column == column else 0
        parts = _parts_from(block, start_column, start_top, shape)
        if parts is not None:
            return parts
    return None


def _parts_from(block: Block, column: int, top: int, shape: Shape) -> tuple[Part, ...] | None:
    if block.rows <= shape.rows - top:
        return (Part(column, top, 0, block.rows),)
    if top and not _worth_tearing(block, shape.rows - top, shape):
        return None
    parts = _torn(block, 0, column, top, shape)
    return parts if parts and parts[-1].is_last else None


def _worth_tearing(block: Block, room: int, shape: Shape) -> bool:
    """Whether a block is long and at least two of its lines stay in this column; a short one moves as a whole."""
    stop = fitting_stop(block, 0, room)
    return block.rows * 2 > shape.rows and stop is not None and len(block.breaks) > 1 and stop >= block.breaks[1]


def _torn(block: Block, start: int, column: int, top: int, shape: Shape) -> tuple[Part, ...]:
    """Fill columns from there to the end of the page; the last piece says whether the block ended."""
    parts: list[Part] = []
    while column < shape.columns and start < block.rows:
        stop = fitting_stop(block, start, shape.rows - top, anywhere=top == 0)
        if stop is None:
            break
        parts.append(Part(column, top, start, stop, is_last=stop == block.rows))
        start, column, top = stop, column + 1, 0
    return tuple(parts)


def _begun(block: Block, column: int, top: int, shape: Shape) -> tuple[Part, ...]:
    """Give the beginning of a block that is longer than a page, in what is left of one; nothing where that is too little."""
    for start_column, start_top in ((column, top), (column + 1, 0)):
        if start_column < shape.columns and (not start_top or _worth_tearing(block, shape.rows - start_top, shape)):
            parts = _between_lines(block, _torn(block, 0, start_column, start_top, shape))
            if parts and parts[-1].stop in block.breaks:
                return parts
    return ()


def _over_pages(block: Block, start: int, shape: Shape) -> Iterator[tuple[Part, ...]]:
    """Give what stands on each page of the rest of a block from that row on."""
    while start < block.rows:
        parts = _between_lines(block, _torn(block, start, 0, 0, shape)) or (Part(0, 0, start, block.rows),)
        yield parts
        start = parts[-1].stop


def _between_lines(block: Block, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """End a page between two lines where it can, so that each line stands whole on one page and may be bumped there."""
    if not parts or parts[-1].is_last or parts[-1].stop in block.breaks:
        return parts
    stop = max((each for each in block.breaks if parts[0].start < each < parts[-1].stop), default=None)
    if stop is None:
        return parts
    kept = [part for part in parts if part.start < stop]
    return (*kept[:-1], replace(kept[-1], stop=min(kept[-1].stop, stop)))
