"""A card for each order: divides a composed card, so that a bump of one part covers nothing of the others (board 5, grouping)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kds.domain.board import Board
from kds.domain.card_facts import card_of
from kds.domain.cards import Card, Section
from kds.domain.composing import known_orders, sight_of
from kds.domain.expo_cards import complete_since
from kds.domain.grouping import ticket_of
from kds.domain.lens import part_key
from kds.domain.lines import Sight
from kds.domain.order import Order
from kds.domain.progress import progress_of
from kds.domain.routing import is_pass


def card_of_each_order(card: Card, board: Board) -> tuple[Card, ...]:
    """Give a card for each order that has lines or is held; the same card where there is only one.

    A slip that only takes something back stays with the order it takes from. What a guest must not eat stands on all of
    them.

    Args:
        card: as composed.
        board: where it stands; its orders say how far the other stations are.
    """
    parts = _orders_of_parts(card)
    if len(parts) < 2:
        return (card,)
    tickets = {ticket_of(order) for order in card.orders}
    slips = [order for order in known_orders(board.slips, board.marks) if ticket_of(order) in tickets]
    sight = sight_of(board.station, slips, board.marks, board.sync, board.endpoints)
    return tuple(_part(sight, card, orders) for orders in parts)


def _orders_of_parts(card: Card) -> list[list[Order]]:
    """Give the orders of each part, the one with its lines first."""
    owners = {line.order_id for line in card.lines} | {order.id for order in card.held}
    parts = {order.id: [order] for order in card.orders if order.id in owners}
    for order in card.orders:
        if order.id in parts or not parts:
            continue
        taken = (ref.order_id for item in order.items if (ref := item.takes_back) is not None)
        home = next((order_id for order_id in taken if order_id in parts), next(iter(parts)))
        parts[home].append(order)
    return list(parts.values())


def _part(sight: Sight, card: Card, orders: Sequence[Order]) -> Card:
    first = orders[0]
    ids = {order.id for order in orders}
    sections = tuple(
        Section(lines, tuple(each for each in section.order_ids if each in ids), section.added_at)
        for section in card.sections
        if (lines := tuple(line for line in section.lines if line.order_id in ids))
    )
    key = part_key(card.key, first.id)
    part = card_of(sight, key, orders, sections or (Section((), (first.id,)),))
    number = f"#{first.number}"
    title = part.title if number in part.title else f"{part.title} {number}"
    part = replace(part, title=title, refusal=card.refusal, others=card.others, is_last=card.is_last)
    if not is_pass(sight.station):
        return part
    return replace(
        part,
        held=tuple(order for order in card.held if order.id in ids),
        all_held=not sections,
        others=progress_of(sight, orders),
        complete_since=complete_since(sight, orders, part.lines) if sections else None,
    )
