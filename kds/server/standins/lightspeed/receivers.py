"""The routes of webhooks' receivers: made, listed, changed and deleted; the same one twice is two (lightspeed 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from kds.server.standins.lightspeed.calls import Call, language_of
from kds.server.standins.lightspeed.inquiries import flag_of
from kds.server.standins.lightspeed.paging import count_of, filtered, page_of
from kds.server.standins.lightspeed.refusals import invalid, missing
from kds.server.standins.lightspeed.shapes import Json, written_webhook
from kds.server.standins.lightspeed.tables import webhooks

GROUPS = [
    "customers",
    "contacts",
    "invoices",
    "orders",
    "products",
    "quotes",
    "returns",
    "reviews",
    "shipments",
    "subscriptions",
    "tickets",
    "variants",
]
"""What a webhook can be about."""

_ACTIONS = {"created", "updated", "deleted", "*"}
_MORE_ACTIONS = {"orders": {"paid", "shipped"}, "tickets": {"answered"}}


def list_webhooks(call: Call) -> Json:
    """Give a page of receivers."""
    with call.stand_in.database.reading() as connection:
        rows = page_of(call, connection, filtered(call, webhooks), webhooks)
    return {"webhooks": [written_webhook(row) for row in rows]}


def count_webhooks(call: Call) -> Json:
    """Give how many receivers there are."""
    with call.stand_in.database.reading() as connection:
        return count_of(connection, filtered(call, webhooks))


def show_webhook(call: Call) -> Json:
    """Give one receiver."""
    with call.stand_in.database.reading() as connection:
        return {"webhook": written_webhook(_stored(connection, call.number("id")))}


def _stored(connection: Connection, key: int) -> RowMapping:
    row = connection.execute(select(webhooks).where(webhooks.c.id == key)).mappings().first()
    if row is None:
        raise missing("Webhook", key)
    return row


def create_webhook(call: Call) -> Json:
    """Store a receiver."""
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        key = (connection.execute(select(func.max(webhooks.c.id))).scalar() or 0) + 1
        usual = {"isActive": True, "itemAction": "*", "language": call.path["language"], "format": "json"}
        row = {**usual, **_changes(call.root("webhook")), "id": key, "createdAt": call.now, "updatedAt": call.now}
        _check(row)
        connection.execute(webhooks.insert(), row)
        return {"webhook": written_webhook(_stored(connection, key))}


def update_webhook(call: Call) -> Json:
    """Change a receiver."""
    key = call.number("id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        changes = {**_changes(call.root("webhook")), "updatedAt": call.now}
        _check({**_stored(connection, key), **changes})
        connection.execute(update(webhooks).where(webhooks.c.id == key).values(**changes))
        return {"webhook": written_webhook(_stored(connection, key))}


def delete_webhook(call: Call) -> None:
    """Delete a receiver."""
    with call.stand_in.database.writing() as transaction:
        key = _stored(transaction.connection, call.number("id"))["id"]
        transaction.connection.execute(delete(webhooks).where(webhooks.c.id == key))


def _changes(form: Mapping[str, Any]) -> Json:
    changes = {
        name: form[name] for name in ("itemGroup", "itemAction", "format", "address", "language") if name in form
    }
    if not all(isinstance(text, str) for text in changes.values()):
        raise invalid("The members of a webhook have to be texts.")
    if "language" in changes:
        language_of(changes["language"])
    return changes | ({"isActive": flag_of("isActive", form["isActive"])} if "isActive" in form else {})


def _check(row: Mapping[str, Any]) -> None:
    group, action = row.get("itemGroup"), row["itemAction"]
    if group not in GROUPS or action not in _ACTIONS | _MORE_ACTIONS.get(group, set()):
        raise invalid("There is no such itemGroup with this itemAction.")
    if row["format"] not in {"json", "xml"}:
        raise invalid("format has to be json or xml.")
    if urlsplit(row.get("address", "")).scheme not in {"http", "https"}:
        raise invalid("address has to be a web address.")
