"""Which slips stand together, what they are called and since when they wait (board 4 and 5); nothing about lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kds.domain.order import Order
from kds.domain.terms import Purchase
from kds.language import mark, tr

_ORDER_TYPES = {Purchase.TAKE_AWAY: mark("TAKE AWAY"), Purchase.DELIVERY: mark("DELIVERY")}


def ticket_of(order: Order) -> str:
    """Give what the slips of one guest's bill have in common; a slip that names no ticket stands alone."""
    return order.ticket_id or f"order:{order.id}"


def place_of(order: Order) -> str:
    """Give what the slips of one table have in common; without a table those of one ticket."""
    return f"table:{order.zone or ''}/{order.table}" if order.table else f"ticket:{ticket_of(order)}"


def type_words(purchase: Purchase) -> str:
    """Give the order type as a title says it: `TAKE AWAY`, `DELIVERY`; nothing where guests sit at a table."""
    word = _ORDER_TYPES.get(purchase)
    return tr(word) if word is not None else ""


def title_of(order: Order) -> str:
    """Give what a kitchen calls the slip: its table and order type, else the ticket's name, else its number."""
    words = [word for word in (order.table, type_words(order.purchase)) if word]
    return " ".join(words) or order.ticket_name or f"#{order.number}"


def age_start(order: Order, first_seen: Mapping[str, datetime]) -> datetime | None:
    """Give when the order's age starts: fired, else created, else first seen here (board 4); None when unknown."""
    return order.processed_at or order.created_at or first_seen.get(order.id)


def in_order_of_arrival(orders: Iterable[Order]) -> list[Order]:
    """Give the slips oldest first; a slip without a time comes last."""
    return sorted(orders, key=_arrival)


def by_ticket(orders: Iterable[Order]) -> dict[str, list[Order]]:
    """Give the slips of each ticket."""
    tickets: dict[str, list[Order]] = {}
    for order in orders:
        tickets.setdefault(ticket_of(order), []).append(order)
    return tickets


def by_place(tickets: Mapping[str, Sequence[Order]], live: frozenset[str]) -> dict[str, list[Order]]:
    """Give the slips of each table; a ticket stands where its newest live slip does, its remembered slips follow.

    Args:
        live: ids of orders of the newest reading; the location of others may be out of date (contract 2, table moves).
    """
    places: dict[str, list[Order]] = {}
    for orders in tickets.values():
        newest = max(orders, key=lambda order: (order.id in live, *_arrival(order)))
        places.setdefault(place_of(newest), []).extend(orders)
    return places


def _arrival(order: Order) -> tuple[bool, float, int, str]:
    created = order.processed_at or order.created_at
    return (created is None, created.timestamp() if created else 0.0, order.number, order.id)
