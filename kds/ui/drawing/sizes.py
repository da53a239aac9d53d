"""How a screen of given size is divided: columns, rows, and what gives way when there is little room (screens 0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from kds.domain.layout import Shape
from kds.ui.drawing.caps import DEFAULT_CAPS

LEAST_COLUMNS = 61
LEAST_ROWS = 18
"""Below this there is one plain sentence (board 5)."""
WIDE_COLUMNS = 110
"""From here on the last column is for other stations, the next page and what is promised."""
WIDEST_COLUMN = 40
"""No column of cards is wider; from there on more columns are made."""

_ROOMY_ROWS = 30
_COMPACT_ROWS = 20
_NARROW_COLUMNS = 80


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


def is_too_small(columns: int, rows: int) -> bool:
    """Whether a screen has no room for a board."""
    return columns < LEAST_COLUMNS or rows < LEAST_ROWS


@dataclass(frozen=True, slots=True)
class Format:
    """How the rows of a card are made.

    Attributes:
        width: cells of a row, without the bar at its left.
        caps: action → what is printed on its key.
    """

    width: int
    density: Density = Density.NORMAL
    upper_case: bool = True
    minutes_seconds: bool = False
    caps: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CAPS)

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
    """Where a prep board's cards are on the screen, in cells.

    Attributes:
        top: first row of the cards; header and strips stand above it.
        column_width: of each column, the bar included; columns are one cell apart.
        side: first cell of the column for other stations, None where there is none.
    """

    columns: int
    rows: int
    density: Density
    top: int
    body_rows: int
    card_columns: int
    column_width: int
    side: int | None

    @property
    def shape(self) -> Shape:
        """The room for cards, as the layout wants it."""
        return Shape(self.card_columns, self.body_rows)

    @property
    def held_row(self) -> int:
        """The row above the last one."""
        return self.rows - 2

    def left_of(self, column: int) -> int:
        """Give the first cell of a column, where the bar is."""
        return column * (self.column_width + 1)


def prep_grid(columns: int, rows: int, strips: int) -> PrepGrid:
    """Divide a prep board's screen; `strips` rows stand below the header."""
    density = density_of(columns, rows)
    if columns >= WIDE_COLUMNS:
        count = max(4, -(-(columns + 1) // (WIDEST_COLUMN + 1)))
    else:
        count = 2 if columns < _NARROW_COLUMNS else 3
    width = min((columns - count + 1) // count, WIDEST_COLUMN)
    card_columns = count - 1 if columns >= WIDE_COLUMNS else count
    top = 1 + max(strips, 1 if density is Density.ROOMY else 0)
    return PrepGrid(
        columns=columns,
        rows=rows,
        density=density,
        top=top,
        body_rows=rows - top - 2,
        card_columns=card_columns,
        column_width=width,
        side=card_columns * (width + 1) if columns >= WIDE_COLUMNS else None,
    )


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
