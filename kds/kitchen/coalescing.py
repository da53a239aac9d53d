"""What a new intent does to commands that were never sent: replaces them or takes them back (reliability 3.1.3 and 3.1.4); pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from kds.domain.intents import Change, Command, Errand, Intent, IntentKind, Refusal, SetStatus, WholeOrder
from kds.kitchen.ports import CommandState, StoredCommand
from kds.language import mark, tr

_FOR_GOOD = {
    IntentKind.FIRE: mark("{label} has gone to the stations and can't be taken back."),
    IntentKind.ERRAND: mark("{label} has been sent and can't be taken back."),
}
"""What can't be undone once it has left."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an intent enters the outbox.

    Attributes:
        intent: the intent with the commands that must go out.
        ended: command id → its end, of older commands.
        replacing: ids of new commands that stand for an older one that was never sent.
    """

    intent: Intent
    ended: Mapping[str, CommandState]
    replacing: frozenset[str]


def planned(intent: Intent, rows: Sequence[StoredCommand], undone: Intent | None) -> Plan | Refusal:
    """Decide how an intent enters the outbox.

    Args:
        intent: the key press.
        rows: everything that has not ended, oldest first.
        undone: the intent that it takes back, None when it takes back none or that one is forgotten.

    Returns:
        A refusal when it would take back a fire that has already gone out.
    """
    taken = [row for row in rows if undone is not None and row.intent_id == undone.id and is_untouched(row)]
    if undone is not None and undone.kind in _FOR_GOOD and len(taken) < len(undone.commands):
        return Refusal(tr(_FOR_GOOD[undone.kind], label=undone.label))
    spared = _orders_that_never_knew(undone, taken)
    commands = tuple(command for command in intent.commands if command.order_id not in spared)
    ended = {row.command.id: CommandState.TAKEN_BACK for row in taken}
    replacing: set[str] = set()
    for row in rows:
        newer = next((command for command in commands if _stands_for(command, row)), None)
        if newer is None or row.command.id in ended:
            continue
        ended[row.command.id] = CommandState.SUPERSEDED
        if row.state is CommandState.PENDING:
            replacing.add(newer.id)
    return Plan(replace(intent, commands=commands), ended, frozenset(replacing))


def is_untouched(row: StoredCommand) -> bool:
    """Whether nobody but us knows of the command."""
    return row.state is CommandState.PENDING and row.attempts == 0


def covers(newer: Change, older: Change) -> bool:
    """Whether the newer change decides every pair that the older one set."""
    if isinstance(newer, Errand) and isinstance(older, Errand):
        return newer.deed.topic is not None and newer.deed.topic == older.deed.topic
    if not (_sets(newer) and _sets(older)):
        return False
    return isinstance(newer.target, WholeOrder) or newer.target == older.target


def _orders_that_never_knew(undone: Intent | None, taken: Sequence[StoredCommand]) -> set[str]:
    """Give the orders where nothing of the undone intent was ever sent, so that nothing need be sent to take it back."""
    if undone is None:
        return set()
    ids = {row.command.id for row in taken}
    told = {command.order_id for command in undone.commands if command.id not in ids}
    replaced = {row.command.order_id for row in taken if row.replaces}
    return {command.order_id for command in undone.commands} - told - replaced


def _stands_for(command: Command, row: StoredCommand) -> bool:
    same_order = (command.source, command.order_id) == (row.command.source, row.command.order_id)
    replaceable = is_untouched(row) or row.state is CommandState.PARKED
    return same_order and replaceable and covers(command.change, row.command.change)


def _sets(change: Change) -> TypeGuard[SetStatus]:
    return isinstance(change, SetStatus)
