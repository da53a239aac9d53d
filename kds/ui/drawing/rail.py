"""The expo's rail: a table in two rows, what each station still owes it, and the worst fact in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kds.domain.board import Board
from kds.domain.cards import Card, LineKind, StationProgress
from kds.domain.grouping import type_words
from kds.domain.pace import Level, Pace
from kds.domain.terms import Purchase
from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.language import mark, tr
from kds.ui.drawing.sentence import RailView, allergy_sentences, sentence_of
from kds.ui.drawing.sizes import ExpoGrid
from kds.ui.drawing.spans import (
    ALLERGY,
    BOLD,
    COMPLETE,
    DIM,
    HELD,
    LATE,
    PLAIN,
    REVERSE,
    Look,
    Row,
    Span,
    blank,
    filled,
    line_of,
    width_of,
)

_BAR = 1
_EXTRA_CELLS = 36
_LONG_NAME = 14
_TITLE_AT = 4
_GUESTS_AT = 10
_AGE_END = 20
_TITLE_CELLS = 5
_TITLE_CELLS_ALONE = 8
_AGE_CELLS = 7
_ANSWER_CELLS = 14
_ANSWER_CELLS_WIDE = 16
_SHORT_TITLES = {Purchase.TAKE_AWAY: mark("TAKE"), Purchase.DELIVERY: mark("DELIV")}


def rail_head(view: RailView) -> Row:
    """Give the names of the columns."""
    spans = [Span(tr("    table gst   age"), DIM)]
    names = _endpoints(view)
    for index, name in enumerate(names):
        is_last_of_many = index == view.grid.stations - 1 and len(names) > view.grid.stations
        if index < view.grid.stations:
            _at(
                spans, _column(view.grid, index), Span(_short(tr("OTHER") if is_last_of_many else name, view.grid), DIM)
            )
    return filled(spans, view.width)


def active_endpoints(board: Board) -> int:
    """Give how many stations want a column."""
    return sum(each.is_active for each in board.endpoints)


def table_height(view: RailView, card: Card) -> int:
    """Give the rows a table takes; most take two, and only the others are worth measuring."""
    if not _may_be_high(card):
        return 2
    return len(_extra_title(card)) + 1 + len(_sentence_rows(view, card))


def _may_be_high(card: Card) -> bool:
    is_told = card.allergies or card.unseen or card.refusal or card.oddity or card.note or card.former_title
    is_odd = (
        card.is_again or card.is_rush or card.pickup_name or any(line.kind is not LineKind.DISH for line in card.lines)
    )
    is_long = len(card.sections) > 1 or any(len(each.endpoint) > _LONG_NAME for each in card.others)
    return bool(is_told or is_odd or is_long) or cell_width(short_title(card)) > _TITLE_CELLS_ALONE


def table_rows(view: RailView, card: Card, age: Pace, digit: str) -> tuple[Row, ...]:
    """Give a table's rows: slot, name, guests, age, stations; then its allergies and its sentence."""
    base = COMPLETE if card.complete_since is not None else None
    first = _first_row(view, card, age, digit, base)
    return (
        first,
        *(line_of(f"    {text}", view.width, base or BOLD) for text in _extra_title(card)),
        *_sentence_rows(view, card),
    )


def _first_row(view: RailView, card: Card, age: Pace, digit: str, base: Look | None) -> Row:
    words = expo_age(card, age, view.now)
    late = {Level.LATE: LATE, Level.DUE: BOLD}.get(age.look, HELD if card.all_held else PLAIN)
    late = BOLD if age.is_hushed and age.level is Level.LATE else late
    title = short_title(card)
    guests = (
        str(card.guests)
        if card.guests and cell_width(title) <= _TITLE_CELLS and cell_width(words) <= _age_cells()
        else ""
    )
    if _GUESTS_AT + cell_width(guests) >= _AGE_END - cell_width(words):
        guests = ""
    spans = [Span(f"[{digit}]", base or REVERSE), blank(1, base or PLAIN)]
    spans.append(Span(cut_cells(title, _TITLE_CELLS if guests else _TITLE_CELLS_ALONE), base or BOLD))
    _at(spans, _GUESTS_AT, Span(guests, base or PLAIN), base)
    _at(spans, _AGE_END - cell_width(words), Span(words, base or late), base)
    for index, (text, look) in enumerate(_cells(view, card)):
        _at(spans, _column(view.grid, index), Span(text, base or look), base)
    return filled(spans, view.width, base or PLAIN)


def _age_cells() -> int:
    """Give the cells of an age beside which guests have room: those of `LATE 14`, however long the word is."""
    return max(_AGE_CELLS, cell_width(tr("LATE {age}", age=14)))


def short_title(card: Card) -> str:
    """Give a title for five cells: the table, or the order type of what is fetched, whose number the sentence tells."""
    short = _SHORT_TITLES.get(card.purchase, "")
    words, numbers = type_words(card.purchase), (f"#{number}" for number in card.numbers)
    return tr(short) if short and card.title in (words, *(f"{words} {each}" for each in numbers)) else card.title


