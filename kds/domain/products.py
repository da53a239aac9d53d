"""Products as a board knows them, by the code of the till: what people call them and how much is wanted; nothing is asked of the till."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kds.domain.allergy import plain_words
from kds.domain.board import Board
from kds.domain.notes import Note
from kds.domain.order import Item, Order
from kds.domain.status import item_status
from kds.domain.terms import Status
from kds.domain.text import clean


@dataclass(frozen=True, slots=True)
class Product:
    """Something the till sells that was ordered lately.

    Attributes:
        code: the till's product code.
        name: cleaned, as the order spelled it.
        open: portions that are not ready yet, at all stations.
        is_own: whether this station makes it.
    """

    code: int
    name: str
    open: Decimal
    is_own: bool


def products_of(board: Board) -> tuple[Product, ...]:
    """Give the products of open and lately finished orders: this station's own first, each group by name."""
    found: dict[int, Product] = {}
    for order, item in _items(_orders(board)):
        code = item.plu_code
        if code is None:
            continue
        waiting = Decimal(0) if item_status(item, order.inactive_endpoints).rank >= Status.READY.rank else item.amount
        if item.is_negative:
            waiting = -waiting
        is_own = any(pair.endpoint is None or board.station.watches(pair.endpoint) for pair in item.pairs)
        before = found.get(code, Product(code, clean(item.name), Decimal(0), is_own=False))
        found[code] = Product(code, before.name, before.open + waiting, is_own=before.is_own or is_own)
    return tuple(sorted(found.values(), key=lambda each: (not each.is_own, plain_words(each.name), each.code)))


def product_name(board: Board, note: Note) -> str:
    """Give what people call the product of a note: the note's own words, else an order's, else its code."""
    if note.text:
        return clean(note.text)
    named = (item.name for _, item in _items(_orders(board)) if item.plu_code == note.plu_code)
    return clean(next(named, "")) or f"#{note.plu_code}"


def _orders(board: Board) -> Iterator[Order]:
    yield from board.orders
    yield from (each.order for each in board.recallable)


def _items(orders: Iterable[Order]) -> Iterator[tuple[Order, Item]]:
    seen: set[tuple[str, str]] = set()
    for order in orders:
        if (order.source, order.id) not in seen:
            seen.add((order.source, order.id))
            yield from ((order, item) for item in order.items)
