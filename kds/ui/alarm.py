"""When a sound is due, for which event, and which cards flash with it; the kitchen says what changed, others make the noise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum

from kds.domain.board import Board, BoardChanged

AGAIN_SECONDS = 20.0
"""An order that nobody has looked at rings again after this time (board 7)."""

AGAIN_TIMES = 3
"""How often it rings again."""

LATE_SECONDS = 60.0
"""Late cards ring at most once within this time."""

_MOST_TOLD = 2000


class Event(StrEnum):
    """What can be heard; the worst first, which is the one that rings when several happen at once."""

    VOID = "void"
    CHANGED = "changed"
    LATE = "late"
    NEW = "new"
    READY = "ready"


class Alarm:
    """Rings at most once a tick, for the worst of what happened; a card that rang flashes for at least one tick.

    Args:
        ring: makes the sound of an event.
    """

    def __init__(self, ring: Callable[[Event], None]) -> None:
        self._ring_for = ring
        self._due: set[Event] = set()
        self._rang = False
        self._heard: frozenset[str] = frozenset()
        self._heard_before: frozenset[str] = frozenset()
        self._unseen: dict[str, tuple[Event, float, int]] = {}
        self._told: set[tuple[Event, str, datetime | None]] = set()
        self._station: str | None = None
        self._late_at = float("-inf")

    @property
    def flashing(self) -> frozenset[str]:
        """The keys of the cards that flash now."""
        return self._heard | self._heard_before

    def hear(self, changed: BoardChanged, at: float = 0.0) -> None:
        """Ring for a change, at once when nothing rang since the last tick, else at the next one.

        Args:
            at: monotonic seconds.
        """
        for event, keys in (
            (Event.NEW, changed.arrived),
            (Event.CHANGED, changed.changed),
            (Event.VOID, changed.voided),
        ):
            self._happened(event, keys)
            self._unseen |= dict.fromkeys(keys, (event, at, 0))
        self._ring_once()

    def watch(self, board: Board, now: datetime, at: float, chosen: str | None = None) -> None:
        """Look for what only time or the others bring: late cards, what is ready, orders that nobody has looked at.

        What is so already when a station comes onto the screen is not heard.

        Args:
            board: what the station sees.
            now: server time.
            at: monotonic seconds.
            chosen: key of the card that a person has chosen, and so looks at.
        """
        if not board.known:
            return
        from kds.domain.pace import Level, level_of

        late = {card.key for card in board.cards if level_of(card, board.station, now) is Level.LATE}
        ready = {card.key: card.complete_since for card in board.cards if card.complete_since or card.is_last}
        fresh_late = self._untold(Event.LATE, dict.fromkeys(late))
        fresh_ready = self._untold(Event.READY, ready)
        if self._station != board.station.name:
            self._station = board.station.name
            self._unseen.clear()
            return
        self._happened(Event.READY, fresh_ready)
        if fresh_late and at - self._late_at >= LATE_SECONDS:
            self._late_at = at
            self._happened(Event.LATE, fresh_late)
        self._ring_again(board, at, chosen)
        self._ring_once()

    def tick(self) -> None:
        """Let a second pass."""
        self._heard_before, self._heard = self._heard, frozenset()
        self._rang = False
        self._ring_once()

    def _untold(self, event: Event, keys: dict[str, datetime | None]) -> frozenset[str]:
        """Give the keys that this event was not told for yet, and remember them."""
        if len(self._told) > _MOST_TOLD:
            self._told.clear()
            self._station = None
        fresh = frozenset(key for key, since in keys.items() if (event, key, since) not in self._told)
        self._told |= {(event, key, keys[key]) for key in fresh}
        return fresh

    def _ring_again(self, board: Board, at: float, chosen: str | None) -> None:
        for key, (event, rang_at, times) in tuple(self._unseen.items()):
            card = board.card(key)
            is_open = card is not None and (card.unseen or card.is_new) and not card.all_held
            if not is_open or key == chosen or times >= AGAIN_TIMES:
                del self._unseen[key]
            elif at - rang_at >= AGAIN_SECONDS:
                self._unseen[key] = (event, at, times + 1)
                self._happened(event, (key,))

    def _happened(self, event: Event, keys: Collection[str]) -> None:
        if keys:
            self._heard |= frozenset(keys)
            self._due.add(event)

    def _ring_once(self) -> None:
        if self._rang or not self._due:
            return
        worst = next(event for event in Event if event in self._due)
        self._due.clear()
        self._rang = True
        self._ring_for(worst)
