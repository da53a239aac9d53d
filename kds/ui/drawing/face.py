"""A card as it stands on the screen: its title above its drawn rows, or beside them in a list; no place and no colour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from kds.domain.layout import Block
from kds.domain.pace import Pace
from kds.domain.text import cell_width
from kds.language import tr
from kds.ui.drawing.card import BOX_CELLS, DrawnCard, is_loudly_late, title_rows
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import COMPLETE, DIM, LATE, Row, Span, blank, line_of, spread
from kds.ui.drawing.words import minutes_seconds


@dataclass(frozen=True, slots=True)
class Face:
    """All rows of a card in a slot.

    Attributes:
        rows: each `fmt.row_width` cells.
        first: number of the row where the card's drawn rows begin.
        head: rows up to its first line: nobody has read a card without them.
        enter: the row that says what Enter does, None where there is none.
        enter_cells: cells of that row which are Enter.
    """

    rows: tuple[Row, ...]
    first: int
    head: int
    enter: int | None
    enter_cells: int


def block_of(drawn: DrawnCard, age: Pace, fmt: Format) -> Block:
    """Give a card as the layout sees it, title rows included."""
    card = drawn.card
    titles = _title_height(drawn, age, fmt)
    if not fmt.is_list:
        above = titles + len(drawn.letters)
        return Block(card.key, card.title, above + len(drawn.rows), tuple(above + row for row in drawn.breaks))
    beside = titles + _beside_height(drawn, age)
    return Block(
        card.key,
        card.title,
        max(beside, len(drawn.rows)),
        tuple(row for row in drawn.breaks if row >= beside),
    )


def face_of(drawn: DrawnCard, age: Pace, digit: str, fmt: Format) -> Face:
    """Give the rows of a card in the slot with that digit."""
    if fmt.is_list:
        return _listed(drawn, age, digit, fmt)
    card = drawn.card
    above = [*title_rows(card, age, digit, fmt.width), *_complete_rows(drawn, age, fmt, fmt.width)]
    enter = len(above) - 1 if card.complete_since is not None else None
    if drawn.letters:
        from kds.ui.drawing.wide import letter_rows

        above += letter_rows(drawn.letters, card, age, fmt)
    first = len(above)
    if drawn.enter_row is not None:
        enter = first + drawn.enter_row
    return Face((*above, *drawn.rows), first, first + _first_line(drawn), enter, fmt.width)


def _listed(drawn: DrawnCard, age: Pace, digit: str, fmt: Format) -> Face:
    """Give title, age and what Enter does at the left, and at the right a row for each dish."""
    card, width = drawn.card, fmt.lead - 1
    beside = [*title_rows(card, age, digit, width), *_complete_rows(drawn, age, fmt, width)]
    enter = len(beside) - 1 if card.complete_since is not None else None
    words = list(drawn.aside)
    if is_loudly_late(card, age):
        beside.append(line_of(f" {words.pop(0)}" if words else "", width, LATE))
    beside += [line_of(f" {text}", width, DIM) for text in words]
    if card.unseen:
        enter = len(beside)
        beside.append(line_of(f" {_asks(fmt)}", width, DIM))
    no_lead, no_row = line_of("", fmt.lead), line_of("", fmt.width)
    rows = tuple(
        (*(no_lead if left is None else (*left, blank(1))), *(right or no_row))
        for left, right in zip_longest(beside, drawn.rows)
    )
    return Face(rows, 0, max(len(beside), _first_line(drawn)), enter, fmt.lead)


def _title_height(drawn: DrawnCard, age: Pace, fmt: Format) -> int:
    """Give the rows of title and COMPLETE; most titles take one, and only the others are worth drawing for it."""
    width = fmt.lead - 1 if fmt.is_list else fmt.width
    fits = BOX_CELLS + drawn.title_cells + 1 + len(age.words) <= width
    titles = 1 if fits else len(title_rows(drawn.card, age, None, width))
    return titles + (drawn.card.complete_since is not None)


def _beside_height(drawn: DrawnCard, age: Pace) -> int:
    """Give the rows below the title beside the lines of a list."""
    told = len(drawn.aside)
    return max(told, 1 if is_loudly_late(drawn.card, age) else 0) + (1 if drawn.card.unseen else 0)


def _first_line(drawn: DrawnCard) -> int:
    return drawn.lines[0][0] if drawn.lines else len(drawn.rows)


def _asks(fmt: Format) -> str:
    return tr("seen? {key}", key=fmt.caps.get("done", "ENTER"))


def _complete_rows(drawn: DrawnCard, age: Pace, fmt: Format, width: int) -> tuple[Row, ...]:
    """Give the second row of what stands complete on the pass, with the key that sends it where there is room."""
    card = drawn.card
    if card.complete_since is None:
        return ()
    since = minutes_seconds(age.on_pass) if age.on_pass is not None else ""
    sends = "done" in fmt.caps and not card.unseen
    answer = tr("{key} = SEND", key=fmt.caps["done"]) if sends else ""
    long, short = tr("COMPLETE {since} on pass", since=since), tr("COMPLETE {since}", since=since)
    for words, asked in ((long, answer), (short, answer), (long, ""), (short, "")):
        if 1 + cell_width(words) + (2 + cell_width(asked) if asked else 0) + 1 <= width:
            break
    return (spread((Span(f" {words}", COMPLETE),), (Span(f"{asked} ", COMPLETE),), width, COMPLETE),)
