"""One process per state folder: a lock file of its own, because locking the database file would drop SQLite's locks."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from kds.errors import StateError, StateLocked

LOCK_FILE = "lock"
"""Name of the lock file in the state folder; its content is the holder's process id."""


def hold(folder: Path) -> int:
    """Take the folder for this process and give the open lock; closing it lets the folder go.

    Raises:
        StateLocked: another process holds it.
        StateError: the folder can't be made or written.
    """
    path = folder / LOCK_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateError(f"The state folder {folder} can't be written: {error.strerror}. {_cure(error)}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip()
        os.close(lock)
        raise StateLocked(
            f"Another kds{f' (process {holder})' if holder.isdigit() else ''} uses the state folder {folder}. "
            "Close it first, or give this one a folder of its own with KDS_STATE_DIR."
        ) from error
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
    except OSError as error:
        os.close(lock)
        raise StateError(f"The state folder {folder} can't be written: {error.strerror}. {_cure(error)}") from error
    return lock


def _cure(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on its disk."
    return "Give a folder of your own with KDS_STATE_DIR, or correct its owner and rights."
