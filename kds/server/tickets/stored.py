"""Tickets in the database: documents and the columns that the 26 filters look at; decides no rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from kds.server.ndata.members import Kind, Member
from kds.server.ndata.query import Members
from kds.server.orders.model import ItemType
from kds.server.tables import ticket_items, tickets
from kds.server.tickets.model import PurchaseType, Ticket, TicketItem
from kds.server.tickets.totals import item_total, ticket_total, unit_price_including_vat
from kds.server.values import instant_text, json_text, number, optional_instant_text


def _with_item(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(ticket_items.c.item_id).where(ticket_items.c.ticket_sequence == tickets.c.sequence, condition).exists()
    )


COLUMNS = tickets.c

MEMBERS = Members(
    (
        Member("IsClosed", Kind.BOOLEAN, COLUMNS.is_closed),
        Member("HasCustomer", Kind.BOOLEAN, COLUMNS.has_customer),
        Member("HasDiscount", Kind.BOOLEAN, COLUMNS.has_discount),
        Member("HasNegativeItem", Kind.BOOLEAN, COLUMNS.has_negative_item),
        Member("HasReturnedItem", Kind.BOOLEAN, COLUMNS.has_returned_item),
        Member("Id", Kind.TEXT, COLUMNS.id),
        Member("ExternalId", Kind.TEXT, COLUMNS.external_id),
        Member("Name", Kind.TEXT, COLUMNS.name),
        Member("DeviceName", Kind.TEXT, COLUMNS.device_name, takes_list=True),
        Member("PurchaseType", Kind.WORD, COLUMNS.purchase_type, words=tuple(PurchaseType)),
        Member("OriginDeviceName", Kind.TEXT, COLUMNS.origin_device_name),
        Member("CurrencyLabel", Kind.TEXT, COLUMNS.currency_label),
        Member("DiscountRate", Kind.DECIMAL, COLUMNS.discount_rate),
        Member("OpenDate", Kind.MOMENT, COLUMNS.open_date),
        Member("CloseDate", Kind.MOMENT, COLUMNS.close_date),
        Member("CloseInfoDeviceName", Kind.TEXT, COLUMNS.close_info_device_name),
        Member("CloseInfoFiscalName", Kind.TEXT, COLUMNS.close_info_fiscal_name),
        Member("CloseInfoNumber", Kind.INTEGER, COLUMNS.close_info_number),
        Member("CloseInfoDailySalesReportNumber", Kind.INTEGER, COLUMNS.close_info_daily_sales_report_number),
        Member("CloseInfoFiscalMemorySerialNumber", Kind.TEXT, COLUMNS.close_info_fiscal_memory_serial_number),
        Member("LocationTableName", Kind.TEXT, COLUMNS.location_table_name),
        Member("LocationZoneName", Kind.TEXT, COLUMNS.location_zone_name),
        Member("CustomerCardSerialNumber", Kind.TEXT, COLUMNS.customer_card_serial_number),
        Member("EmployeeUserName", Kind.TEXT, COLUMNS.employee_user_name),
        Member("ItemPluCode", Kind.INTEGER, ticket_items.c.plu_code, within=_with_item),
        Member("ItemPluStockName", Kind.TEXT, ticket_items.c.plu_stock_name, within=_with_item),
    ),
    only_filtered=("ItemPluCode", "ItemPluStockName"),
)
"""Filters of GET /tickets, as the vendor documents them (portos 2.1)."""


@dataclass(frozen=True, slots=True)
class StoredTicket:
    """A ticket's row: the ticket, its document, and what outlives it when it is deleted.

    Attributes:
        sequence: key of the row; None for one that is not stored yet.
        next_item_id: first id that no line of this ticket ever had.
    """

    ticket: Ticket
    sequence: int | None
    next_item_id: int
    is_deleted: bool = False


def ticket_text(ticket: Ticket) -> str:
    """Write a ticket with its totals."""
    document = ticket.model_dump(by_alias=True)
    total = ticket_total(ticket)
    lines = zip(document["items"], ticket.items, strict=True)
    document |= {
        "state": "Closed" if ticket.is_closed else "Opened",
        "type": "CashRegister",
        "issueDate": None,
        "items": [_item(line, item) for line, item in lines],
        "totalAmount": number(total.amount),
        "totalAmountIncludingVat": number(total.including_vat),
    }
    if ticket.close_info is not None:
        document["closeInfo"]["eKasa"] = None
    return json_text(document)


def _item(line: dict[str, Any], item: TicketItem) -> dict[str, Any]:
    total = item_total(item)
    line["plu"]["orderEndpointNames"] = line["plu"]["orderEndpointNames"] or []
    line["modifiers"] = line["modifiers"] or []
    return line | {
        "unitPriceIncludingVat": number(unit_price_including_vat(item)),
        "totalAmount": number(total.amount),
        "totalAmountIncludingVat": number(total.including_vat),
    }


def find_ticket(connection: Connection, ticket_id: str) -> StoredTicket | None:
    """Give a ticket, also a deleted one."""
    row = connection.execute(
        select(COLUMNS.sequence, COLUMNS.document, COLUMNS.next_item_id, COLUMNS.is_deleted).where(
            COLUMNS.id == ticket_id
        )
    ).one_or_none()
    if row is None:
        return None
    return StoredTicket(Ticket.model_validate(json.loads(row.document)), row.sequence, row.next_item_id, row.is_deleted)


def write_ticket(connection: Connection, stored: StoredTicket) -> str:
    """Insert or update a ticket with everything derived from it, and give its document."""
    columns = _columns(stored)
    if stored.sequence is None:
        inserted = connection.execute(tickets.insert().values(columns))
        (sequence,) = inserted.inserted_primary_key or (None,)
    else:
        sequence = stored.sequence
        connection.execute(tickets.update().where(COLUMNS.sequence == sequence).values(columns))
        connection.execute(ticket_items.delete().where(ticket_items.c.ticket_sequence == sequence))
    rows = [
        {
            "ticket_sequence": sequence,
            "item_id": item.id,
            "plu_code": item.plu.code,
            "plu_stock_name": item.plu.stock_name,
        }
        for item in stored.ticket.items
    ]
    if rows:
        connection.execute(ticket_items.insert(), rows)
    document: str = columns["document"]
    return document


def _columns(stored: StoredTicket) -> dict[str, Any]:
    ticket = stored.ticket
    closed, place, customer = ticket.close_info, ticket.location, ticket.customer
    return {
        "id": ticket.id,
        "is_deleted": stored.is_deleted,
        "next_item_id": stored.next_item_id,
        "version": ticket.version,
        "is_closed": ticket.is_closed,
        "has_customer": customer is not None,
        "has_discount": bool(ticket.discount_rate) or any(item.discount_rate for item in ticket.items),
        "has_negative_item": any(item_total(item).amount < 0 for item in ticket.items),
        "has_returned_item": any(item.type is ItemType.NEGATIVE for item in ticket.items),
        "external_id": ticket.external_id,
        "name": ticket.name,
        "device_name": ticket.origin_device_name if closed is None else closed.device_name,
        "purchase_type": ticket.purchase_type,
        "origin_device_name": ticket.origin_device_name,
        "currency_label": ticket.currency_label,
        "discount_rate": float(ticket.discount_rate),
        "open_date": instant_text(ticket.open_date),
        "close_date": optional_instant_text(ticket.close_date),
        "close_info_device_name": None if closed is None else closed.device_name,
        "close_info_fiscal_name": None if closed is None else closed.fiscal_name,
        "close_info_number": None if closed is None else closed.number,
        "close_info_daily_sales_report_number": None if closed is None else closed.daily_sales_report_number,
        "close_info_fiscal_memory_serial_number": None if closed is None else closed.fiscal_memory_serial_number,
        "location_table_name": None if place is None else place.table_name,
        "location_zone_name": None if place is None else place.zone_name,
        "customer_card_serial_number": None if customer is None else customer.card_serial_number,
        "employee_user_name": None if ticket.employee is None else ticket.employee.user_name,
        "document": ticket_text(ticket),
    }
