"""Remembers answers for a while, in memory only and no more than so many; it asks nothing itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from kds.domain.clock import Clock

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Remembered(Generic[Value]):
    """A value that is remembered, which may be None itself; `until` is monotonic seconds."""

    value: Value
    until: float


class ShortMemory(Generic[Key, Value]):
    """The newest values by key.

    Args:
        clock: its monotonic seconds count.
        age: how long a value is remembered.
        most: how many are; the oldest goes first.
    """

    def __init__(self, clock: Clock, *, age: timedelta, most: int) -> None:
        self._clock = clock
        self._age_seconds = age.total_seconds()
        self._most = most
        self._kept: OrderedDict[Key, Remembered[Value]] = OrderedDict()

    def get(self, key: Key) -> Remembered[Value] | None:
        """Give what is remembered, None for nothing."""
        kept = self._kept.get(key)
        if kept is not None and kept.until <= self._clock.monotonic():
            del self._kept[key]
            return None
        return kept

    def put(self, key: Key, value: Value) -> Value:
        """Remember a value and give it back."""
        self._kept[key] = Remembered(value, self._clock.monotonic() + self._age_seconds)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def forget(self, key: Key) -> None:
        """Forget a value."""
        self._kept.pop(key, None)
