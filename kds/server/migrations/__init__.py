"""From any earlier database of this program to the tables of today, by Alembic; knows tables only by name.

One file of `versions` is one step; a new one is named after the last, and `tables.py` says what all of them lead to.
A step runs within one transaction, in SQLite and PostgreSQL alike, with foreign keys checked only at its end in SQLite.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Inspector, column, inspect, select, table

from kds.errors import ServerError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

NEWEST = "0004"
"""The last step; a database that has it is read without loading Alembic, which takes a third of a second."""

_version = table("alembic_version", column("version_num"))
_BEFORE_ALEMBIC = (("webhook_deliveries", "0003"), ("kitchen_notes", "0002"), ("facts", "0001"))
"""Tables that a database of before had, from the newest, and the step that leads to it."""


def migrate(connection: Connection, place: str) -> None:
    """Bring a database to the tables of today; an empty one gets them all, nothing else is touched by it.

    Args:
        connection: within a transaction that its owner commits.
        place: what to call the database in a sentence.

    Raises:
        ServerError: a newer kds has made it, or something else.
    """
    found = inspect(connection)
    current = _current(connection, found, place)
    if current == NEWEST:
        return
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    steps = _steps()
    if current is not None and current not in {step.revision for step in steps.walk_revisions()}:
        raise ServerError(f"The database {place} was written by a newer kds; update kds or choose another.")
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for step in reversed(list(steps.iterate_revisions(NEWEST, current))):
            step.module.upgrade()
    context.stamp(steps, NEWEST)


def _current(connection: Connection, found: Inspector, place: str) -> str | None:
    """Give the last step that a database has had, None for an empty one."""
    if found.has_table("alembic_version"):
        version: str | None = connection.execute(select(_version.c.version_num)).scalar_one_or_none()
        return version
    tables = set(found.get_table_names())
    if connection.dialect.name == "sqlite":  # PostgreSQL came with Alembic
        for name, step in _BEFORE_ALEMBIC:
            if name in tables:
                return step
    if tables:
        raise ServerError(f"The database {place} holds something else than a kitchen; choose another.")
    return None


@cache
def _steps() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(__file__).parent))
