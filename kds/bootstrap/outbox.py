"""What waits in the outbox, and a person's decision about it: at the running board, else in the state folder itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds import log
from kds.bootstrap.logs import log_file
from kds.bootstrap.looks import spoken
from kds.bootstrap.scripts import DELIVERY_SECONDS, kitchen_by_itself
from kds.control.client import ask
from kds.control.messages import AskOutbox, Discard, OutboxList, Retry
from kds.errors import NoBoard, UsageError
from kds.kitchen.ports import CommandState, StoredCommand
from kds.kitchen.queue import Queue
from kds.kitchen.waiting import Outcome, Progress, outcome_within
from kds.language import tr
from kds.settings.loading import load
from kds.store.store import opened


async def waiting(file: Path | None, options: Mapping[str, Any]) -> tuple[StoredCommand, ...]:
    """Give what has not ended, oldest first.

    Raises:
        StateError: the state folder can't be used.
    """
    folder = spoken(load(file, options)).state_folder
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
    settings = spoken(load(file, options))
    try:
        await ask(settings.state_folder, Retry(command_id))
    except NoBoard:
        async with kitchen_by_itself(settings) as kitchen:
            if not any(
                row.command.id == command_id and row.state is CommandState.PARKED for row in kitchen.outbox_view()
            ):
                raise UsageError(
                    tr("No change {command} needs a decision. See: kds outbox list.", command=command_id)
                ) from None
            await kitchen.retry(command_id)
            return await outcome_within(kitchen, [command_id], DELIVERY_SECONDS)
    return Outcome(Progress.KEPT)


async def discard(command_id: str, why: str, file: Path | None, options: Mapping[str, Any]) -> None:
    """Give up a change for good; the reason goes into the board's log.

    Raises:
        UsageError: nothing of that id waits.
        KdsError: the board refused, or the state folder can't be used.
    """
    settings = spoken(load(file, options))
    try:
        await ask(settings.state_folder, Discard(command_id, why))
    except NoBoard:
        async with opened(settings.state_folder) as store:
            log.configure(log_file(settings), level=settings.log_level)
            queue = Queue(store)
            await queue.load()
            if not await queue.discard(command_id, why):
                raise UsageError(
                    tr("No change {command} is waiting. See: kds outbox list.", command=command_id)
                ) from None
