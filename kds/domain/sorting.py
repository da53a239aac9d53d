"""Which card stands first: rush, age, promise or table (board 5); decides the order alone, never a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import lru_cache

from kds.domain.cards import Card
from kds.domain.lens import Sort
from kds.domain.station import Station
from kds.domain.terms import Purchase

_NEVER = datetime.max.replace(tzinfo=UTC)
_NUMBER = re.compile(r"([0-9]{1,18})")

_Age = tuple[bool, datetime, int]


def in_sort_order(cards: Iterable[Card], sort: Sort, station: Station, rushed: Collection[str]) -> tuple[Card, ...]:
    """Give the cards in the order of a sort; equal ones stand as they were.

    Args:
        cards: as composed.
        sort: the order that is wanted.
        station: whose limits make a promise of a card that has none.
        rushed: ids of the orders that go first.
    """
    return tuple(sorted(cards, key=_key_of(sort, station, rushed)))


def by_age(card: Card) -> _Age:
    """Give what cards are sorted by: made again first, then the oldest; a card without a known age comes last."""
    return (not card.is_again, card.age_from or _NEVER, min(card.numbers, default=0))


def is_rushed(card: Card, rushed: Collection[str]) -> bool:
    """Whether one of a card's orders goes first."""
    return any(order.id in rushed for order in card.orders)


@lru_cache(maxsize=512)
def natural(title: str) -> tuple[tuple[int, str], ...]:
    """Give what titles are sorted by as people count: T2 before T10."""
    pieces = (piece for piece in _NUMBER.split(title.casefold()) if piece)
    return tuple((int(piece), "") if piece.isdecimal() and piece.isascii() else (-1, piece) for piece in pieces)


def _key_of(sort: Sort, station: Station, rushed: Collection[str]) -> Callable[[Card], tuple[object, ...]]:
    match sort:
        case Sort.PROMISE:
            return lambda card: (_promise(card, station), by_age(card))
        case Sort.TABLE:
            return lambda card: (not any(order.table for order in card.orders), natural(card.title), by_age(card))
        case Sort.RUSH if rushed:
            return lambda card: (not is_rushed(card, rushed), by_age(card))
        case _:
            return by_age


def _promise(card: Card, station: Station) -> datetime:
    """Give the time a card is wanted at: its promise, without one the moment from which it is late."""
    if card.due_at is not None and card.purchase is not Purchase.WALK_IN:
        return card.due_at
    return card.age_from + station.limits(card.purchase).late if card.age_from is not None else _NEVER
