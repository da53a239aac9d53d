"""Finds what somebody asks for across the counter: cards, held, finished and hidden orders by any of their words.

It only reads a board; where the found order is told in words, and what a key does about it, is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from kds.domain.allergy import plain_words
from kds.domain.board import Board
from kds.domain.cards import Card, Recallable
from kds.domain.grouping import title_of
from kds.domain.order import Order
from kds.domain.routing import is_done, own_pairs
from kds.domain.terms import Status
from kds.domain.wording import modifier_words


class Whereabouts(IntEnum):
    """Where a found order is; what stands on the board comes first."""

    CARD = 0
    OTHER_ZONE = 1
    PROMISED = 2
    HELD = 3
    FINISHED = 4
    LEFT_OVER = 5
    ELSEWHERE = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One order, or the orders of one card, that somebody may mean.

    Attributes:
        key: names it: the card's key, or source and id of the order.
        card: the card, of `CARD`, `OTHER_ZONE` and `PROMISED`.
        finished: when and by whom, of `FINISHED`.
    """

    where: Whereabouts
    key: str
    title: str
    orders: tuple[Order, ...]
    card: Card | None = None
    finished: Recallable | None = None


@dataclass(frozen=True, slots=True)
class _Plain:
    """What is compared with the asked words: the names, and all texts, without accents and in lower case."""

    of: tuple[object, ...]
    names: tuple[str, ...]
    texts: str


_PLAIN: dict[tuple[Whereabouts, str], _Plain] = {}
"""What was compared last, by order: made again only for an order that changed, since every key asks anew."""


def find(board: Board, seen: Board, asked: str) -> tuple[Found, ...]:
    """Give everything that has all the asked words, in any case and without regard to accents.

    The order whose table or name is asked for comes first, then what begins with it, then the rest: cards in the
    board's order, hidden ones, held, finished, left over from another day, and what only other stations make.

    Args:
        board: everything that the station knows.
        seen: what of it a person looks at.
        asked: what was typed; nothing gives all of it.
    """
    wanted = plain_words(asked)
    words = wanted.split()
    everything = tuple(_all(board, seen))
    if not words:
        return tuple(sorted(everything, key=lambda each: each.where))
    plain = {(each.where, each.key): _plain(each) for each in everything}
    _PLAIN.clear()
    _PLAIN.update(plain)
    found = [(plain[each.where, each.key], each) for each in everything]
    found = [pair for pair in found if all(word in pair[0].texts for word in words)]
    found.sort(key=lambda pair: (_closeness(pair[0], wanted), pair[1].where))
    return tuple(each for _, each in found)


def told(found: Found, asked: str) -> str:
    """Give the first text of an order that has an asked word, as it stands there; empty where its title says it."""
    words = plain_words(asked).split()
    if not words or any(word in plain_words(found.title) for word in words):
        return ""
    return next((text for text in _texts(found) if text and any(word in plain_words(text) for word in words)), "")


def done_here_at(board: Board, order: Order) -> datetime | None:
    """Give when this station finished its part of an open order, which may be long ago or not delivered; else None."""
    parts = [own_pairs(board.station, order, item) for item in order.items]
    own = [pair for pairs in parts if is_done(board.station, pairs) for pair in pairs]
    times = [pair.changed_at for pair in own if pair.status is not Status.CANCELLED and pair.changed_at is not None]
    return max(times, default=None)


def order_key(order: Order) -> str:
    """Name one order among those of several sources."""
    return f"{order.source}/{order.id}"


def _all(board: Board, seen: Board) -> Iterable[Found]:
    named: set[str] = set()
    places = (
        (Whereabouts.CARD, seen.cards),
        (Whereabouts.OTHER_ZONE, board.cards),
        (Whereabouts.PROMISED, board.promised),
    )
    for where, cards in places:
        for card in cards:
            orders = tuple(dict.fromkeys((*card.orders, *card.held)))
            keys = {order_key(order) for order in orders}
            if where is Whereabouts.CARD or not keys <= named:
                named |= keys
                yield Found(where, card.key, card.title, orders, card=card)
    finished = {order_key(each.order): each for each in board.recallable}
    for order in board.orders:
        key = order_key(order)
        if key not in named and key not in finished:
            yield Found(_whereabouts(board, order), key, title_of(order), (order,))
    for key, each in finished.items():
        if key not in named:
            yield Found(Whereabouts.FINISHED, key, each.title, (each.order,), finished=each)


def _whereabouts(board: Board, order: Order) -> Whereabouts:
    """Tell why an open order has no card here."""
    if order.id in board.away:
        return Whereabouts.LEFT_OVER
    is_held = any(order.id in table.order_ids for table in board.held)
    return Whereabouts.HELD if is_held else Whereabouts.ELSEWHERE


def _titles(found: Found) -> Iterable[str]:
    yield found.title
    if found.card is not None:
        yield found.card.former_title or ""
        yield found.card.pickup_name or ""
    for order in found.orders:
        yield from (order.table or "", order.ticket_name, order.pickup_name or "", str(order.number))


def _texts(found: Found) -> Iterable[str]:
    """Give every text that may be asked for, names first."""
    yield from _titles(found)
    for order in found.orders:
        yield from (order.waiter, order.zone or "", order.note or "")
        for item in order.items:
            yield from (item.name, *modifier_words(item), item.comment or "")


def _plain(found: Found) -> _Plain:
    of = (found.card, *found.orders)
    kept = _PLAIN.get((found.where, found.key))
    if kept is not None and len(kept.of) == len(of) and all(new is old for new, old in zip(of, kept.of, strict=True)):
        return kept
    names = tuple(plain_words(name) for name in _titles(found) if name)
    return _Plain(of, names, " \n ".join(plain_words(text) for text in _texts(found) if text))


def _closeness(plain: _Plain, wanted: str) -> int:
    """Give 0 for the very name, 1 for the beginning of one, 2 for anything else."""
    if wanted in plain.names:
        return 0
    return 1 if any(name.startswith(wanted) for name in plain.names) else 2
