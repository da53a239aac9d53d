"""Hands the benchmarks what they need of the other folders: a source as a board opens it; it measures nothing."""

from __future__ import annotations

from pathlib import Path

from kds.bootstrap.till import source_of
from kds.kitchen.ports import Source
from kds.settings.model import Settings


def open_source(url: str, password_file: Path) -> Source:
    """Open a source for the bench's user at a server, as the settings of a board would.

    Raises:
        SettingsError: the address or the password file can't be used.
    """
    return source_of(Settings(server=url, user="expo", device="KDS2", password_file=password_file))
