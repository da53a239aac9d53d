"""What can be done with tickets (contract 2), within one transaction; the orders that follow are made in `kitchen`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kds.server.access.callers import Caller
from kds.server.database import Transaction
from kds.server.installation import Installation
from kds.server.numbering import next_number
from kds.server.problems import Problem, fault, forbidden, invalid, missing, outdated
from kds.server.tables import products
from kds.server.tickets.kitchen import Kitchen
from kds.server.tickets.model import (
    CloseBody,
    CloseInfo,
    Employee,
    NewTicket,
    Ticket,
    TicketBody,
    TicketFields,
    TicketItem,
)
from kds.server.tickets.rights import need_rights_to_change, need_rights_to_create, need_rights_to_touch
from kds.server.tickets.stored import StoredTicket, find_ticket, ticket_text, write_ticket


@dataclass(frozen=True, slots=True)
class Written:
    """A ticket's document, and whether it is a new one."""

    document: str
    is_new: bool


class TicketActions:
    """The writes on tickets of one caller in one transaction."""

    def __init__(self, installation: Installation, transaction: Transaction, caller: Caller) -> None:
        self._connection: Connection = transaction.connection
        self._caller = caller
        self._installation = installation
        self._now = installation.now
        self._day = installation.calendar.day_of(self._now)
        self._kitchen = Kitchen(
            connection=transaction.connection,
            orders=installation.orders(transaction),
            notes=installation.notes_of(transaction),
            caller=caller,
            now=self._now,
            business_day=self._day,
            new_identifier=installation.new_identifier,
        )

    def create(self, body: NewTicket) -> Written:
        """Open a ticket.

        Raises:
            Problem: 400 for a line with an id, 403.
        """
        return self._create(body, body.items, self._installation.new_identifier(), former=None)

    def put(self, ticket_id: str, body: TicketBody) -> Written:
        """Create a ticket under an id of the till's, or change an open one.

        Raises:
            Problem: 400, 403, 409.
        """
        stored = find_ticket(self._connection, ticket_id)
        if stored is None or stored.is_deleted:
            if "items" not in body.model_fields_set:
                raise invalid(fault("items", "value.required", code="1"))
            return self._create(body, body.items, ticket_id, former=stored)
        before = stored.ticket
        need_rights_to_touch(self._caller, before)
        self._need_open(before)
        changed = self._changed(body, stored)
        if changed.ticket == before:
            return Written(ticket_text(before), is_new=False)
        need_rights_to_change(self._caller, before, changed.ticket)
        self._need_version(before, body.version)
        after = changed.ticket.model_copy(update={"version": before.version + 1})
        document = write_ticket(self._connection, StoredTicket(after, stored.sequence, changed.next_item_id))
        self._kitchen.follow(before, after)
        return Written(document, is_new=False)

    def delete(self, ticket_id: str) -> None:
        """Delete an open ticket and take back all its lines.

        Raises:
            Problem: 403, 404.
        """
        stored = self._existing(ticket_id)
        self._need_open(stored.ticket)
        after = stored.ticket.model_copy(update={"version": stored.ticket.version + 1})
        write_ticket(self._connection, StoredTicket(after, stored.sequence, stored.next_item_id, is_deleted=True))
        self._kitchen.follow(stored.ticket, after, is_deleted=True)

    def close(self, ticket_id: str, body: CloseBody) -> str:
        """Close a ticket: it is paid; its orders stay as they are.

        Raises:
            Problem: 403, 404, 409.
        """
        stored = self._existing(ticket_id)
        before = stored.ticket
        self._need_open(before)
        self._need_version(before, body.version)
        receipt = CloseInfo(
            number=body.number or next_number(self._connection, "receipts", self._day),
            daily_sales_report_number=body.daily_sales_report_number,
            fiscal_name=body.fiscal_name or self._caller.device_settings.get("DefaultFiscalName"),
            fiscal_memory_serial_number=body.fiscal_memory_serial_number,
            device_name=self._caller.device_name,
        )
        changes = {"close_info": receipt, "close_date": self._now, "version": before.version + 1}
        after = before.model_copy(update=changes)
        return write_ticket(self._connection, StoredTicket(after, stored.sequence, stored.next_item_id))

    def _create(
        self, fields: TicketFields, items: Sequence[TicketItem], ticket_id: str, *, former: StoredTicket | None
    ) -> Written:
        first_id = 1 if former is None else former.next_item_id
        lines = self._numbered(items, known=frozenset(), first_id=first_id)
        content = {name: getattr(fields, name) for name in TicketFields.model_fields}
        content["employee"] = self._employee(fields.employee)
        ticket = Ticket.model_construct(
            **content,
            id=ticket_id,
            items=lines,
            open_date=self._now,
            origin_device_name=self._caller.device_name,
            version=1 if former is None else former.ticket.version + 1,
        )
        need_rights_to_create(self._caller, ticket)
        sequence = None if former is None else former.sequence
        document = write_ticket(self._connection, StoredTicket(ticket, sequence, first_id + len(lines)))
        self._kitchen.follow(None, ticket)
        return Written(document, is_new=True)

    def _changed(self, body: TicketBody, stored: StoredTicket) -> StoredTicket:
        """Give the ticket with what the body says; members left out keep their value."""
        before = stored.ticket
        sent = body.model_fields_set & TicketFields.model_fields.keys()
        content: dict[str, Any] = {name: getattr(body, name) for name in sent}
        if "employee" in content:
            content["employee"] = self._employee(body.employee, before.employee)
        next_item_id = stored.next_item_id
        if "items" in body.model_fields_set:
            known = frozenset(item.id for item in before.items if item.id is not None)
            content["items"] = self._numbered(body.items, known=known, first_id=next_item_id)
            next_item_id += sum(item.id is None for item in body.items)
        return StoredTicket(before.model_copy(update=content), stored.sequence, next_item_id)

    def _numbered(self, items: Sequence[TicketItem], *, known: frozenset[int], first_id: int) -> tuple[TicketItem, ...]:
        """Give new lines their ids and prices.

        Raises:
            Problem: 400 for an id that this ticket does not know, or that is there twice.
        """
        faults = []
        seen: set[int] = set()
        lines = []
        for position, item in enumerate(items):
            if item.id is None:
                lines.append(self._priced(item.model_copy(update={"id": first_id})))
                first_id += 1
                continue
            if item.id in seen or item.id not in known:
                faults.append(fault(f"items[{position}].id", "value.unknown", value=item.id))
            seen.add(item.id)
            lines.append(self._priced(item))
        if faults:
            raise invalid(*faults)
        return tuple(lines)

    def _priced(self, item: TicketItem) -> TicketItem:
        """Give a line with the restaurant's own price and VAT where the till sent none."""
        plu = item.plu
        if item.unit_price is not None or plu.stock_name is None:
            return item
        found = self._connection.execute(
            select(products.c.document).where(products.c.stock_name == plu.stock_name, products.c.code == plu.code)
        ).scalar_one_or_none()
        if found is None:
            return item
        catalogue = TicketItem.model_validate(json.loads(found))
        vat = plu.vat_info or catalogue.plu.vat_info
        return item.model_copy(
            update={"unit_price": catalogue.unit_price, "plu": plu.model_copy(update={"vat_info": vat})}
        )

    def _employee(self, wanted: Employee | None, former: Employee | None = None) -> Employee:
        """Give whose ticket it is; nobody named means the one before, else the caller."""
        if wanted is None:
            return former or Employee(user_name=self._caller.user_name, name=self._caller.name)
        is_same = former is not None and wanted.user_name == former.user_name
        return former if former is not None and is_same else wanted

    def _existing(self, ticket_id: str) -> StoredTicket:
        stored = find_ticket(self._connection, ticket_id)
        if stored is None or stored.is_deleted:
            raise missing("missing.ticket", id=ticket_id)
        return stored

    @staticmethod
    def _need_open(ticket: Ticket) -> None:
        if ticket.is_closed:
            raise forbidden("ticket.closed", id=ticket.id)

    @staticmethod
    def _need_version(ticket: Ticket, sent: int | None) -> None:
        if sent is not None and sent < ticket.version:
            problem: Problem = outdated("tickets", ticket.id, sent=sent, stored=ticket.version)
            raise problem
