"""The application: starts the screens, takes messages from the kitchen and signals from the system, decides nothing.

The first frame needs only the standard library and Textual; `start` brings the kitchen, with everything heavy, after
it was painted.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, cast

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import Screen

from kds.domain import board as facts
from kds.domain.board import Board
from kds.domain.lens import whole_key
from kds.domain.modes import Mode
from kds.domain.station import Role
from kds.errors import KdsError
from kds.ui import differ
from kds.ui.alarm import Alarm, Event
from kds.ui.keypad import Keypad
from kds.ui.keys import KeyProfile
from kds.ui.kitchen_face import KitchenFace
from kds.ui.locked import LockedApp, sentence_for
from kds.ui.messages import BoardChanged
from kds.ui.screens.base import KitchenScreen
from kds.ui.screens.board import BoardScreen
from kds.ui.screens.door import ReadPin
from kds.ui.sounds import Player, Sound
from kds.ui.standing import Standing
from kds.ui.themes import ChosenTheme

if TYPE_CHECKING:
    from kds.ui.entrance_face import EntranceFace
    from kds.ui.practice_face import PracticeFace
    from kds.ui.stations_face import StationsFace

_log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
"""How often ages and the clock are drawn anew; the only timer of the application."""

Start = Callable[[], Awaitable[KitchenFace]]
"""Makes and starts the kitchen; called once, after the first paint. May raise `kds.errors.KdsError`."""


def _machine_time() -> datetime:
    return datetime.now(UTC)


def _only_the_bell(station: str) -> Mapping[Event, Sound]:
    """Stand in where no sounds are set up."""
    del station
    return {}


def _no_entrance() -> None:
    """Stand in where no venue is set up."""


def _no_stations() -> None:
    """Stand in where this screen can't become another station."""


def _no_practice() -> None:
    """Stand in where nobody can practise."""


@dataclass(frozen=True, slots=True)
class Options:
    """How this screen runs.

    Attributes:
        kiosk: no key ends the application, except with a PIN.
        read_pin: reads the PIN that ends a kiosk; None where there is none.
        differences: send only what changed; None decides by the Textual version.
        local: the restaurant's time zone for clocks; None for the machine's own.
        ascii_only: draw nothing outside ASCII.
        beat: called once a second while the screen lives.
        entrance: gives the venue that a door's screen works with, None before it has started.
        stations: gives the stations of this installation, None before they are known.
        scanner: whether a door's screen listens to a barcode scanner.
        touch: keys for fingers stand at the foot of each screen.
        sounds: gives the sound of each event at a station; the bell for those it leaves out.
        mode: what the screen begins with: the real board, practice, a dry run, a view.
        practice: gives what opens practice, None where nobody can practise.
        mash_lock: four different keys at once switch the keys off, as the key for wiping does.
        monotonic: seconds that never step, for keys and places.
        wall: this machine's time, aware UTC; used until the kitchen knows the server's.
    """

    kiosk: bool = False
    read_pin: ReadPin | None = None
    differences: bool | None = None
    local: tzinfo | None = None
    ascii_only: bool = False
    beat: Callable[[], None] | None = None
    entrance: Callable[[], EntranceFace | None] = _no_entrance
    stations: Callable[[], StationsFace | None] = _no_stations
    scanner: bool = False
    touch: bool = False
    sounds: Callable[[str], Mapping[Event, Sound]] = _only_the_bell
    mash_lock: bool = True
    mode: Mode = Mode.REAL
    practice: Callable[[], PracticeFace | None] = _no_practice
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = _machine_time


