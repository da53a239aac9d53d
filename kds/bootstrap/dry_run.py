"""The settings of a dry run: nothing is kept, and no second system is told anything; the till itself is `kds.kitchen.dry_run`."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from kds.errors import StateError
from kds.language import tr
from kds.settings.model import Settings

FOLDER_PREFIX = "kds-dry-run-"
"""Beginning of the name of the temporary folder; it is gone when the dry run ends."""


def leaving_no_trace(settings: Settings, running: AsyncExitStack) -> Settings:
    """Give the settings with a temporary state folder and without second systems, which could be told something.

    Args:
        settings: the installation's.
        running: takes the folder away at its end.

    Raises:
        StateError: no temporary folder can be made.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    except OSError as error:
        raise StateError(
            tr("A dry run needs a temporary folder, and none can be made: {error}.", error=error)
        ) from error
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    return settings.model_copy(update={"state_dir": folder, "qtickets": None, "lightspeed": None})
