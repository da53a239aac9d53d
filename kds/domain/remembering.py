"""How a station's memory follows the readings: first sight, cards, moves, re-makes, allergies and what left (board 3).

Nothing here asks a clock or a person: seen and ticked come from intents, everything else from comparing readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.allergy import allergies_of
from kds.domain.cards import Card, LineKind
from kds.domain.changes import Changes, changes
from kds.domain.composing import groups_of, sight_of
from kds.domain.forgetting import without
from kds.domain.grouping import ticket_of, title_of
from kds.domain.homes import concerns, homes_of
from kds.domain.leaving import kept_orders
from kds.domain.marks import GuestAllergy, Marks, again_key, tick_key
from kds.domain.moving import moved_dishes
from kds.domain.order import Item, Order
from kds.domain.routing import is_fired, is_pass, own_pairs
from kds.domain.station import Station
from kds.domain.status import item_status, least_advanced
from kds.domain.terms import Status
from kds.domain.unseen import dish_mark, dish_of, moved_mark, order_of

AGAIN_AFTER = timedelta(seconds=60)
"""A dish that goes back to `New` later than this after `Ready` or `Served` is made again; sooner it is an undo (board 3)."""
FORGET_AFTER = timedelta(hours=4)
"""Marks of an order that left the board are forgotten this long after its first sight; a bill is closed by then."""
REMEMBERED_TICKETS = 500
"""Tickets whose allergies are remembered between courses; a restaurant's day."""

_NOTHING_GONE: Mapping[str, Order | None] = {}


def remembered(
    marks: Marks,
    old: Sequence[Order],
    new: Sequence[Order],
    station: Station,
    now: datetime,
    gone: Mapping[str, Order | None] = _NOTHING_GONE,
) -> Marks:
    """Give the station's memory after a reading; the very same object when nothing changed in it.

    Args:
        old: the slips known before, own changes laid over; finished ones too where the caller has them.
        new: the slips known now.
        now: server time.
        gone: what reading by id gave for the orders of `leaving.to_look_up`; None for a deleted one.
    """
    if old is new and not gone and not marks.kept:
        return marks
    difference = changes(old, new)
    kept = kept_orders(marks, old, new, gone)
    first_seen = {order.id: now for order in new if order.id not in marks.first_seen}
    created = {order.id: order.created_at for order in new if order.created_at and order.id not in marks.created}
    moved, read = _moves(marks, difference, new)
    again = _made_again(marks, difference, old, new, now)
    next_marks = replace(
        marks,
        seen=marks.seen - read if read else marks.seen,
        first_seen={**marks.first_seen, **first_seen},
        created={**marks.created, **created},
        kept=kept,
        former_table=marks.former_table if moved == marks.former_table else moved,
        moved_here=moved_dishes(marks, [*kept.values(), *new], difference.arrived, station),
        again=marks.again if again == marks.again else again,
        allergies=_allergies(marks, difference, new),
        ticked=_still_ticked(marks, new, station),
    )
    next_marks = _with_homes(next_marks, new, station, now)
    next_marks = _without_the_forgotten(next_marks, new, now)
    return marks if next_marks == marks else next_marks


def painted(marks: Marks, cards: Iterable[Card]) -> Marks:
    """Give the memory after these cards stood on the screen; the very same object when they had before."""
    shown = {mark for card in cards for mark, _ in card.unseen}
    for card in cards:
        for line in card.lines:
            shown.update(line.unseen)
            if line.kind in (LineKind.DISH, LineKind.CHANGED) and line.status.is_open:
                shown.add(dish_mark(line.order_id, line.item_id, line.quantity))
    return marks if shown <= marks.painted else replace(marks, painted=marks.painted | shown)


def _with_homes(marks: Marks, new: Sequence[Order], station: Station, now: datetime) -> Marks:
    """Decide the card of each slip that appears for the first time; held slips of a cook wait until they are fired."""
    card_of, added_at = dict(marks.card_of), dict(marks.added_at)
    for group in groups_of(station, new, marks):
        slips = group if is_pass(station) else [order for order in group if is_fired(station, order)]
        if all(order.id in card_of for order in slips):
            continue
        sight = sight_of(station, group, marks)
        if not any(order.id not in card_of and concerns(sight, order) for order in slips):
            continue
        homes = homes_of(sight, slips, now)
        card_of.update(homes.card_of)
        added_at.update(homes.added_at)
    return replace(marks, card_of=card_of, added_at=added_at)


