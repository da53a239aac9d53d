"""What the database holds, in numbers; every question is answered from an index, however many orders were ever stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.sql import ColumnElement

from kds.server.tables import orders, tickets

MOST_COUNTED = 20_000
"""Open orders, and open tickets, that are counted: a kitchen that never serves leaves millions open, and no scrape waits for them."""
MOST_READ = 1_000
"""Open orders whose endpoints are looked at, the newest ones: five busy evenings' worth."""

_ENDPOINTS = '"endpoints":'
_OPEN = orders.c.is_processable.is_(True)
_NEWEST_OPEN = select(orders.c.document).where(_OPEN).order_by(orders.c.id.desc()).limit(MOST_READ)
_OPEN_TICKET = (tickets.c.is_deleted.is_(False)) & (tickets.c.is_closed.is_(False))
_LAST_ORDER = select(func.max(orders.c.sequence))


@dataclass(frozen=True, slots=True)
class Stored:
    """One moment of the database.

    Attributes:
        open_orders: how many can still be worked on, at most `MOST_COUNTED`.
        parts: endpoint and status → open orders, of the newest `MOST_READ`.
        open_tickets: at most `MOST_COUNTED`.
        orders: how many were ever stored, deleted ones too.
        size_bytes: of the database as a whole.
    """

    open_orders: int
    parts: Mapping[tuple[str, str], int]
    open_tickets: int
    orders: int
    size_bytes: int


def read_stored(connection: Connection) -> Stored:
    """Take the numbers."""
    return Stored(
        open_orders=_counted(connection, orders, _OPEN),
        parts=_parts(connection.execute(_NEWEST_OPEN).scalars()),
        open_tickets=_counted(connection, tickets, _OPEN_TICKET),
        orders=connection.execute(_LAST_ORDER).scalar() or 0,
        size_bytes=_size_bytes(connection),
    )


def _counted(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    found = select(table.c.id).where(condition).limit(MOST_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())


def _parts(documents: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count endpoints and statuses; an order's own list of endpoints stands last in its document."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in documents:
        rest = json.loads("{" + text[text.rindex(_ENDPOINTS) :])
        counts.update((part["name"], part["status"]) for part in rest["endpoints"])
    return counts


def _size_bytes(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
        (page_bytes,) = connection.exec_driver_sql("PRAGMA page_size").one()
        return int(pages) * int(page_bytes)
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
