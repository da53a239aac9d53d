"""Finds and reads the configuration as it stands, with the standard library alone: the first paint needs it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from kds import paths
from kds.errors import SettingsError
from kds.language import tr

CONFIG_VARIABLE = "KDS_CONFIG"
"""Names the configuration file."""
STATIONS_FOLDER = "stations"
"""Folder beside the configuration file with one file a station, `NAME.toml`: what `[stations.NAME]` would hold."""
ENVIRONMENT_PREFIX = "KDS_"
"""How the names of environment variables begin; `__` leads into a table: `KDS_PORTOS__PREFIX`."""


def config_path(named: Path | None) -> tuple[Path, bool]:
    """Give the configuration file, and whether somebody named it (then it must exist)."""
    if named is not None:
        return named.expanduser(), True
    variable = os.environ.get(CONFIG_VARIABLE)
    return (Path(variable).expanduser(), True) if variable else (paths.config_file(), False)


def read_configuration(file: Path, *, must_exist: bool) -> dict[str, Any]:
    """Read the configuration file and the station files beside it, unchecked, as if all stood in one file.

    Raises:
        SettingsError: a file can't be read, or a station is described twice; then both places are named.
    """
    written = read_file(file, must_exist=must_exist)
    tables = written.get("stations", {})
    if not isinstance(tables, dict):
        return written  # the check of all settings says what is wrong with it
    merged: dict[str, Any] = {}
    places: dict[str, str] = {}
    described = [(name, table, f"{file}, [stations.{name}]") for name, table in tables.items()]
    described += [(own.stem, read_file(own, must_exist=True), str(own)) for own in station_files(file)]
    for name, table, place in described:
        other = places.setdefault(name.casefold(), place)
        if other is not place:
            raise SettingsError(
                tr(
                    "Station {name} is described twice, in {one} and in {other}. Delete one of them.",
                    name=name,
                    one=other,
                    other=place,
                )
            )
        merged[name] = table
    return {**written, "stations": merged} if merged else written


def station_files(file: Path) -> tuple[Path, ...]:
    """Give the files of stations beside a configuration file, by name."""
    return tuple(sorted((file.parent / STATIONS_FOLDER).glob("[!.]*.toml")))


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
        raise SettingsError(tr("The configuration file {file} does not exist. Check the path.", file=file)) from None
    except OSError as error:
        raise SettingsError(
            tr("The configuration file {file} can't be read: {reason}.", file=file, reason=error.strerror)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            tr("The configuration file {file} is not TOML: {reason}.", file=file, reason=error)
        ) from error