def expo_age(card: Card, age: Pace, now: datetime) -> str:
    """Give an age for seven cells: a promise in minutes, since its time stands in the sentence."""
    if card.due_at is None or card.purchase is Purchase.WALK_IN or card.all_held:
        return age.words
    minutes = int(abs((card.due_at - now).total_seconds())) // 60
    if age.level is Level.LATE:
        return tr("LATE {age}", age=minutes)
    words = tr("in {minutes}", minutes=minutes)
    return f"! {words}" if age.level is Level.DUE else words


def _extra_title(card: Card) -> tuple[str, ...]:
    """Give rows for a title that does not fit into the first one."""
    if cell_width(short_title(card)) <= _TITLE_CELLS_ALONE:
        return ()
    return wrap_cells(card.title, _EXTRA_CELLS)


def _sentence_rows(view: RailView, card: Card) -> tuple[Row, ...]:
    """Give the rows below the first: allergies are never left out, else one sentence."""
    base = COMPLETE if card.complete_since is not None else None
    answer_at = view.width - (_ANSWER_CELLS_WIDE if view.grid.is_wide else _ANSWER_CELLS)
    main = sentence_of(card, view)
    rows: list[list[Span]] = [
        [blank(_TITLE_AT, base or PLAIN), Span(text, ALLERGY)] for text in allergy_sentences(card, _room(view))
    ]
    used = width_of(rows[-1]) if rows else 0
    fits = used and used + 2 + cell_width(main.within(view.width - used - 3)) < view.width
    if rows and not main.is_due_a_row:
        if fits and main.text:
            rows[-1] += [blank(2, base or PLAIN), *main.spans(base, view.width - used - 3)]
    else:
        texts = main.wrapped(_room(view))
        rows += [[blank(_TITLE_AT, base or PLAIN), *spans] for spans in main.looks(texts, base)]
    last = rows[-1]
    shorter = view.caps.get("done", "ENTER") if card.unseen and not view.grid.is_wide else ""
    for answer in dict.fromkeys((main.answer, shorter)):
        start = max(answer_at, width_of(last) + 1)
        if answer and start + cell_width(answer) <= view.width:
            _at(last, start, Span(answer, base or main.answer_look), base)
            break
    return tuple(filled(row, view.width, base or PLAIN) for row in rows)


def _room(view: RailView) -> int:
    """Give the cells of a sentence."""
    return view.width - _TITLE_AT - 1


def _cells(view: RailView, card: Card) -> list[tuple[str, Look]]:
    """Give what each station's column says about a table."""
    by_name = {clean(each.endpoint): each for each in card.others}
    names = _endpoints(view)
    shown = names if len(names) <= view.grid.stations else names[: view.grid.stations - 1]
    cells = [_cell(by_name.get(name), view.grid) for name in shown]
    if len(shown) < len(names):
        rest = [by_name[name] for name in names[len(shown) :] if name in by_name]
        cells.append(_cell(_together(rest), view.grid))
    return cells


def _together(rest: Sequence[StationProgress]) -> StationProgress | None:
    waited = [each for each in rest if not each.paper] or list(rest)
    if not waited:
        return None
    return StationProgress(
        endpoint="",
        done=sum(each.done for each in waited),
        all=sum(each.all for each in waited),
        served=all(each.served for each in waited),
        held=sum(each.held for each in waited),
        paper=all(each.paper for each in waited),
    )


def _cell(progress: StationProgress | None, grid: ExpoGrid) -> tuple[str, Look]:
    is_wide = grid.is_wide
    if progress is None or not (progress.all or progress.held):
        return "-", DIM
    if progress.served:
        return (tr("sent") if is_wide else "."), BOLD
    if progress.paper:
        return (tr("paper") if is_wide else tr("p")), DIM
    if not progress.all:
        words = tr("held {count}", count=progress.held) if is_wide else tr("h")
        return (words if cell_width(words) < grid.station_cells else f"{tr('h')} {progress.held}"), BOLD
    if not progress.missing:
        return tr("ok"), DIM
    return (f"{progress.done}/{progress.all}" if is_wide else str(progress.missing)), BOLD


def _endpoints(view: RailView) -> list[str]:
    return [clean(each.name) for each in view.board.endpoints if each.is_active]


def _short(name: str, grid: ExpoGrid) -> str:
    return cut_cells(name.upper(), grid.station_cells - 1)


def _column(grid: ExpoGrid, index: int) -> int:
    return grid.stations_at - _BAR + index * grid.station_cells


def _at(spans: list[Span], at: int, span: Span, base: Look | None = None) -> None:
    """Append a span at a cell, or behind what already stands there."""
    missing = at - width_of(spans)
    if missing > 0:
        spans.append(blank(missing, base or PLAIN))
    if span.text:
        spans.append(span)
