"""A first look at the settings with the standard library alone, so that the board paints before anything heavy is imported.

It finds what the first frame shows, and the mistakes that need no model: no such file, not TOML, nothing configured. All
others are found by `kds.settings.loading` right after the first paint; they end the board with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from kds.bootstrap.looks import is_console, language_name, theme_name
from kds.domain.station import ALL_ENDPOINTS, Role, Station
from kds.errors import SettingsError
from kds.language import mark, tr
from kds.paths import state_folder
from kds.settings.files import ENVIRONMENT_PREFIX, config_path, read_configuration

NOTHING_CONFIGURED = mark(
    "No order server is configured. To look around, run `kds demo`. For a till of your own write server, user, device, "
    'password_file and station into {file}, for example: server = "https://till.local:4000" - then `kds check` tells more.'
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first frame is drawn with; unchecked.

    Attributes:
        station: name, endpoints and role; thresholds and the rest come with the checked settings.
        choice: the stations that fit where several do and none is named; then a person picks one first.
        state_folder: where the outbox lives, and the last choice.
        config: the configuration file, whether it exists or not.
        theme, keys: names of theme and key profile.
        language: code of the language.
        scanner: whether a door's screen listens to a barcode scanner.
        touch: whether keys for fingers stand at the foot.
        ascii_only: whether nothing outside ASCII may be drawn; None where the theme decides.
        mash_lock: whether a burst of different keys switches the keys off for wiping.
        kiosk_pin_file: where the PIN stands that ends a kiosk, None where no file was named.
        time_zone: the restaurant's, None for the machine's own or an unknown one.
    """

    station: Station
    choice: tuple[Station, ...]
    state_folder: Path
    config: Path
    theme: str
    keys: str
    language: str
    kiosk: bool
    kiosk_pin_file: Path | None
    ascii_only: bool | None
    scanner: bool
    touch: bool
    mash_lock: bool
    time_zone: tzinfo | None


def glance(file: Path | None, options: Mapping[str, Any]) -> Glance:
    """Look at file, environment and command line.

    Args:
        file: as given by `--config`.
        options: what else the command line says; None values don't count.

    Raises:
        SettingsError: the file is missing or not TOML, or no server is configured anywhere.
    """
    path, named = config_path(file)
    written = read_configuration(path, must_exist=named)
    given = {name: value for name, value in options.items() if value is not None}

    def find(name: str) -> Any:
        return given.get(name) or os.environ.get(ENVIRONMENT_PREFIX + name.upper()) or written.get(name)

    if not find("server"):
        raise SettingsError(tr(NOTHING_CONFIGURED, file=path))
    tables = written.get("stations")
    tables = tables if isinstance(tables, dict) else {}
    choice = () if find("station") or find("endpoints") else _fitting(tables, find("role"))
    name = str(find("station") or (choice[0].name if choice else "EXPO"))
    found = next((own for own in tables if own.casefold() == name.casefold()), name)
    table = tables.get(found)
    table = table if isinstance(table, dict) else {}
    return Glance(
        station=_station(found, find("endpoints") or table.get("endpoints"), find("role") or table.get("role")),
        choice=choice if len(choice) > 1 else (),
        state_folder=Path(folder).expanduser() if (folder := find("state_dir")) else state_folder(),
        config=path,
        theme=theme_name(_text(given.get("theme")), _text(table.get("theme") or find("theme"))),
        keys=str(given.get("keys") or table.get("keys") or find("keys") or "keyboard"),
        language=language_name(given.get("language"), table.get("language") or find("language")),
        kiosk=_is_on(find("kiosk")),
        kiosk_pin_file=Path(pin).expanduser() if isinstance(pin := find("kiosk_pin_file"), str) else None,
        ascii_only=_is_ascii(given, written),
        scanner=_is_on(table.get("scanner")),
        touch=_is_on(table.get("touch")),
        mash_lock=_is_on(table.get("mash_lock", True)),
        time_zone=_zone(find("time_zone")),
    )


def _fitting(tables: Mapping[str, Any], role: Any) -> tuple[Station, ...]:
    """Give the stations of the configuration, only those of a role where one was asked for."""
    stations = (
        _station(name, table.get("endpoints"), table.get("role"))
        for name, table in tables.items()
        if isinstance(table, dict)
    )
    return tuple(station for station in stations if role in (None, station.role))


def _station(name: str, endpoints: Any, role: Any) -> Station:
    listed = endpoints.split(",") if isinstance(endpoints, str) else endpoints
    names = tuple(str(part).strip() for part in listed) if isinstance(listed, (list, tuple)) and listed else ()
    sees_all = role in (Role.EXPO, Role.RUNNER) or (not role and name.casefold() in ("expo", "pass"))
    names = names or ((ALL_ENDPOINTS,) if sees_all else (name,))
    by_endpoints = Role.EXPO if ALL_ENDPOINTS in names else Role.PREP
    return Station(name=name, endpoints=names, role=Role(role) if role in set(Role) else by_endpoints)


def _zone(name: Any) -> tzinfo | None:
    if not name:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(str(name))
    except (OSError, ValueError, LookupError):
        return None


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _is_ascii(given: Mapping[str, Any], written: Mapping[str, Any]) -> bool | None:
    """Give what is set, else true on the Linux console and None elsewhere."""
    environment = os.environ.get(f"{ENVIRONMENT_PREFIX}ASCII_ONLY") or None
    named = (given.get("ascii_only"), environment, written.get("ascii_only"))
    chosen = next((value for value in named if value is not None), None)
    if chosen is None:
        return True if is_console() else None
    return _is_on(chosen)


def _is_on(value: Any) -> bool:
    return value is True or str(value).lower() in ("1", "true", "yes", "on")
