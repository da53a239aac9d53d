"""What a station's memory loses: marks of orders that are over, and of orders whose id belongs to another one now (reliability 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from kds.domain.grouping import ticket_of
from kds.domain.marks import Marks
from kds.domain.order import Order
from kds.domain.unseen import order_of, ticket_of_mark


def strangers(marks: Marks, orders: Sequence[Order], *, restarted: bool) -> frozenset[str]:
    """Give the ids that stand for another order than the one this station remembers under them.

    Args:
        restarted: the till has lost its state; an order without a time of creation is then taken for another one.
    """
    if not marks.first_seen:
        return frozenset()
    return frozenset(
        order.id
        for order in orders
        if order.id in marks.first_seen
        and (
            restarted if order.created_at is None else marks.created.get(order.id, order.created_at) != order.created_at
        )
    )


def after_restart(marks: Marks, orders: Sequence[Order], others: Collection[str]) -> Marks:
    """Give the memory after the till has lost its state: a ticket is remembered only where an order of it came back.

    Args:
        orders: the newest reading; what is not in it may come back and keeps its marks.
        others: the ids in it that stand for another order than before.
    """
    listed = {ticket_of(order) for order in orders}
    proven = {ticket_of(order) for order in orders if order.id in marks.first_seen and order.id not in others}
    return without(marks, others, lambda ticket: ticket in proven or ticket not in listed)


def without(marks: Marks, orders: Collection[str], keeps_ticket: Callable[[str], bool]) -> Marks:
    """Forget everything about some orders, and about the tickets that are not kept."""

    def stays(mark: str) -> bool:
        ticket = ticket_of_mark(mark)
        return order_of(mark) not in orders and (ticket is None or keeps_ticket(ticket))

    return replace(
        marks,
        seen=frozenset(filter(stays, marks.seen)),
        painted=frozenset(filter(stays, marks.painted)),
        ticked=frozenset(key for key in marks.ticked if key.split("/")[0] not in orders),
        first_seen={id_: seen for id_, seen in marks.first_seen.items() if id_ not in orders},
        created={id_: time for id_, time in marks.created.items() if id_ not in orders},
        card_of={id_: key for id_, key in marks.card_of.items() if id_ not in orders},
        added_at={id_: time for id_, time in marks.added_at.items() if id_ not in orders},
        kept={id_: order for id_, order in marks.kept.items() if id_ not in orders},
        again={key: time for key, time in marks.again.items() if key.split("/")[0] not in orders},
        moved_here={key: dish for key, dish in marks.moved_here.items() if key.split("/")[0] not in orders},
        former_table={ticket: table for ticket, table in marks.former_table.items() if keeps_ticket(ticket)},
        allergies={ticket: texts for ticket, texts in marks.allergies.items() if keeps_ticket(ticket)},
    )
