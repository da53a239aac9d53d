"""Keys off while somebody wipes them (board 7): when that begins by itself, when it ends, and what the strip says."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from kds.domain.text import cell_width
from kds.language import tr, trn
from kds.ui.drawing.spans import REVERSE, Row, line_of

LOCK_SECONDS = 30.0
"""How long the keys stay off when nobody switches them on again."""

MASH_SECONDS = 0.3
MASH_KEYS = 4
"""That many different keys within `MASH_SECONDS` are a cloth and no cook."""

HOLD_SECONDS = 1.0
"""A key that is held this long, by its own repeats, switches the keys on again; so do `TAPS` presses within it."""

TAPS = 3
"""For terminals and bars that send no repeats."""

_LONGEST_REPEAT_SECONDS = 0.75
_SHORTEST_TAP_SECONDS = 0.15

_Before = TypeVar("_Before")


class Mash(Generic[_Before]):
    """Notices a cloth on the keys; keeps for each recent press what the screen was like before it."""

    def __init__(self) -> None:
        self._recent: deque[tuple[str, float, _Before]] = deque(maxlen=16)

    def press(self, key: str, at: float, before: _Before) -> _Before | None:
        """Note a press, and give what was before the burst when this key makes it one.

        Args:
            key: its name.
            at: monotonic seconds.
            before: what the screen was like before this press.
        """
        while self._recent and at - self._recent[0][1] > MASH_SECONDS:
            self._recent.popleft()
        self._recent.append((key, at, before))
        if len({each for each, _, _ in self._recent}) < MASH_KEYS:
            return None
        first = self._recent[0][2]
        self._recent.clear()
        return first


@dataclass(slots=True)
class WipingLock:
    """Whether the keys are off; times are monotonic seconds.

    Attributes:
        new_orders: how many came since the keys went off.
        note: what to tell when they are on again.
    """

    new_orders: int = 0
    note: str = ""
    _until: float = float("-inf")
    _first_at: float = 0.0
    _last_at: float = float("-inf")
    _taps: int = 0
    _is_still_down: bool = False

    def begin(self, at: float) -> None:
        """Switch the keys off."""
        self.new_orders, self.note, self._taps, self._is_still_down = 0, "", 0, False
        self._until, self._last_at = at + LOCK_SECONDS, float("-inf")

    def is_on(self, at: float) -> bool:
        """Whether the keys are off now."""
        return at < self._until

    def seconds_left(self, at: float) -> int:
        """Give the seconds until the keys go on by themselves, rounded up."""
        return max(math.ceil(self._until - at), 0)

    def press(self, *, opens: bool, at: float) -> bool:
        """Take a key while the keys are off; give whether it switched them on again.

        Args:
            opens: it is the key of `done`; any other key makes a hold or a row of taps begin anew.
        """
        gap = at - self._last_at
        self._last_at = at
        if not opens:
            self._last_at = float("-inf")
            return False
        if gap > _LONGEST_REPEAT_SECONDS:
            self._first_at, self._taps = at, 1
            return False
        self._taps += gap >= _SHORTEST_TAP_SECONDS
        held_seconds = at - self._first_at
        if held_seconds < HOLD_SECONDS and self._taps < TAPS:
            return False
        self._until, self._is_still_down = at, True
        return True

    def is_still_down(self, *, opens: bool, at: float) -> bool:
        """Whether a key is only the rest of the press that switched the keys on: held a little longer it does nothing."""
        self._is_still_down = self._is_still_down and opens and at - self._last_at <= _LONGEST_REPEAT_SECONDS
        if self._is_still_down:
            self._last_at = at
        return self._is_still_down

    def heard(self, arrived: int) -> None:
        """Count new orders."""
        self.new_orders += arrived


def wiping_strip(lock: WipingLock, at: float, columns: int, cap: str, *, repeats: bool = True) -> Row:
    """Give the row that stands in place of the last one while the keys are off; the longest words that fit.

    Args:
        columns: width of the screen in cells.
        cap: what is printed on the key of `done`.
        repeats: whether that key can be seen to be held; a Ctrl key alone can't.
    """
    off = tr("KEYS OFF FOR WIPING  {seconds} s", seconds=lock.seconds_left(at))
    new = trn("{count} NEW ORDER", "{count} NEW ORDERS", lock.new_orders) if lock.new_orders else ""
    hows: tuple[str, ...] = (
        tr("on again: hold {key} 1 s or press it 3x", key=cap),
        tr("on again: hold {key} 1 s or 3x", key=cap),
        tr("hold {key} 1 s or 3x", key=cap),
        tr("hold {key} 1 s", key=cap),
        "",
    )
    if not repeats:
        hows = (tr("on again: press {key} 3x", key=cap), tr("{key} 3x", key=cap), "")
    for how in hows:
        free = columns - 1 - cell_width(off) - cell_width(how) - cell_width(new) - (1 if columns >= 62 else 0)
        gaps = (1 if how else 0) + (1 if new else 0)
        if free >= 2 * gaps:
            break
    left = free // max(gaps, 1) if gaps else 0
    words = f" {off}{' ' * left}{how}" if how else f" {off}"
    if new:
        words += " " * (free - (left if how else 0)) + new
    return line_of(words, columns, REVERSE)
