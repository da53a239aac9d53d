"""The pages of the speed of service as rows and plots: tables, what each plot shows and where it stands; no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.domain.times.counting import Judged
from kds.domain.times.figures import Figures
from kds.domain.times.figures import Row as Line
from kds.domain.times.words import (
    NOT_COUNTED,
    allergy_words,
    dish_headings,
    dish_words,
    excluded_words,
    headings,
    hour_words,
    offline_words,
    pass_words,
    remake_words,
    row_words,
    sold_out_words,
    spent_words,
    station_words,
    void_words,
    whole_words,
)
from kds.language import tr
from kds.ui.drawing.spans import BOLD, DIM, PLAIN, Look, Row, Span, line_of
from kds.ui.drawing.words import padded

MOST_BARS = 12
"""Bars of a page at most: they are made once, for the life of the application."""

BAR_COLUMNS = 20
"""Width of a bar; on a screen that is too narrow for table and bar the table stands alone."""

PLOT_ROWS = 3
"""Least height of the plot of an hour's figures, beside its caption and the hours below it."""

MOST_PLOT_ROWS = 6
"""Its largest height, on a wall screen."""

MOST_CELL = 10
"""Columns of an hour in the plot at most."""

DIGIT_ROWS = 3
"""Height of a figure in large digits."""

LARGE_ROWS = 30
"""Screens of at least so many rows have the figures of the whole day in large digits."""

_NAME_LEAST = 14
_FIGURE_COLUMNS = 9
_PLOT_AROUND = 3
_LARGE_LEAST_COLUMNS = 78
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plot:
    """One row of bars, hour by hour.

    Attributes:
        caption: what it shows.
        values: one an hour, in minutes; the first is 0, so that heights can be compared with nothing.
        cell: columns of each value.
        top: row of its first cells below the page's first row.
        height: how many rows it takes.
    """

    caption: str
    values: tuple[float, ...]
    cell: int
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class TimesPage:
    """One page.

    Attributes:
        title: what stands over it.
        rows: its rows.
        large: captions and characters of the large digits above the rows, none on a small screen.
        plot: below the table, None where there is none.
        bars: late shares from 0 to 1, one for each row of the table.
        bars_top: row of the first bar below the page's first row.
        bars_left: column of the bars.
    """

    title: str
    rows: tuple[Row, ...]
    large: tuple[tuple[str, str], ...] = ()
    plot: Plot | None = None
    bars: tuple[float, ...] = ()
    bars_top: int = 0
    bars_left: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to draw on.

    Attributes:
        columns, rows: of a page, without header, title and foot.
        can_plot: whether the terminal has more than ASCII.
    """

    columns: int
    rows: int
    can_plot: bool = True


def pages_of(figures: Figures, day: BusinessDay, now: datetime, room: Room) -> tuple[TimesPage, ...]:
    """Give all pages: by hour, by station, by dish, what went wrong, the latest; the screen shows one of them."""
    if figures.is_empty:
        return (_empty_page(room),)
    return (
        *_hour_pages(figures, room),
        *_station_pages(figures, room),
        *_table_pages(
            tr("by dish"), dish_headings(), [(row, dish_words(row)) for row in figures.dishes], figures, room
        ),
        *_text_pages(tr("re-makes and voids"), _trouble(figures, day, now, room.columns), room),
        *_text_pages(tr("the ten latest"), _latest(figures, day, room.columns), room),
    )


def large_figures(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Give captions and characters of the figures that can be read from far away."""
    spread = figures.whole.spread
    return (
        (tr("MEDIAN"), spent_words(spread.median)),
        (tr("9 OF 10"), spent_words(spread.p90)),
        (tr("LATE %"), str(round(100 * spread.late_share)) if spread.counted else "-"),
        (tr("ON THE PASS"), spent_words(figures.passes.median)),
        (tr("COVERS"), str(figures.whole.covers)),
    )


