"""Runs a look at the board of this machine (`kds board --view`): no till, no store, no lock, only the control socket."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kds.bootstrap.glance import Glance, glance
from kds.bootstrap.kiosk import pin_reader
from kds.bootstrap.looks import profile_folders, theme_folders
from kds.domain.board import Board
from kds.domain.modes import Mode
from kds.domain.station import Role, Station
from kds.errors import SettingsError, UsageError
from kds.language import tr, use
from kds.ui.alarm import Event
from kds.ui.app import KdsApp, Options
from kds.ui.profiles import load_profile
from kds.ui.sounds import OFF, Sound
from kds.ui.themes import choose_theme

if TYPE_CHECKING:
    from kds.control.viewing import ViewedBoard
    from kds.domain.business_day import BusinessDay


def run_view(file: Path | None, options: Mapping[str, Any]) -> int:
    """Show the board that runs on this machine until a person leaves, and give the exit status.

    Args:
        file: the configuration file, as given by `--config`; of it only the state folder and the looks count.
        options: what else the command line says; None values don't count.

    Raises:
        SettingsError: the file is missing or not TOML.
        UsageError: there is no terminal to draw on.
        ThemeError, KeyProfileError: the installation's own theme or key profile can't be used.
    """
    seen = glance(file, {"server": "the running board's", **options})
    use(seen.language)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(tr("A view needs a terminal to draw on. For scripts there is `kds orders`."))
    viewing = _Viewing(file, options, seen)
    app = viewing.app()

    async def run() -> None:
        try:
            await app.run_async()
        finally:
            await viewing.stop()

    asyncio.run(run())
    return app.return_code or 0


class _Viewing:
    """The screen, and what asks the running board."""

    def __init__(self, file: Path | None, options: Mapping[str, Any], seen: Glance) -> None:
        self._file = file
        self._options = options
        self._seen = seen
        self._looking: asyncio.Task[None] | None = None

    def app(self) -> KdsApp:
        """Give the application."""
        seen = self._seen
        chosen = choose_theme(seen.theme, theme_folders(seen.config))
        return KdsApp(
            first_board=Board(self._station(), mode=Mode.VIEW),
            start=self._start,
            profile=load_profile(seen.keys, profile_folders(seen.config)),
            theme=chosen,
            options=Options(
                kiosk=seen.kiosk,
                read_pin=pin_reader(seen.kiosk_pin_file),
                ascii_only=chosen.theme.ascii_only if seen.ascii_only is None else seen.ascii_only,
                local=seen.time_zone,
                touch=seen.touch,
                sounds=_silence,
                mash_lock=seen.mash_lock,
                mode=Mode.VIEW,
            ),
        )

    async def stop(self) -> None:
        """Ask no more."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _start(self) -> ViewedBoard:
        from kds.control.viewing import ViewedBoard

        viewed = ViewedBoard(self._seen.state_folder, self._station(), self._day())
        await viewed.look()
        self._looking = asyncio.create_task(viewed.run(), name="look at the board")
        return viewed

    def _station(self) -> Station:
        """Give what is drawn before the running board has said what it is."""
        return Station("BOARD", self._seen.station.endpoints, role=Role.PREP, read_only=True)

    def _day(self) -> BusinessDay:
        """Give the restaurant's day as configured; where this user can't read all settings, the usual one."""
        from kds.domain.business_day import BusinessDay
        from kds.settings.loading import load
        from kds.settings.stations import business_day_of

        try:
            return business_day_of(load(self._file, self._options))
        except SettingsError:
            return BusinessDay(zone=self._seen.time_zone)


def _silence(station: str) -> Mapping[Event, Sound]:
    """Make no sound: the running board makes its own."""
    del station
    return dict.fromkeys(Event, OFF)
