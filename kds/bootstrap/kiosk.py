"""Where the PIN of a kiosk is read, and whether it is one; it is kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kds.errors import SettingsError
from kds.language import mark, tr

PIN_CREDENTIAL = "kds-kiosk-pin"
"""File name in `$CREDENTIALS_DIRECTORY`, where systemd hands the PIN over."""


def pin_file(named: Path | None) -> Path | None:
    """Give the file with the PIN: the one named, else the one systemd hands over, None where there is neither."""
    if named is not None:
        return named
    from kds.sources.secret import handed_over

    credential = handed_over(PIN_CREDENTIAL)
    return credential if credential is not None and credential.exists() else None


def pin_reader(named: Path | None) -> Callable[[], str] | None:
    """Give what reads the PIN each time it is needed, None where none is configured."""
    file = pin_file(named)
    return None if file is None else partial(read_pin, file)


def read_pin(file: Path) -> str:
    """Read a PIN from a file that only its owner can read.

    Raises:
        SettingsError: the file can't be used, or does not hold four to twelve digits.
    """
    from kds.sources.secret import read_secret

    pin = read_secret(file, mark("kiosk PIN"))
    if re.fullmatch(r"[0-9]{4,12}", pin) is None:
        raise SettingsError(
            tr("The kiosk PIN file {file} must hold four to twelve digits and nothing else.", file=file)
        )
    return pin
