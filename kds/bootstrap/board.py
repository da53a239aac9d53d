"""Runs a board: paints the first frame, then loads the settings and wires kitchen, store, source, jobs and control."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kds.bootstrap.glance import Glance, glance
from kds.bootstrap.kiosk import pin_reader
from kds.bootstrap.looks import profile_folders, theme_folders
from kds.bootstrap.stacks import keep_stacks
from kds.domain.board import Board
from kds.domain.modes import Mode
from kds.domain.station import Role
from kds.errors import UsageError
from kds.language import mark, tr, use
from kds.ui.app import KdsApp, Options
from kds.ui.profiles import load_profile
from kds.ui.themes import choose_theme

if TYPE_CHECKING:
    from kds.bootstrap.practice import Practice
    from kds.bootstrap.stations import Stations
    from kds.domain.clock import Clock
    from kds.jobs.watchdog import Watchdog
    from kds.kitchen.kitchen import Kitchen
    from kds.kitchen.notes import NoteSource
    from kds.kitchen.ports import Source
    from kds.kitchen.sides import Side
    from kds.kitchen.venue.desk import VenueDesk
    from kds.settings.model import Settings
    from kds.sources.portos.source import PortosSource
    from kds.ui.alarm import Event
    from kds.ui.entrance_face import EntranceFace
    from kds.ui.practice_face import PracticeFace
    from kds.ui.sounds import Sound
    from kds.ui.stations_face import StationsFace

PLAIN_HTTP = mark("PLAIN HTTP: this network can read the password and change orders. Use https.")
"""Stands on the board for as long as an address without TLS is allowed (reliability 4.3)."""

Before = Callable[[], Awaitable[Mapping[str, Any]]]
"""Runs after the first paint and gives further options, such as the address of a server that it started."""


async def nothing_before() -> Mapping[str, Any]:
    """Give no further options."""
    return {}


def run_board(
    file: Path | None,
    options: Mapping[str, Any],
    *,
    before: Before | None = None,
    banner: str = "",
    mode: Mode = Mode.REAL,
) -> int:
    """Run a board on this terminal until it ends, and give its exit status.

    Args:
        file: the configuration file, as given by `--config`.
        options: what else the command line says; None values don't count.
        before: runs after the first paint; with it, a server need not be configured yet.
        banner: what the first frame says over its full width.
        mode: the real board, practice beside it, or a dry run.

    Raises:
        SettingsError: the file is missing or not TOML, or nothing is configured.
        UsageError: there is no terminal to draw on, or a door was asked to practise.
        ThemeError, KeyProfileError: the installation's own theme or key profile can't be used.
    """
    seen = glance(file, {"server": "later", **options} if before else options)
    use(seen.language)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(tr("A board needs a terminal to draw on. For scripts there is `kds orders`."))
    if seen.choice:
        from kds.bootstrap.choosing import ask_station

        picked = ask_station(seen)
        if picked is None:
            return 0
        options = {**options, "station": picked}
        seen = glance(file, {"server": "later", **options} if before else options)
        use(seen.language)
    if mode is not Mode.REAL and seen.station.role is Role.DOOR:
        raise UsageError(tr("A door has neither practice nor a dry run: it checks tickets, and no orders."))
    wiring = _Wiring(file, options, before or nothing_before, mode)
    app = _app(seen, wiring, banner, mode)

    async def run() -> None:
        try:
            await app.run_async()
        finally:
            await wiring.stop()

    asyncio.run(run())
    return app.return_code or 0


def _app(seen: Glance, wiring: _Wiring, banner: str, mode: Mode) -> KdsApp:
    chosen = choose_theme(seen.theme, theme_folders(seen.config))
    return KdsApp(
        first_board=Board(seen.station, banner=banner, mode=mode),
        start=wiring.start,
        profile=load_profile(seen.keys, profile_folders(seen.config)),
        theme=chosen,
        options=Options(
            kiosk=seen.kiosk,
            read_pin=pin_reader(seen.kiosk_pin_file),
            ascii_only=chosen.theme.ascii_only if seen.ascii_only is None else seen.ascii_only,
            local=seen.time_zone,
            beat=wiring.screen_beats,
            entrance=wiring.entrance,
            stations=wiring.stations,
            scanner=seen.scanner,
            touch=seen.touch,
            sounds=wiring.sounds,
            mash_lock=seen.mash_lock,
            mode=mode,
            practice=wiring.practice,
        ),
    )


class _Wiring:
    """Everything behind the screen, started after the first paint and stopped after the last.

    Attributes:
        venue: the venue's side, which a door's screen works with; None before it is made, and without one.
    """

    def __init__(self, file: Path | None, options: Mapping[str, Any], before: Before, mode: Mode) -> None:
        self._file = file
        self._mode = mode
        self._options = options
        self._before = before
        self._running = AsyncExitStack()
        self._watchdog: Watchdog | None = None
        self._settings: Settings | None = None
        self._stations: Stations | None = None
        self._practice: Practice | None = None
        self._portos: PortosSource | None = None
        self.venue: VenueDesk | None = None

    def screen_beats(self) -> None:
        """Take note that the screen lives."""
        if self._watchdog is not None:
            self._watchdog.beat("screen")

    def sounds(self, station: str) -> Mapping[Event, Sound]:
        """Give the sound of each event at a station, nothing before the settings are read."""
        if self._settings is None:
            return {}
        from kds.bootstrap.hearing import sounds_of

        return sounds_of(self._settings, station)

    def entrance(self) -> EntranceFace | None:
        """Give the venue as a door's screen works with it; None before it has started, and where there is none."""
        return self.venue.entrance if self.venue is not None else None

    def stations(self) -> StationsFace | None:
        """Give the stations of this installation; None before the kitchen has started, and in practice."""
        return None if self._practice is not None and self._practice.is_open else self._stations

    def practice(self) -> PracticeFace | None:
        """Give what opens practice; None before the kitchen has started, and at a door."""
        return self._practice

    async def start(self) -> Kitchen:
        """Load the settings and start the kitchen.

        Raises:
            KdsError: a setting, the state folder or the secret can't be used; the sentence ends the board.
        """
        from kds.bootstrap.memory import give_back_memory, leave_out_command_lines

        give_back_memory()
        leave_out_command_lines()
        from kds.bootstrap.till import SystemClock
        from kds.domain.allergy import look_for
        from kds.jobs.watchdog import Watchdog
        from kds.settings.loading import load

        self._watchdog = watchdog = Watchdog(SystemClock())
        watchdog.ready()
        self._running.callback(watchdog.stopping)
        settings = load(self._file, {**self._options, **await self._before()})
        if self._mode is Mode.DRY_RUN:
            from kds.bootstrap.dry_run import leaving_no_trace

            settings = leaving_no_trace(settings, self._running)
        self._settings = settings
        look_for(settings.allergy_words)
        try:
            return await self._start(settings, watchdog)
        except BaseException:
            await self._running.aclose()
            raise

    async def _start(self, settings: Settings, watchdog: Watchdog) -> Kitchen:
        from kds import log
        from kds.bootstrap.logs import log_file
        from kds.bootstrap.memory import load_what_a_press_needs
        from kds.bootstrap.metrics import write_figures
        from kds.bootstrap.stations import Stations
        from kds.bootstrap.till import SystemClock
        from kds.control.server import ControlServer
        from kds.jobs.schedule import Jobs
        from kds.kitchen.kitchen import Kitchen
        from kds.settings.stations import all_stations, business_day_of, station_of
        from kds.store.store import opened

        source, notes = self._till(settings)
        store = await self._running.enter_async_context(opened(settings.state_folder))
        log.configure(log_file(settings), level=settings.log_level)
        keep_stacks(log_file(settings).parent)
        clock, every = SystemClock(), settings.poll_seconds
        sides: tuple[Side, ...] = ()
        webhooks = None
        if settings.qtickets is not None or settings.lightspeed is not None:
            from kds.bootstrap.sides import beside

            made = beside(settings, store, clock, lambda: kitchen)
            sides, self.venue, webhooks = made.sides, made.venue, made.webhooks
        kitchen = Kitchen(
            station_of(settings),
            source,
            store,
            store,
            clock,
            poll_seconds=every,
            banner=store.banner,
            day=business_day_of(settings),
            remark=tr(PLAIN_HTTP) if settings.speaks_plain else "",
            sides=sides,
            notes=notes,
            stations=all_stations(settings),
            mode=Mode.DRY_RUN if self._mode is Mode.DRY_RUN else Mode.REAL,
        )
        self._stations = Stations(settings, self._options, kitchen, self._file)
        await kitchen.start()
        load_what_a_press_needs()
        jobs = Jobs(kitchen, clock, poll_seconds=every, watchdog=watchdog, can_write=store.can_write)
        write_figures(settings.metrics_file, kitchen, clock, jobs)
        jobs.start()
        self._running.push_async_callback(jobs.stop)
        self._let_the_till_push(settings, kitchen)
        if webhooks is not None:
            await webhooks.start()
            self._running.push_async_callback(webhooks.stop)
        control = ControlServer(kitchen, settings.state_folder, check_file=store.check)
        await control.start()
        self._running.push_async_callback(control.stop)
        self._prepare_practice(kitchen, clock)
        return kitchen

    def _till(self, settings: Settings) -> tuple[Source, NoteSource]:
        """Give the till and its place for notes, in a dry run so that nothing is ever sent to them."""
        from kds.bootstrap.till import source_of

        self._portos = source = source_of(settings)
        self._running.push_async_callback(source.aclose)
        if self._mode is not Mode.DRY_RUN:
            return source, source.notes
        from kds.kitchen.dry_run import DryNotes, DryRun

        return DryRun(source), DryNotes(source.notes)

    def _let_the_till_push(self, settings: Settings, kitchen: Kitchen) -> None:
        """Listen to the till's hub, where that is wanted and installed."""
        from kds.bootstrap.push import BegunLater

        if self._portos is not None:
            push = BegunLater(settings, self._portos, kitchen.push)
            push.start()
            self._running.push_async_callback(push.stop)

    def _prepare_practice(self, kitchen: Kitchen, clock: Clock) -> None:
        """Let people practise, except at a door."""
        if kitchen.board.station.role is Role.DOOR:
            return
        from kds.bootstrap.practice import Practice

        self._practice = practice = Practice(kitchen, clock)
        self._running.push_async_callback(practice.aclose)

    async def stop(self) -> None:
        """Stop everything in the reverse order of its start."""
        await self._running.aclose()
