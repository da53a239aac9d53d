"""Reads passwords and key secrets from files that only their owner can read (reliability 4.3); it keeps and prints none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kds.errors import SettingsError

CREDENTIAL = "kds-password"
"""File name in `$CREDENTIALS_DIRECTORY`, where systemd hands a secret over."""


def secret_file(named: Path | None, key: str) -> Path:
    """Give the file that holds a secret: the one named, else the one systemd hands over.

    Raises:
        SettingsError: neither is there.
    """
    if named is not None:
        return named
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise SettingsError(f"No password is configured. Name a file that holds it with `{key}`.")
    return Path(folder) / CREDENTIAL


def read_secret(file: Path) -> str:
    """Read a secret from a file that only its owner can read (reliability 4.3).

    Raises:
        SettingsError: it is missing, empty, somebody else's, or readable by others.
    """
    try:
        about = file.stat()
        text = file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"The password file {file} can't be read: {reason}.") from error
    handed_over = os.environ.get("CREDENTIALS_DIRECTORY")
    if not (handed_over and file.parent == Path(handed_over)):
        if about.st_uid != os.getuid():
            raise SettingsError(f"The password file {file} belongs to somebody else. Make it your own: chown.")
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise SettingsError(f"The password file {file} can be read by others. Close it: chmod 600 {file}")
    if not text:
        raise SettingsError(f"The password file {file} is empty. Write the password into it.")
    return text
