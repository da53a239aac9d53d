"""How a screen of given size is divided: columns, rows, and what gives way when there is little room (screens 0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from kds.domain.layout import DIGITS, Part, Shape
from kds.domain.lens import Layout
from kds.ui.drawing.caps import DEFAULT_CAPS
from kds.ui.drawing.room import WIDE_COLUMNS

WIDEST_COLUMN = 40
"""No column of cards is wider; from there on more columns are made."""

_ROOMY_ROWS = 30
_COMPACT_ROWS = 20
_NARROW_COLUMNS = 80
_LEAST_CELLS = {Layout.WIDE: 46, Layout.LIST: 60}
"""Columns of these layouts are not narrower, as far as the screen has room."""
_LEAST_TILE_ROWS = 7
_LEAD = 22
_COMPACT_LEAD = 17
_LETTER_ROWS = 5
_HIGH_ROWS = 45
"""From so many rows on large letters are twice as high."""


class Density(IntEnum):
    """How much of the lesser things is drawn."""

    COMPACT = 0
    NORMAL = 1
    ROOMY = 2


def density_of(columns: int, rows: int) -> Density:
    """Give the density of a screen."""
    if columns < _NARROW_COLUMNS or rows < _COMPACT_ROWS:
        return Density.COMPACT
    return Density.ROOMY if columns >= WIDE_COLUMNS and rows >= _ROOMY_ROWS else Density.NORMAL


@dataclass(frozen=True, slots=True)
class Format:
    """How the rows of a card are made.

    Attributes:
        width: cells of a row, without the bar at its left.
        caps: action → what is printed on its key.
        lead: cells left of a row, where the title stands beside the lines; 0 where it stands above them.
        one_row: a dish with its modifiers and comment takes one row where that fits.
        letter_rows: height of the table's name in large letters below the title, 0 for none.
        full: what large letters are made of.
        on_pass: the card is a table of the pass, which is told how far each station is in a list too.
    """

    width: int
    density: Density = Density.NORMAL
    upper_case: bool = True
    minutes_seconds: bool = False
    caps: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CAPS)
    lead: int = 0
    one_row: bool = False
    letter_rows: int = 0
    full: str = "█"
    on_pass: bool = False

    @property
    def row_width(self) -> int:
        """Cells of a card, the title beside its lines included."""
        return self.lead + self.width

    @property
    def is_list(self) -> bool:
        """Whether the title stands beside the lines."""
        return self.lead > 0

    @property
    def is_compact(self) -> bool:
        """Whether feet, order numbers and names give way."""
        return self.density is Density.COMPACT

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for guests, courses and longer sentences."""
        return self.density is Density.ROOMY


@dataclass(frozen=True, slots=True)
class PrepGrid:
    """Where cards are on the screen, in cells.

    Attributes:
        top: first row of the cards; header and strips stand above it.
        card_columns: columns of cards side by side.
        column_width: of each of them, the bar included; columns are one cell apart.
        side: first cell of the column for all-day and other stations, None where there is none.
        side_width: its cells, 0 where there is none.
        layout: how the cards are placed in their columns.
        tiles_down: equal tiles below each other in a column, 0 where a card is as high as its rows.
    """

    columns: int
    rows: int
    density: Density
    top: int
    body_rows: int
    card_columns: int
    column_width: int
    side: int | None
    side_width: int = 0
    layout: Layout = Layout.FLOW
    tiles_down: int = 0

    @property
    def shape(self) -> Shape:
        """The room for cards, as the layout wants it; each tile is a column of its own for one card."""
        if self.tiles_down:
            height = self._tile_rows
            return Shape(self.card_columns * self.tiles_down, height, gap=height)
        return Shape(self.card_columns, self.body_rows, gap=self._gap)

    @property
    def _tile_rows(self) -> int:
        return (self.body_rows + 1) // self.tiles_down - 1

    @property
    def _gap(self) -> int:
        return 0 if self.layout is Layout.LIST and self.density is not Density.ROOMY else 1

    @property
    def held_row(self) -> int:
        """The row above the last one."""
        return self.rows - 2

    def left_of(self, column: int) -> int:
        """Give the first cell of a column of the layout, where the bar is; tiles are counted row by row."""
        return column % self.card_columns * (self.column_width + 1)

    def top_of(self, column: int) -> int:
        """Give the first row of a column of the layout."""
        return self.top + column // self.card_columns * (self._tile_rows + 1 if self.tiles_down else 0)

    def is_beside(self, part: Part, other: Part) -> bool:
        """Whether two parts stand in the same row of tiles, or in columns side by side."""
        return part.column // self.card_columns == other.column // self.card_columns

    def last_row_of(self, part: Part) -> int:
        """Give the first row of the body below the room a part takes, for what may stand below the cards."""
        room = self._tile_rows if self.tiles_down else part.bottom
        return self.top_of(part.column) - self.top + room


