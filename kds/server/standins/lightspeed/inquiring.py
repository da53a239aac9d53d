"""Customers who write to the shop, which no route of the vendor does: for the demo, tests and measurements."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, func, select, update

from kds.errors import ServerError
from kds.server.standins.lightspeed.calls import LightspeedStandIn
from kds.server.standins.lightspeed.hooks import tell
from kds.server.standins.lightspeed.inquiries import new_ticket
from kds.server.standins.lightspeed.messages import new_message
from kds.server.standins.lightspeed.sample import customer_row
from kds.server.standins.lightspeed.shapes import LANGUAGES, Json, stamp, written_ticket
from kds.server.standins.lightspeed.tables import customers, tickets

_SPREAD = timedelta(days=50)
_SUBJECTS = {
    "en": ("Opening hours", "Gift card", "Where is my parcel?", "Invoice"),
    "nl": ("Openingstijden", "Cadeaubon", "Waar is mijn pakket?", "Factuur"),
    "sk": ("Otváracie hodiny", "Darčeková poukážka", "Kde je môj balík?", "Faktúra"),
}


class InquiryBody(BaseModel):
    """What a customer writes.

    Attributes:
        subject: the subject line.
        message: the first message, or the next one of `ticket_id`.
        email: who writes; a new customer when the address is unknown.
        firstname: of a new customer.
        lastname: of a new customer.
        language: of a new customer.
        ticket_id: the inquiry that goes on; None begins one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str = ""
    message: str
    email: str = "guest@example.com"
    firstname: str = ""
    lastname: str = ""
    language: str = "en"
    ticket_id: int | None = None


def inquire(stand_in: LightspeedStandIn, asked: InquiryBody) -> Json:
    """Store what a customer writes, and give the inquiry.

    Raises:
        ServerError: there is no such language or inquiry.
    """
    if asked.language not in LANGUAGES:
        raise ServerError(f"There is no language {asked.language}; there are {', '.join(LANGUAGES)}.")
    now = stamp(stand_in.clock.now())
    with stand_in.database.writing() as transaction:
        connection = transaction.connection
        key = asked.ticket_id or _begun(connection, asked, now)
        ticket = connection.execute(select(tickets).where(tickets.c.id == key)).mappings().first()
        if ticket is None:
            raise ServerError(f"There is no inquiry {key}.")
        new_message(connection, key, {"from": "customer", "message": asked.message}, now)
        connection.execute(update(tickets).where(tickets.c.id == key).values(updatedAt=now))
        changed = connection.execute(select(tickets).where(tickets.c.id == key)).mappings().one()
        written = written_ticket(changed, flags_as_strings=stand_in.switches.flags_as_strings)
        tell(stand_in, transaction, "updated" if asked.ticket_id else "created", key, written)
        return written


def _begun(connection: Connection, asked: InquiryBody, now: str) -> int:
    found = select(customers).where(customers.c.email == asked.email)
    customer = connection.execute(found).mappings().first()
    if customer is None:
        key = (connection.execute(select(func.max(customers.c.id))).scalar() or 0) + 1
        row = customer_row(key, asked.email, asked.firstname, asked.lastname, asked.language)
        connection.execute(customers.insert(), row)
        customer = connection.execute(found).mappings().one()
    return new_ticket(connection, {"subject": asked.subject}, customer, now)


def fill(connection: Connection, count: int, now: datetime, seed: int = 1) -> None:
    """Store inquiries of the last weeks, oldest first, most of them answered or closed.

    Args:
        connection: within a transaction.
        count: how many.
        now: the present moment.
        seed: decides everything that chance decides.
    """
    chance = random.Random(seed)
    for index in range(count):
        at = stamp(now - _SPREAD * (1 - index / count))
        language = chance.choice(list(_SUBJECTS))
        subject = chance.choice(_SUBJECTS[language])
        asked = InquiryBody(
            subject=subject,
            message=f"{subject} {index + 1}",
            email=f"{language}{index % 20}@example.com",
            firstname="Guest",
            lastname=f"{index % 20}",
            language=language,
        )
        key = _begun(connection, asked, at)
        new_message(connection, key, {"from": "customer", "message": asked.message}, at)
        flags = {"isAnswered": chance.random() < 0.9, "isClosed": chance.random() < 0.8}
        connection.execute(update(tickets).where(tickets.c.id == key).values(**flags))
