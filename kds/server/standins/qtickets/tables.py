"""The Qtickets stand-in's tables: columns for what filters and rules read, a JSON document for the rest of a row.

Moments are texts as they stand on the wire, all of one offset and one length, so that they compare like moments.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()


def _moment(name: str) -> Column[str]:
    return Column(name, String(25))


clients = Table(
    "clients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(200), nullable=False, unique=True),
    Column("details", JSON, nullable=False),
)
"""Buyers."""

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("is_active", Integer, nullable=False),
    Column("name", String(500), nullable=False),
    Column("scheme_id", Integer),
    Column("currency_id", String(3), nullable=False),
    Column("city_id", Integer),
    Column("external_id", String(200)),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at"),
    Column("document", JSON, nullable=False),
)
"""Events; their shows stand in the document."""

shows = Table(
    "shows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", Integer, ForeignKey("events.id"), nullable=False),
)
"""Which event a show is a date of."""

seats = Table(
    "seats",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("show_id", Integer, ForeignKey("shows.id"), nullable=False),
    Column("id", String(100), nullable=False),
    Column("root_id", String(100), nullable=False),
    Column("zone_name", String(200), nullable=False),
    Column("admission", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
    Index("seats_of_show", "show_id", "id"),
)
"""Seats of a show, one row for each tariff; quantities are counted from the tickets."""

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uniqid", String(10), nullable=False),
    Column("payed", Boolean, nullable=False),
    _moment("payed_at"),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at"),
    Column("client_id", Integer, ForeignKey("clients.id"), nullable=False),
    Column("site_id", Integer, nullable=False),
    Column("payment_id", Integer),
    Column("payment_type_id", String(40)),
    Column("payment_card_number", String(40)),
    Column("basket_user_id", Integer, nullable=False),
    Column("backend_user_id", Integer),
    Column("access_code_id", Integer),
    Column("discount_id", Integer),
    Column("promo_code_id", Integer),
    Column("reserved", Boolean, nullable=False),
    _moment("reserved_to"),
    Column("reserve_extended", Boolean, nullable=False),
    Column("event_id", Integer, ForeignKey("events.id"), nullable=False, index=True),
    Column("price", Double, nullable=False),
    Column("original_price", Double, nullable=False),
    Column("currency_id", String(3), nullable=False),
    Column("document", JSON, nullable=False),
)
"""Purchases."""

baskets = Table(
    "baskets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, ForeignKey("orders.id"), nullable=False, index=True),
    Column("main_id", Integer, ForeignKey("baskets.id"), index=True),
    Column("barcode", String(12)),
    Column("show_id", Integer, ForeignKey("shows.id"), nullable=False),
    Column("seat_id", String(100), nullable=False),
    Column("price", Double, nullable=False),
    Column("original_price", Double, nullable=False),
    Column("discount_value", Double),
    Column("multiprice_code", String(40)),
    Column("client_email", String(200)),
    Column("client_phone", String(40)),
    Column("client_name", String(200)),
    Column("client_surname", String(200)),
    Column("client_middlename", String(200)),
    Column("comment", Text),
    _moment("checked_at"),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at"),
    _moment("refunded_at"),
    Column("refunded_amount", Double),
    Column("refunded_deduction_amount", Double),
    Column("document", JSON, nullable=False),
    Index("baskets_by_code", "show_id", "barcode"),
)
"""Admission tickets; `main_id` names the season ticket that one belongs to."""

discounts = Table(
    "discounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("is_active", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("type", String(10), nullable=False),
    _moment("active_from"),
    _moment("active_to"),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at"),
    Column("document", JSON, nullable=False),
)
"""Discounts."""

promo_codes = Table(
    "promo_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("is_active", Integer, nullable=False),
    Column("type", Integer, nullable=False),
    Column("discount_id", Integer, nullable=False),
    Column("code", String(100), nullable=False),
    Column("max_uses_count", Integer, nullable=False),
    _moment("active_from"),
    _moment("active_to"),
    _moment("created_at"),
    _moment("updated_at"),
    _moment("deleted_at"),
)
"""Promotional codes."""
