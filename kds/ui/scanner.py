"""Tells a barcode scanner from a person at the same keyboard: a scanner types faster; it reads no key and decides no entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GAP_SECONDS = 0.05
"""Keys of a burst follow each other faster than this (sources 6.1)."""
LEAST_CHARACTERS = 8
"""A burst has at least so many printable characters (sources 6.1)."""
ENDS = frozenset({"enter", "tab", "ctrl+j", "ctrl+m", "ctrl+i"})
"""Names of the keys that end a burst."""

DIGIT_ROWS = ("&é\"'(-è_çà", "+ľščťžýáíé", "+ěščřžýáíé")
"""What the keys 1 to 9 and 0 type on a French, a Slovak and a Czech keyboard: a scanner presses keys, not digits."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scanner typed this."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A person typed this."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person pressed a key that types nothing; its name as the screen's library spells it."""

    key: str


Heard = Scanned | Typed | Pressed


class Scanner:
    """Takes every key of a station with a scanner and gives them back sorted; loses no key of a person.

    Args:
        known: whether a text is a code of the list.
    """

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._burst = ""
        self._last_at = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether characters wait for `settle`, because more of a burst may come."""
        return bool(self._burst)

    def press(self, key: str, character: str | None, at: float, *, in_dialog: bool = False) -> tuple[Heard, ...]:
        """Take a key; give what is clear by now.

        Args:
            key: the key's own name, such as `enter`.
            character: what it types, None for nothing.
            at: seconds of a clock that never steps.
            in_dialog: a person is typing into a field: a burst counts only where the list knows it, else it is dropped.
        """
        heard = self.settle(at)
        if key in ENDS:
            burst, self._burst = self._burst, ""
            if len(burst) >= LEAST_CHARACTERS:
                text = as_digits(burst)
                is_meant = not in_dialog or self._known(text)
                return (*heard, Scanned(text)) if is_meant else heard
            return (*heard, *_typed(burst), Pressed(key))
        if character is not None and len(character) == 1 and character.isprintable():
            self._burst += character
            self._last_at = at
            return heard
        burst, self._burst = self._burst, ""
        return (*heard, *_typed(burst), Pressed(key))

    def settle(self, at: float) -> tuple[Heard, ...]:
        """Give what can't become a burst any more: its next key came too late, or none came."""
        if not self._burst or at - self._last_at < GAP_SECONDS:
            return ()
        burst, self._burst = self._burst, ""
        return _typed(burst)


def as_digits(text: str) -> str:
    """Give the digits of a code that was typed on a keyboard whose number row types something else; any other text as it is."""
    if text.isdecimal():
        return text
    for row in DIGIT_ROWS:
        if all(char in row or char.isdecimal() for char in text):
            return "".join(char if char.isdecimal() else str((row.index(char) + 1) % 10) for char in text)
    return text


def _typed(text: str) -> tuple[Heard, ...]:
    return (Typed(text),) if text else ()
