"""A station's marks and the last board in SQL, as whole packed values: they are read once at the start and then replaced.

They are written again and again, and most of them are ids: packed they wear a card out eight times as slowly.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from kds.domain.marks import Marks
from kds.domain.order import Endpoint, Order
from kds.kitchen.codec import from_json, to_json

_QUICK = 1
"""Level of packing; a higher one takes four times as long for a tenth less."""


def load_marks(connection: sqlite3.Connection, station: str) -> Marks:
    """Give the station's marks, empty ones where none were kept."""
    row = connection.execute("SELECT marks FROM marks WHERE station = ?", (station,)).fetchone()
    return Marks() if row is None else cast("Marks", _unpacked(row["marks"], Marks))


def save_marks(connection: sqlite3.Connection, station: str, marks: Marks) -> None:
    """Keep the station's marks in place of the former ones."""
    connection.execute(
        "INSERT INTO marks (station, marks, saved_at) VALUES (?, ?, ?)"
        " ON CONFLICT (station) DO UPDATE SET marks = excluded.marks, saved_at = excluded.saved_at",
        (station, _packed(marks, Marks), datetime.now(UTC).isoformat()),
    )


def forget_marks(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget stations that nobody has watched since then."""
    connection.execute("DELETE FROM marks WHERE saved_at < ?", (before.astimezone(UTC).isoformat(),))


def forget_guests(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget shows nobody heard of since then, with their guests, and old progress: they hold personal data (sources 8)."""
    limit = before.astimezone(UTC).isoformat()
    connection.execute("DELETE FROM shows WHERE at < ?", (limit,))
    connection.execute("DELETE FROM progress WHERE kept_at < ?", (limit,))


def load_board(connection: sqlite3.Connection) -> tuple[tuple[Order, ...], tuple[Endpoint, ...], datetime | None]:
    """Give the last board, empty and without a time where none was kept."""
    row = connection.execute("SELECT orders, endpoints, at FROM last_board").fetchone()
    if row is None:
        return (), (), None
    orders, endpoints, at = row
    return (
        _unpacked(orders, tuple[Order, ...]),
        _unpacked(endpoints, tuple[Endpoint, ...]),
        datetime.fromisoformat(at),
    )


def save_board(
    connection: sqlite3.Connection, orders: Sequence[Order], endpoints: Sequence[Endpoint], at: datetime
) -> None:
    """Keep the last board in place of the former one."""
    connection.execute(
        "INSERT INTO last_board (one, orders, endpoints, at, saved_at) VALUES (1, ?, ?, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET orders = excluded.orders, endpoints = excluded.endpoints, at = excluded.at,"
        " saved_at = excluded.saved_at",
        (
            _packed(tuple(orders), tuple[Order, ...]),
            _packed(tuple(endpoints), tuple[Endpoint, ...]),
            at.astimezone(UTC).isoformat(),
            datetime.now(UTC).isoformat(timespec="microseconds"),
        ),
    )


def _packed(value: object, kind: Any) -> bytes:
    return zlib.compress(to_json(value, kind).encode(), _QUICK)


def _unpacked(kept: bytes | str, kind: Any) -> Any:
    """Read what was kept; a version before this one kept plain text."""
    return from_json(kept if isinstance(kept, str) else zlib.decompress(kept).decode(), kind)
