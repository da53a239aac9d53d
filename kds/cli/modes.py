"""What `kds board` shows: the real board, practice, a dry run or a view; one of them, decided here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds.domain.modes import Mode
from kds.errors import UsageError
from kds.language import tr

OPTIONS: Mapping[str, Mode] = {"practice": Mode.PRACTICE, "dry_run": Mode.DRY_RUN, "view": Mode.VIEW}
"""Flags of `kds board` that are no settings, and what each asks for."""


def run_in_mode(file: Path | None, options: Mapping[str, Any]) -> int:
    """Run the board that the command line asks for, and give its exit status.

    Args:
        file: the configuration file, as given by `--config`.
        options: everything else of the command line, the flags above among it.

    Raises:
        UsageError: two of the flags were given.
        KdsError: as `kds.bootstrap.board.run_board`.
    """
    asked = [mode for name, mode in OPTIONS.items() if options.get(name)]
    settings = {name: value for name, value in options.items() if name not in OPTIONS}
    if len(asked) > 1:
        raise UsageError(tr("Only one of --practice, --dry-run and --view can be given."))
    if asked == [Mode.VIEW]:
        from kds.bootstrap.viewing import run_view

        return run_view(file, settings)
    from kds.bootstrap.board import run_board

    return run_board(file, settings, mode=asked[0] if asked else Mode.REAL)
