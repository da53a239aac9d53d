"""Finds and reads the configuration file as it stands, with the standard library alone: the first paint needs it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from kds import paths
from kds.errors import SettingsError

CONFIG_VARIABLE = "KDS_CONFIG"
"""Names the configuration file."""
ENVIRONMENT_PREFIX = "KDS_"
"""How the names of environment variables begin; `__` leads into a table: `KDS_PORTOS__PREFIX`."""


def config_path(named: Path | None) -> tuple[Path, bool]:
    """Give the configuration file, and whether somebody named it (then it must exist)."""
    if named is not None:
        return named.expanduser(), True
    variable = os.environ.get(CONFIG_VARIABLE)
    return (Path(variable).expanduser(), True) if variable else (paths.config_file(), False)


def read_file(file: Path, *, must_exist: bool) -> dict[str, Any]:
    """Read a configuration file as it stands, unchecked.

    Raises:
        SettingsError: it is missing though named, can't be read, or is not TOML (with line and reason).
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not must_exist:
            return {}
        raise SettingsError(f"The configuration file {file} does not exist. Check the path.") from None
    except OSError as error:
        raise SettingsError(f"The configuration file {file} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The configuration file {file} is not TOML: {error}.") from error
