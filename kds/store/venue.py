"""A venue's list of admissions and the progress of its local lines in SQL: what a door needs to open without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from kds.domain.terms import Status
from kds.domain.venue.admission import Admission
from kds.domain.venue.admission_list import key_of
from kds.domain.venue.arrivals import LocalStatus, PairKey
from kds.domain.venue.show import Show
from kds.kitchen.codec import from_json, to_json
from kds.kitchen.venue.ports import KeptShow
from kds.store.database import Database


class VenueStore:
    """What the venue's side remembers, in the terminal's one file (`kitchen.venue.ports.VenueMemory`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load_show(self) -> KeptShow | None:
        """Give the list that was kept last."""
        return await self._database.read(_load_show)

    async def keep_admissions(self, show: Show, changed: Sequence[Admission], at: datetime) -> None:
        """Keep admissions of a show, changed ones over what is kept."""
        await self._database.write(partial(_keep_admissions, show=show, changed=changed, at=at))

    async def load_progress(self) -> Mapping[PairKey, LocalStatus]:
        """Give how far local lines are."""
        return await self._database.read(_load_progress)

    async def keep_progress(self, changed: Mapping[PairKey, LocalStatus]) -> None:
        """Keep how far some local lines are now."""
        await self._database.write(partial(_keep_progress, changed=changed))


def _load_show(connection: sqlite3.Connection) -> KeptShow | None:
    row = connection.execute("SELECT id, show, at FROM shows ORDER BY at DESC LIMIT 1").fetchone()
    if row is None:
        return None
    kept = connection.execute("SELECT admission FROM admissions WHERE show_id = ? ORDER BY key", (row["id"],))
    return KeptShow(
        from_json(row["show"], Show),
        tuple(from_json(each["admission"], Admission) for each in kept),
        datetime.fromisoformat(row["at"]),
    )


def _keep_admissions(connection: sqlite3.Connection, *, show: Show, changed: Sequence[Admission], at: datetime) -> None:
    connection.execute(
        "INSERT INTO shows (id, show, at) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET show = excluded.show, at = excluded.at",
        (show.id, to_json(show, Show), _text(at)),
    )
    connection.executemany(
        "INSERT INTO admissions (show_id, key, admission) VALUES (?, ?, ?)"
        " ON CONFLICT (show_id, key) DO UPDATE SET admission = excluded.admission",
        [(show.id, str(key_of(each)), to_json(each, Admission)) for each in changed],
    )


def _load_progress(connection: sqlite3.Connection) -> dict[PairKey, LocalStatus]:
    return {
        PairKey(row["order_id"], row["item_id"], row["endpoint"] or None): LocalStatus(
            Status(row["status"]), datetime.fromisoformat(row["at"]) if row["at"] else None
        )
        for row in connection.execute("SELECT * FROM progress")
    }


def _keep_progress(connection: sqlite3.Connection, *, changed: Mapping[PairKey, LocalStatus]) -> None:
    now = _text(datetime.now(UTC))
    connection.executemany(
        "INSERT INTO progress (order_id, item_id, endpoint, status, at, kept_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (order_id, item_id, endpoint) DO UPDATE"
        " SET status = excluded.status, at = excluded.at, kept_at = excluded.kept_at",
        [
            (key.order_id, key.item_id, key.endpoint or "", how.status.value, _text(how.at) if how.at else None, now)
            for key, how in changed.items()
        ],
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
