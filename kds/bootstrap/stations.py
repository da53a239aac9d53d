"""The stations of an installation behind a running board: becomes another one and covers others, as the screens ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kds.bootstrap.choosing import remember_station
from kds.bootstrap.looks import is_console, language_name, profile_folders, theme_folders, theme_name
from kds.domain.intents import Refusal
from kds.errors import KdsError
from kds.kitchen.kitchen import Kitchen
from kds.language import in_use, tr, use
from kds.settings.model import Settings, StationSettings
from kds.settings.stations import all_stations
from kds.ui.profiles import load_profile
from kds.ui.stations_face import Outfit
from kds.ui.themes import choose_theme


class Stations:
    """What `kds.ui.stations_face.StationsFace` asks for."""

    def __init__(
        self, settings: Settings, options: Mapping[str, Any], kitchen: Kitchen, file: Path | None = None
    ) -> None:
        """Take what the command line said too: a theme or key profile named there is for every station.

        Args:
            file: the configuration file, as given by `--config`: themes and key profiles may stand beside it.
        """
        self._settings = settings
        self._file = file
        self._options = options
        self._kitchen = kitchen
        remember_station(settings.state_folder, kitchen.board.station.name)

    async def become(self, name: str) -> Outfit | Refusal:
        """Show that station from now on; give what it looks like, or why it can't be shown here."""
        station = next((each for each in all_stations(self._settings) if each.name == name), None)
        if station is None:
            return Refusal(tr("There is no station {name} any more.", name=name))
        table, former = self._settings.stations.get(name) or StationSettings(), in_use()
        try:
            outfit = self._outfit(table)
            # before the station's cards are composed: their words stay with them
            use(language_name(self._options.get("language"), table.language or self._settings.language))
            await self._kitchen.switching.become(station)
        except KdsError as error:
            use(former)
            return Refusal(str(error))
        remember_station(self._settings.state_folder, name)
        return outfit

    async def cover(self, names: Sequence[str]) -> Refusal | None:
        """Let this station watch the endpoints of exactly those too; give the reason when it can't."""
        return await self._kitchen.switching.cover(names)

    def _outfit(self, table: StationSettings) -> Outfit:
        keys = self._options.get("keys") or table.keys or self._settings.keys
        theme = theme_name(self._options.get("theme"), table.theme or self._settings.theme)
        profile = load_profile(keys, profile_folders(self._file))
        chosen = choose_theme(theme, theme_folders(self._file))
        wished = self._options.get("ascii_only", self._settings.ascii_only)
        is_plain = chosen.theme.ascii_only or is_console() if wished is None else bool(wished)
        return Outfit(profile, chosen, is_plain)
