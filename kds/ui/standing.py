"""What stands on this screen, the real board or practice, and the last row that says so; the real kitchen goes on behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kds.domain.modes import Mode
from kds.ui import messages
from kds.ui.alarm import Alarm, Event
from kds.ui.drawing.view import ViewState
from kds.ui.screens.base import KitchenScreen
from kds.ui.screens.below import board_below

if TYPE_CHECKING:
    from collections.abc import Callable

    from kds.domain.board import BoardChanged
    from kds.ui.app import KdsApp
    from kds.ui.kitchen_face import KitchenFace


class Standing:
    """Changes between the real board and practice.

    While a person practises only the real orders can be heard: a sound in a kitchen never means an invented one.

    Attributes:
        mode: what stands on the screen now.
    """

    def __init__(self, app: KdsApp, mode: Mode) -> None:
        """Take the mode that the screen begins in; practice begins with `begin`."""
        self.mode = mode
        self._app = app
        self._home = Mode.REAL if mode is Mode.PRACTICE else mode
        self._real: KitchenFace | None = None
        self._alarm = Alarm(_silently)
        self._stop_listening: Callable[[], None] | None = None
        self._kept: ViewState | None = None

    @property
    def is_practising(self) -> bool:
        """Whether invented orders stand on the screen."""
        return self._real is not None

    @property
    def may_practise(self) -> bool:
        """Whether practice can be entered from here."""
        return not self.is_practising and self._app.options.practice() is not None

    @property
    def flashing(self) -> frozenset[str]:
        """Keys of the practice cards that came or changed just now."""
        return self._alarm.flashing

    async def begin(self, real: KitchenFace) -> KitchenFace:
        """Give the kitchen that the screen begins with: the real one, or practice where it was started for that.

        Raises:
            KdsError: practice can't be opened.
        """
        kitchen = await self._open(real) if self.mode is Mode.PRACTICE else real
        self._draw_on_top()
        return kitchen

    async def enter(self) -> None:
        """Put practice in place of the real board; raises `kds.errors.KdsError`, and the real board stays."""
        app = self._app
        if not self.may_practise or app.kitchen is None:
            return
        app.kitchen = await self._open(app.kitchen)
        below = board_below(app)
        self._kept = below.state if below is not None else None
        self._show(None)

    async def leave(self) -> None:
        """Go back to the real board, which is as it was left but for what happened there meanwhile."""
        app, practice = self._app, self._app.options.practice()
        if self._real is None or practice is None:
            return
        if self._stop_listening is not None:
            self._stop_listening()
        app.kitchen, self._real = self._real, None
        self.mode = self._home
        self._show(self._kept)
        self._kept = None
        await practice.end()

    def real_changed(self) -> bool:
        """Take note that the real board changed; False when that is the one on the screen."""
        if not self.is_practising:
            return False
        self._draw_on_top()
        return True

    def tick(self) -> None:
        """Let a second pass."""
        self._alarm.tick()
        self._draw_on_top()

    def draw(self, screen: KitchenScreen) -> None:
        """Draw the last row of a screen, or give the row back to it."""
        if self.mode is Mode.REAL:
            screen.view.end_with(None)
            return
        from kds.ui.drawing.mode_strip import RealBoard, mode_strip

        app = self._app
        real = RealBoard(None, app.options.wall())
        if self._real is not None:
            is_ringing = bool(app.real_alarm.flashing)
            real = RealBoard(self._real.board, self._real.now(), is_ringing)
        screen.view.end_with(mode_strip(self.mode, app.size.width, app.profile.caps_by_action(), real))

    def watch(self) -> bool:
        """Let the alarms look at the boards; False when there is only the one on the screen."""
        app = self._app
        if self._real is None or app.kitchen is None:
            return False
        at = app.options.monotonic()
        app.real_alarm.watch(self._real.board, self._real.now(), at)
        self._alarm.watch(app.kitchen.board, app.kitchen.now(), at)
        return True

    async def _open(self, real: KitchenFace) -> KitchenFace:
        practice = self._app.options.practice()
        if practice is None:
            self.mode = self._home
            return real
        kitchen = await practice.begin(real.board)
        self._real, self.mode = real, Mode.PRACTICE
        self._stop_listening = kitchen.subscribe(self._heard)
        return kitchen

    def _heard(self, changed: BoardChanged) -> None:
        self._alarm.hear(changed, self._app.options.monotonic())
        self._app.post_message(messages.BoardChanged(changed.board))

    def _show(self, kept: ViewState | None) -> None:
        """Show the kitchen's board, with nothing chosen, or as it was left."""
        app = self._app
        if app.kitchen is not None:
            app.board = app.kitchen.board
        below = board_below(app)
        if below is None:
            return
        self.draw(below)
        state = below.state
        fresh = ViewState(caps=state.caps, local=state.local, ascii_only=state.ascii_only, foot_rows=state.foot_rows)
        below.say(fresh if kept is None else replace(kept, message="", selected=None, line=None))

    def _draw_on_top(self) -> None:
        screen = self._app.screen
        if isinstance(screen, KitchenScreen):
            self.draw(screen)


def _silently(event: Event) -> None:
    """Make no sound for a practice order."""
    del event
