"""What is not on the page, in few words: held tables, the counter of other pages, the next page by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from kds.domain.board import Board
from kds.domain.cards import Card, HeldTable
from kds.domain.pace import Level, level_of
from kds.domain.places import Places
from kds.domain.text import cell_width, cut_cells
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.drawing.card import DrawnCard
from kds.ui.drawing.dish import quantity_words
from kds.ui.drawing.spans import BOLD, DIM, HELD, REVERSE, Row, Span, line_of, spread, width_of
from kds.ui.drawing.words import fitted_list, joined, minutes, oldest, padded, short_name, table_words

_TITLE_CELLS = 5


@dataclass(frozen=True, slots=True)
class OffPage:
    """The cards that are on the board and not on this page."""

    cards: tuple[Card, ...]
    age: timedelta | None
    is_due: bool
    key: str
    extra: str = ""

    @property
    def counted(self) -> str:
        """`+2, oldest 0m`, without a word for what it counts."""
        return self._counted_as(f"+{len(self.cards)}")

    @property
    def counted_more(self) -> str:
        """`+2 more, oldest 0m`."""
        return self._counted_as(tr("+{count} more", count=len(self.cards)))

    @property
    def told(self) -> str:
        """`oldest 0m, 1 complete`, without how many there are."""
        return joined(tr("oldest {age}", age=minutes(self.age)) if self.age is not None else "", self.extra, by=", ")

    def _counted_as(self, count: str) -> str:
        return joined(count, self.told, by=", ")


def off_page(board: Board, places: Places, now: datetime, caps: Mapping[str, str]) -> OffPage | None:
    """Give what is off the page; None when all cards are on it."""
    keys = {*places.before, *places.after}
    cards = tuple(card for card in board.cards if card.key in keys)
    if not cards:
        return None
    due = any(level_of(card, board.station, now) is not Level.FRESH for card in cards)
    age = oldest((card.age_from for card in cards), now)
    return OffPage(cards, age, due, caps.get("page_down" if places.after else "page_up", ""))


def counter_span(off: OffPage, extra: str = "") -> Span:
    """Give `+2 more, oldest 1m PgDn`; reverse when one of them is due."""
    words = joined(joined(off.counted_more, extra, by=", "), off.key, by=" ")
    return Span(words, REVERSE if off.is_due else BOLD)


def counter_spans(promised: str, counter: Span | None) -> tuple[Span, ...]:
    """Give what stands at the right above the last row: what is promised for later, and what is off the page."""
    later = (Span(promised, DIM),) if promised else ()
    if counter is None:
        return later
    return (*later, Span("   "), counter) if later else (counter,)


def held_row(
    board: Board,
    off: OffPage | None,
    now: datetime,
    columns: int,
    *,
    show_held: bool = True,
    message: str = "",
    promised: str = "",
) -> Row:
    """Give the row above the last one of a prep board: held tables at the left, what is off the page at the right.

    Args:
        promised: what waits for its time, in words.
        message: the beginning of a long answer, in place of the held tables.
    """
    counter = counter_span(off) if off else None
    right = counter_spans(promised, counter)
    if message:
        return spread((Span(f" {message} ", REVERSE),), right, columns)
    held = board.held if show_held else ()
    if not held:
        return spread((), right, columns)
    lead = f"{tr('HELD')}  "
    room = columns - cell_width(lead) - (width_of(right) + 1 if right else 0)
    words = _held_words(held, now, room, upper=board.station.upper_case_items)
    if cell_width(words) > room:
        words = f"{cut_cells(words, room - 2)}.."
    return spread((Span(lead, BOLD), Span(words, HELD)), right, columns)


def _held_words(held: Sequence[HeldTable], now: datetime, room: int, *, upper: bool) -> str:
    for shorten in (short_name, _first_word):
        words = " | ".join(
            joined(table.title, *_dishes(table, shorten, upper=upper), _age(table, now), by=" ") for table in held
        )
        if cell_width(words) <= room:
            return words
    totals: dict[str, Decimal] = {}
    for table in held:
        for name, quantity in table.quantities:
            short = _cased(_first_word(name), upper=upper)
            totals[short] = totals.get(short, Decimal(0)) + quantity
    lead = f"{table_words(len(held))}: "
    entries = [f"{amount_words(quantity)} {name}" for name, quantity in totals.items()]
    return lead + fitted_list(entries, room - cell_width(lead), separator=" ", more="..")


def _dishes(table: HeldTable, shorten: Callable[[str], str], *, upper: bool) -> tuple[str, ...]:
    return tuple(
        f"{quantity_words(quantity)} {_cased(shorten(name), upper=upper)}" for name, quantity in table.quantities
    )


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def _cased(name: str, *, upper: bool) -> str:
    return name.upper() if upper else name


def _age(table: HeldTable, now: datetime) -> str:
    return minutes(now - table.held_since) if table.held_since else ""


def next_page_rows(
    off: OffPage, drawn: Mapping[str, DrawnCard], now: datetime, width: int, room: int
) -> tuple[Row, ...]:
    """Give the block `NEXT PAGE` with the names of the cards there, at most `room` rows; `drawn` has all cards by key."""
    title, look = Span(tr("NEXT PAGE"), BOLD), REVERSE if off.is_due else BOLD
    counter = Span(joined(off.counted, off.key, by=" "), look)
    rows: list[Row] = [spread((title,), (counter,), width)]
    if title.width + counter.width > width:
        count = Span(joined(f"+{len(off.cards)}", off.key, by=" "), look)
        rows = [spread((title,), (count,), width), spread((), (Span(off.told, look),), width)]
    entries = [
        (card.title, drawn[card.key].dishes, minutes(now - card.age_from) if card.age_from else "")
        for card in off.cards[: max(room, 0)]
    ]
    return (*rows[: max(room, 1)], *_listed(entries, len(off.cards), width, room - len(rows)))


def held_list_rows(board: Board, now: datetime, width: int, room: int) -> tuple[Row, ...]:
    """Give the block `HELD, not fired` with one row a table, at most `room` rows."""
    count = len(board.held)
    title = f"{tr('HELD, not fired')}  ({table_words(count)})"
    upper = board.station.upper_case_items
    entries = [(table.title, _dishes(table, short_name, upper=upper), _age(table, now)) for table in board.held]
    return (line_of(title, width, BOLD), *_listed(entries, count, width, room - 1))


def _listed(entries: Sequence[tuple[str, tuple[str, ...], str]], count: int, width: int, room: int) -> tuple[Row, ...]:
    """Give one dim row for each entry (title, dishes, age); the last row counts what of `count` has no row."""
    if room <= 0:
        return ()
    shown = entries if count <= room else entries[: room - 1]
    rows = [_listed_row(title, dishes, age, width) for title, dishes, age in shown]
    if len(shown) < count:
        rows.append(line_of(f" {tr('+{count} more', count=count - len(shown))}", width, DIM))
    return tuple(rows)


@lru_cache(maxsize=128)
def _listed_row(title: str, dishes: tuple[str, ...], age: str, width: int) -> Row:
    """Give one dim row, the same object each second: most of a long list only ages by the minute."""
    lead = f" {padded(title, _TITLE_CELLS - 1)} "
    room = width - cell_width(lead) - cell_width(age) - 1
    words = fitted_list(dishes, room, separator="  ", more="..")
    if dishes and not words:
        words = f"{cut_cells(dishes[0], room - 2)}.."
    return spread((Span(lead + words, DIM),), (Span(age, DIM),), width)
