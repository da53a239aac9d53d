"""The way out of a board: a question, a kiosk's PIN, practice and the way back from it; the board asks, this decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kds.language import tr
from kds.ui.keys import Action
from kds.ui.screens.door import ASKED_SECONDS, Door

if TYPE_CHECKING:
    from textual import events

    from kds.ui.app import KdsApp
    from kds.ui.screens.board import BoardScreen

PRACTICE_KEY = "p"
"""After the key for leaving it begins practice; a letter, as the key for leaving is one in every shipped profile."""


class Leaving:
    """What the key for leaving began, until another key ends it.

    Args:
        screen: the board.
    """

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._door = Door(None)
        self._is_asked = False
        self._may_practise = False

    @property
    def is_asked(self) -> bool:
        """Whether the next key for done leaves."""
        return self._is_asked

    @property
    def _app(self) -> KdsApp:
        return self._screen.board_app

    def open_door(self) -> None:
        """Learn where the PIN of a kiosk is read."""
        self._door = Door(self._app.options.read_pin)

    def forget(self) -> None:
        """Ask nothing any more."""
        self._is_asked = self._may_practise = False
        self._door.forget()

    def takes_key(self, event: events.Key) -> bool:
        """Whether a key answers what was asked: practice, or a digit of a kiosk's PIN."""
        at = self._app.options.monotonic()
        if self._may_practise and (event.character or "").lower() == PRACTICE_KEY:
            self._screen.begin_key()
            self._screen.tell(tr("Practice begins …"))
            self._screen.in_turn(self._app.standing.enter)
            return True
        if not self._door.is_asking(at):
            return False
        self._say_at_door(self._door.press(event.key, event.character, at))
        return True

    def ask(self) -> None:
        """Ask whether to leave: practice without any PIN, a kiosk with one."""
        app = self._app
        done = app.profile.cap(Action.DONE)
        if app.standing.is_practising:
            self._is_asked = True
            self._screen.tell(tr("Leave practice?   {key} = back to the real orders   any other key = no", key=done))
            return
        self._may_practise = app.standing.may_practise
        practice = tr("{key} = practice", key=PRACTICE_KEY.upper()) if self._may_practise else ""
        if app.options.kiosk:
            self._say_at_door("   ".join(part for part in (self._door.ask(app.options.monotonic()), practice) if part))
            return
        self._is_asked = True
        parts = (tr("Leave the board?   {key} = yes", key=done), practice, tr("any other key = no"))
        self._screen.tell("   ".join(part for part in parts if part))

    def leave(self) -> None:
        """Leave what the question was about."""
        if self._app.standing.is_practising:
            self._screen.in_turn(self._app.standing.leave)
        else:
            self._app.exit()

    def _say_at_door(self, sentence: str) -> None:
        if self._door.is_open:
            self._app.exit()
            return
        is_asking = self._door.is_asking(self._app.options.monotonic())
        self._screen.tell(sentence, for_seconds=ASKED_SECONDS if is_asking else None)
