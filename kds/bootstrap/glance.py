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

from kds.domain.station import ALL_ENDPOINTS, Role, Station
from kds.errors import SettingsError
from kds.settings.files import ENVIRONMENT_PREFIX, config_path, read_file

NOTHING_CONFIGURED = (
    "No order server is configured. To look around, run `kds demo`. For a till of your own write server, user, device, "
    'password_file and station into {file}, for example: server = "https://till.local:4000" - then `kds check` tells more.'
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first frame is drawn with; unchecked.

    Attributes:
        station: name, endpoints and role; thresholds and the rest come with the checked settings.
        theme, keys: names of theme and key profile.
        scanner: whether a door's screen listens to a barcode scanner.
        kiosk_pin_file: where the PIN stands that ends a kiosk, None where no file was named.
        time_zone: the restaurant's, None for the machine's own or an unknown one.
    """

    station: Station
    theme: str
    keys: str
    kiosk: bool
    kiosk_pin_file: Path | None
    ascii_only: bool
    scanner: bool
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
    written = read_file(path, must_exist=named)
    given = {name: value for name, value in options.items() if value is not None}

    def find(name: str) -> Any:
        return given.get(name) or os.environ.get(ENVIRONMENT_PREFIX + name.upper()) or written.get(name)

    if not find("server"):
        raise SettingsError(NOTHING_CONFIGURED.format(file=path))
    tables = written.get("stations")
    tables = tables if isinstance(tables, dict) else {}
    name = str(find("station") or (next(iter(tables)) if len(tables) == 1 else "EXPO"))
    found = next((own for own in tables if own.casefold() == name.casefold()), name)
    table = tables.get(found)
    table = table if isinstance(table, dict) else {}
    return Glance(
        station=_station(found, find("endpoints") or table.get("endpoints"), find("role") or table.get("role")),
        theme=str(given.get("theme") or table.get("theme") or find("theme") or "default"),
        keys=str(given.get("keys") or table.get("keys") or find("keys") or "keyboard"),
        kiosk=_is_on(find("kiosk")),
        kiosk_pin_file=Path(pin).expanduser() if isinstance(pin := find("kiosk_pin_file"), str) else None,
        ascii_only=_is_on(find("ascii_only")),
        scanner=_is_on(table.get("scanner")),
        time_zone=_zone(find("time_zone")),
    )


def _station(name: str, endpoints: Any, role: Any) -> Station:
    listed = endpoints.split(",") if isinstance(endpoints, str) else endpoints
    names = tuple(str(part).strip() for part in listed) if isinstance(listed, (list, tuple)) and listed else ()
    names = names or ((ALL_ENDPOINTS,) if name.casefold() in ("expo", "pass") else (name,))
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


def _is_on(value: Any) -> bool:
    return value is True or str(value).lower() in ("1", "true", "yes", "on")
