"""The server's tables: each row keeps the JSON document that is sent, beside the columns that filters and rules need.

Columns beside a document are an index of it, written in the same transaction. Moments are ISO 8601 texts of one length,
so that they compare like moments in every database.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
)

from kds.server.columns import integer, string, text

metadata = MetaData()
"""What the migrations lead to; a change here needs a new one in `migrations/versions`."""

facts = Table(
    "facts",
    metadata,
    Column("name", string(40), primary_key=True),
    Column("value", text(), nullable=False),
)
"""Single facts of this database: instance and token key."""

counters = Table(
    "counters",
    metadata,
    Column("name", string(40), primary_key=True),
    Column("business_day", string(10), primary_key=True),
    Column("value", integer(), nullable=False),
)
"""Numbers that count up from 1 each business day."""

revisions = Table(
    "revisions",
    metadata,
    Column("name", string(40), primary_key=True),
    Column("value", integer(), nullable=False),
)
"""How often something was changed, for the servers that share a database: what one of them keeps in memory is out of
date when this says more than it did."""

order_endpoints = Table(
    "order_endpoints",
    metadata,
    Column("name", string(200), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    Column("type", string(200)),
    Column("address", string(500)),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

zones = Table(
    "zones",
    metadata,
    Column("name", string(200), primary_key=True),
    Column("default_fiscal_name", string(200)),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("name", string(200), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    Column("env_name", string(20), nullable=False),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("name", string(200), primary_key=True),
    Column("label", string(200)),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", string(24), primary_key=True),
    Column("user_name", string(200), nullable=False, unique=True),
    Column("name", string(200), nullable=False),
    Column("feature_name", string(200)),
    Column("is_active", Boolean, nullable=False),
    Column("is_virtual", Boolean, nullable=False),
    Column("password_hash", text(), nullable=False),
    Column("password_is_public", Boolean, nullable=False),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", string(24), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device_name", ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", string(24), nullable=False),
    Column("refresh_hash", string(64), nullable=False),
    Column("document", text(), nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", string(24), primary_key=True),
    Column("client_id", string(200), nullable=False, unique=True),
    Column("client_secret", text(), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device_name", ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("stock_name", string(200), primary_key=True),
    Column("code", integer(), primary_key=True),
    Column("document", text(), nullable=False),
)
"""Articles of the restaurant, for what a till leaves out of a line: unit price and VAT."""

tickets = Table(
    "tickets",
    metadata,
    Column("sequence", integer(), primary_key=True),
    Column("id", string(24), nullable=False, unique=True),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("next_item_id", integer(), nullable=False),
    Column("version", integer(), nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("has_customer", Boolean, nullable=False),
    Column("has_discount", Boolean, nullable=False),
    Column("has_negative_item", Boolean, nullable=False),
    Column("has_returned_item", Boolean, nullable=False),
    Column("external_id", string(200), index=True),
    Column("name", string(200), index=True),
    Column("device_name", string(200)),
    Column("purchase_type", string(20), nullable=False),
    Column("origin_device_name", string(200)),
    Column("currency_label", string(10)),
    Column("discount_rate", Double, nullable=False),
    Column("open_date", string(24), nullable=False, index=True),
    Column("close_date", string(24)),
    Column("close_info_device_name", string(200)),
    Column("close_info_fiscal_name", string(200)),
    Column("close_info_number", integer()),
    Column("close_info_daily_sales_report_number", integer()),
    Column("close_info_fiscal_memory_serial_number", string(200)),
    Column("location_table_name", string(200)),
    Column("location_zone_name", string(200)),
    Column("customer_card_serial_number", string(200)),
    Column("employee_user_name", string(200)),
    Column("document", text(), nullable=False),
    Index("ix_tickets_open", "is_deleted", "is_closed", "id"),
)
"""Guests' bills; a deleted one stays as a row, because its orders still name it."""

ticket_items = Table(
    "ticket_items",
    metadata,
    Column("ticket_sequence", ForeignKey("tickets.sequence", ondelete="CASCADE"), primary_key=True),
    Column("item_id", integer(), primary_key=True),
    Column("plu_code", integer(), nullable=False),
    Column("plu_stock_name", string(200)),
)
"""What the filters ItemPluCode and ItemPluStockName look at."""

orders = Table(
    "orders",
    metadata,
    Column("sequence", integer(), primary_key=True),
    Column("id", string(24), nullable=False, unique=True),
    Column("business_day", string(10), nullable=False),
    Column("number", integer(), nullable=False, index=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("ticket_name", string(200), index=True),
    Column("device_name", string(200), index=True),
    Column("user_user_name", string(200), index=True),
    Column("created_at", string(24), nullable=False, index=True),
    Column("is_processed", Boolean, nullable=False),
    Column("is_processable", Boolean, nullable=False),
    Column("is_settled", Boolean, nullable=False, index=True),
    Column("activity", text(), nullable=False),
    Column("version", integer(), nullable=False),
    Column("document", text(), nullable=False),
    UniqueConstraint("business_day", "number"),
    Index("ix_orders_live", "is_processable", "id"),
    Index("ix_orders_recall", "is_processable", "created_at"),
    Index("ix_orders_held", "is_processed", "id"),
)
"""Preparation requests; `document` is the answer of GET, `is_settled` says that every pair is Served or Cancelled, and
`activity` says which endpoints counted as active when the document was written."""

kitchen_notes = Table(
    "kitchen_notes",
    metadata,
    Column("sequence", integer(), primary_key=True),
    Column("id", string(24), nullable=False, unique=True),
    Column("business_day", string(10), nullable=False),
    Column("subject", string(64), nullable=False),
    Column("kind", string(20), nullable=False),
    Column("created_at", string(24), nullable=False),
    Column("renewed_at", string(24), nullable=False),
    Column("user_name", string(200), nullable=False),
    Column("device_name", string(200), nullable=False),
    Column("remaining", string(40)),
    Column("gone_at", string(24)),
    Column("body", text(), nullable=False),
    Column("document", text(), nullable=False),
    UniqueConstraint("business_day", "subject"),
)
"""What screens of one kitchen tell each other (contract 7), for one business day; `subject` is a hash of what a note is about,
`remaining` the portions left of a countdown."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("sequence", integer(), primary_key=True),
    Column("document", text(), nullable=False),
)
"""What became of the newest webhooks."""

answered_keys = Table(
    "answered_keys",
    metadata,
    Column("user_name", string(200), primary_key=True),
    Column("key", string(255), primary_key=True),
    Column("fingerprint", string(64), nullable=False),
    Column("status", integer(), nullable=False),
    Column("body", text(), nullable=False),
    Column("created_at", string(24), nullable=False, index=True),
)
"""Answers to commands that carried an `Idempotency-Key` (contract 5)."""
