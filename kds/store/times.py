"""Facts of the speed of service in SQL, one row each: a second sight of a fact is merged into its row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import cast

from kds.domain.times.facts import Fact, Part, Span, Told, Void, merged
from kds.kitchen.codec import from_json, to_json
from kds.store.database import Database

MOST_KEPT = 200_000
"""Facts that are kept at most, the newest ones: half of the file's largest size, so that bumps always find room."""

_KINDS: Mapping[str, type[Fact]] = {"part": Part, "void": Void, "told": Told, "span": Span}


class TimesStore:
    """What the kitchen's port `TimesMemory` asks for, in the terminal's one file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, facts: Sequence[Fact], more: Sequence[Fact] = ()) -> None:
        """Keep facts in one transaction (`TimesMemory.keep`)."""
        await self._database.write(partial(keep, facts=facts, more=more))

    async def between(self, since: datetime, until: datetime) -> tuple[Fact, ...]:
        """Give the facts of a time (`TimesMemory.between`)."""
        return await self._database.read(partial(between, since=since, until=until))

    async def forget(self, before: datetime) -> None:
        """Forget what is older (`TimesMemory.forget`)."""
        await self._database.write(partial(forget, before=before))


def keep(connection: sqlite3.Connection, facts: Iterable[Fact], more: Iterable[Fact] = ()) -> None:
    """Merge facts into their rows; those of `more` only where there is a row."""
    for fact in facts:
        _put(connection, fact, _known(connection, fact))
    for fact in more:
        known = _known(connection, fact)
        if known is not None:
            _put(connection, fact, known)


def between(connection: sqlite3.Connection, since: datetime, until: datetime) -> tuple[Fact, ...]:
    """Give the facts from `since` to before `until`, oldest first."""
    rows = connection.execute(
        "SELECT kind, fact FROM times WHERE at >= ? AND at < ? ORDER BY at, key", (_iso(since), _iso(until))
    )
    return tuple(_fact(row) for row in rows if row["kind"] in _KINDS)


def forget(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget the facts older than that, and the oldest ones above `MOST_KEPT`."""
    connection.execute("DELETE FROM times WHERE at < ?", (_iso(before),))
    (count,) = connection.execute("SELECT COUNT(*) FROM times").fetchone()
    if count > MOST_KEPT:
        (oldest,) = connection.execute(
            "SELECT at FROM times ORDER BY at DESC LIMIT 1 OFFSET ?", (MOST_KEPT - 1,)
        ).fetchone()
        connection.execute("DELETE FROM times WHERE at < ?", (oldest,))


def _known(connection: sqlite3.Connection, fact: Fact) -> Fact | None:
    row = connection.execute(
        "SELECT kind, fact FROM times WHERE kind = ? AND key = ?", (fact.kind, fact.key)
    ).fetchone()
    return None if row is None else _fact(row)


def _put(connection: sqlite3.Connection, fact: Fact, known: Fact | None) -> None:
    whole = fact if known is None else merged(known, fact)
    if whole == known or whole.at is None:
        return
    connection.execute(
        "INSERT INTO times (kind, key, at, fact) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at, fact = excluded.fact",
        (whole.kind, whole.key, _iso(whole.at), to_json(whole, type(whole))),
    )


def _fact(row: sqlite3.Row) -> Fact:
    return cast("Fact", from_json(row["fact"], _KINDS[row["kind"]]))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
