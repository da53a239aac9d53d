"""Turns key presses into what they ask for: prefixes and bouncing contacts; it draws nothing and does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from kds.ui.key_names import MODIFIERS
from kds.ui.keys import Action, KeyProfile, Prefix

DEBOUNCE_SECONDS = 0.2
"""A key that changes a state counts once within this time (board 7)."""

PREFIX_SECONDS = 3.0
"""How long a prefix waits for its next key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a key press asks for.

    Attributes:
        action: what to do; with a slot, what to do to the card there once it is chosen.
        slot: the slot it chooses, from 1.
        prefix: it began this prefix; the next key decides.
        ended: the prefix that this key ended, whatever the key meant.
    """

    action: Action | None = None
    slot: int | None = None
    prefix: Prefix | None = None
    ended: Prefix | None = None


class Debounce:
    """Lets what changes a state through once, however often its contact closes."""

    def __init__(self) -> None:
        self._last: tuple[Action | None, int | None] = (None, None)
        self._at = 0.0

    def accepts(self, action: Action | None, at: float, slot: int | None = None) -> bool:
        """Whether a press at that monotonic time (seconds) counts.

        Any other key in between makes it a press of its own; a key held down repeats within the time and never counts
        again, so that it can't force anything.
        """
        press = (action, slot)
        bounced = action is not None and press == self._last and at - self._at < DEBOUNCE_SECONDS
        self._last, self._at = press, at
        return not (bounced and action is not None and action.changes_state)


class KeyReader:
    """Reads the keys of one screen, whichever page is open, by its profile."""

    def __init__(self, profile: KeyProfile) -> None:
        self._profile = profile
        self._debounce = Debounce()
        self._prefix: Prefix | None = None
        self._prefix_at = 0.0

    def read(self, key: str, at: float) -> Asked | None:
        """Give what a key asks for; None for a key without a meaning and for one that bounced.

        Args:
            key: its name, as in profiles.
            at: monotonic seconds.
        """
        prefix = self.waiting(at)
        profile = self._profile
        if key in MODIFIERS and self._has_no_meaning(key, prefix):
            return None  # Shift on its way to `!` must not end a prefix or a debounce
        self._prefix = None
        if prefix is not None:
            return self._after_prefix(prefix, key, at)
        begun = profile.prefix(key)
        slot = profile.slot(key)
        action = Action.DONE if slot is not None and profile.slots_bump else profile.action(key)
        if not self._debounce.accepts(action, at, slot):
            return None
        if begun is not None:
            self._prefix, self._prefix_at = begun, at
            return Asked(prefix=begun)
        return Asked(action, slot) if slot is not None or action is not None else None

    def waiting(self, at: float) -> Prefix | None:
        """Give the prefix whose next key is awaited, None when there is none or it has lapsed."""
        if self._prefix is not None and at - self._prefix_at >= PREFIX_SECONDS:
            self._prefix = None
        return self._prefix

    def _has_no_meaning(self, key: str, prefix: Prefix | None) -> bool:
        meanings = prefix.actions if prefix is not None else self._profile.actions
        return key not in meanings and self._profile.prefix(key) is None

    def _after_prefix(self, prefix: Prefix, key: str, at: float) -> Asked | None:
        slot = self._profile.slot(key) if prefix.slots_bump is not None and key not in prefix.actions else None
        action = Action.DONE if slot is not None and prefix.slots_bump else prefix.actions.get(key)
        accepted = self._debounce.accepts(action, at, slot)
        return Asked(action if accepted else None, slot if accepted else None, ended=prefix)
