"""Turns the known slips into one station's cards and held tables (board 2, 3 and 5); no clock, cells or colours.

Callers pass every slip they know, finished ones too: Negatives of a finished slip still reduce what is open elsewhere,
and a slip without anything open here makes no card by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from kds.domain.allergy import allergies_of, guests_allergies
from kds.domain.cards import Allergy, Card, HeldTable, Sync
from kds.domain.expo_cards import table_cards
from kds.domain.folding import fold
from kds.domain.grouping import age_start, by_place, by_ticket, in_order_of_arrival, place_of, ticket_of, title_of
from kds.domain.lines import Sight, replacements, replacing
from kds.domain.marks import GuestAllergy, Marks
from kds.domain.order import Endpoint, Order
from kds.domain.prep_cards import ticket_cards
from kds.domain.recent import RecentCards, inputs_of
from kds.domain.routing import in_zone, is_done, is_fired, is_pass, own_pairs
from kds.domain.sorting import by_age
from kds.domain.station import Role, Station
from kds.domain.status import is_processable

_RECENT = RecentCards()
_NEVER = datetime.max.replace(tzinfo=UTC)


def cards_for(
    station: Station,
    orders: Sequence[Order],
    marks: Marks,
    sync: Mapping[str, Sync],
    endpoints: Sequence[Endpoint],
) -> tuple[Card, ...]:
    """Give every card of a station in sort order: what is made again first, then the oldest; a runner's by their wait.

    Args:
        orders: all slips known, of all stations, with this screen's own changes laid over them.
        marks: what this station remembers.
        sync: order id → what of it is still on its way to the till.
        endpoints: the till's endpoints in its order.
    """
    compose = table_cards if is_pass(station) else ticket_cards
    cards: list[Card] = []
    groups = groups_of(station, orders, marks)
    for group in groups:
        key, inputs = (station.name, group[0].id), inputs_of(station, group, marks, sync, endpoints)
        made = _RECENT.get(key, inputs)
        if made is None:
            made = compose(sight_of(station, group, marks, sync, endpoints), group)
            _RECENT.put(key, inputs, made)
        cards.extend(made)
    _RECENT.keep_only(station.name, {group[0].id for group in groups})
    if station.role is Role.RUNNER:
        cards = [card for card in cards if card.complete_since is not None]
        return tuple(_with_keys_of_their_own(sorted(cards, key=lambda card: card.complete_since or _NEVER)))
    return tuple(_with_keys_of_their_own(sorted(cards, key=by_age)))


def known_orders(orders: Sequence[Order], marks: Marks) -> list[Order]:
    """Give the slips of a reading and those that left it but still matter at this station."""
    live = frozenset(order.id for order in orders)
    return [*orders, *(order for order in marks.kept.values() if order.id not in live)]


def groups_of(station: Station, orders: Sequence[Order], marks: Marks) -> list[list[Order]]:
    """Give the known slips that stand together at a station, oldest first: of one table on the pass, else of a ticket."""
    live = frozenset(order.id for order in orders)
    here = [order for order in known_orders(orders, marks) if in_zone(station, order)]
    tickets = by_ticket(in_order_of_arrival(here))
    if not is_pass(station):
        return list(tickets.values())
    return [in_order_of_arrival(group) for group in by_place(tickets, live).values()]


def sight_of(
    station: Station,
    group: Sequence[Order],
    marks: Marks,
    sync: Mapping[str, Sync] | None = None,
    endpoints: Sequence[Endpoint] = (),
) -> Sight:
    """Give what a station needs to look at the slips of one ticket or table."""
    folded = fold(group)
    replaced = replacements(station, group, folded)
    return Sight(
        station=station,
        marks=marks,
        folded=folded,
        courses=max((item.course for order in group for item in order.items if item.course is not None), default=None),
        allergies=_allergies(group, marks),
        sync=sync or {},
        rank={endpoint.name: place for place, endpoint in enumerate(endpoints)},
        replaced=replaced,
        replacing=replacing(group, replaced),
    )


def held_tables(station: Station, orders: Sequence[Order], marks: Marks) -> tuple[HeldTable, ...]:
    """Give a prep board's held row, oldest first; the pass shows held slips on its cards instead."""
    if is_pass(station):
        return ()
    tables: dict[str, list[Order]] = {}
    for group in groups_of(station, orders, marks):
        folded = fold(group)
        for order in group:
            if is_fired(station, order) or not is_processable(order):
                continue
            net = folded.net(order)
            waiting = tuple(item for item in net.items if not is_done(station, own_pairs(station, order, item)))
            if waiting:
                tables.setdefault(place_of(order), []).append(replace(net, items=waiting))
    rows = [_held_table(held, marks) for held in tables.values()]
    return tuple(sorted(rows, key=lambda row: (row.held_since is None, row.held_since or _NEVER, row.title)))


def _held_table(held: Sequence[Order], marks: Marks) -> HeldTable:
    quantities: dict[str, Decimal] = {}
    for order in held:
        for item in order.items:
            quantities[item.name] = quantities.get(item.name, Decimal(0)) + item.amount
    since = [start for order in held if (start := age_start(order, marks.first_seen)) is not None]
    ids = tuple(order.id for order in held)
    return HeldTable(title_of(held[0]), tuple(quantities.items()), min(since, default=None), ids, held[0].zone)


def _allergies(group: Iterable[Order], marks: Marks) -> tuple[Allergy, ...]:
    """Give the allergies of the tickets of a group, remembered ones of their earlier slips too."""
    found: dict[str, dict[GuestAllergy, None]] = {}
    for order in group:
        ticket = ticket_of(order)
        if ticket not in found:
            found[ticket] = dict.fromkeys(marks.allergies.get(ticket, ()))
        found[ticket].update(dict.fromkeys(allergies_of(order)))
    return tuple(
        each for ticket, texts in found.items() if texts for each in guests_allergies(ticket, texts, marks.seen)
    )


def _with_keys_of_their_own(cards: Iterable[Card]) -> Iterable[Card]:
    """Keep card keys apart when tickets that shared a table were moved to different ones."""
    used: set[str] = set()
    for card in cards:
        names = (card.key, *(order.id for order in card.orders))
        key = next((name for name in names if name not in used), f"{card.key}+{len(used)}")
        used.add(key)
        yield card if key == card.key else replace(card, key=key)
