"""A program that presses keys on the real store and says what was acknowledged; recorded by the replay of power cuts.

Run as `python outbox_writer.py FOLDER PRESSES`. Each line it prints is a promise: `intent ID COMMANDS` after a press of
that many commands was stored, `ended ID STATE` after a command was moved to its end.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from kds.domain.intents import Command, EndpointPart, Intent, IntentKind, OneItem, SetStatus
from kds.domain.marks import Marks
from kds.domain.terms import Status
from kds.kitchen.ports import CommandState
from kds.store import opened

WHEN = datetime(2026, 11, 22, 19, 42, tzinfo=UTC)


def a_press(number: int) -> Intent:
    """Give the bump of a card that needs one to four commands."""
    commands = tuple(
        Command(
            id=f"c{number}-{part}",
            order_id=f"o{number}",
            number=number,
            change=SetStatus(OneItem(part) if part else EndpointPart("Grill"), Status.READY),
        )
        for part in range(1 + number % 4)
    )
    return Intent(f"i{number}", IntentKind.BUMP, "GRILL", f"T{number}", f"card {number}", WHEN, commands)


def promise(text: str) -> None:
    """Tell the world; from here on it must survive."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def press(folder: Path, presses: int) -> None:
    """Store presses, move the first half of them through their states, and forget what ended."""
    async with opened(folder) as store:
        for number in range(presses):
            intent = a_press(number)
            marks = Marks(seen=frozenset({f"mark {number}"}))
            await store.add(intent, station="GRILL", marks=marks, ended={}, replacing=frozenset())
            promise(f"intent {intent.id} {len(intent.commands)}")
            if number % 2:
                continue
            for command in intent.commands:
                await store.move(command.id, CommandState.IN_FLIGHT, attempts=1)
                await store.move(command.id, CommandState.CONFIRMING)
                await store.move(command.id, CommandState.DONE)
                promise(f"ended {command.id} done")


if __name__ == "__main__":
    asyncio.run(press(Path(sys.argv[1]), int(sys.argv[2])))
