"""Which lines belong to a station and whether it has done its part; routing is on our side (contract 1, filters)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kds.domain.station import Process, Role, Station
from kds.domain.status import counted_pairs, least_advanced

if TYPE_CHECKING:  # an empty board is painted before orders are loaded
    from kds.domain.order import Item, Order, Pair


def is_fired(station: Station, order: Order) -> bool:
    """Whether the order was sent to its stations.

    Where the till never processes, every order counts as fired; one that we can't read is never hidden as held.
    """
    return order.is_processed or station.process is Process.NEVER or order.oddity is not None


def in_zone(station: Station, order: Order) -> bool:
    """Whether the order is in the station's zones; one without a zone is in all of them, nowhere is never allowed."""
    return not station.zones or order.zone is None or order.zone in station.zones


def own_pairs(station: Station, order: Order, item: Item) -> tuple[Pair, ...]:
    """Give the pairs of an item that are this station's part; empty when it is made elsewhere.

    An unrouted item is everybody's. On the pass endpoints on paper are left out, since nobody waits for them, unless
    the item is made nowhere else.
    """
    pairs = item.pairs
    if len(pairs) == 1:
        pair = pairs[0]
        everybodys = pair.endpoint is None or pair.endpoint in order.inactive_endpoints
        return pairs if everybodys or station.watches(pair.endpoint or "") else ()
    counted = counted_pairs(item, order.inactive_endpoints)
    if all(pair.endpoint is None or pair.endpoint in order.inactive_endpoints for pair in counted):
        return counted
    own = tuple(pair for pair in counted if pair.endpoint is not None and station.watches(pair.endpoint))
    if is_pass(station) and station.paper_endpoints:
        return tuple(pair for pair in own if pair.endpoint not in station.paper_endpoints) or own
    return own


def is_pass(station: Station) -> bool:
    """Whether the station's cards are tables on the pass (expo and runner) instead of a cook's slips."""
    return station.role is not Role.PREP


def is_done(station: Station, pairs: Iterable[Pair]) -> bool:
    """Whether this part stands at the station's `bump_to` or further; no part at all is done."""
    return least_advanced(pair.status for pair in pairs).rank >= station.bump_to.rank
