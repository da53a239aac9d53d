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
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 1
"""Raised whenever a table changes; a database with a newer one is refused."""

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single facts of this database: schema version, instance, token key."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("business_day", String(10), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Numbers that count up from 1 each business day."""

order_endpoints = Table(
    "order_endpoints",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    Column("type", String(200)),
    Column("address", String(500)),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

zones = Table(
    "zones",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("default_fiscal_name", String(200)),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    Column("env_name", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("label", String(200)),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("user_name", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("feature_name", String(200)),
    Column("is_active", Boolean, nullable=False),
    Column("is_virtual", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("password_is_public", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device_name", ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", String(24), nullable=False),
    Column("refresh_hash", String(64), nullable=False),
    Column("document", Text, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("client_id", String(200), nullable=False, unique=True),
    Column("client_secret", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device_name", ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("stock_name", String(200), primary_key=True),
    Column("code", Integer, primary_key=True),
    Column("document", Text, nullable=False),
)
"""Articles of the restaurant, for what a till leaves out of a line: unit price and VAT."""

tickets = Table(
    "tickets",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", String(24), nullable=False, unique=True),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("next_item_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("has_customer", Boolean, nullable=False),
    Column("has_discount", Boolean, nullable=False),
    Column("has_negative_item", Boolean, nullable=False),
    Column("has_returned_item", Boolean, nullable=False),
    Column("external_id", String(200), index=True),
    Column("name", String(200), index=True),
    Column("device_name", String(200)),
    Column("purchase_type", String(20), nullable=False),
    Column("origin_device_name", String(200)),
    Column("currency_label", String(10)),
    Column("discount_rate", Double, nullable=False),
    Column("open_date", String(24), nullable=False, index=True),
    Column("close_date", String(24)),
    Column("close_info_device_name", String(200)),
    Column("close_info_fiscal_name", String(200)),
    Column("close_info_number", Integer),
    Column("close_info_daily_sales_report_number", Integer),
    Column("close_info_fiscal_memory_serial_number", String(200)),
    Column("location_table_name", String(200)),
    Column("location_zone_name", String(200)),
    Column("customer_card_serial_number", String(200)),
    Column("employee_user_name", String(200)),
    Column("document", Text, nullable=False),
    Index("ix_tickets_open", "is_deleted", "is_closed", "id"),
)
"""Guests' bills; a deleted one stays as a row, because its orders still name it."""

ticket_items = Table(
    "ticket_items",
    metadata,
    Column("ticket_sequence", ForeignKey("tickets.sequence", ondelete="CASCADE"), primary_key=True),
    Column("item_id", Integer, primary_key=True),
    Column("plu_code", Integer, nullable=False),
    Column("plu_stock_name", String(200)),
)
"""What the filters ItemPluCode and ItemPluStockName look at."""

orders = Table(
    "orders",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", String(24), nullable=False, unique=True),
    Column("business_day", String(10), nullable=False),
    Column("number", Integer, nullable=False, index=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("ticket_name", String(200), index=True),
    Column("device_name", String(200), index=True),
    Column("user_user_name", String(200), index=True),
    Column("created_at", String(24), nullable=False, index=True),
    Column("is_processed", Boolean, nullable=False),
    Column("is_processable", Boolean, nullable=False),
    Column("is_settled", Boolean, nullable=False, index=True),
    Column("activity", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
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
    Column("sequence", Integer, primary_key=True),
    Column("id", String(24), nullable=False, unique=True),
    Column("business_day", String(10), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("renewed_at", String(24), nullable=False),
    Column("user_name", String(200), nullable=False),
    Column("device_name", String(200), nullable=False),
    Column("remaining", String(40)),
    Column("gone_at", String(24)),
    Column("body", Text, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("business_day", "subject"),
)
"""What screens of one kitchen tell each other (contract 7), for one business day; `subject` is a hash of what a note is about,
`remaining` the portions left of a countdown. A database of before gets the table at its next start, and a server that does
not know it leaves it alone: that is no new schema."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("document", Text, nullable=False),
)
"""What became of the newest webhooks. A database of before gets the table at its next start: that is no new schema."""

answered_keys = Table(
    "answered_keys",
    metadata,
    Column("user_name", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", String(24), nullable=False, index=True),
)
"""Answers to commands that carried an `Idempotency-Key` (contract 5)."""
