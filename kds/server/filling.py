"""Fills a new database with a past, finished orders of closed tickets, to measure with; no request ever comes here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from kds.errors import ServerError
from kds.server.access.callers import ADMIN, Caller
from kds.server.database import Database
from kds.server.installation import Installation
from kds.server.numbering import BusinessCalendar
from kds.server.orders.actions import StatusChange, process, set_order_status
from kds.server.orders.model import Status
from kds.server.seeding import prepare
from kds.server.settings import ServerSettings
from kds.server.tables import orders, ticket_items, tickets
from kds.server.tickets.actions import TicketActions
from kds.server.tickets.model import CloseBody, NewTicket
from kds.server.values import identifiers, instant_text

ORDERS_A_DAY = 250
"""How many orders of the past lie on one business day."""

MOST_LINES = 5
"""Tickets of the past have one line to so many, by turns."""

_ROWS_AT_ONCE = 5_000
_TIME_BETWEEN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Finished:
    """One finished order as the server stores it: the rows of its ticket, of the ticket's lines, and its own."""

    ticket: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    order: Mapping[str, Any]


def fill(path: Path, count: int) -> None:
    """Store finished orders, `ORDERS_A_DAY` on each day before today, in the order of their days as a server would.

    A few samples go through the server's own rules; the past is copies of them with other ids, numbers and times. They are
    made as texts and written as plain rows: a million costs a minute and a half of CPU time, and 6.3 GB of disk.

    Raises:
        ServerError: the database can't be used, a server has it open, or it has orders already.
    """
    database = Database(str(path))
    try:
        settings = ServerSettings(database=str(path))
        facts = prepare(database, settings)
        installation = Installation(settings, database, instance=facts.instance, token_secret=facts.token_secret)
        with database.reading() as connection:
            if connection.execute(select(orders.c.id).limit(1)).first() is not None:
                raise ServerError(f"The database {path} has orders already; name a new file to be filled.")
        today = installation.now
        copied = _Copier(installation.calendar, _samples(today), today, -(-count // ORDERS_A_DAY)).copied
        for start in range(0, count, _ROWS_AT_ONCE):
            past = [copied(number) for number in range(start, min(start + _ROWS_AT_ONCE, count))]
            with database.writing() as transaction:
                _store(transaction.connection, past)
    finally:
        database.close()


def _samples(at: datetime) -> list[_Finished]:
    """Write tickets of one line to `MOST_LINES` in a database of their own, serve and close them at one moment."""
    settings = ServerSettings(database=":memory:", scrypt_cost=2, clock=lambda: at)
    database = Database(settings.database)
    try:
        facts = prepare(database, settings)
        installation = Installation(settings, database, instance=facts.instance, token_secret=facts.token_secret)
        caller = Caller("anna", "Anna", "P01", "CashRegister", {}, frozenset({ADMIN}), None, "{}")
        with database.writing() as transaction:
            actions, stored = TicketActions(installation, transaction, caller), installation.orders(transaction)
            for lines in range(1, MOST_LINES + 1):
                ticket_id = json.loads(actions.create(_new_ticket(lines)).document)["id"]
                (order,) = stored.of_ticket(ticket_id)
                process(stored, [order.id], at)
                set_order_status(stored, order.id, StatusChange(Status.SERVED, None, at, caller.user_name))
                actions.close(ticket_id, CloseBody())
            connection = transaction.connection
            return [
                _Finished(
                    ticket=ticket,
                    lines=_rows(connection, ticket_items, ticket_sequence=ticket["sequence"]),
                    order=_rows(connection, orders, ticket_id=ticket["id"])[0],
                )
                for ticket in _rows(connection, tickets)
            ]
    finally:
        database.close()


def _new_ticket(lines: int) -> NewTicket:
    items = [
        {
            "plu": {"code": line, "name": f"Dish {line}", "orderEndpointNames": ["Grill", "Fry"][: 1 + line % 2]},
            "quantity": {"amount": line},
            "unitPrice": {"amount": 3.5},
            "comment": "no salt",
        }
        for line in range(1, lines + 1)
    ]
    return NewTicket.model_validate(
        {"name": f"M{lines}", "location": {"zoneName": "Main", "tableName": f"M{lines}"}, "items": items}
    )


def _rows(connection: Connection, table: Table, **equal: object) -> list[Mapping[str, Any]]:
    statement = select(table).filter_by(**equal)
    return [dict(row) for row in connection.execute(statement).mappings()]


class _Copier:
    """Gives samples as they would be some days ago, with ids of their own.

    Args:
        calendar: of the server.
        samples: written today.
        today: when that was.
        days: how many days before today the past begins.
    """

    def __init__(self, calendar: BusinessCalendar, samples: Sequence[_Finished], today: datetime, days: int) -> None:
        self._calendar = calendar
        self._samples = samples
        self._day_ends = [today - timedelta(days=days - day) for day in range(days)]
        self._at = today
        self._new_identifier = identifiers(lambda: self._at)

    def copied(self, number: int) -> _Finished:
        """Give the order of that number, from 0 on the first day."""
        day, turn = divmod(number, ORDERS_A_DAY)
        sample, sequence = self._samples[number % len(self._samples)], number + 1
        self._at = self._day_ends[day] - (ORDERS_A_DAY - turn) * _TIME_BETWEEN
        at, ticket_id, order_id = instant_text(self._at), self._new_identifier(), self._new_identifier()
        texts = {sample.ticket["id"]: ticket_id, sample.order["id"]: order_id, sample.order["created_at"]: at}
        numbered = {f'"number":{sample.order["number"]},"ticketId"': f'"number":{turn + 1},"ticketId"'}
        order = {
            **sample.order,
            "sequence": sequence,
            "id": order_id,
            "business_day": self._calendar.day_of(self._day_ends[day]),
            "number": turn + 1,
            "ticket_id": ticket_id,
            "created_at": at,
            "document": _replaced(sample.order["document"], texts | numbered),
        }
        ticket = {
            **sample.ticket,
            "sequence": sequence,
            "id": ticket_id,
            "open_date": at,
            "close_date": at,
            "document": _replaced(sample.ticket["document"], texts),
        }
        return _Finished(ticket, [{**line, "ticket_sequence": sequence} for line in sample.lines], order)


def _replaced(document: str, texts: Mapping[str, str]) -> str:
    for old, new in texts.items():
        document = document.replace(old, new)
    return document


def _store(connection: Connection, past: Sequence[_Finished]) -> None:
    _insert(connection, tickets, [each.ticket for each in past])
    _insert(connection, ticket_items, [line for each in past for line in each.lines])
    _insert(connection, orders, [each.order for each in past])


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of one table with one prepared statement."""
    compiled = table.insert().compile(dialect=connection.dialect, column_keys=list(rows[0]))
    values = itemgetter(*(compiled.positiontup or ()))
    connection.exec_driver_sql(str(compiled), [values(row) for row in rows])
