"""Orders as rows for people and as JSON for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kds.domain.order import Item, Order
from kds.domain.station import Station
from kds.domain.status import order_status
from kds.domain.wording import status_word
from kds.language import tr


def order_row(order: Order, station: Station, now: datetime) -> tuple[str, ...]:
    """Give number, place, age in minutes, status and the station's items."""
    start = order.processed_at or order.created_at
    age = "" if start is None else str(max(int((now - start).total_seconds()) // 60, 0))
    state = (
        tr("can't be read") if order.oddity else status_word(order_status(order)) if order.is_processed else tr("held")
    )
    items = order.oddity or ", ".join(_words(item) for item in shown_items(order, station))
    return (str(order.number), order.table or order.pickup_name or order.ticket_name or "-", age, state, items)


def shown_items(order: Order, station: Station) -> tuple[Item, ...]:
    """Give the items that belong to the station; one without an endpoint belongs to each."""
    return tuple(
        item
        for item in order.items
        if any(pair.endpoint is None or station.watches(pair.endpoint) for pair in item.pairs)
    )


def order_json(order: Order) -> dict[str, Any]:
    """Give an order with the names of the contract."""
    return {
        "id": order.id,
        "number": order.number,
        "ticketId": order.ticket_id,
        "ticketName": order.ticket_name,
        "zoneName": order.zone,
        "tableName": order.table,
        "purchaseType": order.purchase.value,
        "note": order.note,
        "pickupName": order.pickup_name,
        "dueAt": _time(order.due_at),
        "createdAt": _time(order.created_at),
        "processedAt": _time(order.processed_at),
        "isProcessed": order.is_processed,
        "status": None if order.oddity else order_status(order).value,
        "unreadable": order.oddity,
        "_v": order.version,
        "items": [_item_json(item) for item in order.items],
    }


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type.value,
        "name": item.name,
        "amount": float(item.amount),
        "unit": item.unit,
        "courseNumber": item.course,
        "seat": item.seat,
        "comment": item.comment,
        "modifiers": [
            {"name": own.name, "optionName": own.option, "quantity": float(own.quantity)} for own in item.modifiers
        ],
        "endpoints": [{"name": pair.endpoint, "status": pair.word or pair.status.value} for pair in item.pairs],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _words(item: Item) -> str:
    sign = "-" if item.is_negative else ""
    return f"{sign}{item.amount.normalize():f}x {item.name}"
