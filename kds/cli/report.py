"""`kds report`: the speed of service as tables for people, and every line as CSV for other programs."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kds.cli.choices import Config
from kds.cli.words import say, table
from kds.domain.text import cell_width
from kds.domain.times.table import COLUMNS
from kds.errors import KdsError
from kds.language import date_words, tr

if TYPE_CHECKING:
    from kds.bootstrap.report import Service
    from kds.domain.times.figures import Figures

_DAY = ["%Y-%m-%d"]

_CSV_HELP = "write every line as CSV to a file, or to - for standard output; columns: " + ", ".join(COLUMNS)

First = Annotated[
    datetime | None, typer.Option("--from", metavar="DATE", formats=_DAY, help="first business day; else the last one")
]
Last = Annotated[
    datetime | None, typer.Option("--to", metavar="DATE", formats=_DAY, help="last business day; else today")
]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=_CSV_HELP)]
OfStation = Annotated[
    str | None, typer.Option("--station", metavar="NAME", help="only a station of the configuration, or an endpoint")
]
StateDir = Annotated[Path | None, typer.Option(metavar="FOLDER", help="state folder; else as configured")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


def report(
    *,
    first: First = None,
    last: Last = None,
    csv_file: Csv = None,
    station: OfStation = None,
    config: Config = None,
    state_dir: StateDir = None,
) -> None:
    """Print the speed of service: medians, late shares, re-makes and voids; a running board is asked, 90 days are kept.

    Example: kds report --from 2026-11-16 --to 2026-11-22 --csv week.csv
    """
    from kds.bootstrap.report import service

    found = asyncio.run(
        service(
            config,
            {"state_dir": state_dir},
            first=first.date() if first else None,
            last=last.date() if last else None,
            station=station,
        )
    )
    if csv_file is None:
        say("\n".join(_printed(found)))
    else:
        _write(csv_file, _csv(found))


def _csv(found: Service) -> str:
    from kds.domain.times.table import rows_of

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(found.facts, found.day, found.endpoints))
    return text.getvalue()


def _write(file: Path, text: str) -> None:
    if str(file) == "-":
        say(text.rstrip("\n"))
        return
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise KdsError(tr("{file} can't be written: {reason}.", file=file, reason=error.strerror)) from error
    say(tr("written to {file}", file=file))


def _printed(found: Service) -> Iterable[str]:
    from kds.domain.times import words
    from kds.domain.times.figures import figures

    made = figures(found.facts, found.day, found.now, endpoints=found.endpoints)
    days = (
        date_words(found.first)
        if found.first == found.last
        else tr("{first} to {last}", first=date_words(found.first), last=date_words(found.last))
    )
    yield tr("Speed of service, {days}", days=days)
    yield ""
    if made.is_empty:
        yield tr("Nothing was fired in this time that a screen has seen.")
    else:
        yield words.whole_words(made)
        groups = (
            (
                words.headings(tr("STATION")),
                [words.row_words(row, words.station_words(row.name)) for row in made.stations],
            ),
            (words.headings(tr("HOUR")), [words.row_words(row, row.name) for row in made.hours]),
            (words.dish_headings(), [words.dish_words(row) for row in made.dishes]),
        )
        for heading, rows in groups:
            yield ""
            yield _table(heading, rows)
    for title, lines in _lists(made, found):
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)
    yield ""
    yield from words.excluded_words(made)
    yield tr(words.NOT_COUNTED)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give names at the left and figures under each other at the right."""
    widths = [max(cell_width(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    cells = [
        (row[0], *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)))
        for row in (heading, *rows)
    ]
    return table(cells[0], cells[1:])


def _lists(made: Figures, found: Service) -> Iterable[tuple[str, Sequence[str]]]:
    """Give what went wrong, list by list; empty ones are left out."""
    from kds.domain.times import words

    day, now = found.day, found.now
    late = [
        "  ".join(
            (words.spent_words(line.spent), line.part.name, line.part.place, words.station_words(line.part.endpoint))
        )
        for line in made.latest
    ]
    lists = (
        (tr("THE TEN LATEST"), late),
        (tr("MADE AGAIN"), [words.remake_words(each, day) for each in made.remakes]),
        (tr("TAKEN BACK AFTER THE START"), [words.void_words(each, day) for each in made.voids]),
        (tr("ALLERGIES READ"), [words.allergy_words(each, day) for each in made.allergies]),
        (tr("SOLD OUT"), [words.sold_out_words(each, day, now) for each in made.sold_out]),
        (tr("THIS SCREEN"), [words.offline_words(made), words.pass_words(made)]),
    )
    return [(heading, lines) for heading, lines in lists if lines]
