"""Messages of an inquiry (M1 to M6); what a reply does to its inquiry is a switch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from kds.server.database import Transaction
from kds.server.standins.lightspeed.calls import Call
from kds.server.standins.lightspeed.inquiries import stored_ticket, tell_change
from kds.server.standins.lightspeed.paging import count_of, filtered, page_of
from kds.server.standins.lightspeed.refusals import invalid, missing
from kds.server.standins.lightspeed.shapes import Json, written_message
from kds.server.standins.lightspeed.tables import messages, tickets

_AUTHORS = ("customer", "shop")


def list_messages(call: Call) -> Json:
    """M1: a page of an inquiry's messages."""
    key = call.number("ticket_id")
    found = filtered(call, messages).where(messages.c.ticket_id == key)
    with call.stand_in.database.reading() as connection:
        stored_ticket(connection, key)
        return {"ticketMessages": [written_message(row) for row in page_of(call, connection, found, messages)]}


def count_messages(call: Call) -> Json:
    """M2: how many messages an inquiry has."""
    key = call.number("ticket_id")
    with call.stand_in.database.reading() as connection:
        stored_ticket(connection, key)
        return count_of(connection, select(messages).where(messages.c.ticket_id == key))


def show_message(call: Call) -> Json:
    """M3: one message."""
    with call.stand_in.database.reading() as connection:
        return {"ticketMessage": written_message(_stored(call, connection))}


def _stored(call: Call, connection: Connection) -> RowMapping:
    key, ticket_id = call.number("message_id"), call.number("ticket_id")
    row = connection.execute(select(messages).filter_by(id=key, ticket_id=ticket_id)).mappings().first()
    if row is None:
        raise missing("TicketMessage", key)
    return row


def create_message(call: Call) -> Json:
    """M4: store a message, of the shop unless it says otherwise."""
    changes = {"from": "shop", **_changes(call.root("ticketMessage"))}
    if not changes.get("message"):
        raise invalid("message is needed.")
    ticket_id = call.number("ticket_id")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        was = stored_ticket(connection, ticket_id)
        key = new_message(connection, ticket_id, changes, call.now)
        _touch(call, transaction, was, changes["from"])
        row = connection.execute(select(messages).where(messages.c.id == key)).mappings().one()
        return {"ticketMessage": written_message(row)}


def new_message(connection: Connection, ticket_id: int, changes: Mapping[str, Any], now: str) -> int:
    """Store a message and give its id."""
    key: int = (connection.execute(select(func.max(messages.c.id))).scalar() or 0) + 1
    row = {"id": key, "ticket_id": ticket_id, "createdAt": now, "updatedAt": None, **changes}
    connection.execute(messages.insert(), row)
    return key


def _touch(call: Call, transaction: Transaction, was: RowMapping, author: str) -> None:
    """Do to an inquiry what a new message does to it."""
    switches = call.stand_in.switches
    changes: Json = {"updatedAt": call.now} if switches.reply_bumps_ticket else {}
    if switches.reply_sets_answered and author == "shop":
        changes["isAnswered"] = True
    if changes:
        transaction.connection.execute(update(tickets).where(tickets.c.id == was["id"]).values(**changes))
    tell_change(call, transaction, was, stored_ticket(transaction.connection, was["id"]))


def update_message(call: Call) -> Json:
    """M5: change a message."""
    changes = _changes(call.root("ticketMessage"))
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        key = _stored(call, connection)["id"]
        connection.execute(update(messages).where(messages.c.id == key).values({**changes, "updatedAt": call.now}))
        return {"ticketMessage": written_message(_stored(call, connection))}


def delete_message(call: Call) -> None:
    """M6: delete a message."""
    with call.stand_in.database.writing() as transaction:
        key = _stored(call, transaction.connection)["id"]
        transaction.connection.execute(delete(messages).where(messages.c.id == key))


def _changes(form: Mapping[str, Any]) -> Json:
    changes = {name: form[name] for name in ("message", "from") if name in form}
    if not all(isinstance(text, str) for text in changes.values()):
        raise invalid("message and from have to be texts.")
    if changes.get("from", "shop") not in _AUTHORS:
        raise invalid("from has to be customer or shop.")
    return changes