def prep_grid(columns: int, rows: int, strips: int, layout: Layout = Layout.FLOW) -> PrepGrid:
    """Divide a screen with cards; `strips` rows stand below the header."""
    density = density_of(columns, rows)
    if columns >= WIDE_COLUMNS:
        count = max(4, -(-(columns + 1) // (WIDEST_COLUMN + 1)))
    else:
        count = 2 if columns < _NARROW_COLUMNS else 3
    width = min((columns - count + 1) // count, WIDEST_COLUMN)
    side_width = width if columns >= WIDE_COLUMNS else 0
    card_columns = count - 1 if side_width else count
    room = card_columns * (width + 1) - 1 if side_width else columns
    if layout in _LEAST_CELLS:
        card_columns = max((room + 1) // (_LEAST_CELLS[layout] + 1), 2 if layout is Layout.WIDE else 1)
        width = (room + 1) // card_columns - 1
    top = 1 + max(strips, 1 if density is Density.ROOMY else 0)
    body_rows = rows - top - 2
    return PrepGrid(
        columns=columns,
        rows=rows,
        density=density,
        top=top,
        body_rows=body_rows,
        card_columns=card_columns,
        column_width=width,
        side=room + 1 if side_width else None,
        side_width=side_width,
        layout=layout,
        tiles_down=_tiles_down(card_columns, body_rows) if layout is Layout.TILES else 0,
    )


def _tiles_down(card_columns: int, body_rows: int) -> int:
    """Give how many tiles stand below each other: as many as have digits, none too low for a card worth its name."""
    wanted = max(DIGITS // card_columns, 2)
    return max(min(wanted, (body_rows + 1) // (_LEAST_TILE_ROWS + 1)), 1)


def lead_of(grid: PrepGrid) -> int:
    """Give the cells of a title beside the lines of its card, 0 where it stands above them."""
    if grid.layout is not Layout.LIST:
        return 0
    return _COMPACT_LEAD if grid.density is Density.COMPACT else _LEAD


def letter_rows_of(grid: PrepGrid) -> int:
    """Give the rows of a table's name in large letters, 0 for none."""
    if grid.layout is not Layout.WIDE:
        return 0
    return _LETTER_ROWS * (2 if grid.body_rows >= _HIGH_ROWS else 1)


_RAIL_LEAD = 23
_WIDE_RAIL_LEAD = 24
_STATION_CELLS = 4
_WIDE_STATION_CELLS = 7
_WIDEST_STATION_CELLS = 12
_RAIL_TAIL = 1
_LEAST_DETAIL = 30
_LEAST_RAIL = 44
_LEAST_NARROW_DETAIL = 24


@dataclass(frozen=True, slots=True)
class ExpoGrid:
    """Where an expo's rail and its details are on the screen, in cells.

    Attributes:
        top: the row with the names of the stations; tables stand below it.
        rail: cells of the rail; the rule stands behind it where there are details.
        stations: how many stations get a column of their own; the others share the last one.
        station_cells: width of such a column.
        details: first cell and width of each detail, none to two.
        gap: blank rows between tables.
    """

    columns: int
    rows: int
    density: Density
    is_wide: bool
    top: int
    body_rows: int
    rail: int
    stations: int
    station_cells: int
    details: tuple[tuple[int, int], ...]
    gap: int

    @property
    def shape(self) -> Shape:
        """The room for tables, as the layout wants it."""
        return Shape(1, self.body_rows, self.gap)

    @property
    def stations_at(self) -> int:
        """First cell of the first station's column."""
        return _WIDE_RAIL_LEAD if self.is_wide else _RAIL_LEAD


def expo_grid(columns: int, rows: int, strips: int, endpoints: int) -> ExpoGrid:
    """Divide an expo's screen for that many endpoints; `strips` rows stand below the header."""
    density = density_of(columns, rows)
    is_wide = columns >= WIDE_COLUMNS
    cells = _WIDE_STATION_CELLS if is_wide else _STATION_CELLS
    lead = _WIDE_RAIL_LEAD if is_wide else _RAIL_LEAD
    widest = columns if columns < _NARROW_COLUMNS else columns - _LEAST_NARROW_DETAIL - 2
    stations = max(min(endpoints, (widest - lead - _RAIL_TAIL) // cells), 1)
    rail = max(lead + _RAIL_TAIL + stations * cells, _LEAST_RAIL)
    details: tuple[tuple[int, int], ...] = ()
    if columns < _NARROW_COLUMNS:
        rail = columns
    elif columns - rail - 3 >= 2 * _LEAST_DETAIL and is_wide:
        each = min((columns - rail - 3) // 2, WIDEST_COLUMN)
        rail = columns - 2 * each - 3
        details = ((rail + 2, each), (rail + 3 + each, each))
    else:
        details = ((rail + 2, columns - rail - 2),)
    if is_wide:
        cells = min(max((rail - lead - _RAIL_TAIL) // stations, cells), _WIDEST_STATION_CELLS)
    is_roomy = density is Density.ROOMY
    top = 1 + max(strips, 1 if is_roomy else 0)
    return ExpoGrid(
        columns=columns,
        rows=rows,
        density=density,
        is_wide=is_wide,
        top=top,
        body_rows=rows - top - (4 if is_roomy else 3),
        rail=rail,
        stations=stations,
        station_cells=cells,
        details=details,
        gap=1 if is_roomy else 0,
    )
