"""Reads passwords, key secrets and PINs from files that only their owner can read (reliability 4.3); it keeps and prints none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kds.errors import SettingsError
from kds.language import mark, tr
from kds.log import hide

CREDENTIAL = "kds-password"
"""File name in `$CREDENTIALS_DIRECTORY`, where systemd hands a secret over."""
PASSWORD = mark("password")
"""What people call the usual secret."""
LONGEST_SECRET_BYTES = 4096
"""A longer file holds something else."""


def handed_over(credential: str) -> Path | None:
    """Give the file in which systemd hands a secret over, None where it hands nothing over at all."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / credential if folder else None


def secret_file(named: Path | None, key: str, *, credential: str = CREDENTIAL, called: str = PASSWORD) -> Path:
    """Give the file that holds a secret: the one named, else the one systemd hands over.

    Args:
        named: as configured.
        key: the setting that names it.
        credential: what systemd calls it.
        called: what people call it.

    Raises:
        SettingsError: neither is there.
    """
    file = named or handed_over(credential)
    if file is None:
        raise SettingsError(
            tr("No {called} is configured. Name a file that holds it with `{key}`.", called=tr(called), key=key)
        )
    return file


def read_secret(file: Path, called: str = PASSWORD) -> str:
    """Read a secret from a file that only its owner can read (reliability 4.3).

    What counts is the file that was opened: a link is followed only where it is one's own, and nobody can put another
    file in its place between the look at it and the reading.

    Args:
        called: what the file holds, for the sentence.

    Raises:
        SettingsError: it is missing, empty, too long, no plain file, somebody else's, or readable by others.
    """
    try:
        link = file.lstat()
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe must not make the board wait
        with open(descriptor, "rb") as opened:  # noqa: PTH123 - a path was looked at already, this is what it led to
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise SettingsError(
                    tr(
                        "The {called} file {file} is no plain file. Write the {called} into a file of its own.",
                        called=tr(called),
                        file=file,
                    )
                )
            content = opened.read(LONGEST_SECRET_BYTES + 1)
        text = content.decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else tr("it is not text")
        # what was read may stand in the cause, so it is left out
        raise SettingsError(
            tr("The {called} file {file} can't be read: {reason}.", called=tr(called), file=file, reason=reason)
        ) from None
    if len(content) > LONGEST_SECRET_BYTES:
        raise SettingsError(
            tr("The {called} file {file} is too long to be one. Check the path.", called=tr(called), file=file)
        )
    if file != handed_over(file.name):
        if {about.st_uid, link.st_uid} != {os.getuid()}:
            raise SettingsError(
                tr(
                    "The {called} file {file} belongs to somebody else. Make it your own: chown.",
                    called=tr(called),
                    file=file,
                )
            )
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise SettingsError(
                tr(
                    "The {called} file {file} can be read by others. Close it: chmod 600 {file}",
                    called=tr(called),
                    file=file,
                )
            )
    if not text:
        raise SettingsError(
            tr("The {called} file {file} is empty. Write the {called} into it.", called=tr(called), file=file)
        )
    hide(text)
    return text
