"""How many are in: per zone, in the last minutes, and the chef's pacing strip (sources 6.1 and 6.2); pure counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from kds.domain.venue.parties import Party, Presence
from kds.domain.venue.show import Show
from kds.domain.wording import amount_words
from kds.language import tr, trn

RECENT = (timedelta(minutes=5), timedelta(minutes=10))
"""Over which times arrivals are counted."""

LATE_HOLD = timedelta(minutes=10)
"""So long after the start nothing is plated for a party that is not in (sources 6.2)."""


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """Guests of one zone: let in, and holding a ticket that lets them in."""

    zone: str
    zone_name: str
    inside: int
    sold: int


@dataclass(frozen=True, slots=True)
class Counters:
    """The show's numbers.

    Attributes:
        zones: by name.
        last_5, last_10: guests who came in within the last 5 and 10 minutes.
        parties_missing: parties nobody of whom has come.
    """

    zones: tuple[ZoneCount, ...] = ()
    last_5: int = 0
    last_10: int = 0
    parties_missing: int = 0

    @property
    def inside(self) -> int:
        """Guests who are in."""
        return sum(zone.inside for zone in self.zones)

    @property
    def sold(self) -> int:
        """Guests whose tickets let them in."""
        return sum(zone.sold for zone in self.zones)

    @property
    def remaining(self) -> int:
        """Guests who are still expected."""
        return self.sold - self.inside


def count(parties: Sequence[Party], now: datetime) -> Counters:
    """Count a show's parties; `now` is by the clock of the arrivals."""
    zones: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    recent = [0, 0]
    missing = 0
    oldest = now - max(RECENT)
    for party in parties:
        names.setdefault(party.zone, party.zone_name)
        numbers = zones.setdefault(party.zone, [0, 0])
        numbers[0] += party.arrived
        numbers[1] += party.expected
        missing += party.presence is Presence.EXPECTED
        last = party.last_at
        if last is None or last <= oldest or party.presence is Presence.CANCELLED:
            continue
        for index, span in enumerate(RECENT):
            recent[index] += sum(now - span < moment <= now for moment in party.moments)
    found = tuple(ZoneCount(zone, names[zone], *numbers) for zone, numbers in zones.items() if numbers[1] or numbers[0])
    return Counters(
        zones=tuple(sorted(found, key=lambda zone: (zone.zone_name.casefold(), zone.zone))),
        last_5=recent[0],
        last_10=recent[1],
        parties_missing=missing,
    )


def is_late_hold(show: Show, now: datetime) -> bool:
    """Whether nothing is plated any more for parties that are not in."""
    return show.starts_at is not None and now >= show.starts_at + LATE_HOLD


def pacing_words(counters: Counters, show: Show, now: datetime, expected: Sequence[tuple[str, Decimal]] = ()) -> str:
    """Give `62/80 in · 14 in last 10 min · doors 18:30 · start 19:30 · expected Cold platter 9`.

    After the late-hold what is expected is not plated, and the strip says so instead.

    Args:
        expected: portions that parties which have not come will want.
    """
    words = [
        tr("{inside}/{sold} in", inside=counters.inside, sold=counters.sold),
        tr("{guests} in last 10 min", guests=counters.last_10),
    ]
    if show.doors_at is not None:
        words.append(tr("doors {time}", time=f"{show.local(show.doors_at):%H:%M}"))
    if show.starts_at is not None:
        words.append(tr("start {time}", time=f"{show.local(show.starts_at):%H:%M}"))
    if is_late_hold(show, now):
        if counters.parties_missing:
            missing = counters.parties_missing
            words.append(
                trn("HOLD: {count} party not in, don't plate", "HOLD: {count} parties not in, don't plate", missing)
            )
    elif expected:
        dishes = ", ".join(f"{name} {amount_words(amount)}" for name, amount in expected)
        words.append(tr("expected {dishes}", dishes=dishes))
    return " · ".join(words)
