"""What is true of a whole card: its title, times, allergies, courses and the things nobody has read; not its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from kds.domain.allergy import names_allergy
from kds.domain.cards import Card, CardLine, LineKind, Section, Sync, Unseen
from kds.domain.grouping import age_start, ticket_of, title_of
from kds.domain.lines import Sight, is_open_line
from kds.domain.marks import again_key
from kds.domain.order import Order
from kds.domain.routing import is_pass
from kds.domain.terms import Purchase, Status
from kds.domain.unseen import add_on_mark, moved_mark

_WORST_FIRST = {each: place for place, each in enumerate(Unseen)}
_SYNC_RANK = {Sync.SETTLED: 0, Sync.PENDING: 1, Sync.UNKNOWN: 2, Sync.REFUSED: 3}


def card_of(
    sight: Sight,
    key: str,
    orders: Sequence[Order],
    sections: tuple[Section, ...],
) -> Card:
    """Give a card with everything that both a cook's and the pass's cards say.

    Args:
        orders: the slips behind it, oldest first, at least one.
        sections: its lines.
    """
    lines = [line for section in sections for line in section.lines]
    first, newest = orders[0], orders[-1]
    former = former_title(sight, orders)
    open_courses = [line.course for line in lines if line.course is not None and is_open_line(sight.station, line)]
    return Card(
        key=key,
        title=title_of(newest),
        sections=sections,
        orders=tuple(orders),
        age_from=age_from(sight, orders, lines),
        former_title=former,
        purchase=next((each.purchase for each in orders if each.purchase is not Purchase.WALK_IN), Purchase.WALK_IN),
        due_at=min((each.due_at for each in orders if each.due_at is not None), default=None),
        pickup_name=_first(orders, lambda order: order.pickup_name),
        note=_notes(orders),
        zone=newest.zone,
        waiter=first.waiter,
        guests=_guests(orders),
        numbers=tuple(dict.fromkeys(order.number for order in orders)),
        allergies=sight.allergies,
        unseen=unseen_of(sight, orders, sections, former),
        is_new=bool(lines) and all(line.shown_status is Status.NEW and not line.again for line in lines),
        is_again=any(line.again for line in lines),
        course=min(open_courses, default=None),
        courses=sight.courses,
        sync=max((sight.sync.get(each.id, Sync.SETTLED) for each in orders), key=_SYNC_RANK.__getitem__),
        oddity=_first(orders, lambda order: order.oddity),
    )


def age_from(sight: Sight, orders: Sequence[Order], lines: Iterable[CardLine]) -> datetime | None:
    """Give when the oldest line that waits for this station began to, else when the oldest slip did.

    A dish that is made again keeps a timer of its own (board 3).
    """
    marks = sight.marks
    starts = {order.id: age_start(order, marks.first_seen) for order in orders}
    waiting = [
        marks.again.get(again_key(line.order_id, line.item_id)) or starts.get(line.order_id)
        for line in lines
        if is_open_line(sight.station, line)
    ]
    known = [start for start in waiting or starts.values() if start is not None]
    return min(known, default=None)


def former_title(sight: Sight, orders: Iterable[Order]) -> str | None:
    """Give the table a ticket of the card was moved from, until somebody has read it."""
    for order in orders:
        former = sight.marks.former_table.get(ticket_of(order))
        title = title_of(order)
        if former and former != title and moved_mark(ticket_of(order), title) not in sight.marks.seen:
            return former
    return None


def unseen_of(
    sight: Sight,
    orders: Sequence[Order],
    sections: Iterable[Section],
    former: str | None,
) -> tuple[tuple[str, Unseen], ...]:
    """Give what a person must read before doing anything else on a card, worst first (board 3)."""
    found = {each.mark: Unseen.ALLERGY for each in sight.allergies if not each.confirmed}
    for section in sections:
        for line in section.lines:
            kind = Unseen.VOID if line.kind is LineKind.VOID else Unseen.CHANGED
            found.update(dict.fromkeys(sorted(line.unseen), kind))
        # the pass sees each course arrive as an add-on: it is told, not asked
        is_asked = section.added_at is not None and not is_pass(sight.station)
        if is_asked and any(is_open_line(sight.station, line) for line in section.lines):
            marks = (add_on_mark(order_id) for order_id in section.order_ids)
            found.update({mark: Unseen.ADD_ON for mark in marks if mark not in sight.marks.seen})
    if former is not None:
        moved = {ticket_of(order): title_of(order) for order in orders if ticket_of(order) in sight.marks.former_table}
        marks_moved = (moved_mark(ticket, title) for ticket, title in moved.items())
        found.update({mark: Unseen.MOVED for mark in marks_moved if mark not in sight.marks.seen})
    return tuple(sorted(found.items(), key=lambda entry: _WORST_FIRST[entry[1]]))


def sections_of(lines: Sequence[tuple[Order, CardLine]], added_at: Mapping[str, datetime]) -> tuple[Section, ...]:
    """Put lines into the first section and one for each time something was added; the first one is never an add-on.

    Args:
        lines: each with the slip in whose section it stands, in drawing order.
        added_at: order id → when the slip joined the card.
    """
    groups: dict[datetime | None, list[tuple[Order, CardLine]]] = {}
    for order, line in lines:
        groups.setdefault(added_at.get(order.id), []).append((order, line))
    times = sorted((time for time in groups if time is not None), key=lambda time: time)
    ordered: list[datetime | None] = [None, *times] if None in groups else list(times)
    return tuple(
        Section(
            tuple(line for _, line in groups[time]),
            tuple(dict.fromkeys(order.id for order, _ in groups[time])),
            time if place else None,
        )
        for place, time in enumerate(ordered)
    )


def _first(orders: Iterable[Order], of: Callable[[Order], str | None]) -> str | None:
    return next((value for order in orders if (value := of(order))), None)


def _notes(orders: Iterable[Order]) -> str | None:
    """Give the slips' notes, each once; one that is an allergy has a row of its own instead."""
    notes = dict.fromkeys(order.note for order in orders if order.note and not names_allergy(order.note))
    return "  ".join(notes) or None


def _guests(orders: Iterable[Order]) -> int | None:
    """Give the guests of all tickets of a card, None when no slip says."""
    tickets = {ticket_of(order): order.guests for order in orders if order.guests}
    return sum(tickets.values()) or None
