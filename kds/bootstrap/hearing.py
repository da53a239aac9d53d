"""Turns the sounds of the settings into what a screen plays; it plays nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kds.bootstrap.looks import spoken
from kds.errors import KdsError
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import station_settings
from kds.ui.alarm import Event
from kds.ui.sounds import Sound


def sounds_of(settings: Settings, station: str) -> Mapping[Event, Sound]:
    """Give the sound of each event at a station; nothing for a station without a table."""
    tables = {name.casefold(): table for name, table in settings.stations.items()}
    table = tables.get(station.casefold())
    return {event: getattr(table.sounds, event.value) for event in Event} if table is not None else {}


def configured_sounds(file: Path | None, options: Mapping[str, Any]) -> Mapping[Event, Sound]:
    """Give the sounds of the station in use; nothing where the settings can't be used.

    Args:
        file: the configuration file, as given by `--config`.
        options: what else the command line says.
    """
    try:
        settings = spoken(load(file, options))
        name, _ = station_settings(settings)
    except KdsError:
        return {}
    return sounds_of(settings, name)
