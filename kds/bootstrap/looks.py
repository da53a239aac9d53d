"""Where themes and key profiles are looked for, one's own first, and which theme is meant where several could be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kds import paths
from kds.language import languages, use, usual
from kds.settings.files import config_path

if TYPE_CHECKING:
    from kds.settings.model import Settings

_CONSOLE = "linux"


def theme_folders(config: Path | None = None) -> tuple[Path, ...]:
    """Give the folders of themes: beside the configuration, one's own, the shipped ones.

    Args:
        config: the configuration file, as given by `--config`; that of the environment or one's own by default.
    """
    return _folders(config, "themes", paths.shipped_themes())


def profile_folders(config: Path | None = None) -> tuple[Path, ...]:
    """Give the folders of key profiles, as `theme_folders` does those of themes."""
    return _folders(config, "profiles", paths.shipped_profiles())


def _folders(config: Path | None, name: str, shipped: Path) -> tuple[Path, ...]:
    file, _ = config_path(config)
    return tuple(dict.fromkeys((file.parent / name, paths.config_file().parent / name, shipped)))


def theme_name(asked: str | None, configured: str | None, environment: Mapping[str, str] | None = None) -> str:
    """Give the name of the theme to draw with.

    The order is that of https://no-color.org: what was asked for in this very call stands above `NO_COLOR`, and that,
    unless it is empty, above everything else, since a configured theme says which colours and not that there be some.

    Args:
        asked: from the command line.
        configured: from the environment or the file, the station's own above the installation's.
        environment: this process's by default.
    """
    from kds.ui.board_theme import COLOURLESS, CONSOLE_THEME, DEFAULT_THEME

    variables = os.environ if environment is None else environment
    if asked:
        return asked
    if variables.get("NO_COLOR"):
        return COLOURLESS.name
    return configured or (CONSOLE_THEME if is_console(variables) else DEFAULT_THEME)


def language_name(asked: Any, configured: Any) -> str:
    """Give the language to show everything in.

    Args:
        asked: from the command line.
        configured: the station's own, else that of environment or file; what is no language of ours is told later.
    """
    named = asked or configured
    return str(named) if named and named in languages() else usual()


def spoken(settings: Settings) -> Settings:
    """Speak the language of these settings from now on, and give them."""
    use(language_name(None, settings.language))
    return settings


def is_console(environment: Mapping[str, str] | None = None) -> bool:
    """Whether this is the Linux console: sixteen colours, eight backgrounds, and few characters beyond ASCII."""
    return (os.environ if environment is None else environment).get("TERM") == _CONSOLE
