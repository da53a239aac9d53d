"""Ends the board that runs on this machine, through its control socket; it never ends one by force."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds.bootstrap.looks import spoken
from kds.control.client import ask
from kds.control.messages import AskStatus, Leave, Status
from kds.errors import NoBoard, StateError
from kds.language import tr
from kds.settings.loading import load

STOP_SECONDS = 10.0
"""How long a board may take to end: as long as its unit allows (`TimeoutStopSec`)."""
LOOK_SECONDS = 0.1
"""Pause between two looks whether it has ended."""


async def stop_board(file: Path | None, options: Mapping[str, Any], *, for_upgrade: bool) -> tuple[str | None, Path]:
    """End the board; give the name of its station, None where none ran, and the state folder.

    Args:
        file: the configuration file, as given by `--config`.
        options: what else the command line says; None values don't count.
        for_upgrade: leave it running while anything in its outbox has not ended.

    Raises:
        KdsError: it goes on because of its outbox, or does not know this request; the message says which.
        StateError: it did not end in time.
    """
    folder = spoken(load(file, options)).state_folder
    try:
        before = await ask(folder, AskStatus())
        await ask(folder, Leave(only_when_done=for_upgrade))
    except NoBoard:
        return None, folder
    station, process = (before.station, before.process) if isinstance(before, Status) else ("", 0)
    for _ in range(round(STOP_SECONDS / LOOK_SECONDS)):
        if not await _still_runs(folder, process):
            return station, folder
        await asyncio.sleep(LOOK_SECONDS)
    raise StateError(
        tr(
            "The board of station {station} (process {process}) was asked to end and still runs after {seconds} s.",
            station=station,
            process=process,
            seconds=f"{STOP_SECONDS:.0f}",
        )
    )


async def _still_runs(folder: Path, process: int) -> bool:
    """Whether that very process answers; its supervisor may have started the next one already."""
    try:
        answer = await ask(folder, AskStatus())
    except NoBoard:
        return False
    except StateError:  # it hung up in the middle, as one does that ends
        return True
    return isinstance(answer, Status) and answer.process == process
