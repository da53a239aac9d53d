"""Which lines count, and why others do not; what was made again or taken back after its start (board 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from kds.domain.business_day import BusinessDay
from kds.domain.terms import Status
from kds.domain.times.facts import Part, Told, Void
from kds.domain.times.timeline import Timeline, before_cancelled, status_at, taken, timeline

SAME_REMAKE = timedelta(minutes=2)
"""A note and a line that goes back to `New` within this time of each other are the same re-make."""


class Standing(StrEnum):
    """Whether a line counts, or why it does not."""

    COUNTED = "counted"
    OPEN = "not ready yet"
    VOIDED = "taken back"
    EARLIER_DAY = "of an earlier business day"
    NO_CLOCK = "clock unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its verdict.

    Attributes:
        when: when it was what.
        spent: time from fire to ready, None where it is not counted.
        over: how far past its limit or promise, negative in time; None where it is not counted.
    """

    part: Part
    when: Timeline
    standing: Standing
    spent: timedelta | None = None
    over: timedelta | None = None

    @property
    def is_counted(self) -> bool:
        """Whether it is part of medians and shares."""
        return self.standing is Standing.COUNTED

    @property
    def is_late(self) -> bool:
        """Whether it was late, by the rule of the board (board 4)."""
        return self.over is not None and self.over >= timedelta(0)


@dataclass(frozen=True, slots=True)
class Remake:
    """A dish that was made again; the reason is empty where nobody gave one, `order_id` and `item_id` say which it was."""

    at: datetime
    order_id: str
    item_id: int
    name: str = ""
    place: str = ""
    endpoint: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VoidAfterStart:
    """A dish that was taken back when somebody had begun it, and how far it was."""

    at: datetime
    name: str
    amount: Decimal
    place: str
    endpoint: str
    was: Status
    reason: str = ""


def judged(parts: Iterable[Part], voids: Iterable[Void], day: BusinessDay) -> tuple[Judged, ...]:
    """Give every line with its verdict, in the order of their fire."""
    taken_back: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for void in voids:
        taken_back[void.dish_order_id, void.dish_item_id] += void.amount
    return tuple(_judged(part, taken_back.get((part.order_id, part.item_id), Decimal(0)), day) for part in parts)


def remakes(parts: Sequence[Part], told: Iterable[Told]) -> tuple[Remake, ...]:
    """Give what was made again, newest first: what screens told, and lines that went back to `New` without a word."""
    by_dish = _by_dish(parts)
    found: list[Remake] = []
    noted: defaultdict[tuple[str, int], list[datetime]] = defaultdict(list)
    for note in told:
        if note.what != "again":
            continue
        ref = (note.order_id, note.item_id or 0)
        noted[ref].append(note.at)
        if ref in by_dish:
            part = by_dish[ref][0]
            found.append(Remake(note.at, *ref, part.name, part.place, part.endpoint, note.reason))
        else:
            found.append(Remake(note.at, *ref, endpoint=note.station, reason=note.reason))
    for ref, dish in by_dish.items():
        known = noted[ref]
        back = [(at, part) for part in dish for at in timeline(part).again]
        for at, line in sorted(back, key=lambda one: one[0]):
            if all(abs(at - other) > SAME_REMAKE for other in known):
                found.append(Remake(at, *ref, line.name, line.place, line.endpoint))
                known.append(at)
    return tuple(sorted(found, key=lambda one: (one.at, one.name), reverse=True))


def voids_after_start(parts: Sequence[Part], voids: Iterable[Void]) -> tuple[VoidAfterStart, ...]:
    """Give what was taken back after its start, newest first, with how far it was by then."""
    by_dish = _by_dish(parts)
    found: list[VoidAfterStart] = []
    named: set[tuple[str, int]] = set()
    for void in voids:
        ref = (void.dish_order_id, void.dish_item_id)
        named.add(ref)
        dish = [(status_at(part, void.created), part) for part in by_dish.get(ref, ())]
        begun = [(status, part) for status, part in dish if status in _BEGUN]
        if begun:
            was, part = max(begun, key=lambda one: one[0].rank)
            found.append(
                VoidAfterStart(void.created, void.name, void.amount, part.place, part.endpoint, was, void.reason)
            )
    for ref, of_dish in by_dish.items():
        cancelled = [(change, part) for part in of_dish if (change := before_cancelled(part)) is not None]
        if cancelled and ref not in named:
            change, part = max(cancelled, key=lambda one: one[0].status.rank)
            at = timeline(part).cancelled or change.at
            found.append(VoidAfterStart(at, part.name, part.amount, part.place, part.endpoint, change.status))
    return tuple(sorted(found, key=lambda one: (one.at, one.name), reverse=True))


_BEGUN = (Status.IN_PROGRESS, Status.READY, Status.SERVED)


def _judged(part: Part, taken_back: Decimal, day: BusinessDay) -> Judged:
    line = timeline(part)
    if line.cancelled is not None or taken_back >= part.amount:
        return Judged(part, line, Standing.VOIDED)
    if part.fired_at is None:
        return Judged(part, line, Standing.NO_CLOCK)
    if line.ended is None:
        return Judged(part, line, Standing.OPEN)
    spent = taken(part, line)
    if spent is None:
        return Judged(part, line, Standing.NO_CLOCK)
    if part.fired_at < day.start(line.ended):
        return Judged(part, line, Standing.EARLIER_DAY)
    over = line.ended - part.due_at if part.due_at is not None else spent - part.late_after
    return Judged(part, line, Standing.COUNTED, spent, over)


def _by_dish(parts: Iterable[Part]) -> Mapping[tuple[str, int], list[Part]]:
    found: defaultdict[tuple[str, int], list[Part]] = defaultdict(list)
    for part in parts:
        found[part.order_id, part.item_id].append(part)
    return found
