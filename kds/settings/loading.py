"""Reads all settings: TOML file < environment `KDS_…` < command line; a mistake is named with place, key and nearest key."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic_settings
from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from kds.errors import SettingsError
from kds.language import tr
from kds.settings.files import CONFIG_VARIABLE, ENVIRONMENT_PREFIX, config_path, read_configuration, station_files
from kds.settings.misfits import misfit_words
from kds.settings.model import PortosSettings, Settings, SoundSettings, StationSettings, ThresholdSettings
from kds.settings.sides import ArrivalSettings, HookSettings, LightspeedSettings, QticketsSettings


def load(file: Path | None = None, options: Mapping[str, Any] | None = None) -> Settings:
    """Read all settings.

    Args:
        file: the configuration file; None for `$KDS_CONFIG` or the platform's.
        options: what the command line says; None values don't count.

    Raises:
        SettingsError: a key is unknown, or a value does not fit; the message names place, key and nearest valid key.
    """
    path, named = config_path(file)
    written = read_configuration(path, must_exist=named)
    given = {name: value for name, value in (options or {}).items() if value not in (None, ())}
    _check_variables()
    try:
        return _layered(written)(**given)
    except ValidationError as error:
        raise SettingsError(_mistake(error, path, given)) from error
    except pydantic_settings.SettingsError as error:
        raise SettingsError(tr("An environment variable KDS_… can't be read: {reason}.", reason=error)) from error


def _layered(written: dict[str, Any]) -> type[Settings]:
    """Give the settings with the file's content below the environment, and that below what they are called with."""

    class Layered(Settings):
        """The three layers."""

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Command line, environment, file; each beats what follows."""
            del dotenv_settings, file_secret_settings
            return init_settings, env_settings, InitSettingsSource(settings_cls, written)

    return Layered


def _variable(name: str) -> str:
    return ENVIRONMENT_PREFIX + name.upper()


def _check_variables() -> None:
    known = [_variable(name) for name in Settings.model_fields]
    for variable in os.environ:
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == CONFIG_VARIABLE:
            continue
        if variable.partition("__")[0] not in known:
            near = difflib.get_close_matches(variable, [*known, CONFIG_VARIABLE], n=1, cutoff=0.0)[0]
            raise SettingsError(
                tr(
                    "There is no setting {variable} in the environment. The nearest is {near}.",
                    variable=variable,
                    near=near,
                )
            )


def _mistake(error: ValidationError, file: Path, given: Mapping[str, Any]) -> str:
    """Put the first mistake into a sentence with its place."""
    first = error.errors(include_url=False)[0]
    location = [str(part) for part in first["loc"]]
    if location[0] in given:
        place = f"--{location[0].replace('_', '-')}"
    elif any(name.partition("__")[0] == _variable(location[0]) for name in os.environ):
        place = tr("{variable} in the environment", variable=_variable("__".join(location)))
    else:
        place = _place_in(file, location)
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(location[-1], _keys_beside(location), n=1, cutoff=0.0)
        if not near:
            return tr("{place}: there is no such setting.", place=place)
        return tr("{place}: there is no such setting. The nearest is {near!r}.", place=place, near=near[0])
    found = str(first["input"])[:80]
    # user:password@host must not be repeated anywhere
    shown = "" if "@" in found else tr(" (found {found!r})", found=found)
    return f"{place}: {misfit_words(first)}{shown}."


def _place_in(file: Path, location: list[str]) -> str:
    """Give the file that a key stands in, and the key: a station may have a file of its own."""
    own = [each for each in station_files(file) if location[:2] == ["stations", each.stem]]
    if own:
        return tr("{file}, key {key!r}", file=own[0], key=".".join(location[2:]))
    return tr("{file}, key {key!r}", file=file, key=".".join(location))


def _keys_beside(location: list[str]) -> list[str]:
    """Give the keys that are allowed where `location` leads, from the models themselves."""
    tables: dict[tuple[int, str], type[BaseModel]] = {
        (2, "portos"): PortosSettings,
        (2, "qtickets"): QticketsSettings,
        (4, "qtickets"): ArrivalSettings,
        (2, "lightspeed"): LightspeedSettings,
        (2, "hooks"): HookSettings,
        (3, "stations"): StationSettings,
        (4, "stations"): ThresholdSettings,
    }
    if location[2:3] == ["sounds"]:
        return list(SoundSettings.model_fields)
    return list(tables.get((len(location), location[0]), Settings).model_fields)
