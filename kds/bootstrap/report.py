"""What is remembered of the speed of service: asked of the running board, else read from the state folder itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kds.bootstrap.looks import spoken
from kds.control.client import ask
from kds.control.messages import AskTimes, TimesGiven
from kds.domain.business_day import BusinessDay
from kds.domain.times.facts import Fact, Part
from kds.errors import NoBoard, UsageError
from kds.kitchen.times import KEEP_TIMES
from kds.language import tr
from kds.settings.loading import load
from kds.settings.model import Settings
from kds.settings.stations import business_day_of, station_of
from kds.store.store import opened

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Service:
    """What is remembered of some business days.

    Attributes:
        first, last: their dates.
        day: how the restaurant counts them.
        facts: each once, oldest first.
        endpoints: of the station that was asked for, None for all.
        now: this machine's time.
    """

    first: date
    last: date
    day: BusinessDay
    facts: tuple[Fact, ...]
    endpoints: frozenset[str] | None
    now: datetime


async def service(
    file: Path | None,
    options: Mapping[str, Any],
    *,
    first: date | None = None,
    last: date | None = None,
    station: str | None = None,
) -> Service:
    """Give what is remembered of these business days, today's where none is named.

    Args:
        file: the configuration file.
        options: what else the command line says.
        first, last: the first and the last business day.
        station: a configured station or an endpoint.

    Raises:
        UsageError: the days are the wrong way round, or nothing is known of that station.
        KdsError: the state folder can't be used, or the board does not answer.
    """
    settings = spoken(load(file, options))
    day, now = business_day_of(settings), datetime.now(UTC)
    today = day.date_of(now)
    last = last or (max(first, today) if first else today)
    first = first or last
    if first > last:
        raise UsageError(tr("--from {first} is after --to {last}.", first=first, last=last))
    # beyond that nothing is kept, and nobody waits for a thousand empty years
    oldest = max(first, today - KEEP_TIMES - timedelta(days=1))
    folder, days = settings.state_folder, tuple(_days(day, oldest, min(last, today)))
    try:
        facts = await _of_the_board(folder, days)
    except NoBoard:
        facts = await _of_the_folder(folder, days)
    return Service(first, last, day, facts, _endpoints(settings, station, facts), now)


def _days(day: BusinessDay, first: date, last: date) -> Iterator[Span]:
    while first <= last:
        following = first + timedelta(days=1)
        yield day.begin(first), day.begin(following)
        first = following


async def _of_the_board(folder: Path, days: tuple[Span, ...]) -> tuple[Fact, ...]:
    """Ask the running board, one day at a time, so that it never stops for long; raises NoBoard."""
    answers = [await ask(folder, AskTimes(since, until)) for since, until in days]
    return tuple(fact for answer in answers if isinstance(answer, TimesGiven) for fact in answer.facts)


async def _of_the_folder(folder: Path, days: tuple[Span, ...]) -> tuple[Fact, ...]:
    """Read the state folder where no board runs; one that was never used holds nothing."""
    if not await asyncio.to_thread(folder.exists):
        return ()
    async with opened(folder) as store:
        return tuple([fact for since, until in days for fact in await store.times.between(since, until)])


def _endpoints(settings: Settings, name: str | None, facts: tuple[Fact, ...]) -> frozenset[str] | None:
    """Give the endpoints of a station by its name in the configuration, or an endpoint by its own."""
    if name is None:
        return None
    configured = next((own for own in settings.stations if own.casefold() == name.casefold()), None)
    if configured is not None:
        station = station_of(settings.model_copy(update={"station": configured, "endpoints": (), "role": None}))
        return None if station.sees_all else frozenset(station.endpoints)
    known = sorted({fact.endpoint for fact in facts if isinstance(fact, Part) and fact.endpoint})
    found = frozenset(endpoint for endpoint in known if endpoint.casefold() == name.casefold())
    if not found:
        names = ", ".join(dict.fromkeys((*settings.stations, *known))) or tr("none")
        raise UsageError(tr("Nothing is known of a station {name!r}. There are: {names}.", name=name, names=names))
    return found
