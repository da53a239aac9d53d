"""What becomes of a key press before a page acts on it: keys that are off, a cloth on them, prefixes, slots; it draws no board."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import events

from kds.domain.station import Role
from kds.ui.key_names import MODIFIERS, key_name
from kds.ui.key_reader import Asked, KeyReader
from kds.ui.keys import Action, Prefix
from kds.ui.wiping import Mash, WipingLock, wiping_strip

if TYPE_CHECKING:
    from kds.ui.app import KdsApp
    from kds.ui.screens.base import KitchenScreen
    from kds.ui.screens.wiping import Before


class Keypad:
    """The keys of one terminal, whichever page is open.

    Attributes:
        lock: whether the keys are off.
    """

    def __init__(self, app: KdsApp) -> None:
        self.lock = WipingLock()
        self._app = app
        self._reader = KeyReader(app.profile)
        self._mash: Mash[Before] = Mash()
        self._was_off = False
        self._waited: Prefix | None = None

    def press(self, screen: KitchenScreen, event: events.Key) -> None:
        """Turn a key into what a page is asked for."""
        at = self._app.options.monotonic()
        key = key_name(event.key, event.character)
        opens = self._app.profile.action(key) is Action.DONE
        if self.is_off():
            self.lock.press(opens=opens, at=at)
            self.show()
            return
        if self.lock.is_still_down(opens=opens, at=at):
            return
        if screen.takes_key(event):
            return
        if self._is_mashed(key, at - _waited_seconds(event)):
            return
        asked = self._reader.read(key, at)
        if asked is not None:
            self._do(screen, asked)

    def is_off(self) -> bool:
        """Whether keys and taps are off."""
        return self.lock.is_on(self._app.options.monotonic())

    def switch_off(self, burst_from: Before | None = None) -> None:
        """Switch the keys off for wiping.

        Args:
            burst_from: what the screen was like before the cloth came; None where a person asked for it.
        """
        from kds.ui.screens.wiping import switch_off

        switch_off(self._app, burst_from)
        self.show()

    def tick(self) -> None:
        """Let a second pass: the strip counts, a prefix lapses."""
        self.show()
        if self._waited is not None and self._reader.waiting(self._app.options.monotonic()) is None:
            self._waited = None
            self._say("")

    def show(self) -> None:
        """Draw the strip while the keys are off; take it away and tell what happened once they are on."""
        is_off = self.is_off()
        if not is_off and not self._was_off:
            return
        screen = self._screen()
        if screen is None:
            return
        strip = None
        if is_off:
            at, profile = self._app.options.monotonic(), self._app.profile
            key = next((key for key, action in profile.actions.items() if action is Action.DONE), "")
            cap = profile.cap(Action.DONE)
            strip = wiping_strip(self.lock, at, screen.columns, cap, repeats=key not in MODIFIERS)
        screen.view.cover(strip)
        if self._was_off and not is_off and self.lock.note:
            screen.tell(self.lock.note)
        self._was_off = is_off

    def _is_mashed(self, key: str, at: float) -> bool:
        """Whether this key made a burst that only a cloth makes; a scanner at the door is as quick and no cloth.

        What was typed before there is a kitchen arrives all at once, and can't have changed anything.
        """
        app = self._app
        if app.kitchen is None or not app.options.mash_lock:
            return False
        if app.board.station.role is Role.DOOR or key in MODIFIERS:
            return False
        from kds.ui.screens.wiping import before

        burst_from = self._mash.press(key, at, before(app))
        if burst_from is None:
            return False
        self.switch_off(burst_from)
        return True

    def _do(self, screen: KitchenScreen, asked: Asked) -> None:
        self._waited = asked.prefix
        if asked.prefix is not None:
            from kds.ui.prefixes import caption_of

            screen.tell(caption_of(self._app.profile, asked.prefix))
            return
        if asked.ended is not None:
            screen.tell("")
        if asked.slot is not None and asked.action is not None:
            from kds.ui.screens.board_actions import press_slot

            press_slot(screen, asked.slot, asked.action)
        elif asked.slot is not None:
            screen.choose_slot(asked.slot)
        elif asked.action is not None:
            self.ask(screen, asked.action)

    def ask(self, screen: KitchenScreen, action: Action) -> None:
        """Do what a key or a finger asks for."""
        if len(self._app.screen_stack) > 1 and self._leaves(screen, action):
            action = Action.BACK
        if action is Action.REDRAW:
            self._app.redraw()
        elif action is Action.LOCK and self._app.board.station.role is not Role.DOOR:
            self.switch_off()
        else:
            screen.act(action)

    def _leaves(self, screen: KitchenScreen, action: Action) -> bool:
        """Whether a key closes the page that is open: the one that lists everything else; UNDO on a pad without digits."""
        is_undo = action is Action.UNDO and not self._app.profile.slots and not screen.undoes
        return is_undo or action is Action.MENU

    def ask_board(self, action: Action) -> None:
        """Do on the board what was asked for on a page that has just been closed."""
        board = self._app.screen_stack[0]
        from kds.ui.screens.base import KitchenScreen

        if isinstance(board, KitchenScreen):
            self.ask(board, action)

    def _say(self, sentence: str) -> None:
        screen = self._screen()
        if screen is not None:
            screen.tell(sentence)

    def _screen(self) -> KitchenScreen | None:
        from kds.ui.screens.base import KitchenScreen

        screen = self._app.screen
        return screen if isinstance(screen, KitchenScreen) else None


def _waited_seconds(event: events.Key) -> float:
    """Give how long a key lay in the queue: keys pressed one by one while the board was busy are no burst.

    Textual stamps an event with monotonic seconds when it reads it (`textual.message.Message.time`).
    """
    return max(time.monotonic() - event.time, 0.0)
