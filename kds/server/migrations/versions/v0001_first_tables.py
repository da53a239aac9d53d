"""The first tables: restaurant, logins, tickets, orders, and the answers to commands that carried an `Idempotency-Key`."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, UniqueConstraint

from kds.server.columns import integer, string, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    _itself()
    _restaurant()
    _people()
    _tickets()
    _orders()


def _itself() -> None:
    op.create_table(
        "facts",
        Column("name", string(40), primary_key=True),
        Column("value", text(), nullable=False),
    )
    op.create_table(
        "counters",
        Column("name", string(40), primary_key=True),
        Column("business_day", string(10), primary_key=True),
        Column("value", integer(), nullable=False),
    )
    op.create_table(
        "answered_keys",
        Column("user_name", string(200), primary_key=True),
        Column("key", string(255), primary_key=True),
        Column("fingerprint", string(64), nullable=False),
        Column("status", integer(), nullable=False),
        Column("body", text(), nullable=False),
        Column("created_at", string(24), nullable=False, index=True),
    )


def _restaurant() -> None:
    op.create_table(
        "order_endpoints",
        Column("name", string(200), primary_key=True),
        Column("is_active", Boolean, nullable=False),
        Column("type", string(200)),
        Column("address", string(500)),
        Column("version", integer(), nullable=False),
        Column("document", text(), nullable=False),
    )
    op.create_table(
        "zones",
        Column("name", string(200), primary_key=True),
        Column("default_fiscal_name", string(200)),
        Column("version", integer(), nullable=False),
        Column("document", text(), nullable=False),
    )
    op.create_table(
        "devices",
        Column("name", string(200), primary_key=True),
        Column("is_active", Boolean, nullable=False),
        Column("env_name", string(20), nullable=False),
        Column("version", integer(), nullable=False),
        Column("document", text(), nullable=False),
    )
    op.create_table(
        "roles",
        Column("name", string(200), primary_key=True),
        Column("label", string(200)),
        Column("version", integer(), nullable=False),
        Column("document", text(), nullable=False),
    )
    op.create_table(
        "products",
        Column("stock_name", string(200), primary_key=True),
        Column("code", integer(), primary_key=True),
        Column("document", text(), nullable=False),
    )


def _people() -> None:
    op.create_table(
        "users",
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
    op.create_table(
        "sessions",
        Column("id", string(24), primary_key=True),
        Column("user_id", string(24), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
        Column("device_name", string(200), ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
        Column("expires_at", string(24), nullable=False),
        Column("refresh_hash", string(64), nullable=False),
        Column("document", text(), nullable=False),
    )
    op.create_table(
        "api_keys",
        Column("id", string(24), primary_key=True),
        Column("client_id", string(200), nullable=False, unique=True),
        Column("client_secret", text(), nullable=False),
        Column("is_active", Boolean, nullable=False),
        Column("user_id", string(24), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
        Column("device_name", string(200), ForeignKey("devices.name", ondelete="CASCADE"), nullable=False, index=True),
        Column("version", integer(), nullable=False),
        Column("document", text(), nullable=False),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
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
    op.create_table(
        "ticket_items",
        Column("ticket_sequence", integer(), ForeignKey("tickets.sequence", ondelete="CASCADE"), primary_key=True),
        Column("item_id", integer(), primary_key=True),
        Column("plu_code", integer(), nullable=False),
        Column("plu_stock_name", string(200)),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        Column("sequence", integer(), primary_key=True),
        Column("id", string(24), nullable=False, unique=True),
        Column("business_day", string(10), nullable=False),
        Column("number", integer(), nullable=False, index=True),
        Column("ticket_id", string(24), ForeignKey("tickets.id"), nullable=False, index=True),
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
