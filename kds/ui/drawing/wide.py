"""The name of a table in large letters, for the layout `wide`; the title above them stays as it is on every card."""

from __future__ import annotations

from kds.domain.cards import Card
from kds.domain.pace import Level, Pace
from kds.ui.drawing.lettering import can_letter, lettered
from kds.ui.drawing.sizes import Format
from kds.ui.drawing.spans import COMPLETE, LATE, PLAIN, Row, line_of


def letters_of(card: Card, fmt: Format) -> tuple[str, ...]:
    """Give the rows of a card's name in large letters; none where no name of it fits.

    What is called out comes first: the table, else the name of who fetches it, else the title, else the number.
    """
    if not fmt.letter_rows:
        return ()
    tables = (order.table for order in reversed(card.orders) if order.table)
    for name in (next(tables, ""), card.pickup_name, card.title, *(f"#{each}" for each in card.numbers[:1])):
        text = (name or "").upper()
        if text and can_letter(text):
            drawn = lettered(text, fmt.width - 2, fmt.letter_rows, full=fmt.full)
            if drawn.rows:
                return drawn.rows
    return ()


def letter_rows(letters: tuple[str, ...], card: Card, age: Pace, fmt: Format) -> tuple[Row, ...]:
    """Give the letters as rows; of a late card all of them are reverse, so that it is the largest thing on the screen."""
    look = LATE if age.look is Level.LATE else PLAIN
    if card.complete_since is not None:
        look = COMPLETE
    return tuple(line_of(f" {row}", fmt.width, look) for row in letters)
