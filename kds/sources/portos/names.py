"""Every wire name that the vendor does not document, in one place and overridable; no HTTP and no domain values.

A name is asked for by a key such as `item.comment`, `status.Ready`, `path.orders`; a real installation that spells it
differently gets one line in the table `[portos.names]` of the settings (contract, introduction).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from kds.errors import SettingsError
from kds.language import tr

SHAPES: Mapping[str, Mapping[str, str | None]] = MappingProxyType(
    {
        "order": {
            "id": None,
            "number": None,
            "ticketId": None,
            "ticketName": None,
            "deviceName": None,
            "user": "user",
            "location": "location",
            "purchaseType": None,
            "guestCount": None,
            "note": None,
            "dueAt": None,
            "pickupName": None,
            "createdAt": None,
            "processedAt": None,
            "status": None,
            "isProcessed": None,
            "isProcessable": None,
            "items": "item",
            "endpoints": "orderEndpoint",
            "_v": None,
        },
        "user": {"name": None, "userName": None},
        "location": {"zoneName": None, "tableName": None},
        "orderEndpoint": {"name": None, "status": None, "isActive": None, "isProcessed": None},
        "item": {
            "id": None,
            "ticketItemId": None,
            "type": None,
            "plu": "plu",
            "quantity": "quantity",
            "courseNumber": None,
            "seat": None,
            "comment": None,
            "modifiers": "modifier",
            "status": None,
            "changedAt": None,
            "changedBy": None,
            "endpoints": "pair",
            "takesBack": "takesBack",
        },
        "plu": {"code": None, "stockName": None, "name": None, "articleCategoryLabel": None, "allergens": None},
        "quantity": {"amount": None, "unit": None},
        "modifier": {"name": None, "optionName": None, "quantity": None},
        "pair": {"name": None, "status": None, "changedAt": None, "changedBy": None},
        "takesBack": {"orderId": None, "itemId": None},
        "note": {
            "id": None,
            "kind": None,
            "createdAt": None,
            "userName": None,
            "orderId": None,
            "itemId": None,
            "ticketId": None,
            "pluCode": None,
            "amount": None,
            "station": None,
            "reason": None,
            "text": None,
            "goneAt": None,
        },
    }
)
"""The order of contract 1 and the kitchen note of contract 7: shape → property → shape of what stands in it (None for a plain value)."""

_WORDS = (
    *("status.New", "status.InProgress", "status.Ready", "status.Served", "status.Cancelled"),
    *("type.Positive", "type.Negative", "purchase.WalkIn", "purchase.TakeAway", "purchase.Delivery"),
    *("filter.isProcessable", "filter.isProcessed", "sort.id", "sort.createdAt", "sort.name"),
    *("body.status", "body.version", "body.orderIds"),
    *("page.items", "page.count", "page.totalCount"),
    *("header.instance", "header.idempotencyKey"),
    *("path.orders", "path.tickets", "path.orderendpoints", "path.zones", "path.devices", "path.users", "path.roles"),
    *("path.sessions", "path.apikeys", "path.auth", "path.health", "path.kitchenNotes", "path.hub"),
    *("resource.kitchenNotes",),
    *("noteKind.rush", "noteKind.again", "noteKind.soldOut", "noteKind.countdown", "noteKind.allergySeen"),
    *("noteKind.presence", "noteKind.notice"),
)
_SPELLED_OTHERWISE = {
    "body.version": "_v",
    "header.instance": "X-KDS-Instance",
    "header.idempotencyKey": "Idempotency-Key",
    "path.health": "v2/health",
    "path.kitchenNotes": "kitchen/notes",
    "path.hub": "signalr/v1/mainHub",
}

DEFAULT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{f"{shape}.{name}": name for shape, members in SHAPES.items() for name in members},
        **{key: key.partition(".")[2] for key in _WORDS},
        **_SPELLED_OTHERWISE,
    }
)
"""Key → name on the wire, as the contract has them; paths stand below the server's prefix, that of the
hub below its root."""


class WireNames:
    """The names of one installation.

    Args:
        overrides: key → name for what this installation spells differently.

    Raises:
        SettingsError: a key that does not exist, or an empty name.
    """

    def __init__(self, overrides: Mapping[str, str] | None = None) -> None:
        for key, name in (overrides or {}).items():
            if key not in DEFAULT_NAMES:
                near = difflib.get_close_matches(key, DEFAULT_NAMES, n=1, cutoff=0.0)[0]
                raise SettingsError(tr("portos.names has no key {key!r}. The nearest is {near!r}.", key=key, near=near))
            if not name:
                raise SettingsError(
                    tr("portos.names.{key} is empty. Write the name that the server uses, or leave it out.", key=key)
                )
        self._names = {**DEFAULT_NAMES, **(overrides or {})}
        self._members = {
            shape: {self._names[f"{shape}.{name}"].lower(): (name, inner) for name, inner in members.items()}
            for shape, members in SHAPES.items()
        }

    def __getitem__(self, key: str) -> str:
        return self._names[key]

    def path(self, collection: str) -> str:
        """Give a collection's path with its leading slash, such as `/orders`."""
        return "/" + self._names[f"path.{collection}"].strip("/")

    def words(self, group: str) -> dict[str, str]:
        """Give a group of words as lower-case wire word → our word: `words("status")["ready"]` is `Ready`."""
        prefix = group + "."
        return {name.lower(): key[len(prefix) :] for key, name in self._names.items() if key.startswith(prefix)}

    def ours(self, value: object, shape: str = "order") -> object:
        """Rename the properties of parsed JSON to ours, whatever their case; unknown properties fall away."""
        if isinstance(value, list):
            return [self.ours(element, shape) for element in value]
        if not isinstance(value, dict):
            return value
        members = self._members[shape]
        renamed: dict[str, object] = {}
        for name, content in value.items():
            known = members.get(name.lower())
            if known is not None:
                own, inner = known
                renamed[own] = content if inner is None else self.ours(content, inner)
        return renamed

    def property_of(self, value: Mapping[str, object], key: str) -> object:
        """Give one property of parsed JSON by our key (`page.items`), whatever its case; None when it is absent."""
        name = self._names[key]
        if name in value:
            return value[name]
        return next((content for own, content in value.items() if own.lower() == name.lower()), None)
