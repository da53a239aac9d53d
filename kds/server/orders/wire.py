"""An order as JSON and back (contract 1); the only place that spells its wire names on this side."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

from kds.server.orders import derive
from kds.server.orders.model import (
    Article,
    Item,
    ItemRef,
    ItemType,
    Modifier,
    Order,
    Origin,
    Pair,
    Place,
    Status,
)
from kds.server.values import instant_of, instant_text, json_text, number, optional_instant_of, optional_instant_text


def order_text(order: Order, active: AbstractSet[str]) -> str:
    """Write an order with everything that is derived from its pairs; `active` names the active endpoints."""
    origin = order.origin
    place = origin.place
    return json_text(
        {
            "id": order.id,
            "number": order.number,
            "ticketId": origin.ticket_id,
            "ticketName": origin.ticket_name,
            "deviceName": origin.device_name,
            "user": {"name": origin.user_label, "userName": origin.user_name},
            "location": None if place is None else {"zoneName": place.zone, "tableName": place.table},
            "purchaseType": origin.purchase_type,
            "guestCount": origin.guest_count,
            "note": origin.note,
            "dueAt": optional_instant_text(origin.due_at),
            "pickupName": origin.pickup_name,
            "createdAt": instant_text(order.created_at),
            "processedAt": optional_instant_text(order.processed_at),
            "status": derive.order_status(order, active),
            "isProcessed": order.is_processed,
            "isProcessable": derive.is_processable(order, active),
            "items": [_item(item, active) for item in order.items],
            "endpoints": [
                {
                    "name": name,
                    "status": derive.endpoint_status(order, name, active),
                    "isActive": name in active,
                    "isProcessed": order.is_processed,
                }
                for name in order.endpoint_names
            ],
            "_v": order.version,
        }
    )


def _item(item: Item, active: AbstractSet[str]) -> dict[str, Any]:
    article = item.article
    document: dict[str, Any] = {
        "id": item.id,
        "ticketItemId": item.ticket_item_id,
        "type": item.type,
        "plu": {
            "code": article.code,
            "stockName": article.stock_name,
            "name": article.name,
            "articleCategoryLabel": article.category_label,
            "allergens": None if article.allergens is None else list(article.allergens),
        },
        "quantity": {"amount": number(item.amount), "unit": item.unit},
        "courseNumber": item.course,
        "seat": item.seat,
        "comment": item.comment,
        "modifiers": [
            {"name": choice.name, "optionName": choice.option_name, "quantity": number(choice.quantity)}
            for choice in item.modifiers
        ],
        "status": derive.item_status(item, active),
    }
    if item.takes_back is not None:
        document["takesBack"] = {"orderId": item.takes_back.order_id, "itemId": item.takes_back.item_id}
    own = item.pairs[0]
    if own.endpoint is None:
        document |= {"changedAt": optional_instant_text(own.changed_at), "changedBy": own.changed_by, "endpoints": []}
    else:
        document["endpoints"] = [
            {
                "name": pair.endpoint,
                "status": pair.status,
                "changedAt": optional_instant_text(pair.changed_at),
                "changedBy": pair.changed_by,
            }
            for pair in item.pairs
        ]
    return document


def order_of(text: str) -> Order:
    """Read an order that `order_text` wrote; what was derived is left aside."""
    document = json.loads(text, parse_float=Decimal)
    location = document["location"]
    return Order(
        id=document["id"],
        number=document["number"],
        origin=Origin(
            ticket_id=document["ticketId"],
            ticket_name=document["ticketName"],
            device_name=document["deviceName"],
            user_name=document["user"]["userName"],
            user_label=document["user"]["name"],
            place=None if location is None else Place(location["zoneName"], location["tableName"]),
            purchase_type=document["purchaseType"],
            guest_count=document["guestCount"],
            note=document["note"],
            due_at=optional_instant_of(document["dueAt"]),
            pickup_name=document["pickupName"],
        ),
        created_at=instant_of(document["createdAt"]),
        processed_at=optional_instant_of(document["processedAt"]),
        items=tuple(map(_item_of, document["items"])),
        version=document["_v"],
    )


def _item_of(document: dict[str, Any]) -> Item:
    plu = document["plu"]
    takes_back = document.get("takesBack")
    return Item(
        id=document["id"],
        ticket_item_id=document["ticketItemId"],
        type=ItemType(document["type"]),
        article=Article(
            code=plu["code"],
            stock_name=plu["stockName"],
            name=plu["name"],
            category_label=plu["articleCategoryLabel"],
            allergens=None if plu["allergens"] is None else tuple(plu["allergens"]),
        ),
        amount=Decimal(document["quantity"]["amount"]),
        unit=document["quantity"]["unit"],
        course=document["courseNumber"],
        seat=document["seat"],
        comment=document["comment"],
        modifiers=tuple(
            Modifier(choice["name"], choice["optionName"], Decimal(choice["quantity"]))
            for choice in document["modifiers"]
        ),
        takes_back=None if takes_back is None else ItemRef(takes_back["orderId"], takes_back["itemId"]),
        pairs=tuple(map(_pair_of, document["endpoints"])) or (_pair_of({"name": None} | document),),
    )


def _pair_of(document: dict[str, Any]) -> Pair:
    changed_at = optional_instant_of(document["changedAt"])
    return Pair(document["name"], Status(document["status"]), changed_at, document["changedBy"])
