"""Where an installation's log is, for boards and for commands that decide something in a board's place; writes nothing itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kds.settings.model import Settings

LOG_FILE = "kds.log"
"""Name of the log in `$LOGS_DIRECTORY`, else in the state folder."""


def log_file(settings: Settings) -> Path:
    """Give the file that a board logs to; systemd's folder for logs where it gives one."""
    folder = os.environ.get("LOGS_DIRECTORY")
    return (Path(folder) if folder else settings.state_folder) / LOG_FILE
