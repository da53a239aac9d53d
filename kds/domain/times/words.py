"""The speed of service in words, for screen and command line alike: times, shares, reasons, what is not counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.terms import Status
from kds.domain.text import cell_width
from kds.domain.times.counting import Remake, Standing, VoidAfterStart
from kds.domain.times.facts import Span, Told
from kds.domain.times.figures import Figures, Row, lasted
from kds.domain.wording import amount_words
from kds.language import mark, markn, tr, trn

NOTHING = "-"
"""Stands where there is nothing to tell."""

NOT_COUNTED = mark(
    "Counted from fire to ready. Not counted: the time an order was held, orders of an earlier business day and those of "
    "close-all, orders this screen first saw when they were finished, lines whose till told no time, and stations on "
    "paper. A bump kept while the till was away counts until it arrived there. A power cut loses the last half minute."
)
"""What is left out of every figure (board 8)."""

_STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.OPEN: markn("{count} line not ready yet", "{count} lines not ready yet"),
    Standing.VOIDED: markn("{count} line taken back", "{count} lines taken back"),
    Standing.EARLIER_DAY: markn("{count} line of an earlier business day", "{count} lines of an earlier business day"),
    Standing.NO_CLOCK: markn("{count} line without a known time", "{count} lines without a known time"),
}

_WAS: Mapping[Status, str] = {
    Status.IN_PROGRESS: mark("in progress"),
    Status.READY: mark("ready"),
    Status.SERVED: mark("served"),
}


def spent_words(time: timedelta | None) -> str:
    """Give `12:40` in minutes and seconds, `-` for none; a negative time counts as 0."""
    if time is None:
        return NOTHING
    seconds = max(round(time.total_seconds()), 0)
    return f"{seconds // 60}:{seconds % 60:02}"


def share_words(row: Row) -> str:
    """Give the late share of a row, `12%`, `-` where nothing was counted."""
    return tr("{percent}%", percent=round(100 * row.spread.late_share)) if row.spread.counted else NOTHING


def row_words(row: Row, name: str) -> tuple[str, ...]:
    """Give a row of a table: name, covers, lines, median, ninetieth percentile, late share."""
    return (name, str(row.covers), *_figures(row))


def dish_words(row: Row) -> tuple[str, ...]:
    """Give a row of the table of dishes, with the portions that were made in place of covers."""
    return (row.name, amount_words(row.portions), *_figures(row))


def headings(first: str) -> tuple[str, ...]:
    """Give the headings over `row_words`; `first` is that of the names."""
    return (first, tr("COVERS"), tr("LINES"), tr("MEDIAN"), tr("9 OF 10"), tr("LATE"))


def dish_headings() -> tuple[str, ...]:
    """Give the headings over `dish_words`."""
    return (tr("DISH"), tr("PORTIONS"), *headings("")[2:])


def _figures(row: Row) -> tuple[str, ...]:
    spread = row.spread
    return (str(spread.counted), spent_words(spread.median), spent_words(spread.p90), share_words(row))


def station_words(endpoint: str) -> str:
    """Give the name of an endpoint; a line without one is everybody's."""
    return endpoint or tr("no station")


def hour_words(moment: datetime, day: BusinessDay) -> str:
    """Give `19:42` of the restaurant's clock."""
    return f"{moment.astimezone(day.zone):%H:%M}"


def remake_words(remake: Remake, day: BusinessDay) -> str:
    """Give a re-make in one line."""
    what = tr(
        "{time} {dish}, {place}, {station}",
        time=hour_words(remake.at, day),
        dish=remake.name or tr("a dish"),
        place=remake.place or NOTHING,
        station=station_words(remake.endpoint),
    )
    return f"{what}: {tr(remake.reason) if remake.reason else tr('no reason given')}"


def void_words(void: VoidAfterStart, day: BusinessDay) -> str:
    """Give what was taken back after its start in one line."""
    what = tr(
        "{time} {amount}x {dish}, {place}, {station}, was {status}",
        time=hour_words(void.at, day),
        amount=amount_words(void.amount),
        dish=void.name,
        place=void.place,
        station=station_words(void.endpoint),
        status=tr(_WAS.get(void.was, void.was.value)),
    )
    return f"{what}: {void.reason}" if void.reason else what


def allergy_words(told: Told, day: BusinessDay) -> str:
    """Give a read allergy in one line."""
    parts = (told.reason or tr("an allergy"), station_words(told.station), told.by)
    return f"{hour_words(told.at, day)} {', '.join(part for part in parts if part)}"


def sold_out_words(span: Span, day: BusinessDay, now: datetime) -> str:
    """Give how long something was sold out."""
    if span.until is None:
        return tr("{name}: since {time}", name=span.name, time=hour_words(span.at, day))
    return tr(
        "{name}: {begin} to {end}, {minutes} min",
        name=span.name,
        begin=hour_words(span.at, day),
        end=hour_words(span.until, day),
        minutes=lasted(span, now) // timedelta(minutes=1),
    )


def pass_words(figures: Figures) -> str:
    """Give the time on the pass in one line."""
    return tr(
        "on the pass {median}, 9 of 10 within {p90}",
        median=spent_words(figures.passes.median),
        p90=spent_words(figures.passes.p90),
    )


def whole_words(figures: Figures, columns: int | None = None) -> str:
    """Give all lines together in one line of at most so many cells; covers give way first, then the pass."""
    spread = figures.whole.spread
    words = [
        tr("median {median}", median=spent_words(spread.median)),
        tr("9 of 10 {p90}", p90=spent_words(spread.p90)),
        tr("late {share}", share=share_words(figures.whole)),
        tr("pass {median}", median=spent_words(figures.passes.median)),
        trn("{count} cover", "{count} covers", figures.whole.covers),
    ]
    while columns is not None and cell_width("  ".join(words)) > columns:
        words.pop()
    wide = "   ".join(words)
    return wide if columns is None or cell_width(wide) <= columns else "  ".join(words)


def excluded_words(figures: Figures) -> Sequence[str]:
    """Give why lines do not count, one sentence a reason."""
    return tuple(trn(*_STANDINGS[standing], count) for standing, count in figures.excluded)


def offline_words(figures: Figures) -> str:
    """Give how long this screen was without the till."""
    minutes = round(figures.offline / timedelta(minutes=1))
    return trn("{count} minute without the till", "{count} minutes without the till", minutes)
