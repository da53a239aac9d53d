"""The door of a kiosk: asks for a PIN, makes people wait after wrong ones, and says so; it draws nothing and keeps no PIN."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from kds.errors import KdsError
from kds.language import mark, tr, trn

_log = logging.getLogger(__name__)

ASKED_SECONDS = 10.0
"""How long the question for the PIN waits for a key."""
FREE_TRIES = 3
"""Wrong PINs in a row without a pause after them, the last one excepted."""
FIRST_PAUSE_SECONDS = 5.0
"""Pause after the last free try; each further wrong PIN doubles it."""
LONGEST_PAUSE_SECONDS = 3600.0
"""Longest pause."""
LONGEST_PIN = 12
"""Digits of a PIN."""

NO_PIN = mark("This screen can't be left with a key: it has no PIN (kiosk_pin_file).")
_QUESTION = mark("PIN to leave: {stars}   Enter checks, Escape goes back")

ReadPin = Callable[[], str]
"""Reads the PIN anew each time, so that a replaced file works at once; may raise `kds.errors.KdsError`."""


class Door:
    """The way out of a kiosk; all times are monotonic seconds.

    Args:
        read_pin: None where no PIN is configured: then nobody leaves by a key.
    """

    def __init__(self, read_pin: ReadPin | None) -> None:
        self._read_pin = read_pin
        self._typed = ""
        self._last_key_at: float | None = None
        self._wrong = 0
        self._closed_until = float("-inf")
        self.is_open = False

    def is_asking(self, at: float) -> bool:
        """Whether keys belong to the PIN."""
        return self._last_key_at is not None and at - self._last_key_at < ASKED_SECONDS

    def ask(self, at: float) -> str:
        """Begin to ask where that is possible; gives what the last row says."""
        self.forget()
        if self._read_pin is None:
            return tr(NO_PIN)
        if at < self._closed_until:
            return self._patience(at)
        try:
            self._read_pin()
        except KdsError as error:
            return str(error)
        self._last_key_at = at
        return tr(_QUESTION, stars="")

    def press(self, key: str, character: str | None, at: float) -> str:
        """Take a key; gives what the last row says. `is_open` is true after the right PIN.

        Args:
            key: the key's own name, such as `enter`.
            character: what it types, None for nothing.
        """
        self._last_key_at = at
        if character is not None and character in "0123456789":
            self._typed = (self._typed + character)[: LONGEST_PIN + 1]
        elif key == "backspace":
            self._typed = self._typed[:-1]
        elif key == "escape":
            self.forget()
            return ""
        elif key in ("enter", "ctrl+j") and self._typed:
            return self._check(at)
        return tr(_QUESTION, stars="*" * len(self._typed))

    def forget(self) -> None:
        """Ask no more; what was typed is gone."""
        self._typed = ""
        self._last_key_at = None

    def _check(self, at: float) -> str:
        import hmac  # not before the first paint

        typed = self._typed
        self.forget()
        try:
            pin = self._read_pin() if self._read_pin is not None else ""
        except KdsError as error:
            return str(error)
        if pin and hmac.compare_digest(typed.encode(), pin.encode()):
            _log.warning("the kiosk was left with its PIN")
            self._wrong = 0
            self.is_open = True
            return ""
        self._wrong += 1
        doublings = self._wrong - FREE_TRIES
        if doublings >= 0:
            pause = FIRST_PAUSE_SECONDS * 2.0 ** min(doublings, 20)
            self._closed_until = at + min(pause, LONGEST_PAUSE_SECONDS)
        _log.warning("a wrong PIN was typed at the kiosk, number %d in a row", self._wrong)
        return self._patience(at) if at < self._closed_until else tr("That was not the PIN. Nothing done.")

    def _patience(self, at: float) -> str:
        minutes, rest = divmod(math.ceil(self._closed_until - at), 60)
        parts = [trn("{count} minute", "{count} minutes", minutes)] if minutes else []
        parts += [trn("{count} second", "{count} seconds", rest)] if rest or not minutes else []
        return trn(
            "{count} wrong PIN. Try again in {time}.",
            "{count} wrong PINs in a row. Try again in {time}.",
            self._wrong,
            time=" ".join(parts),
        )
