"""What a board costs, in the log once an hour: whoever reads it later sees whether something grows."""

from __future__ import annotations

import asyncio
import logging
import resource
from pathlib import Path

from kds.kitchen.kitchen import Kitchen

RECORD_SECONDS = 3600.0
"""Pause between two lines."""
FIRST_RECORD_SECONDS = 120.0
"""Pause before the first: by then the board has settled."""

LOG = logging.getLogger(__name__)


async def record(kitchen: Kitchen) -> None:
    """Log memory, open files, tasks, cards and the outbox."""
    LOG.info(
        "figures: %.1f MB, %d files, %d tasks, %d cards, %d changes in the outbox",
        _resident_bytes() / 1e6,
        _open_files(),
        len(asyncio.all_tasks()),
        len(kitchen.board.cards),
        len(kitchen.outbox_view()),
    )


def _resident_bytes() -> int:
    """Give the memory in use (proc(5), `statm`), 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _open_files() -> int:
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return 0
