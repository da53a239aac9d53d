"""Waits until an intent has reached the till, for scripts that want to know; the board never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from kds.domain.board import BoardChanged
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.ports import CommandState


class Progress(StrEnum):
    """How far an intent is: at the till, kept for later, or parked for a person."""

    DELIVERED = "delivered"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far an intent is and why it is no further."""

    progress: Progress
    reason: str = ""


def outcome_of(kitchen: Kitchen, command_ids: Collection[str]) -> Outcome:
    """Tell how far these commands are now."""
    rows = [row for row in kitchen.outbox_view() if row.command.id in command_ids]
    parked = next((row for row in rows if row.state is CommandState.PARKED), None)
    if parked is not None:
        return Outcome(Progress.REFUSED, parked.reason)
    waiting = next((row for row in rows if row.state is not CommandState.CONFIRMING), None)
    return Outcome(Progress.DELIVERED) if waiting is None else Outcome(Progress.KEPT, waiting.reason)


async def outcome_within(kitchen: Kitchen, command_ids: Collection[str], seconds: float) -> Outcome:
    """Wait until these commands are delivered or refused, at most that long."""
    changed = asyncio.Event()

    def listen(_: BoardChanged) -> None:
        changed.set()

    leave = kitchen.subscribe(listen)
    deadline = asyncio.get_running_loop().time() + seconds
    try:
        while (outcome := outcome_of(kitchen, command_ids)).progress is Progress.KEPT:
            changed.clear()
            try:
                await asyncio.wait_for(changed.wait(), deadline - asyncio.get_running_loop().time())
            except TimeoutError:
                return outcome_of(kitchen, command_ids)
        return outcome
    finally:
        leave()
