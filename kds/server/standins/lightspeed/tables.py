"""The Lightspeed stand-in's tables; moments are texts as they stand on the wire, all in UTC, and sort like moments."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(200), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("document", JSON, nullable=False),
)
"""Customers of the web shop."""

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("createdAt", String(25), nullable=False),
    Column("updatedAt", String(25)),
    Column("isAnswered", Boolean, nullable=False),
    Column("isClosed", Boolean, nullable=False),
    Column("isTodo", Boolean, nullable=False),
    Column("subject", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("doNotifyAnswered", Boolean, nullable=False),
    Column("language", String(2), nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id"), index=True),
)
"""Inquiries."""

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket_id", Integer, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("createdAt", String(25), nullable=False),
    Column("updatedAt", String(25)),
    Column("from", String(10), nullable=False),
    Column("message", Text, nullable=False),
)
"""What was written in an inquiry."""

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(40), nullable=False),
    Column("customer_id", Integer, ForeignKey("customers.id"), nullable=False),
    Column("createdAt", String(25), nullable=False),
    Column("updatedAt", String(25), nullable=False),
    Column("document", JSON, nullable=False),
)
"""Orders of the web shop; their products stand in the document."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("createdAt", String(25), nullable=False),
    Column("updatedAt", String(25), nullable=False),
    Column("isActive", Boolean, nullable=False),
    Column("itemGroup", String(40), nullable=False),
    Column("itemAction", String(40), nullable=False),
    Column("language", String(2), nullable=False),
    Column("format", String(10), nullable=False),
    Column("address", Text, nullable=False),
)
"""Receivers of webhooks."""
