"""Keeps what a board was doing when systemd gave it up (`WatchdogSignal=SIGABRT`) or when it crashed; never on the terminal."""

from __future__ import annotations

import faulthandler
import logging
from pathlib import Path

STACKS_FILE = "kds.stacks"
"""Name of the file, beside the log; the one of an earlier end is kept as `kds.stacks.old`."""

_log = logging.getLogger(__name__)


def keep_stacks(folder: Path) -> None:
    """Write the stacks of all threads into a file of this folder, should this process be aborted or crash."""
    file = folder / STACKS_FILE
    try:
        if file.exists() and file.stat().st_size:
            _log.warning("the board before this one was aborted or crashed; see %s.old", file)
            file.replace(file.with_suffix(".stacks.old"))
        faulthandler.enable(file=file.open("w"))
    except OSError as error:
        _log.warning("the stacks of a crash can't be kept in %s: %s", file, error.strerror)
