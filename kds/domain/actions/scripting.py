"""The same actions from a script: `kds bump`, `kds fire`, `kds delete`; absolute, nothing to undo, rights are the till's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kds.domain.actions.commands import commands_for, new_id
from kds.domain.actions.firing import fire_at_once
from kds.domain.grouping import title_of
from kds.domain.intents import (
    Change,
    Delete,
    Direction,
    EndpointPart,
    Intent,
    IntentKind,
    OneItem,
    SetStatus,
    Target,
    WholeOrder,
)
from kds.domain.order import Order
from kds.domain.overlay import targeted
from kds.domain.terms import Status
from kds.errors import UsageError
from kds.language import tr


def bump_order(
    order: Order,
    *,
    to: Status,
    now: datetime,
    station_name: str,
    item_id: int | None = None,
    endpoint: str | None = None,
) -> Intent:
    """Give the intent that sets an order, one of its items or one endpoint's part to a status, by exactly that route.

    Raises:
        UsageError: both item and endpoint were named, or the order has no such item or endpoint.
    """
    target = _target(order, item_id, endpoint)
    lowers = any(
        pair.status is not Status.CANCELLED and pair.status.rank > to.rank
        for item, pair in targeted(order, target)
        if not item.is_negative
    )
    direction = Direction.BACKWARD if lowers else Direction.FORWARD
    kind = IntentKind.START if to is Status.IN_PROGRESS else IntentKind.RECALL if lowers else IntentKind.BUMP
    return _intent(order, kind, [SetStatus(target, to, direction)], now, station_name)


def fire_orders(orders: Sequence[Order], *, now: datetime, station_name: str) -> Intent:
    """Give the intent that fires orders at once; orders that are fired already stay as they are."""
    return fire_at_once(station_name, orders, now)


def delete_order(order: Order, *, now: datetime, station_name: str) -> Intent:
    """Give the intent that deletes an order at the till; whoever calls has asked."""
    return _intent(order, IntentKind.DELETE, [Delete()], now, station_name)


def _target(order: Order, item_id: int | None, endpoint: str | None) -> Target:
    if item_id is not None and endpoint is not None:
        raise UsageError(tr("name an item or an endpoint, not both"))
    if item_id is not None:
        if order.item(item_id) is None:
            rows = ", ".join(f"{item.id} {item.name}" for item in order.items) or tr("none")
            raise UsageError(
                tr(
                    "order {number} has no item {item_id}; its items are: {rows}",
                    number=order.number,
                    item_id=item_id,
                    rows=rows,
                )
            )
        return OneItem(item_id)
    if endpoint is None:
        return WholeOrder()
    names = dict.fromkeys(pair.endpoint for item in order.items for pair in item.pairs if pair.endpoint is not None)
    found = endpoint if endpoint in names else next((name for name in names if name.lower() == endpoint.lower()), None)
    if found is None:
        raise UsageError(
            tr(
                "order {number} has nothing on {endpoint}; its endpoints are: {endpoints}",
                number=order.number,
                endpoint=endpoint,
                endpoints=", ".join(names) or tr("none"),
            )
        )
    return EndpointPart(found)


def _intent(order: Order, kind: IntentKind, changes: Iterable[Change], now: datetime, station_name: str) -> Intent:
    return Intent(
        id=new_id(now),
        kind=kind,
        station=station_name,
        label=title_of(order),
        card_key="",
        at=now,
        commands=commands_for(order, changes, now),
    )
