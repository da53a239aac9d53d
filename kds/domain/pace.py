"""How urgent a card is at a moment, as a level and in words (board 4); looks follow from it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum
from typing import TYPE_CHECKING

from kds.domain.order import Purchase
from kds.domain.routing import is_pass
from kds.domain.station import Station

if TYPE_CHECKING:
    from kds.domain.cards import Card

UNKNOWN_AGE = "?"
"""The word for an age that can't be told, since a clock was not set (reliability, clock skew)."""
_NOTHING = timedelta(0)
_MINUTE = timedelta(minutes=1)


class Level(IntEnum):
    """How loud a card is; a higher level is a larger reverse area (screens 0)."""

    FRESH = 0
    DUE = 1
    LATE = 2


@dataclass(frozen=True, slots=True)
class Pace:
    """How urgent a card is.

    Attributes:
        level: its loudness; held cards stay `FRESH`, what is made again is at least `DUE`.
        words: `4`, `! 9`, `LATE 14`, `NEW 0`, `HELD 9`, `AGAIN 1`, `19:50 in 8`, `! 19:44 in 2`, `LATE 19:40`.
        age: how long it has waited, never negative; None when unknown.
        on_pass: how long it has stood complete on the pass, None when it does not.
        pass_alarm: it has stood there longer than the station allows.
    """

    level: Level
    words: str
    age: timedelta | None = None
    on_pass: timedelta | None = None
    pass_alarm: bool = False


def age_of(start: datetime | None, now: datetime) -> timedelta | None:
    """Give the time since `start`, never negative; None when it is unknown."""
    return None if start is None else max(now - start, _NOTHING)


def age_words(age: timedelta | None, *, seconds: bool = False) -> str:
    """Give whole minutes, `4`, or `4:09` with seconds."""
    if age is None:
        return UNKNOWN_AGE
    minutes, rest = divmod(int(age.total_seconds()), 60)
    return f"{minutes}:{rest:02}" if seconds else f"{minutes}"


def level_of(card: Card, station: Station, now: datetime) -> Level:
    """Give how loud a card is at `now` (server time), without its words: what counting cards needs."""
    if card.all_held:
        return Level.FRESH
    if card.due_at is not None and card.purchase is not Purchase.WALK_IN:
        return _promise_level(card, station, now)
    level = _age_level(card, station, age_of(card.age_from, now))
    return max(level, Level.DUE) if card.is_again and not is_pass(station) else level


def pace(card: Card, station: Station, now: datetime, zone: tzinfo | None = None) -> Pace:
    """Give how urgent a card is at `now`.

    Args:
        now: server time.
        zone: the time zone of promised times; the machine's own by default.
    """
    age = age_of(card.age_from, now)
    on_pass = age_of(card.complete_since, now)
    alarm = on_pass is not None and on_pass > station.pass_alarm
    shown = age_words(age, seconds=station.minutes_seconds)
    level = level_of(card, station, now)
    if card.all_held:
        return Pace(level, f"HELD {shown}", age)
    if card.due_at is not None and card.purchase is not Purchase.WALK_IN:
        return Pace(level, _promise_words(card.due_at, now, level, zone), age, on_pass, alarm)
    if card.is_again and not is_pass(station) and level is not Level.LATE:
        again = age_of(_again_since(card), now)
        return Pace(level, f"AGAIN {age_words(again, seconds=station.minutes_seconds)}", age, on_pass, alarm)
    if level is Level.LATE:
        words = f"LATE {shown}"
    elif level is Level.DUE:
        words = f"! {shown}"
    else:
        words = f"NEW {shown}" if card.is_new and age is not None and age < _MINUTE else shown
    return Pace(level, words, age, on_pass, alarm)


def _age_level(card: Card, station: Station, age: timedelta | None) -> Level:
    limits = station.limits(card.purchase)
    if age is None or age < limits.due:
        return Level.FRESH
    return Level.DUE if age < limits.late else Level.LATE


def _promise_level(card: Card, station: Station, now: datetime) -> Level:
    """Give the level against the promise: due when it is time to start, late when the promise has passed."""
    if card.due_at is None or now >= card.due_at:
        return Level.LATE
    return Level.DUE if card.due_at - now <= station.limits(card.purchase).due else Level.FRESH


def _promise_words(due_at: datetime, now: datetime, level: Level, zone: tzinfo | None) -> str:
    clock = due_at.astimezone(zone).strftime("%H:%M")
    if level is Level.LATE:
        return f"LATE {clock}"
    minutes = int((due_at - now) / _MINUTE)
    return f"! {clock} in {minutes}" if level is Level.DUE else f"{clock} in {minutes}"


def _again_since(card: Card) -> datetime | None:
    return min((line.changed_at for line in card.lines if line.again and line.changed_at is not None), default=None)
