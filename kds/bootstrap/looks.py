"""Where themes and key profiles are looked for, one's own first, and which theme is meant where several could be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kds import paths

_CONSOLE = "linux"


def theme_folders() -> tuple[Path, ...]:
    """Give the folders of themes."""
    return (paths.themes_folder(), paths.shipped_themes())


def profile_folders() -> tuple[Path, ...]:
    """Give the folders of key profiles."""
    return (paths.config_file().parent / "profiles", paths.shipped_profiles())


def theme_name(asked: str | None, configured: str | None, environment: Mapping[str, str] | None = None) -> str:
    """Give the name of the theme to draw with.

    The order is that of https://no-color.org: what was asked for in this very call stands above `NO_COLOR`, and that,
    unless it is empty, above everything else, since a configured theme says which colours and not that there be some.

    Args:
        asked: from the command line.
        configured: from the environment or the file, the station's own above the installation's.
        environment: this process's by default.
    """
    from kds.ui.themes import COLOURLESS, CONSOLE_THEME, DEFAULT_THEME

    variables = os.environ if environment is None else environment
    if asked:
        return asked
    if variables.get("NO_COLOR"):
        return COLOURLESS.name
    return configured or (CONSOLE_THEME if is_console(variables) else DEFAULT_THEME)


def is_console(environment: Mapping[str, str] | None = None) -> bool:
    """Whether this is the Linux console: sixteen colours, eight backgrounds, and few characters beyond ASCII."""
    return (os.environ if environment is None else environment).get("TERM") == _CONSOLE
