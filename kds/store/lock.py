"""One process per state folder: a lock file of its own, because locking the database file would drop SQLite's locks."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from kds.errors import StateError, StateLocked
from kds.language import tr

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
        raise StateError(_unwritable(folder, error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip()
        os.close(lock)
        raise StateLocked(
            tr(
                "Another kds (process {process}) uses the state folder {folder}. "
                "Close it first, or give this one a folder of its own with KDS_STATE_DIR.",
                process=holder,
                folder=folder,
            )
            if holder.isdigit()
            else tr(
                "Another kds uses the state folder {folder}. "
                "Close it first, or give this one a folder of its own with KDS_STATE_DIR.",
                folder=folder,
            )
        ) from error
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
    except OSError as error:
        os.close(lock)
        raise StateError(_unwritable(folder, error)) from error
    return lock


def _unwritable(folder: Path, error: OSError) -> str:
    reason = error.strerror
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return tr(
            "The state folder {folder} can't be written: {reason}. Make room on its disk.", folder=folder, reason=reason
        )
    return tr(
        "The state folder {folder} can't be written: {reason}. Give a folder of your own with KDS_STATE_DIR, or correct "
        "its owner and rights.",
        folder=folder,
        reason=reason,
    )
