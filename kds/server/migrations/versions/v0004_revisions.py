"""What servers that share a database tell each other by, and the word that keeps a kds of before migrations away."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, column, table

from kds.server.columns import integer, string, text

revision = "0004"
down_revision = "0003"

_facts = table("facts", column("name", string(40)), column("value", text()))
_revisions = table("revisions", column("name", string(40)), column("value", integer()))


def upgrade() -> None:
    """Make the table and raise the fact `schema`: before migrations a server refused a database where it was above 1."""
    op.create_table(
        "revisions",
        Column("name", string(40), primary_key=True),
        Column("value", integer(), nullable=False),
    )
    op.bulk_insert(_revisions, [{"name": name, "value": 0} for name in ("orders", "callers")])
    op.execute(_facts.delete().where(_facts.c.name == "schema"))
    op.bulk_insert(_facts, [{"name": "schema", "value": "2"}])
