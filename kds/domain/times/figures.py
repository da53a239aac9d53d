"""The figures of a service (board 8): median, ninetieth percentile and late share by hour, station and dish; pure values.

Times are counted from fire to ready. The ninetieth percentile is the smallest time that at least nine of ten lines kept
(nearest rank), the median the middle one, or the mean of the two in the middle.
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.business_day import BusinessDay
from kds.domain.times.counting import (
    Judged,
    Remake,
    Standing,
    VoidAfterStart,
    judged,
    remakes,
    voids_after_start,
)
from kds.domain.times.facts import Fact, Part, Span, Told, Void

LATEST = 10
"""How many of the latest lines are listed."""

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took.

    Attributes:
        counted: how many; with 0 there is no time to tell.
        late: how many of them were late.
    """

    counted: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None
    late: int = 0

    @property
    def late_share(self) -> float:
        """The late ones among them, 0 to 1."""
        return self.late / self.counted if self.counted else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one hour, station or dish.

    Attributes:
        name: `19:00` of the restaurant's clock, an endpoint (empty for none), or a dish.
        covers: guests of its tickets.
        portions: how many were made.
    """

    name: str
    covers: int
    portions: Decimal
    spread: Spread


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a day or a range.

    Attributes:
        whole: all lines together.
        passes: from the last line of an order that was ready to the last one served.
        latest: the lines furthest past their limit, at most `LATEST`.
        excluded: why lines do not count → how many.
        offline: how long this screen was without the till.
    """

    whole: Row
    hours: tuple[Row, ...] = ()
    stations: tuple[Row, ...] = ()
    dishes: tuple[Row, ...] = ()
    passes: Spread = field(default_factory=Spread)
    remakes: tuple[Remake, ...] = ()
    voids: tuple[VoidAfterStart, ...] = ()
    latest: tuple[Judged, ...] = ()
    allergies: tuple[Told, ...] = ()
    sold_out: tuple[Span, ...] = ()
    offline: timedelta = _NOTHING
    excluded: tuple[tuple[Standing, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was fired at all."""
        return not self.whole.spread.counted and not self.excluded


def figures(
    facts: Iterable[Fact], day: BusinessDay, now: datetime, *, endpoints: Collection[str] | None = None
) -> Figures:
    """Give the figures of facts.

    Args:
        facts: of a day or a range, each once.
        day: how the restaurant counts its days and hours.
        now: server time; what still lasts counts until then.
        endpoints: only lines made there, None for all; `stations` has all of them in any case.
    """
    facts = tuple(facts)
    every = [fact for fact in facts if isinstance(fact, Part)]
    voids = [fact for fact in facts if isinstance(fact, Void)]
    told = [fact for fact in facts if isinstance(fact, Told)]
    spans = [fact for fact in facts if isinstance(fact, Span)]
    all_lines = judged(every, voids, day)
    parts = [part for part in every if endpoints is None or part.endpoint in endpoints or not part.endpoint]
    own = {part.key for part in parts}
    cooked = {(part.order_id, part.item_id) for part in parts}
    lines = tuple(line for line in all_lines if line.part.key in own)
    counted = [line for line in lines if line.is_counted]
    late = sorted((line for line in counted if line.is_late), key=_over, reverse=True)
    standings = [line.standing for line in lines if not line.is_counted]
    return Figures(
        whole=_row("", lines),
        hours=_hours(lines, day),
        stations=_rows(all_lines, lambda line: line.part.endpoint, order=str.casefold),
        dishes=tuple(sorted(_rows(lines, lambda line: line.part.name, order=str.casefold), key=_by_count)),
        passes=_passes(lines, all_lines),
        remakes=remakes(parts, (each for each in told if endpoints is None or (each.order_id, each.item_id) in cooked)),
        voids=voids_after_start(parts, voids),
        latest=tuple(late[:LATEST]),
        allergies=tuple(sorted((each for each in told if each.what == "allergySeen"), key=_at)),
        sold_out=tuple(sorted((span for span in spans if span.what == "soldOut"), key=_at)),
        offline=sum((lasted(span, now) for span in spans if span.what == "offline"), _NOTHING),
        excluded=tuple((standing, standings.count(standing)) for standing in Standing if standing in standings),
    )


def lasted(span: Span, now: datetime) -> timedelta:
    """Give how long something lasted, until now where it still does."""
    return max((span.until or now) - span.at, _NOTHING)


def spread_of(times: Sequence[timedelta], late: int = 0) -> Spread:
    """Give median and ninetieth percentile of some times."""
    if not times:
        return Spread()
    ordered = sorted(times)
    median = timedelta(seconds=statistics.median(each.total_seconds() for each in ordered))
    return Spread(len(ordered), median, ordered[math.ceil(0.9 * len(ordered)) - 1], late)


def _row(name: str, lines: Sequence[Judged]) -> Row:
    live = [line for line in lines if line.standing in (Standing.COUNTED, Standing.OPEN)]
    counted = [line for line in lines if line.is_counted]
    guests: dict[str, int] = {}
    for line in live:
        guests[line.part.ticket] = max(guests.get(line.part.ticket, 0), line.part.guests or 0)
    times = [line.spent for line in counted if line.spent is not None]
    return Row(
        name=name,
        covers=sum(guests.values()),
        portions=sum((line.part.amount for line in counted), Decimal(0)),
        spread=spread_of(times, sum(line.is_late for line in counted)),
    )


def _rows(lines: Sequence[Judged], name_of: Callable[[Judged], str], *, order: Callable[[str], str]) -> tuple[Row, ...]:
    """Give a row for each name that has a line that counts, or is still being made."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for line in lines:
        if line.standing in (Standing.COUNTED, Standing.OPEN):
            groups[name_of(line)].append(line)
    return tuple(_row(name, groups[name]) for name in sorted(groups, key=order))


def _hours(lines: Sequence[Judged], day: BusinessDay) -> tuple[Row, ...]:
    """Give a row for each hour; the guests of a ticket count in the hour of its first fire."""
    rows = _rows(lines, lambda line: _hour(line.part, day), order=lambda name: _since_change(name, day))
    first: dict[str, datetime] = {}
    guests: dict[str, int] = {}
    for line in lines:
        part = line.part
        if line.standing in (Standing.COUNTED, Standing.OPEN) and part.fired_at is not None:
            first[part.ticket] = min(first.get(part.ticket, part.fired_at), part.fired_at)
            guests[part.ticket] = max(guests.get(part.ticket, 0), part.guests or 0)
    covers: defaultdict[str, int] = defaultdict(int)
    for ticket, at in first.items():
        covers[_hour_of(at, day)] += guests[ticket]
    return tuple(replace(row, covers=covers[row.name]) for row in rows)


def _passes(own: Sequence[Judged], every: Sequence[Judged]) -> Spread:
    """Give how long whole orders stood on the pass; orders that are not wholly served stand there still."""
    wanted = {(line.part.order_id, line.part.created) for line in own}
    orders: defaultdict[tuple[str, datetime | None], list[Judged]] = defaultdict(list)
    for line in every:
        ref = (line.part.order_id, line.part.created)
        if ref in wanted and line.standing is not Standing.VOIDED:
            orders[ref].append(line)
    times: list[timedelta] = []
    for lines in orders.values():
        if not all(line.is_counted for line in lines):
            continue
        ready = [at for line in lines if (at := line.when.ready) is not None]
        served = [at for line in lines if (at := line.when.served) is not None]
        if ready and len(served) == len(lines):
            times.append(max(max(served) - max(ready), _NOTHING))
    return spread_of(times)


def _hour(part: Part, day: BusinessDay) -> str:
    return "" if part.fired_at is None else _hour_of(part.fired_at, day)


def _hour_of(moment: datetime, day: BusinessDay) -> str:
    return f"{moment.astimezone(day.zone):%H}:00"


def _since_change(hour: str, day: BusinessDay) -> str:
    """Give what sorts the hours of a business day: those after midnight come last."""
    is_after_midnight = hour < f"{day.change:%H}:00"
    return f"{is_after_midnight:d} {hour}"


def _by_count(row: Row) -> tuple[int, str]:
    return -row.spread.counted, row.name.casefold()


def _over(line: Judged) -> timedelta:
    return line.over or _NOTHING


def _at(fact: Told | Span) -> datetime:
    return fact.at
