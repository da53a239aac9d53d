"""What screens of one kitchen tell each other (contract 7)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, UniqueConstraint

from kds.server.columns import integer, string, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kitchen_notes",
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