class KdsApp(LockedApp, inherit_bindings=False):
    """One station's board on one terminal."""

    TITLE = "kds"
    CSS_PATH = "kds.tcss"

    def __init__(
        self,
        *,
        first_board: Board,
        start: Start,
        profile: KeyProfile,
        theme: ChosenTheme,
        options: Options | None = None,
    ) -> None:
        """Prepare the application.

        Args:
            first_board: what is painted first: the station, and the last known cards where there are some.
            start: makes the kitchen after the first paint.
            profile: the keys.
            theme: a checked theme; its complaint is told on the board.
            options: how this screen runs.
        """
        super().__init__()
        self.options = options or Options()
        self.profile = profile.worked_at(first_board.station)
        self.board = first_board
        self.keypad = Keypad(self)
        self.kitchen: KitchenFace | None = None
        self.complaint = theme.complaint
        self._start = start
        self._starting: asyncio.Task[None] | None = None
        self._shown = differ.Shown()
        self._sends_differences = bool(self.options.differences)
        self._player = Player(self.bell, self._sounds, self._tell)
        self.real_alarm = Alarm(self._player.ring)
        self.standing = Standing(self, self.options.mode)
        self.register_theme(theme.theme.textual())
        # not by `self.theme = …`, whose watcher would parse all style sheets a second time before the first paint
        self.set_reactive(KdsApp.theme, theme.theme.registered_name)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def flashing(self) -> frozenset[str]:
        """Keys of the cards that the bell rang for just now."""
        return self.standing.flashing if self.standing.is_practising else self.real_alarm.flashing

    def get_default_screen(self) -> Screen[None]:
        """Start with the board itself, at a door with the screen that a scanner types on."""
        if self.board.station.role is not Role.DOOR:
            return BoardScreen()
        from kds.ui.screens.entrance import EntranceScreen

        return EntranceScreen(self.options.entrance, listens=self.options.scanner)

    def on_mount(self) -> None:
        """Listen to the system, and start the kitchen once the first frame is out."""
        self._listen_to_signals()
        self.set_interval(TICK_SECONDS, self._tick)
        self.call_after_refresh(self._begin)

    async def on_unmount(self) -> None:
        """Let what a person pressed reach the disk before the application ends."""
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
        for screen in self.screen_stack:
            if isinstance(screen, KitchenScreen):
                await screen.finish_acts()
        await self._player.stop()

    def on_board_changed(self, message: BoardChanged) -> None:
        """Hand the newest board to whatever is on the screen."""
        if message.board is self.board:
            return
        self.board = message.board
        if isinstance(self.screen, KitchenScreen):
            self.screen.paint()

    def stop_for(self, error: BaseException) -> None:
        """End the application after an error nobody expected: the log has all of it, the terminal one sentence."""
        _log.critical("the board stopped", exc_info=error)
        self.exit(return_code=1, message=Text(sentence_for(error)))

    async def on_event(self, event: events.Event) -> None:
        """Forget what the terminal shows when it was resized, since it may have moved text about."""
        if isinstance(event, events.Resize):
            self._shown.forget()
        if isinstance(event, events.Key) and self._is_overheard(event):
            event.stop()
            return
        await super().on_event(event)

    def _is_overheard(self, event: events.Key) -> bool:
        """Whether a door's screen has taken a key while a page stands over it: a scan counts wherever a person was."""
        if self.board.station.role is not Role.DOOR or len(self.screen_stack) < 2:
            return False
        from kds.ui.screens.entrance import EntranceScreen

        door = self.screen_stack[0]
        return isinstance(door, EntranceScreen) and door.overhear(event)

    def redraw(self) -> None:
        """Paint every cell again, whatever the terminal shows."""
        self._shown.forget()
        self.refresh(layout=True)
        self.screen.refresh(layout=True)

    def _begin(self) -> None:
        from kds.ui.screens.pages import all_pages

        if self.options.differences is None:
            self._sends_differences = differ.is_tested()
        for page in all_pages():
            self.install_screen(page, page.list_name)
        self._starting = asyncio.create_task(self._start_kitchen(), name="start the kitchen")

    async def _start_kitchen(self) -> None:
        try:
            kitchen = await self._start()
            self.kitchen = await self.standing.begin(kitchen)
        except KdsError as error:
            self.exit(return_code=1, message=Text(str(error)))
            return
        except Exception as error:  # noqa: BLE001 - nothing may reach the terminal as a traceback
            self.stop_for(error)
            return
        kitchen.subscribe(self._on_kitchen_changed)
        self.post_message(BoardChanged(self.kitchen.board))
        gc.collect()
        gc.freeze()

    def _on_kitchen_changed(self, changed: facts.BoardChanged) -> None:
        self.real_alarm.hear(changed, self.options.monotonic())
        if self.standing.real_changed():
            return
        self.keypad.lock.heard(len(changed.arrived))
        self.post_message(BoardChanged(changed.board))

    def _tick(self) -> None:
        if self.options.beat is not None:
            self.options.beat()
        self.real_alarm.tick()
        self.standing.tick()
        if self.kitchen is not None:
            self.board = self.kitchen.board
        if self.kitchen is not None and not self.standing.watch():
            self.real_alarm.watch(self.board, self.kitchen.now(), self.options.monotonic(), self._chosen())
        if isinstance(self.screen, KitchenScreen):
            self.screen.tick()
        self.keypad.tick()

    def _chosen(self) -> str | None:
        board = self.screen_stack[0]
        chosen = board.state.selected if isinstance(board, BoardScreen) else None
        return whole_key(chosen) if chosen is not None else None

    def _sounds(self) -> Mapping[Event, Sound]:
        return self.options.sounds(self.board.station.name)

    def _tell(self, sentence: str) -> None:
        if isinstance(self.screen, KitchenScreen):
            self.screen.tell(sentence)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit)
        loop.add_signal_handler(signal.SIGCONT, self.redraw)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if self._sends_differences and isinstance(renderable, ChopsUpdate | LayoutUpdate):
            # Textual treats any CompositorUpdate alike here, its annotation knows only Rich's renderables
            renderable = cast("RenderableType", differ.DifferenceUpdate(renderable, self._shown))
        super()._display(screen, renderable)
