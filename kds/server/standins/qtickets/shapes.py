"""How orders, admission tickets, buyers and events look on the wire (qtickets 2); reads rows, changes none."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from kds.server.standins.qtickets.listing import Json, rows_of
from kds.server.standins.qtickets.tables import baskets, clients, orders
from kds.server.standins.qtickets.wire import money, or_list

SITE = {"id": 16, "host": "qtickets.ru"}
"""Where everything was sold (source page, order sample)."""

COMPANY = ("organization_name", "legal_name", "work_position", "inn", "kpp")
"""What an admission ticket says about a guest's company."""

GUEST = ("client_email", "client_phone", "client_name", "client_surname", "client_middlename")
"""What an admission ticket says about its guest."""

_ORDER_PLAIN = [
    "id",
    "uniqid",
    "payed",
    "payed_at",
    "created_at",
    "updated_at",
    "deleted_at",
    "client_id",
    "site_id",
    "payment_id",
    "payment_type_id",
    "payment_card_number",
    "basket_user_id",
    "backend_user_id",
    "access_code_id",
    "discount_id",
    "promo_code_id",
    "reserved",
    "reserved_to",
    "reserve_extended",
    "event_id",
    "currency_id",
]
_ADDRESS = "https://qtickets.ru"


def written_orders(connection: Connection, rows: Sequence[RowMapping], *, is_live: bool) -> list[Json]:
    """Write orders with their buyers and tickets.

    Args:
        connection: reads tickets and buyers.
        rows: the orders.
        is_live: as the live service writes them, not as the page shows them.
    """
    tickets: defaultdict[int, list[RowMapping]] = defaultdict(list)
    found = select(baskets).where(baskets.c.order_id.in_([row["id"] for row in rows])).order_by(baskets.c.id)
    for ticket in connection.execute(found).mappings():
        tickets[ticket["order_id"]].append(ticket)
    buyers = {row["id"]: row for row in rows_of(connection, clients, sorted({row["client_id"] for row in rows}))}
    return [_order(row, buyers[row["client_id"]], tickets[row["id"]], is_live=is_live) for row in rows]


def written_order(connection: Connection, order_id: int, *, is_live: bool) -> Json | None:
    """Write one order; None when there is none of this id."""
    written = written_orders(connection, rows_of(connection, orders, [order_id]), is_live=is_live)
    return written[0] if written else None


def _order(row: RowMapping, buyer: RowMapping, tickets: Sequence[RowMapping], *, is_live: bool) -> Json:
    written: Json = {name: row[name] for name in _ORDER_PLAIN}
    rest = row["document"]
    empty_custom: Any = "" if is_live else []
    if not is_live:
        written |= {"reserved": int(row["reserved"]), "reserve_extended": int(row["reserve_extended"])}
    secret = hashlib.sha256(f"cancel {row['uniqid']}".encode()).hexdigest()[:32]
    return written | {
        "client": written_client(buyer),
        "site": SITE,
        "payment_url": f"{_ADDRESS}/pay/{row['uniqid']}",
        "cancel_url": f"{_ADDRESS}/cancel-order/{row['uniqid']}/{secret}",
        "price": money(row["price"]),
        "original_price": money(row["original_price"]),
        "utm": or_list(rest.get("utm", {})),
        "custom": rest.get("custom") or empty_custom,
        "fields": or_list(rest.get("fields", {})),
        "baskets": [written_basket(ticket, row, tickets, is_live=is_live) for ticket in tickets],
        "refunds": rest.get("refunds", []),
        "integrations": or_list(rest.get("integrations", {})),
    }


def written_client(row: RowMapping) -> Json:
    """Write a buyer."""
    return {"id": row["id"], "email": row["email"], "details": row["details"]}


def written_basket(ticket: RowMapping, order: RowMapping, siblings: Sequence[RowMapping], *, is_live: bool) -> Json:
    """Write an admission ticket; it has a barcode and files only while it is paid for and not removed.

    Args:
        ticket: its row.
        order: the order it belongs to.
        siblings: all tickets of that order, among them those that belong to it as a season ticket.
        is_live: as the live service writes it, with members that the page does not name.
    """
    rest = ticket["document"]
    has_code = order["payed"] and ticket["deleted_at"] is None and order["deleted_at"] is None
    written: Json = {
        "id": ticket["id"],
        "barcode": ticket["barcode"] if has_code else None,
        "show_id": ticket["show_id"],
        "seat_id": ticket["seat_id"],
        "original_price": money(ticket["original_price"]),
        "discount_value": money(ticket["discount_value"]),
        "price": money(ticket["price"]),
        "quantity": 1,
        **{name: ticket[name] for name in GUEST},
        **{name: rest.get(name) for name in COMPANY},
        "comment": ticket["comment"],
        "pdf_url": _file("pdf", ticket) if has_code else None,
        "passbook_url": _file("passbook", ticket) if has_code else None,
        "related_baskets": [sibling["id"] for sibling in siblings if sibling["main_id"] == ticket["id"]],
        **{name: ticket[name] for name in ("checked_at", "created_at", "updated_at", "deleted_at", "refunded_at")},
        "refunded_amount": money(ticket["refunded_amount"]),
        "refunded_deduction_amount": money(ticket["refunded_deduction_amount"]),
    }
    return written | _seen_live(ticket, rest) if is_live else written


def _seen_live(ticket: RowMapping, rest: Mapping[str, Any]) -> Json:
    return {
        "seat_name": rest.get("seat_name", ticket["seat_id"]),
        "series": rest.get("series", ""),
        "multiprice_code": ticket["multiprice_code"],
        "ticket_original_price": money(ticket["original_price"]),
        "ticket_amount": money(ticket["price"]),
        "service_fee_amount": 0,
        "services": rest.get("services", []),
        "refunds": [],
    }


def _file(kind: str, ticket: RowMapping) -> str:
    secret = hashlib.sha256(f"{kind} {ticket['id']} {ticket['barcode']}".encode()).hexdigest()[:32]
    return f"{_ADDRESS}/ticket/{kind}/{ticket['id']}/{secret}"


def written_event(row: RowMapping) -> Json:
    """Write an event with its shows."""
    own: Json = {name: row[name] for name in row if name != "document"}
    own |= row["document"]
    return own
