"""What became of the newest webhooks."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column

from kds.server.columns import integer, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "webhook_deliveries",
        Column("sequence", integer(), primary_key=True),
        Column("document", text(), nullable=False),
    )
