"""The outbox in SQL: intents and their commands, each function inside a transaction that its caller opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kds.domain.errands import without_words
from kds.domain.intents import Command, Errand, Intent
from kds.domain.terms import TILL
from kds.kitchen.codec import from_json, to_json
from kds.kitchen.ports import CommandState, EndedCommand, StoredCommand

ENDS = frozenset(state for state in CommandState if not state.is_open and state is not CommandState.PARKED)
"""States that nothing follows."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a row was written: the machine's boot and the seconds since then, which never step."""

    boot: str
    monotonic: float


def add(
    connection: sqlite3.Connection,
    intent: Intent,
    moment: Moment,
    *,
    ended: Mapping[str, CommandState],
    replacing: frozenset[str],
) -> tuple[StoredCommand, ...]:
    """Write the intent and its commands, and end the older ones it replaces or takes back."""
    connection.execute(
        "INSERT INTO intents (id, station, at, intent) VALUES (?, ?, ?, ?)",
        (intent.id, intent.station, _text(intent.at), to_json(intent, Intent)),
    )
    for command in intent.commands:
        connection.execute(
            "INSERT INTO commands (id, intent_id, source, order_id, number, command, state, key, created_at, boot,"
            " monotonic, not_before, replaces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                command.id,
                intent.id,
                command.source,
                command.order_id,
                command.number,
                to_json(command, Command),
                CommandState.PENDING.value,
                command.id,
                _text(intent.at),
                moment.boot,
                moment.monotonic,
                None if intent.not_before is None else _text(intent.not_before),
                command.id in replacing,
            ),
        )
    for command_id, state in ended.items():
        connection.execute(
            "UPDATE commands SET state = ?, ended_by = ?, ended_at = ?, ended_boot = ?, ended_monotonic = ? WHERE id = ?",
            (state.value, intent.id, _text(datetime.now(UTC)), moment.boot, moment.monotonic, command_id),
        )
        _forget_words(connection, command_id)
    rows = connection.execute("SELECT * FROM commands WHERE intent_id = ? ORDER BY position", (intent.id,))
    return tuple(_row(row) for row in rows)


def move(
    connection: sqlite3.Connection,
    command_id: str,
    state: CommandState,
    moment: Moment,
    *,
    reason: str,
    key: str | None,
    attempts: int | None,
    rounds: int | None,
    command: Command | None,
    created_at: datetime | None,
) -> None:
    """Write a command's new state; what is None stays."""
    connection.execute(
        "UPDATE commands SET state = ?, reason = ?, key = coalesce(?, key), attempts = coalesce(?, attempts),"
        " rounds = coalesce(?, rounds), command = coalesce(?, command), created_at = coalesce(?, created_at),"
        " ended_at = ?, ended_boot = ?, ended_monotonic = ? WHERE id = ?",
        (
            state.value,
            reason,
            key,
            attempts,
            rounds,
            None if command is None else to_json(command, Command),
            None if created_at is None else _text(created_at),
            _text(datetime.now(UTC)) if state in ENDS else None,
            moment.boot,
            moment.monotonic,
            command_id,
        ),
    )
    if state in ENDS:
        _forget_words(connection, command_id)


def _forget_words(connection: sqlite3.Connection, command_id: str) -> None:
    """Keep of what was written to a customer, or about one, nothing but a digest once it is over (sources 5)."""
    row = connection.execute(
        "SELECT commands.command, intents.id, intents.intent FROM commands JOIN intents ON intents.id = intent_id"
        " WHERE commands.id = ? AND source <> ?",
        (command_id, TILL),
    ).fetchone()
    if row is None:
        return
    command, intent = from_json(row["command"], Command), from_json(row["intent"], Intent)
    kept = _wordless(command)
    if kept is command:
        return
    commands = tuple(kept if each.id == command_id else each for each in intent.commands)
    connection.execute("UPDATE commands SET command = ? WHERE id = ?", (to_json(kept, Command), command_id))
    connection.execute(
        "UPDATE intents SET intent = ? WHERE id = ?", (to_json(replace(intent, commands=commands), Intent), row["id"])
    )


def _wordless(command: Command) -> Command:
    if not isinstance(command.change, Errand):
        return command
    deed = without_words(command.change.deed)
    return command if deed == command.change.deed else replace(command, change=Errand(deed))


def open_commands(connection: sqlite3.Connection) -> tuple[StoredCommand, ...]:
    """Give the rows that have not ended, in the order they were pressed."""
    rows = connection.execute("SELECT * FROM commands WHERE ended_at IS NULL ORDER BY position")
    return tuple(_row(row) for row in rows)


def done_since_board(connection: sqlite3.Connection) -> tuple[Command, ...]:
    """Give the commands that were done after the last board was kept, in the order they were pressed."""
    rows = connection.execute(
        "SELECT command FROM commands WHERE state = ? AND ended_at > (SELECT saved_at FROM last_board) ORDER BY position",
        (CommandState.DONE.value,),
    )
    return tuple(from_json(text, Command) for (text,) in rows)


def ended_within(connection: sqlite3.Connection, period: timedelta, moment: Moment) -> tuple[EndedCommand, ...]:
    """Give the rows that ended as done or obsolete no longer ago than that, in the order they were pressed.

    Since the machine's last start its monotonic clock tells; before that only the wall clock can.
    """
    rows = connection.execute(
        "SELECT *, CASE WHEN ended_boot = ?1 AND ended_boot <> '' THEN ?2 - ended_monotonic"
        " ELSE (julianday(?3) - julianday(ended_at)) * 86400 END AS ago FROM commands"
        " WHERE state IN (?4, ?5) AND ago <= ?6 ORDER BY position",
        (
            moment.boot,
            moment.monotonic,
            _text(datetime.now(UTC)),
            CommandState.DONE.value,
            CommandState.OBSOLETE.value,
            period.total_seconds(),
        ),
    )
    return tuple(EndedCommand(_row(row), timedelta(seconds=max(row["ago"], 0.0))) for row in rows)


def recent_intents(connection: sqlite3.Connection, since: datetime) -> tuple[Intent, ...]:
    """Give the intents pressed since then."""
    rows = connection.execute("SELECT intent FROM intents WHERE at >= ? ORDER BY at, rowid", (_text(since),))
    return tuple(from_json(text, Intent) for (text,) in rows)


def tidy(connection: sqlite3.Connection, before: datetime) -> int:
    """Delete commands that ended before then, and old intents with no command left; give how many commands went."""
    limit = _text(before)
    gone = connection.execute("DELETE FROM commands WHERE ended_at < ?", (limit,)).rowcount
    connection.execute(
        "DELETE FROM intents WHERE at < ? AND NOT EXISTS"
        " (SELECT 1 FROM commands WHERE commands.intent_id = intents.id OR commands.ended_by = intents.id)",
        (limit,),
    )
    return gone


def _row(row: sqlite3.Row) -> StoredCommand:
    not_before = row["not_before"]
    return StoredCommand(
        position=row["position"],
        intent_id=row["intent_id"],
        command=from_json(row["command"], Command),
        state=CommandState(row["state"]),
        key=row["key"],
        created_at=datetime.fromisoformat(row["created_at"]),
        boot=row["boot"],
        monotonic=row["monotonic"],
        not_before=None if not_before is None else datetime.fromisoformat(not_before),
        attempts=row["attempts"],
        rounds=row["rounds"],
        reason=row["reason"],
        replaces=bool(row["replaces"]),
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
