"""How `kds serve` is watched: where its log goes, and who may read its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kds.errors import SettingsError
from kds.language import mark, tr
from kds.sources.secret import handed_over, read_secret

METRICS_TOKEN = mark("metrics token")
"""What people call the secret that opens the figures."""
METRICS_CREDENTIAL = "kds-metrics-token"
"""What systemd calls it (`LoadCredential`)."""
SHORTEST_TOKEN = 16
"""Characters of that secret at least: nothing slows down who guesses it."""
LogFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="log into this file, 5 of 2 MiB by turns; else to standard error (the journal)"),
]
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"], typer.Option(metavar="LEVEL", help="lowest level that is logged")
]
MetricsTokenFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="file with the token that reads /metrics; else only administrators may"),
]


def metrics_token(named: Path | None) -> str | None:
    """Read the token from the file named, else from the one systemd hands over; None where there is neither.

    Raises:
        SettingsError: the file can't be used, or what it holds is short enough to be guessed.
    """
    file = named or handed_over(METRICS_CREDENTIAL)
    if file is None or (named is None and not file.exists()):
        return None
    token = read_secret(file, METRICS_TOKEN)
    if len(token) < SHORTEST_TOKEN:
        raise SettingsError(
            tr(
                "The metrics token in {file} needs {count} characters at least. Make one with: openssl rand -hex 16",
                file=file,
                count=SHORTEST_TOKEN,
            )
        )
    return token


def log_to(file: Path | None, level: str) -> None:
    """Begin to log.

    Args:
        file: where to; None for standard error.
        level: name of the lowest level written.
    """
    from kds import log

    log.configure(file, level=level)