def _moves(marks: Marks, difference: Changes, new: Sequence[Order]) -> tuple[dict[str, str], frozenset[str]]:
    """Give each ticket's title before its unread move, and marks of earlier moves to the same place, to be read again."""
    titles = {ticket_of(order): title_of(order) for order in (*marks.kept.values(), *new)}
    moves = {
        ticket: former
        for ticket, former in marks.former_table.items()
        if ticket in titles and moved_mark(ticket, titles[ticket]) not in marks.seen
    }
    again: set[str] = set()
    shown = {ticket_of(order) for order in new if order.id in marks.card_of}
    for ticket, (before, after) in difference.moved.items():
        if ticket in shown:
            moves.setdefault(ticket, before)
            again.add(moved_mark(ticket, after))
            if moves[ticket] == after:
                del moves[ticket]
    return moves, frozenset(again)


def _made_again(
    marks: Marks, difference: Changes, old: Sequence[Order], new: Sequence[Order], now: datetime
) -> dict[str, datetime]:
    """Give the dishes that are made again, with the time; one that is ready again is an ordinary dish."""
    former = {(order.id, item.id): item for order in old if order.id in difference.changed for item in order.items}
    again: dict[str, datetime] = {}
    for order in new:
        came_back = bool(old) and order.id in difference.arrived and order.id in marks.card_of
        if not marks.again and not came_back and order.id not in difference.changed:
            continue
        for item in order.items:
            key = again_key(order.id, item.id)
            status = item_status(item, order.inactive_endpoints)
            if status.rank >= Status.READY.rank or item.is_negative:
                continue
            was = former.get((order.id, item.id))
            if key in marks.again:
                again[key] = marks.again[key]
            elif status is Status.NEW and (time := _changed_at(item)) is not None:
                remade = came_back if was is None else _was_done_before(was, order, time)
                again.update({key: min(time, now)} if remade else {})
    return again


def _was_done_before(was: Item, order: Order, time: datetime) -> bool:
    done = item_status(was, order.inactive_endpoints) in (Status.READY, Status.SERVED)
    done_at = _changed_at(was)
    return done and done_at is not None and time - done_at > AGAIN_AFTER


def _changed_at(item: Item) -> datetime | None:
    return max((pair.changed_at for pair in item.pairs if pair.changed_at is not None), default=None)


def _allergies(marks: Marks, difference: Changes, new: Sequence[Order]) -> Mapping[str, tuple[GuestAllergy, ...]]:
    """Give the guests' allergies of each ticket, the latest tickets last; the oldest are forgotten first."""
    found = {
        order.id: texts
        for order in new
        if (order.id in difference.arrived or order.id in difference.changed) and (texts := allergies_of(order))
    }
    if not found:
        return marks.allergies
    tickets = dict(marks.allergies)
    for order in new:
        if order.id in found:
            known = tickets.pop(ticket_of(order), ())
            tickets[ticket_of(order)] = tuple(dict.fromkeys((*known, *found[order.id])))
    return dict(list(tickets.items())[-REMEMBERED_TICKETS:])


def _still_ticked(marks: Marks, new: Sequence[Order], station: Station) -> frozenset[str]:
    """Drop the local ticks of lines that the till has at that status by now, so that a recall doesn't show them."""
    if not marks.ticked:
        return marks.ticked
    reached = {
        tick_key(order.id, item.id, status.value)
        for order in new
        for item in order.items
        if (own := own_pairs(station, order, item))
        for status in (Status.IN_PROGRESS, Status.READY, Status.SERVED)
        if least_advanced(pair.status for pair in own).rank >= status.rank
    }
    return marks.ticked - reached if reached & marks.ticked else marks.ticked


def _without_the_forgotten(marks: Marks, new: Sequence[Order], now: datetime) -> Marks:
    """Drop what belongs to orders that left long ago, and the painted dishes of all that left."""
    live = {*marks.kept, *(order.id for order in new)}
    old = {id_ for id_, seen in marks.first_seen.items() if id_ not in live and now - seen > FORGET_AFTER}
    gone_dishes = {mark for mark in marks.painted if dish_of(mark) is not None and order_of(mark) not in live}
    if not old and not gone_dishes:
        return marks
    if not old:
        return replace(marks, painted=marks.painted - gone_dishes)
    tickets = {*marks.allergies, *marks.former_table, *(ticket_of(order) for order in (*new, *marks.kept.values()))}
    return without(replace(marks, painted=marks.painted - gone_dishes), old, tickets.__contains__)
