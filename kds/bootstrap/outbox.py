"""What waits in the outbox, and a person's decision about it: at the running board, else in the state folder itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds.bootstrap.scripts import DELIVERY_SECONDS, kitchen_by_itself
from kds.control.client import ask
from kds.control.messages import AskOutbox, Discard, OutboxList, Retry
from kds.errors import NoBoard, UsageError
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.waiting import Outcome, Progress, outcome_within
from kds.settings.loading import load
from kds.store.store import opened


async def waiting(file: Path | None, options: Mapping[str, Any]) -> tuple[StoredCommand, ...]:
    """Give what has not ended, oldest first.

    Raises:
        StateError: the state folder can't be used.
    """
    folder = load(file, options).state_folder
    try:
        answer = await ask(folder, AskOutbox())
    except NoBoard:
        if not folder.exists():
            return ()
        async with opened(folder) as store:
            return await store.open_commands()
    return answer.commands if isinstance(answer, OutboxList) else ()


async def retry(command_id: str, file: Path | None, options: Mapping[str, Any]) -> Outcome:
    """Send a parked change again and wait for the till, at most `DELIVERY_SECONDS`; a running board sends it in its turn.

    Raises:
        UsageError: nothing of that id needs a decision.
        KdsError: the board refused, or the state folder can't be used.
    """
    settings = load(file, options)
    try:
        await ask(settings.state_folder, Retry(command_id))
    except NoBoard:
        async with kitchen_by_itself(settings) as kitchen:
            _check(kitchen.outbox_view(), command_id, frozenset({CommandState.PARKED}), "needs a decision")
            await kitchen.retry(command_id)
            return await outcome_within(kitchen, [command_id], DELIVERY_SECONDS)
    return Outcome(Progress.KEPT)


async def discard(command_id: str, file: Path | None, options: Mapping[str, Any]) -> None:
    """Give up a change for good.

    Raises:
        UsageError: nothing of that id waits.
        KdsError: the board refused, or the state folder can't be used.
    """
    folder = load(file, options).state_folder
    try:
        await ask(folder, Discard(command_id))
    except NoBoard:
        waits = frozenset({CommandState.PARKED, CommandState.PENDING, CommandState.UNKNOWN})
        async with opened(folder) as store:
            _check(await store.open_commands(), command_id, waits, "is waiting")
            await store.move(command_id, CommandState.DISCARDED, reason="discarded by a person")


def _check(rows: tuple[StoredCommand, ...], command_id: str, states: frozenset[CommandState], words: str) -> None:
    if not any(row.command.id == command_id and row.state in states for row in rows):
        raise UsageError(f"No change {command_id} {words}. See: kds outbox list.")
