"""How urgent a card is at a moment, as a level and in words (board 4); looks follow from it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum
from typing import TYPE_CHECKING

from kds.domain.routing import is_pass
from kds.domain.station import Station, Thresholds
from kds.domain.terms import Purchase
from kds.language import tr

if TYPE_CHECKING:
    from kds.domain.cards import Card

UNKNOWN_AGE = "?"
"""The word for an age that can't be told, since a clock was not set (reliability, clock skew)."""
LOUDEST = 3
"""How many cards alarm by their looks when more than half of them are late (board 4)."""

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
        is_new: nobody has touched it and it came within the last minute: its words are `NEW 0`.
        is_hushed: it keeps its words but not its looks, since too many are late for all of them to shout.
    """

    level: Level
    words: str
    age: timedelta | None = None
    on_pass: timedelta | None = None
    pass_alarm: bool = False
    is_new: bool = False
    is_hushed: bool = False

    @property
    def look(self) -> Level:
        """How loud it is drawn; a hushed card looks fresh."""
        return Level.FRESH if self.is_hushed else self.level


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
        return Pace(level, tr("HELD {age}", age=shown), age)
    if card.due_at is not None and card.purchase is not Purchase.WALK_IN:
        return Pace(level, _promise_words(card.due_at, now, level, zone), age, on_pass, alarm)
    if card.is_again and not is_pass(station) and level is not Level.LATE:
        again = age_of(_again_since(card), now)
        return Pace(
            level, tr("AGAIN {age}", age=age_words(again, seconds=station.minutes_seconds)), age, on_pass, alarm
        )
    is_new = False
    if level is Level.LATE:
        words = tr("LATE {age}", age=shown)
    elif level is Level.DUE:
        words = f"! {shown}"
    else:
        is_new = card.is_new and age is not None and age < _MINUTE
        words = tr("NEW {age}", age=shown) if is_new else shown
    return Pace(level, words, age, on_pass, alarm, is_new)


def paces(cards: Sequence[Card], station: Station, now: datetime, zone: tzinfo | None = None) -> Callable[[Card], Pace]:
    """Give the pace of each of these cards as they stand beside each other: see `loudest`."""
    loud = loudest(cards, station, now)

    def of(card: Card) -> Pace:
        single = pace(card, station, now, zone)
        return single if loud is None or card.key in loud else replace(single, is_hushed=True)

    return of


def loudest(cards: Sequence[Card], station: Station, now: datetime) -> frozenset[str] | None:
    """Give the keys of the cards that may alarm by their looks; None while all may.

    When more than half are late a board of reverse rows tells nobody where to begin: then only the oldest alarm.
    """
    fired = [card for card in cards if not card.all_held]
    late = [card for card in fired if level_of(card, station, now) is Level.LATE]
    if 2 * len(late) <= len(fired):
        return None
    oldest = sorted(late, key=lambda card: (card.age_from is None, card.age_from or now))
    return frozenset(card.key for card in oldest[:LOUDEST])


def limits_of(card: Card, station: Station) -> Thresholds:
    """Give when a card becomes due and late: by the station whose endpoints it waits for, the strictest of several."""
    if not station.covered:
        return station.limits(card.purchase)
    limits = [part.limits(card.purchase) for part in _parts(card, station)]
    return Thresholds(min(each.due for each in limits), min(each.late for each in limits))


def time_ahead(card: Card, station: Station) -> timedelta:
    """Give how long before its promise a card is shown: the longest time of the stations it waits for."""
    return max(part.time_ahead(card.purchase) for part in _parts(card, station))


def _parts(card: Card, station: Station) -> list[Station]:
    """Give the stations that a card waits for: this one, and those it covers."""
    if not station.covered:
        return [station]
    waiting = [line for line in card.lines if line.shown_status.rank < station.bump_to.rank]
    open_at = {name for line in waiting for name in line.endpoints}
    parts = [each for each in station.covered if open_at.intersection(each.endpoints)]
    own = open_at.intersection(station.own_endpoints)
    if not parts or own or any(not line.endpoints for line in waiting):
        parts.append(station)
    return parts


def _age_level(card: Card, station: Station, age: timedelta | None) -> Level:
    limits = limits_of(card, station)
    if age is None or age < limits.due:
        return Level.FRESH
    return Level.DUE if age < limits.late else Level.LATE


def _promise_level(card: Card, station: Station, now: datetime) -> Level:
    """Give the level against the promise: due when it is time to start, late when the promise has passed."""
    if card.due_at is None or now >= card.due_at:
        return Level.LATE
    return Level.DUE if card.due_at - now <= limits_of(card, station).due else Level.FRESH


def _promise_words(due_at: datetime, now: datetime, level: Level, zone: tzinfo | None) -> str:
    clock = due_at.astimezone(zone).strftime("%H:%M")
    if level is Level.LATE:
        return tr("LATE {time}", time=clock)
    minutes = int((due_at - now) / _MINUTE)
    words = tr("{time} in {minutes}", time=clock, minutes=minutes)
    return f"! {words}" if level is Level.DUE else words


def _again_since(card: Card) -> datetime | None:
    return min((line.changed_at for line in card.lines if line.again and line.changed_at is not None), default=None)
