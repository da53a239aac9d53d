"""Turns arrivals into kitchen lines by plain rules (sources 6.2): local orders that stand among the till's.

Such an order has no counterpart at the seller: its statuses are this installation's own and never touch what was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from math import ceil

from kds.domain.order import Item, ItemRef, Order, Pair
from kds.domain.terms import ItemType, Status
from kds.domain.venue.parties import Party, Presence, place_words, title_of
from kds.language import tr

SOURCE = "qtickets"
"""What local orders of the venue, and their commands, carry in `source`."""

TAKES_BACK_FROM = 1000
"""Numbers of the items that take back a cancelled party's lines begin here."""


class Moment(StrEnum):
    """When a rule's lines are wanted."""

    ARRIVAL = "arrival"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRule:
    """Who gets what: `1 x Cold platter per 2 guests of VIP_TABLES, at the kitchen`.

    A rule with `services` counts what was sold; any other counts guests. An empty condition is always met. Words are
    compared without regard to case.

    Attributes:
        name: what stands on the line.
        endpoints: raw names of the endpoints that make it.
        zones: sectors by their own word or by the name for people.
        tariffs: kinds of tickets.
        services: names of what was sold with a ticket, whole.
        quantity: portions for each `per_guests` guests begun, or for each service sold.
        per_guests: guests that share one quantity; 0 is once for the party.
        moment: when it is wanted.
    """

    name: str
    endpoints: tuple[str, ...]
    zones: frozenset[str] = frozenset()
    tariffs: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    quantity: Decimal = Decimal(1)
    per_guests: int = 1
    moment: Moment = Moment.ARRIVAL

    def portions(self, party: Party) -> Decimal:
        """Give how much of it a party gets, 0 for none."""
        if self.zones and not _meets(self.zones, party.zone, party.zone_name):
            return Decimal(0)
        if self.services:
            sold = [service.quantity for service in party.services if _meets(self.services, service.name)]
            return self.quantity * sum(sold)
        size = party.expected or party.was
        guests = sum(n for word, n in party.tariffs if _meets(self.tariffs, word)) if self.tariffs else size
        if not guests:
            return Decimal(0)
        return self.quantity * (ceil(guests / self.per_guests) if self.per_guests else 1)


@dataclass(frozen=True, slots=True)
class PairKey:
    """Names one local line on one endpoint."""

    order_id: str
    item_id: int
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class LocalStatus:
    """How far a local line is on one endpoint, and since when."""

    status: Status
    at: datetime | None = None


Progress = Mapping[PairKey, LocalStatus]
"""What people did with local lines; a line that is not in it is new."""


def order_id_of(party: Party) -> str:
    """Name a party's local order."""
    return f"qt:{party.key}"


def arrival_order(
    party: Party,
    rules: Sequence[ArrivalRule],
    progress: Progress,
    *,
    table_zones: frozenset[str] = frozenset(),
    sees_names: bool = False,
) -> Order | None:
    """Give the kitchen lines of a party that has come; None before, and where no rule is about it.

    Its note says how many have come, `local`, and where they sit: `local`, since nobody but this installation knows how far the lines are (sources 2). The amounts are
    those of the whole party from its first guest on; a later guest changes only the count in the note, so that nothing
    rings twice. A party whose tickets were all cancelled takes its lines back where somebody has begun with them, and
    has none otherwise.

    Args:
        rules: in the order of the configuration; a line is numbered by its rule.
        progress: what was done so far.
        table_zones: sectors whose rows are tables.
        sees_names: whether this station may see names.
    """
    if party.first_at is None:
        return None
    order_id = order_id_of(party)
    items = tuple(
        _item(order_id, number, rule, amount, progress)
        for number, rule in enumerate(rules, start=1)
        if rule.moment is Moment.ARRIVAL and (amount := rule.portions(party))
    )
    if not items:
        return None
    items = (replace(items[0], comment="; ".join(party.wishes) or None), *items[1:])
    if party.presence is Presence.CANCELLED:
        if not _is_begun(items):
            return None
        items = (*items, *(_takes_back(order_id, item) for item in items))
    is_table = party.row is not None and _meets(table_zones, party.zone, party.zone_name)
    return Order(
        id=order_id,
        number=party.order_id or 0,
        items=items,
        ticket_id=order_id,
        ticket_name=as_board_spells(title_of(party, sees_names=sees_names)),
        zone=party.zone_name,
        table=f"{party.zone_name} {party.row}" if is_table else None,
        guests=party.expected or None,
        note=tr("{count}, local; {place}", count=count_words(party), place=as_board_spells(place_words(party))),
        created_at=party.first_at,
        processed_at=party.first_at,
        source=SOURCE,
    )


def as_board_spells(words: str) -> str:
    """Give words with amounts as cards spell them: `x4`."""
    return words.replace("×", "x")


def count_words(party: Party) -> str:
    """Give `2 of 4 in`, or that a party was cancelled."""
    if party.presence is Presence.CANCELLED:
        return tr("tickets cancelled")
    return tr("{arrived} of {expected} in", arrived=party.arrived, expected=party.expected)


def expected_portions(parties: Sequence[Party], rules: Sequence[ArrivalRule]) -> tuple[tuple[str, Decimal], ...]:
    """Give what parties that have not come yet will want at their arrival, in the order of the rules."""
    wanted: dict[str, Decimal] = {}
    coming = [party for party in parties if party.presence is Presence.EXPECTED]
    for rule in rules:
        if rule.moment is Moment.ARRIVAL:
            amount = sum((rule.portions(party) for party in coming), Decimal(0))
            wanted[rule.name] = wanted.get(rule.name, Decimal(0)) + amount
    return tuple((name, amount) for name, amount in wanted.items() if amount)


def is_open(order: Order) -> bool:
    """Whether somebody still has to do something about a local order."""
    return any(pair.status.is_open for item in order.items for pair in item.pairs)


def pairs_of(order_id: str, item_id: int, endpoints: Sequence[str], progress: Progress) -> tuple[Pair, ...]:
    """Give a local line's pairs, one per endpoint, as far as people have come with them."""
    found = []
    for endpoint in endpoints or (None,):
        done = progress.get(PairKey(order_id, item_id, endpoint), LocalStatus(Status.NEW))
        found.append(Pair(endpoint, done.status, done.status.value, done.at))
    return tuple(found)


def _item(order_id: str, number: int, rule: ArrivalRule, amount: Decimal, progress: Progress) -> Item:
    pairs = pairs_of(order_id, number, rule.endpoints, progress)
    return Item(id=number, name=rule.name, amount=amount, pairs=pairs, ticket_item_id=number)


def _takes_back(order_id: str, item: Item) -> Item:
    return Item(
        id=TAKES_BACK_FROM + item.id,
        name=item.name,
        amount=item.amount,
        pairs=tuple(Pair(pair.endpoint, Status.NEW, Status.NEW.value) for pair in item.pairs),
        type=ItemType.NEGATIVE,
        ticket_item_id=item.ticket_item_id,
        takes_back=ItemRef(order_id, item.id),
    )


def _is_begun(items: Sequence[Item]) -> bool:
    return any(pair.status.rank > Status.NEW.rank for item in items for pair in item.pairs)


def _meets(words: frozenset[str], *texts: str) -> bool:
    return bool({word.casefold() for word in words} & {text.casefold() for text in texts})
