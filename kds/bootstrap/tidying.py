"""Removes what boards leave behind and nobody needs any more; never the outbox, nor a file that a running board has open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kds.bootstrap.logs import LOG_FILE, log_file
from kds.bootstrap.looks import spoken
from kds.bootstrap.stacks import STACKS_FILE
from kds.errors import StateError
from kds.language import tr
from kds.settings.loading import load
from kds.store.database import DATABASE_FILE

KEPT = timedelta(days=14)
"""As long as the guests of a venue are remembered: a damaged outbox may hold some, and an old log their initials."""

_MOVED_ASIDE = re.compile(rf"{re.escape(DATABASE_FILE)}\.corrupt-(\d{{8}}T\d{{6}})\d*Z(-wal|-shm)?")
_FINISHED_LOG = re.compile(rf"{re.escape(LOG_FILE)}\.\d+|{re.escape(STACKS_FILE)}\.old")


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was removed, and how large it was."""

    file: Path
    size_bytes: int


def tidy(file: Path | None, options: Mapping[str, Any], now: datetime) -> tuple[Removed, ...]:
    """Remove damaged databases that were moved aside, finished logs and old stacks that are older than `KEPT`.

    Args:
        file: the configuration file, as given by `--config`.
        options: what else the command line says; None values don't count.
        now: what age is counted from; a file from the future is kept.

    Raises:
        SettingsError: the configuration can't be used.
        StateError: a file can't be removed.
    """
    settings = spoken(load(file, options))
    folders = dict.fromkeys((settings.state_folder, log_file(settings).parent))
    return tuple(_removed(one) for folder in folders for one in _old(folder, now))


def _old(folder: Path, now: datetime) -> Iterator[Path]:
    """Give the files of a folder that may go, and nothing of a folder that does not exist."""
    for file in sorted(folder.glob("*")):
        left = _left_at(file)
        if left is not None and now - left > KEPT:
            yield file


def _left_at(file: Path) -> datetime | None:
    """Tell when a file was left behind; None for one that is in use or not ours."""
    if moved := _MOVED_ASIDE.fullmatch(file.name):
        # its time of writing may be long before the day on which it was found damaged
        return datetime.strptime(moved[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    if _FINISHED_LOG.fullmatch(file.name) and not file.is_symlink():
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return None


def _removed(file: Path) -> Removed:
    try:
        removed = Removed(file, file.stat().st_size)
        file.unlink()
    except OSError as error:
        raise StateError(
            tr("{file} can't be removed: {why}. Run this as the owner of the folder.", file=file, why=error.strerror)
        ) from error
    return removed