def _hour_pages(figures: Figures, room: Room) -> tuple[TimesPage, ...]:
    """Give the pages by hour, with the plot where its hours fit beside the table."""
    names = [(row, row_words(row, row.name)) for row in figures.hours]
    below = PLOT_ROWS + _PLOT_AROUND if room.can_plot else 0
    pages = _table_pages(tr("by hour"), headings(tr("HOUR")), names, figures, room, spare=below)
    if not room.can_plot:
        return pages
    first = pages[0]
    height = max(min(room.rows - len(first.rows) - _PLOT_AROUND, MOST_PLOT_ROWS), PLOT_ROWS)
    top = min(len(first.rows) + 2, room.rows - height - 1)
    plot = _plot(figures.hours, room.columns, top, height)
    rows = [*first.rows, *((),) * (plot.top - 1 - len(first.rows)), line_of(f" {plot.caption}", room.columns, BOLD)]
    rows += [*((),) * height, _hours_below(figures.hours, plot, room.columns)]
    return (TimesPage(first.title, tuple(rows), first.large, plot), *pages[1:])


def _station_pages(figures: Figures, room: Room) -> tuple[TimesPage, ...]:
    lines = [(row, row_words(row, station_words(row.name))) for row in figures.stations]
    return _table_pages(tr("by station"), headings(tr("STATION")), lines, figures, room, with_bars=True)


