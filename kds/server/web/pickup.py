"""The guests' pick-up screen as values: numbers that are prepared and numbers that are ready, and nothing about a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from kds.server.orders.derive import counting_pairs
from kds.server.orders.model import ItemType, Order, Pair, Status
from kds.server.web.settings import PageSettings

_DONE = frozenset({Status.READY, Status.SERVED})


@dataclass(frozen=True, slots=True)
class Ready:
    """A number that may be picked up, and since when."""

    number: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Pickup:
    """What guests read: both lists, the longest waiting first among those prepared, the newest first among the ready."""

    preparing: tuple[int, ...]
    ready: tuple[Ready, ...]


def pickup_of(orders: Sequence[Order], active: AbstractSet[str], settings: PageSettings, now: datetime) -> Pickup:
    """Give the numbers of what was fired and has not been handed over.

    A bill is one number, that of its oldest order still here: every order has one, since the server counts them itself.
    A bill is ready when all of it is; its number leaves when it is handed over, or after `pickup_minutes`.

    Args:
        orders: all open orders of the business day, oldest first.
        active: names of the endpoints that are on.
        settings: which orders are shown, and for how long.
        now: server time.
    """
    bills: defaultdict[str, list[Order]] = defaultdict(list)
    for order in orders:
        if order.is_processed and order.origin.purchase_type in settings.pickup_types:
            bills[order.origin.ticket_id].append(order)
    preparing: list[int] = []
    ready: list[Ready] = []
    for bill in bills.values():
        pairs = list(_pairs(bill, active, settings.pickup_endpoints))
        if not pairs or all(pair.status is Status.SERVED for pair in pairs):
            continue
        number = bill[0].number
        if any(pair.status not in _DONE for pair in pairs):
            preparing.append(number)
            continue
        since = max((pair.changed_at for pair in pairs if pair.changed_at is not None), default=now)
        if now - since < settings.pickup_minutes:
            ready.append(Ready(number, since))
    ready.sort(key=lambda entry: (entry.since, entry.number), reverse=True)
    return Pickup(tuple(preparing), tuple(ready))


def _pairs(orders: Iterable[Order], active: AbstractSet[str], endpoints: Sequence[str]) -> Iterable[Pair]:
    """Give the pairs of dishes that decide whether a bill is ready; what no endpoint makes counts everywhere."""
    for order in orders:
        for item in order.items:
            if item.type is ItemType.NEGATIVE:
                continue
            for pair in counting_pairs(item, active):
                is_asked = not endpoints or pair.endpoint is None or pair.endpoint in endpoints
                if is_asked and pair.status is not Status.CANCELLED:
                    yield pair
