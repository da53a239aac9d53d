"""Everything known about one card as rows to read: notes, allergens, each status with its time; pure, from values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from kds.domain.cards import Card
from kds.domain.order import Item, Order, Pair, Status
from kds.domain.text import clean, wrap_cells
from kds.domain.wording import amount_words, modifier_words
from kds.ui.drawing.spans import ALLERGY, BOLD, DIM, PLAIN, UNDERLINE, Look, Row, Span


def detail_rows(card: Card, columns: int, local: tzinfo | None) -> tuple[Row, ...]:
    """Give the whole card in rows of at most `columns` cells; nothing is cut, long texts go on below.

    Args:
        card: what stands on the board.
        columns: cells there are.
        local: the restaurant's time zone, None for the machine's own.
    """
    orders = (row for order in card.orders for row in _order_rows(order, columns, local))
    return (*_card_rows(card, columns, local), *orders)


def clock_time(moment: datetime | None, local: tzinfo | None) -> str:
    """Write a time as the wall clock of that zone shows it, `--:--:--` when it is unknown."""
    return f"{moment.astimezone(local):%H:%M:%S}" if moment is not None else "--:--:--"


def _card_rows(card: Card, columns: int, local: tzinfo | None) -> Iterator[Row]:
    facts = [
        card.zone or "",
        " ".join(f"#{number}" for number in card.numbers),
        f"{card.guests} guests" if card.guests else "",
        card.waiter,
        f"was {card.former_title}" if card.former_title else "",
        f"promised {clock_time(card.due_at, local)[:5]}" if card.due_at else "",
        card.pickup_name or "",
    ]
    yield from _wrapped(", ".join(fact for fact in facts if fact), 1, columns, PLAIN)
    for allergy in card.allergies:
        seat = f", seat {allergy.seat}" if allergy.seat else ""
        read = "read here" if allergy.confirmed else "NOT READ YET"
        yield from _wrapped(f"{allergy.word} {allergy.text}{seat}: {read}", 1, columns, ALLERGY)
    if card.note:
        yield from _wrapped(f"NOTE {card.note}", 1, columns, BOLD)
    if card.oddity:
        yield from _wrapped(card.oddity, 1, columns, BOLD)
    if card.refusal:
        yield from _wrapped(f"REFUSED {card.refusal}", 1, columns, BOLD)


def _order_rows(order: Order, columns: int, local: tzinfo | None) -> Iterator[Row]:
    yield ()
    fired = f"fired {clock_time(order.processed_at, local)}" if order.is_processed else "HELD, not fired"
    head = (
        f"ORDER #{order.number}: came {clock_time(order.created_at, local)}, {fired}, from {order.device or 'the till'}"
    )
    yield from _wrapped(head, 1, columns, BOLD)
    for item in order.items:
        yield from _item_rows(item, columns, local)


def _item_rows(item: Item, columns: int, local: tzinfo | None) -> Iterator[Row]:
    sign = "TAKEN BACK " if item.is_negative else ""
    unit = "x" if item.unit == "pcs" else f" {item.unit}"
    yield from _wrapped(f"{sign}{amount_words(item.amount)}{unit} {item.name}", 2, columns, BOLD)
    for words in modifier_words(item):
        yield from _wrapped(words, 6, columns, PLAIN)
    if item.comment:
        yield from _wrapped(f'"{item.comment}"', 6, columns, UNDERLINE)
    facts = [
        f"course {item.course}" if item.course is not None else "",
        f"seat {item.seat}" if item.seat else "",
        f"the dish contains {', '.join(item.allergens)}" if item.allergens else "",
    ]
    if any(facts):
        yield from _wrapped(", ".join(fact for fact in facts if fact), 6, columns, PLAIN)
    for pair in item.pairs:
        yield from _wrapped(_pair_words(pair, local), 6, columns, DIM)


def _pair_words(pair: Pair, local: tzinfo | None) -> str:
    word = pair.word if pair.status is Status.OTHER and pair.word else pair.status.value
    by = f" by {pair.changed_by}" if pair.changed_by else ""
    since = f" since {clock_time(pair.changed_at, local)}" if pair.changed_at is not None else ""
    return f"{pair.endpoint or 'no station'}: {word}{since}{by}"


def _wrapped(text: str, indent: int, columns: int, look: Look) -> Iterator[Row]:
    for line in wrap_cells(clean(text), max(columns - indent - 1, 1)):
        yield (Span(" " * indent, PLAIN), Span(line, look))
