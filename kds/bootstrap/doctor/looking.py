"""Looks at an installation without changing it: the running board is asked, and without one a copy of its file is read."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kds.bootstrap.logs import log_file
from kds.bootstrap.looks import spoken
from kds.control.client import ask
from kds.control.messages import AskBoard, AskFile, AskOutbox, AskStatus, BoardShown, FileChecked, OutboxList, Status
from kds.domain.order import Order
from kds.errors import KdsError, NoBoard
from kds.kitchen.ports import StoredCommand
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.store.database import DATABASE_FILE
from kds.store.lock import LOCK_FILE, hold
from kds.store.store import opened

MOST_COPIED_BYTES = 256 * 1024 * 1024
"""Largest file that is copied to be looked at."""


@dataclass(slots=True)
class Seen:
    """What was found of an installation.

    Attributes:
        settings: None where they can't be used.
        trouble: why something is missing here, sentence by sentence.
        status: how the running board is; None where none runs.
        verdict: what came of the check of the outbox's file.
        outbox: what has not ended, oldest first.
        orders: of the last board; only to know what is personal.
    """

    settings: Settings | None = None
    trouble: list[str] = field(default_factory=list)
    status: Status | None = None
    verdict: str = "not looked at"
    outbox: tuple[StoredCommand, ...] = ()
    orders: tuple[Order, ...] = ()

    @property
    def folder(self) -> Path | None:
        """The state folder."""
        return None if self.settings is None else self.settings.state_folder

    @property
    def log(self) -> Path | None:
        """The board's log."""
        return None if self.settings is None else log_file(self.settings)


async def look(file: Path | None, options: Mapping[str, Any]) -> Seen:
    """Look at everything; what can't be seen becomes a sentence in `Seen.trouble`."""
    seen = Seen()
    try:
        seen.settings = spoken(load(file, options))
    except KdsError as error:
        seen.trouble.append(str(error))
    if seen.folder is not None:
        try:
            await _ask_the_board(seen, seen.folder)
        except NoBoard:
            await _without_a_board(seen, seen.folder)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a board is what this command is for
            seen.trouble.append(f"the running board: {type(error).__name__}: {error}")
    return seen


async def _ask_the_board(seen: Seen, folder: Path) -> None:
    status = await ask(folder, AskStatus())
    seen.status = status if isinstance(status, Status) else None
    for request in (AskBoard(), AskOutbox(), AskFile()):
        try:
            answer = await ask(folder, request)
        except KdsError as error:  # a board of an earlier version does not know all of them
            seen.trouble.append(f"{request.kind}: {error}")
            continue
        match answer:
            case OutboxList(commands=commands):
                seen.outbox = commands
            case FileChecked(verdict=verdict):
                seen.verdict = verdict
            case BoardShown(board=board):
                seen.orders = (*board.orders, *board.reducing, *(each.order for each in board.recallable))
            case _:
                seen.trouble.append(f"the running board answered {type(answer).__name__}")


async def _without_a_board(seen: Seen, folder: Path) -> None:
    if not await asyncio.to_thread((folder / DATABASE_FILE).exists):
        seen.verdict = "there is no file: no board ever ran here"
        return
    try:
        with TemporaryDirectory(prefix="kds-doctor-") as scratch:
            copy = Path(scratch) / "state"
            await asyncio.to_thread(_copied, folder, copy)
            async with opened(copy) as store:
                seen.verdict = (
                    "DAMAGED; a board would set it aside at its start" if store.banner else await store.check()
                )
                seen.outbox = await store.open_commands()
                seen.orders, _, _ = await store.load_board()
    except (KdsError, OSError) as error:
        seen.verdict = "can't be read"
        seen.trouble.append(f"the outbox: {error}")


def _copied(folder: Path, copy: Path) -> None:
    """Copy the outbox while nobody writes it.

    Raises:
        StateError: another process holds it.
        OSError: it can't be read.
    """
    lock = hold(folder) if (folder / LOCK_FILE).exists() else -1  # never make a file there: its owner may be another
    try:
        copy.mkdir(mode=0o700)
        for suffix in ("", "-wal"):
            part = folder / (DATABASE_FILE + suffix)
            if part.exists():
                if part.stat().st_size > MOST_COPIED_BYTES:
                    raise OSError(0, f"{part.name} is too large to be copied")
                shutil.copyfile(part, copy / part.name)
    finally:
        if lock >= 0:
            os.close(lock)
