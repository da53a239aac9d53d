"""JSON schemas of the answers that no request body describes: orders, tickets, users, keys, sessions, problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kds.server.kitchen_notes.model import NoteKind
from kds.server.orders.model import ItemType, Status
from kds.server.push.changes import Kind
from kds.server.tickets.model import PurchaseType
from kds.server.values import IDENTIFIER_PATTERN
from kds.server.webhooks.log import Outcome

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_INTEGER: Schema = {"type": "integer"}
_MAYBE_INTEGER: Schema = {"type": ["integer", "null"]}
_NUMBER: Schema = {"type": "number"}
_TRUTH: Schema = {"type": "boolean"}
_ID: Schema = {"type": "string", "pattern": IDENTIFIER_PATTERN}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_STATUS: Schema = {"type": "string", "enum": [str(status) for status in Status]}
_SIGN: Schema = {"type": "string", "enum": [str(sign) for sign in ItemType]}
_PURCHASE: Schema = {"type": "string", "enum": [str(kind) for kind in PurchaseType]}


def _object(**properties: Schema) -> Schema:
    """Describe an object that always has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _rows(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_PAIR = _object(name=_TEXT, status=_STATUS, changedAt=_MAYBE_MOMENT, changedBy=_MAYBE_TEXT)
_PLACE = _maybe(_object(zoneName=_MAYBE_TEXT, tableName=_MAYBE_TEXT))
_CHOICE = _object(name=_TEXT, optionName=_MAYBE_TEXT, quantity=_NUMBER)
_QUANTITY = _object(amount=_NUMBER, unit=_TEXT)

_ORDER_ITEM = _object(
    id=_INTEGER,
    ticketItemId=_INTEGER,
    type=_SIGN,
    plu=_object(
        code=_INTEGER,
        stockName=_MAYBE_TEXT,
        name=_TEXT,
        articleCategoryLabel=_MAYBE_TEXT,
        allergens=_maybe(_rows(_TEXT)),
    ),
    quantity=_QUANTITY,
    courseNumber=_MAYBE_INTEGER,
    seat={"type": ["integer", "string", "null"]},
    comment=_MAYBE_TEXT,
    modifiers=_rows(_CHOICE),
    status=_STATUS,
    endpoints=_rows(_PAIR),
)
_ORDER_ITEM["properties"] |= {
    "takesBack": _object(orderId=_ID, itemId=_INTEGER),
    "changedAt": _MAYBE_MOMENT,
    "changedBy": _MAYBE_TEXT,
}

_ORDER = _object(
    id=_ID,
    number=_INTEGER,
    ticketId=_ID,
    ticketName=_MAYBE_TEXT,
    deviceName=_TEXT,
    user=_object(name=_TEXT, userName=_TEXT),
    location=_PLACE,
    purchaseType=_PURCHASE,
    guestCount=_MAYBE_INTEGER,
    note=_MAYBE_TEXT,
    dueAt=_MAYBE_MOMENT,
    pickupName=_MAYBE_TEXT,
    createdAt=_MOMENT,
    processedAt=_MAYBE_MOMENT,
    status=_STATUS,
    isProcessed=_TRUTH,
    isProcessable=_TRUTH,
    items=_rows(_ORDER_ITEM),
    endpoints=_rows(_object(name=_TEXT, status=_STATUS, isActive=_TRUTH, isProcessed=_TRUTH)),
    _v=_INTEGER,
)

_TOTALS: Mapping[str, Schema] = {"totalAmount": _NUMBER, "totalAmountIncludingVat": _NUMBER}

_TICKET_ITEM = _object(
    id=_INTEGER,
    type=_SIGN,
    plu=_object(code=_INTEGER, name=_TEXT, stockName=_MAYBE_TEXT, orderEndpointNames=_rows(_TEXT)),
    quantity=_QUANTITY,
    comment=_MAYBE_TEXT,
    unitPrice=_maybe(_object(amount=_NUMBER, currencyLabel=_MAYBE_TEXT)),
    unitPriceIncludingVat=_NUMBER,
    discountRate=_NUMBER,
    modifiers=_rows(_CHOICE),
    courseNumber=_MAYBE_INTEGER,
    seat={"type": ["integer", "string", "null"]},
    **_TOTALS,
)

_TICKET = _object(
    id=_ID,
    externalId=_MAYBE_TEXT,
    state={"type": "string", "enum": ["Opened", "Closed"]},
    type=_TEXT,
    name=_MAYBE_TEXT,
    openDate=_MOMENT,
    closeDate=_MAYBE_MOMENT,
    closeInfo=_maybe(_object(number=_INTEGER, deviceName=_TEXT)),
    purchaseType=_PURCHASE,
    location=_PLACE,
    customer={"type": ["object", "null"]},
    originDeviceName=_TEXT,
    employee=_maybe(_object(userName=_TEXT, name=_MAYBE_TEXT)),
    items=_rows(_TICKET_ITEM),
    discountRate=_NUMBER,
    currencyLabel=_MAYBE_TEXT,
    guestCount=_MAYBE_INTEGER,
    note=_MAYBE_TEXT,
    dueAt=_MAYBE_MOMENT,
    pickupName=_MAYBE_TEXT,
    **_TOTALS,
    _v=_INTEGER,
)

_PROFILE = _object(
    id=_ID,
    isVirtual=_TRUTH,
    name=_TEXT,
    userName=_TEXT,
    featureName=_MAYBE_TEXT,
    rights=_rows(_TEXT),
    device=_object(name=_TEXT, envName=_TEXT, description=_MAYBE_TEXT),
)

_API_KEY = _object(
    id=_ID,
    clientId=_TEXT,
    createdAt=_MOMENT,
    name=_TEXT,
    description=_MAYBE_TEXT,
    isActive=_TRUTH,
    userName=_TEXT,
    deviceName=_TEXT,
    permissions=_rows(_TEXT),
    _v=_INTEGER,
)
_API_KEY["properties"]["clientSecret"] = _TEXT | {"description": "Only in the answer that creates the key."}

_KITCHEN_NOTE = _object(
    id=_ID,
    kind={"type": "string", "enum": [str(kind) for kind in NoteKind]},
    createdAt=_MOMENT,
    userName=_TEXT,
    deviceName=_TEXT,
    orderId=_MAYBE_TEXT,
    itemId=_MAYBE_INTEGER,
    ticketId=_MAYBE_TEXT,
    pluCode=_MAYBE_INTEGER,
    amount={"type": ["number", "null"]},
    station=_MAYBE_TEXT,
    reason=_MAYBE_TEXT,
    text=_MAYBE_TEXT,
    goneAt=_MAYBE_MOMENT,
)

_PROBLEM = _object(type=_TEXT, title=_TEXT, status=_INTEGER, detail=_TEXT, instance=_TEXT, traceId=_TEXT)
_PROBLEM["properties"] |= {
    "errorCode": {"type": "integer", "enum": [1, 2, 3, 5, 6]},
    "resource": _object(name=_TEXT, id=_TEXT, version=_INTEGER),
    "errors": _rows(_object(memberName=_TEXT, message=_TEXT, code=_MAYBE_TEXT)),
}

ANSWER_SCHEMAS: Mapping[str, Schema] = {
    "Order": _ORDER,
    "Orders": _rows(_reference("Order")),
    "Ticket": _TICKET,
    "Profile": _PROFILE,
    "Login": _object(tokenId=_TEXT, refreshToken=_TEXT, user=_PROFILE),
    "User": _object(
        id=_ID,
        userName=_TEXT,
        name=_TEXT,
        isActive=_TRUTH,
        isVirtual=_TRUTH,
        featureName=_MAYBE_TEXT,
        roles=_rows(_TEXT),
        devices=_rows(_object(name=_TEXT, roles=_rows(_TEXT))),
        _v=_INTEGER,
    ),
    "ApiKey": _API_KEY,
    "KitchenNote": _KITCHEN_NOTE,
    "WebhookDelivery": _object(
        url=_TEXT,
        resource=_TEXT,
        id=_TEXT,
        kind={"type": "string", "enum": [str(kind) for kind in Kind]},
        createdAt=_MOMENT,
        endedAt=_MOMENT,
        attempts=_INTEGER,
        status=_MAYBE_INTEGER,
        outcome={"type": "string", "enum": [str(outcome) for outcome in Outcome]},
        reason=_TEXT,
    ),
    "Session": _object(
        id=_ID,
        userName=_TEXT,
        deviceName=_TEXT,
        createdAt=_MOMENT,
        refreshedAt=_MAYBE_MOMENT,
        expiresAt=_MOMENT,
    ),
    "Health": _object(
        status={"type": "string", "enum": ["Healthy", "Degraded", "Unhealthy"]},
        totalDuration=_TEXT,
        entries={"type": "object"},
    ),
    "Problem": _PROBLEM,
}
"""Schemas by name; those of order endpoints, zones, devices and roles are their bodies'."""
