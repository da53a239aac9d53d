"""Inquiries (T1 to T6): lists, counts, single ones, and their changes; the last writer wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from kds.server.database import Transaction
from kds.server.standins.lightspeed.calls import Call
from kds.server.standins.lightspeed.hooks import tell
from kds.server.standins.lightspeed.paging import count_of, filtered, page_of
from kds.server.standins.lightspeed.refusals import invalid, missing
from kds.server.standins.lightspeed.shapes import FLAGS, Json, written_ticket
from kds.server.standins.lightspeed.tables import customers, tickets

_TEXTS = ("subject", "memo")
_BOOLEANS: Mapping[object, bool] = {"true": True, "false": False, "1": True, "0": False, 1: True, 0: False}


def list_tickets(call: Call) -> Json:
    """T1: a page of inquiries, by exact filters."""
    found = filtered(call, tickets)
    if (email := call.query.get("email")) is not None:
        senders = select(customers.c.id).where(func.lower(customers.c.email) == email.lower())
        found = found.where(tickets.c.customer_id.in_(senders))
    with call.stand_in.database.reading() as connection:
        return {"tickets": [written(call, row) for row in page_of(call, connection, found, tickets)]}


def count_tickets(call: Call) -> Json:
    """T2: how many inquiries there are, whatever page is asked for."""
    with call.stand_in.database.reading() as connection:
        return count_of(connection, filtered(call, tickets))


def show_ticket(call: Call) -> Json:
    """T3: one inquiry."""
    with call.stand_in.database.reading() as connection:
        return {"ticket": written(call, stored_ticket(connection, call.number("ticket_id")))}


def stored_ticket(connection: Connection, key: int) -> RowMapping:
    """Give the row of an inquiry.

    Raises:
        Refusal: 404, there is none of this id.
    """
    row = connection.execute(select(tickets).where(tickets.c.id == key)).mappings().first()
    if row is None:
        raise missing("Ticket", key)
    return row


def written(call: Call, row: RowMapping) -> Json:
    """Write an inquiry as the switches say."""
    return written_ticket(row, flags_as_strings=call.stand_in.switches.flags_as_strings)


def create_ticket(call: Call) -> Json:
    """T4: store a new inquiry; its first message is another request."""
    form = call.root("ticket")
    changes = _changes(form)
    if not changes.get("subject"):
        raise invalid("subject is needed.")
    with call.stand_in.database.writing() as transaction:
        connection = transaction.connection
        customer = _customer(connection, form.get("customer"))
        key = new_ticket(connection, changes, customer, call.now)
        row = stored_ticket(connection, key)
        tell(call.stand_in, transaction, "created", key, written(call, row))
        return {"ticket": written(call, row)}


def new_ticket(connection: Connection, changes: Mapping[str, Any], customer: RowMapping, now: str) -> int:
    """Store an inquiry of a customer, in the customer's language, and give its id."""
    key: int = (connection.execute(select(func.max(tickets.c.id))).scalar() or 0) + 1
    row = {
        "id": key,
        "createdAt": now,
        "updatedAt": now,
        **dict.fromkeys(FLAGS, False),
        "subject": "",
        "memo": "",
        "language": customer["language"],
        "customer_id": customer["id"],
    }
    connection.execute(tickets.insert(), {**row, **changes})
    return key


def _customer(connection: Connection, asked: object) -> RowMapping:
    text = str(asked)
    if isinstance(asked, bool) or not (text.isascii() and text.isdigit()):
        raise invalid("customer is needed, the id of one.")
    row = connection.execute(select(customers).where(customers.c.id == int(text))).mappings().first()
    if row is None:
        raise invalid(f"There is no customer {text}.")
    return row


def update_ticket(call: Call) -> Json:
    """T5: change the members that are sent; the customer is none of them."""
    changes, key = _changes(call.root("ticket")), call.number("ticket_id")
    with call.stand_in.database.writing() as transaction:
        was = stored_ticket(transaction.connection, key)
        changed = {**changes, "updatedAt": call.now}
        transaction.connection.execute(update(tickets).where(tickets.c.id == key).values(**changed))
        row = stored_ticket(transaction.connection, key)
        tell_change(call, transaction, was, row)
        return {"ticket": written(call, row)}


def tell_change(call: Call, transaction: Transaction, was: RowMapping, row: RowMapping) -> None:
    """Let the receivers know that an inquiry changed, and also when it became an answered one."""
    tell(call.stand_in, transaction, "updated", row["id"], written(call, row))
    if row["isAnswered"] and not was["isAnswered"]:
        tell(call.stand_in, transaction, "answered", row["id"], written(call, row))


def delete_ticket(call: Call) -> None:
    """T6: delete an inquiry with its messages."""
    key = call.number("ticket_id")
    with call.stand_in.database.writing() as transaction:
        stored_ticket(transaction.connection, key)
        transaction.connection.execute(delete(tickets).where(tickets.c.id == key))
        tell(call.stand_in, transaction, "deleted", key, {"id": key})


def _changes(form: Mapping[str, Any]) -> Json:
    """Give the columns that a form sets; members that nobody knows are ignored."""
    changes: Json = {name: form[name] for name in _TEXTS if name in form}
    if not all(isinstance(text, str) for text in changes.values()):
        raise invalid("subject and memo have to be texts.")
    return changes | {name: flag_of(name, form[name]) for name in FLAGS if name in form}


def flag_of(name: str, value: object) -> bool:
    """Read a flag: a JSON boolean, `"true"`, `"false"`, 1 or 0.

    Raises:
        Refusal: 400, it is something else.
    """
    if isinstance(value, (bool, int, str)) and value in _BOOLEANS:
        return _BOOLEANS[value]
    raise invalid(f"{name} has to be true or false.")
