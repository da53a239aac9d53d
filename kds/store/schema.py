"""The tables of the terminal's database, as numbered steps that are never changed once they were released."""

from __future__ import annotations

import sqlite3

from kds.errors import StateError
from kds.language import tr

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE intents (
            id TEXT PRIMARY KEY,
            station TEXT NOT NULL,
            at TEXT NOT NULL,
            intent TEXT NOT NULL
        )""",
        """CREATE TABLE commands (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            intent_id TEXT NOT NULL REFERENCES intents (id),
            source TEXT NOT NULL,
            order_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            command TEXT NOT NULL,
            state TEXT NOT NULL,
            key TEXT NOT NULL,
            created_at TEXT NOT NULL,
            boot TEXT NOT NULL,
            monotonic REAL NOT NULL,
            not_before TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            rounds INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL DEFAULT '',
            replaces INTEGER NOT NULL DEFAULT 0,
            ended_by TEXT REFERENCES intents (id),
            ended_at TEXT
        )""",
        "CREATE INDEX commands_open ON commands (position) WHERE ended_at IS NULL",
        "CREATE INDEX commands_intent ON commands (intent_id)",
        "CREATE INDEX intents_at ON intents (at)",
        "CREATE TABLE marks (station TEXT PRIMARY KEY, marks TEXT NOT NULL, saved_at TEXT NOT NULL)",
        """CREATE TABLE last_board (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            orders TEXT NOT NULL,
            endpoints TEXT NOT NULL,
            at TEXT NOT NULL
        )""",
    ),
    ("ALTER TABLE last_board ADD COLUMN saved_at TEXT NOT NULL DEFAULT '9999'",),
    (
        "ALTER TABLE commands ADD COLUMN ended_boot TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE commands ADD COLUMN ended_monotonic REAL",
    ),
    (
        "CREATE TABLE shows (id INTEGER PRIMARY KEY, show TEXT NOT NULL, at TEXT NOT NULL)",
        """CREATE TABLE admissions (
            show_id INTEGER NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            admission TEXT NOT NULL,
            PRIMARY KEY (show_id, key)
        ) WITHOUT ROWID""",
        """CREATE TABLE progress (
            order_id TEXT NOT NULL,
            item_id INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            status TEXT NOT NULL,
            at TEXT,
            kept_at TEXT NOT NULL,
            PRIMARY KEY (order_id, item_id, endpoint)
        ) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE times (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            at TEXT NOT NULL,
            fact TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID""",
        "CREATE INDEX times_at ON times (at)",
    ),
)
"""Step n brings schema n to n + 1. Times are ISO 8601 UTC; `ended_by` is the intent that superseded or took back, `saved_at`
this machine's time, as `ended_at` is; a board kept by schema 1 counts as newer than everything. `ended_boot` and
`ended_monotonic` (seconds) tell how long ago something ended when the wall clock was set meanwhile. `progress` is how far
local lines are, an endpoint of `''` stands for none; `shows.at` is when the seller was last heard of. `times.at`
is what a fact of the speed of service belongs to, such as the fire of a line."""


def bring_up_to_date(connection: sqlite3.Connection, file: str) -> None:
    """Run the steps that this file has not seen yet, each in a transaction with its number.

    Raises:
        StateError: a newer kds has written the file.
    """
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > len(STEPS):
        raise StateError(
            tr(
                "{file} was written by a newer kds (schema {found}, this one knows {known}). "
                "Install that version again, or move the file away when nothing in it is waiting to be sent.",
                file=file,
                found=found,
                known=len(STEPS),
            )
        )
    for number in range(found, len(STEPS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in STEPS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def touch(connection: sqlite3.Connection) -> None:
    """Write the file's number once more: the smallest change that has to reach the disk."""
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