def _plot(hours: Sequence[Line], columns: int, top: int, height: int) -> Plot:
    values = [0.0, *((row.spread.p90 or timedelta(0)) / _MINUTE for row in hours)]
    cell = max(1, min(MOST_CELL, (columns - 2) // len(values)))
    return Plot(tr("9 of 10 lines within so many minutes"), tuple(values), cell, top, height)


def _hours_below(hours: Sequence[Line], plot: Plot, columns: int) -> Row:
    every = max(-(-3 // plot.cell), 1)
    words = " " * plot.cell
    for number, row in enumerate(hours):
        label = row.name[:2] if number % every == 0 else ""
        words = words.ljust(plot.cell * (number + 1)) + label
    return line_of(f" {words}", columns, DIM)


def _table_pages(
    title: str,
    over: Sequence[str],
    lines: Sequence[tuple[Line, Sequence[str]]],
    figures: Figures,
    room: Room,
    *,
    with_bars: bool = False,
    spare: int = 0,
) -> tuple[TimesPage, ...]:
    head = _head(figures, room)
    large = large_figures(figures) if _has_large(room) else ()
    top = len(head) + 1
    table = _table_columns(room.columns)
    has_bars = with_bars and room.can_plot and table + BAR_COLUMNS + 3 <= room.columns and len(lines) <= MOST_BARS
    pages: list[TimesPage] = []
    rest = list(lines)
    while rest or not pages:
        height = max(room.rows - top - (0 if pages else spare), 1)
        part, rest = rest[:height], rest[height:]
        rows = (
            *head,
            _cells(over, table, BOLD),
            *(_cells(words, table, PLAIN) for _, words in part),
        )
        bars = tuple(row.spread.late_share for row, _ in part) if has_bars else ()
        pages.append(TimesPage(title, rows, large, bars=bars, bars_top=top, bars_left=table + 3))
    return tuple(pages)


def _text_pages(title: str, lines: Iterable[Row], room: Room) -> tuple[TimesPage, ...]:
    rows = tuple(lines)
    height = max(room.rows, 1)
    return tuple(TimesPage(title, rows[start : start + height]) for start in range(0, max(len(rows), 1), height))


def _head(figures: Figures, room: Room) -> tuple[Row, ...]:
    """Give what stands over each table: the whole day, in large digits where there is room."""
    if not _has_large(room):
        return (line_of(f" {whole_words(figures, room.columns - 1)}", room.columns, BOLD), ())
    captions = "".join(padded(caption, large_columns(room.columns)) for caption, _ in large_figures(figures))
    return (line_of(f" {captions}", room.columns, BOLD), *((),) * (DIGIT_ROWS + 1))


def large_columns(columns: int) -> int:
    """Give the columns between the beginnings of two figures in large digits."""
    return min((columns - 2) // 5, 24)


def _has_large(room: Room) -> bool:
    return room.can_plot and room.rows >= LARGE_ROWS - _PLOT_AROUND and room.columns >= _LARGE_LEAST_COLUMNS


def _table_columns(columns: int) -> int:
    """Give the width of a table: its five figures, and names that are as long as there is room, at most 40."""
    figures = 5 * _FIGURE_COLUMNS
    return min(max(columns - 2, _NAME_LEAST + figures), 40 + figures)


def _cells(words: Sequence[str], columns: int, look: Look) -> Row:
    name, *figures = words
    cells = "".join(" " * max(_FIGURE_COLUMNS - cell_width(word), 1) + word for word in figures)
    return (Span(f" {_fitted(name, columns - cell_width(cells))}{cells}", look),)


def _trouble(figures: Figures, day: BusinessDay, now: datetime, columns: int) -> Iterable[Row]:
    """Give what went wrong, one list after the other, and what is not counted."""
    lists = (
        (tr("MADE AGAIN"), [remake_words(each, day) for each in figures.remakes]),
        (tr("TAKEN BACK AFTER THE START"), [void_words(each, day) for each in figures.voids]),
        (tr("ALLERGIES READ"), [allergy_words(each, day) for each in figures.allergies]),
        (tr("SOLD OUT"), [sold_out_words(each, day, now) for each in figures.sold_out]),
    )
    for heading, lines in lists:
        yield line_of(f" {heading}  {len(lines) or tr('none')}", columns, BOLD)
        for line in lines:
            yield from _wrapped(line, columns, "   ")
    yield line_of(f" {tr('THIS SCREEN')}", columns, BOLD)
    yield from _wrapped(offline_words(figures), columns, "   ")
    yield from _wrapped(pass_words(figures), columns, "   ")
    yield line_of(f" {tr('NOT COUNTED')}", columns, BOLD)
    for line in excluded_words(figures):
        yield from _wrapped(line, columns, "   ")
    yield from _wrapped(tr(NOT_COUNTED), columns, "   ", DIM)


def _latest(figures: Figures, day: BusinessDay, columns: int) -> Iterable[Row]:
    """Give the lines furthest past their limit."""
    if not figures.latest:
        yield line_of(f" {tr('Nothing was late.')}", columns, PLAIN)
        return
    words = (tr("FIRED"), tr("TOOK"), tr("OVER"), tr("STATION"), tr("WHERE"), tr("DISH"))
    yield _late_row(words, columns, BOLD)
    for line in figures.latest:
        yield _late_row(_late_words(line, day), columns, PLAIN)


def _late_words(line: Judged, day: BusinessDay) -> tuple[str, ...]:
    part = line.part
    fired = hour_words(part.fired_at, day) if part.fired_at else "-"
    return (
        fired,
        spent_words(line.spent),
        f"+{spent_words(line.over)}",
        station_words(part.endpoint),
        part.place,
        part.name,
    )


def _late_row(words: Sequence[str], columns: int, look: Look) -> Row:
    fired, took, over, station, place, dish = words
    fixed = f" {padded(fired, 7)}{took:>7}{over:>8}  {_fitted(station, 8)}  {_fitted(place, 8)}  "
    return (Span(fixed + _fitted(dish, columns - cell_width(fixed)), look),)


def _empty_page(room: Room) -> TimesPage:
    sentence = tr("Nothing was fired today that this screen has seen. Figures come with the first line that is ready.")
    rows = (*_wrapped(sentence, room.columns, " "), (), *_wrapped(tr(NOT_COUNTED), room.columns, " ", DIM))
    return TimesPage(tr("today"), rows)


def _wrapped(words: str, columns: int, indent: str, look: Look = PLAIN) -> Iterable[Row]:
    """Give a sentence in as many rows as it needs."""
    for line in wrap_cells(clean(words), max(columns - len(indent) - 1, 1)):
        yield line_of(f"{indent}{line}", columns, look)


def _fitted(words: str, cells: int) -> str:
    """Give a name in exactly so many cells; one that is cut ends with two dots."""
    name = clean(words)
    return padded(name if cell_width(name) <= cells else f"{cut_cells(name, max(cells - 2, 0))}..", cells)
