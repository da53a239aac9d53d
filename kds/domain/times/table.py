"""Every line of a service as a row for other programs, one value a column; figures are made elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.times.counting import Judged, Remake, judged, remakes
from kds.domain.times.facts import Fact, Part, Told, Void
from kds.domain.wording import amount_words

COLUMNS: Mapping[str, str] = {
    "business_day": "date of the business day of its fire",
    "fired_at": "when it was fired, ISO 8601 with the restaurant's offset, as all times",
    "started_at": "when it was first in progress; empty where nobody said so",
    "ready_at": "when it was ready; of a dish made again the last time",
    "served_at": "when it was served",
    "station": "order endpoint; empty where none is on",
    "dish": "name of the item",
    "amount": "portions",
    "order": "number of the order",
    "place": "table, or what else the order is called by",
    "order_type": "WalkIn, TakeAway or Delivery",
    "covers": "guests of its ticket; empty where the till does not say",
    "seconds": "from fire to ready; empty where it is not counted",
    "limit_seconds": "the station's limit when it was fired",
    "due_at": "when it was promised; above the limit",
    "late": "1 or 0; empty where it is not counted",
    "pass_seconds": "from its own ready to served",
    "made_again": "how often it was made again",
    "again_reasons": "why, joined by semicolons",
    "counted": "counted, or why not",
}
"""Column → what stands in it. A row is one line on one endpoint: a dish made at two stations has two rows."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(
    facts: Iterable[Fact], day: BusinessDay, endpoints: Collection[str] | None = None
) -> Iterable[tuple[str, ...]]:
    """Give a row for each line, in the order of `COLUMNS`.

    Args:
        facts: of a day or a range, each once.
        day: how the restaurant counts its days.
        endpoints: only lines made there, None for all.
    """
    facts = tuple(facts)
    parts = [fact for fact in facts if isinstance(fact, Part)]
    again: defaultdict[tuple[str, int], list[Remake]] = defaultdict(list)
    for remake in remakes(parts, (fact for fact in facts if isinstance(fact, Told))):
        again[remake.order_id, remake.item_id].append(remake)
    for line in judged(parts, (fact for fact in facts if isinstance(fact, Void)), day):
        part = line.part
        if endpoints is None or not part.endpoint or part.endpoint in endpoints:
            yield _row(line, again.get((part.order_id, part.item_id), []), day)


def _row(line: Judged, again: list[Remake], day: BusinessDay) -> tuple[str, ...]:
    part, times = line.part, line.when
    passed = times.served - times.ready if times.served and times.ready else None
    reasons = dict.fromkeys(remake.reason for remake in reversed(again) if remake.reason)
    return (
        day.date_of(part.at).isoformat() if part.at else "",
        *(_iso(moment, day) for moment in (part.fired_at, times.started, times.ready, times.served)),
        _harmless(part.endpoint),
        _harmless(part.name),
        amount_words(part.amount),
        str(part.number),
        _harmless(part.place),
        part.purchase.value,
        "" if part.guests is None else str(part.guests),
        _seconds(line.spent),
        _seconds(part.late_after),
        _iso(part.due_at, day),
        str(int(line.is_late)) if line.is_counted else "",
        _seconds(passed),
        str(len(again)),
        _harmless(";".join(reasons)),
        line.standing.value,
    )


def _iso(moment: datetime | None, day: BusinessDay) -> str:
    return "" if moment is None else moment.astimezone(day.zone).isoformat(timespec="seconds")


def _seconds(time: timedelta | None) -> str:
    return "" if time is None else str(round(time.total_seconds()))


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
