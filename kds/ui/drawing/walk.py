"""The interval's walk as rows: a heading for each row of seats, below it one row a seat; pure, no screen state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kds.domain.allergy import names_allergy
from kds.domain.text import cell_width, clean, wrap_cells
from kds.domain.venue.walk import Stop, WalkRow
from kds.domain.wording import amount_words
from kds.language import tr, trn
from kds.ui.drawing.spans import ALLERGY, BOLD, DIM, REVERSE, SELECTED, UNDERLINE, Row, Span, filled, line_of, spread
from kds.ui.drawing.words import joined, padded

_SEAT_CELLS = 6
_LEAD_CELLS = 1 + 3 + _SEAT_CELLS
"""Bar, mark and seat."""


@dataclass(frozen=True, slots=True)
class WalkLine:
    """One row of the page; `stop` is the key of the seat that it belongs to, empty for a heading."""

    row: Row
    stop: str = ""


def walk_lines(walk: Sequence[WalkRow], chosen: str, columns: int, *, ascii_only: bool) -> tuple[WalkLine, ...]:
    """Draw all rows of seats with what is still to be carried, each seat with its own rows.

    Args:
        walk: in walking order; finished rows of seats are left out.
        chosen: key of the chosen stop.
        columns: cells there are.
        ascii_only: nothing outside ASCII.
    """
    lines: list[WalkLine] = []
    for row in walk:
        if row.is_done:
            continue
        left = sum(not stop.is_done for stop in row.stops)
        seats = trn("{count} seat to go", "{count} seats to go", left)
        lines.append(WalkLine(spread((Span(f" {clean(row.place)} ", REVERSE),), (Span(f"{seats} ", BOLD),), columns)))
        for stop in row.stops:
            is_chosen = stop.key == chosen
            drawn = _stop_rows(stop, columns, is_chosen=is_chosen, ascii_only=ascii_only)
            lines += [WalkLine(each, stop.key) for each in drawn]
    return tuple(lines)


def page_with(lines: Sequence[WalkLine], chosen: str, height: int) -> tuple[Sequence[WalkLine], int, int]:
    """Give the page that shows the chosen stop, its number and how many there are; both from 0.

    A page never ends with a heading alone, nor amid a seat.
    """
    pages: list[list[WalkLine]] = [[]]
    for block in _blocks(lines):
        if pages[-1] and len(pages[-1]) + len(block) > height:
            pages.append([])
        pages[-1] += block[:height]
    number = next((at for at, page in enumerate(pages) if any(line.stop == chosen for line in page)), 0)
    return pages[number], number, len(pages)


def _blocks(lines: Sequence[WalkLine]) -> list[list[WalkLine]]:
    """Part the lines into what must stand on one page: a seat's rows, the heading with the first one."""
    blocks: list[list[WalkLine]] = []
    for line in lines:
        goes_on = bool(blocks) and bool(line.stop) and blocks[-1][-1].stop in ("", line.stop)
        if goes_on:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _stop_rows(stop: Stop, columns: int, *, is_chosen: bool, ascii_only: bool) -> list[Row]:
    look = DIM if stop.is_done else BOLD
    bar = Span((">" if ascii_only else "█") if is_chosen else " ", SELECTED)
    sign = f"{tr('ok')} " if stop.is_done else "o  " if ascii_only else "◌  "
    things = [f"{amount_words(amount)}x {clean(name).upper()}" for name, amount in stop.things]
    room = columns - _LEAD_CELLS - 1
    texts = list(wrap_cells(joined(*things, by=", "), room)) or [""]
    guest = Span(f"{clean(stop.guest)} ", DIM)
    rows: list[Row] = []
    for index, text in enumerate(texts):
        lead = f"{sign}{padded(clean(stop.seat), _SEAT_CELLS)}" if index == 0 else " " * (_LEAD_CELLS - 1)
        fits = index == 0 and cell_width(text) + guest.width + 1 <= room
        left = (bar, Span(lead, look), Span(text, look))
        rows.append(spread(left, (guest,), columns) if fits and stop.guest else filled(left, columns))
    if stop.wish and not stop.is_done:
        rows += _wish_rows(stop.wish, bar, columns)
    return rows


def _wish_rows(wish: str, bar: Span, columns: int) -> list[Row]:
    """Give a guest's words whole, those of an allergy as loud as on a card."""
    lead = Span(" " * (_LEAD_CELLS - 1))
    room = columns - _LEAD_CELLS - 1
    if names_allergy(wish):
        return [
            filled((bar, lead, *line_of(text, room, ALLERGY)), columns)
            for text in wrap_cells(tr("ALLERGY {words}", words=clean(wish).upper()), room)
        ]
    return [filled((bar, lead, Span(text, UNDERLINE)), columns) for text in wrap_cells(f'"{clean(wish)}"', room)]
