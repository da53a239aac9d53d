"""Which calls bring a station's items to a status without pulling back anything; pure, no HTTP and no clock.

Each rule is one of contract 1 (Status, Routes): an item route sets all endpoints of the item, an endpoint route all
items of that endpoint.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from kds.demo.wire import PROGRESS, Item, Slip

DONE = frozenset({"Served", "Cancelled"})
"""Statuses after which nobody waits for an item (contract 1, `isProcessable`)."""


@dataclass(frozen=True, slots=True)
class StatusCall:
    """One POST of a status: `path` below the API, `status` the word to set."""

    path: str
    status: str


def order_call(slip: Slip, status: str) -> StatusCall:
    """Set a whole order."""
    return StatusCall(f"/orders/{slip.id}/status", status)


def item_call(slip: Slip, item: Item, status: str) -> StatusCall:
    """Set one item on all its endpoints."""
    return StatusCall(f"/orders/{slip.id}/items/{item.id}/status", status)


def endpoint_call(slip: Slip, endpoint: str, status: str) -> StatusCall:
    """Set all items of one endpoint of an order, there only."""
    return StatusCall(f"/orders/{slip.id}/endpoints/{quote(endpoint, safe='')}/status", status)


def station_calls(slip: Slip, endpoint: str, chosen: Collection[int], status: str) -> tuple[StatusCall, ...]:
    """Give the calls that bring the chosen items of a station to a status, as far as that is possible now.

    An item that is also made elsewhere has no route of its own for one endpoint: it waits until the station's last
    item is chosen, then the endpoint route goes out, and items that stood further are put forward again. Where that
    would move an item on another station, the shared item waits.

    Args:
        slip: the order as last read.
        endpoint: the station's endpoint.
        chosen: ids of the items to set.
        status: `InProgress` or `Ready`.
    """
    here = [item for item in slip.items if item.status_at(endpoint) in PROGRESS]
    behind = [item for item in here if _is_behind(item, endpoint, status)]
    wanted = [item for item in behind if item.id in chosen]
    if not wanted:
        return ()
    further = [item for item in here if _is_further(item, endpoint, status)]
    can_restore = all(len({pair.status for pair in item.endpoints}) == 1 for item in further)
    is_whole_part = len(wanted) == len(behind)
    wants_shared = any(len(item.endpoints) > 1 for item in wanted)
    if is_whole_part and can_restore and (wants_shared or (len(wanted) > 1 and not further)):
        again = (item_call(slip, item, item.status) for item in further)
        return (endpoint_call(slip, endpoint, status), *again)
    return tuple(item_call(slip, item, _seen(item, status)) for item in wanted if len(item.endpoints) == 1)


def _is_behind(item: Item, endpoint: str, status: str) -> bool:
    now = item.status_at(endpoint)
    if now is None:
        return False
    if item.is_negative:
        return status == "Ready" and now == "New"
    return PROGRESS[now] < PROGRESS[status]


def _is_further(item: Item, endpoint: str, status: str) -> bool:
    now = item.status_at(endpoint)
    return now is not None and not item.is_negative and PROGRESS[now] > PROGRESS[status]


def _seen(item: Item, status: str) -> str:
    """Give the word for an item: a Negative knows only `Served`, which means seen (contract 2)."""
    return "Served" if item.is_negative else status


def is_waited_for(item: Item) -> bool:
    """Say whether somebody still has to do something for an item."""
    return item.status not in DONE


def has_unfinished_shared(slip: Slip) -> bool:
    """Say whether an item of several endpoints isn't ready yet, so that an endpoint route is still to come."""
    return any(len(item.endpoints) > 1 and PROGRESS.get(item.status, 3) < PROGRESS["Ready"] for item in slip.items)
