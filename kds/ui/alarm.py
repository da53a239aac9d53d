"""When the terminal bell rings, and which cards flash with it; the kitchen says what is worth it."""

from __future__ import annotations

from collections.abc import Callable

from kds.domain.board import BoardChanged


class Alarm:
    """Rings for new, changed and voided cards, at most once a tick; a card that rang flashes for at least one tick."""

    def __init__(self, bell: Callable[[], None]) -> None:
        self._bell = bell
        self._waiting = False
        self._rang = False
        self._heard: frozenset[str] = frozenset()
        self._heard_before: frozenset[str] = frozenset()

    @property
    def flashing(self) -> frozenset[str]:
        """The keys of the cards that flash now."""
        return self._heard | self._heard_before

    def hear(self, changed: BoardChanged) -> None:
        """Ring for a change, at once when the bell was silent since the last tick, else at the next one."""
        keys = changed.arrived | changed.changed | changed.voided
        if not keys:
            return
        self._heard |= keys
        if self._rang:
            self._waiting = True
        else:
            self._ring()

    def tick(self) -> None:
        """Let a second pass."""
        self._heard_before, self._heard = self._heard, frozenset()
        self._rang = False
        if self._waiting:
            self._ring()

    def _ring(self) -> None:
        self._waiting, self._rang = False, True
        self._bell()
