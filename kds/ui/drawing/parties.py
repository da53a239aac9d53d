"""The parties of a show for whoever plates for them: by zone and seat, expected to arrived; pure rows, no decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from kds.domain.text import cell_width, clean, wrap_cells
from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.parties import Party, Presence, place_words, short_place_words, title_of
from kds.language import tr, trn
from kds.ui.drawing.spans import (
    ALLERGY,
    BOLD,
    DIM,
    PLAIN,
    REVERSE,
    STRUCK,
    UNDERLINE,
    Look,
    Row,
    Span,
    filled,
    line_of,
    spread,
)
from kds.ui.drawing.words import dotted, fitted_list, joined

_REMOTE, _LOCAL, _EXPECTED = "●", "◌", " "
"""Marks of a party: the seller knows that it came, only this installation does, it is still expected (sources 2)."""
_SIGNS = str.maketrans({"·": "-", "×": "x", "●": "*", "◌": "o", "█": ">", "│": "|"})
_COUNT_CELLS = 7
_MARK_CELLS = 3
_ROOM_FOR_WORDS = 48
_WISH_GAP = 3
_LEAST_WISH = 6
_HIDDEN_WISH = '".."'
"""Stands for a wish that has no room, so that nobody believes there is none."""


MOST_WISH_ROWS = 3
"""Rows of wishes below the header; more of them would leave too little room for cards."""


def pacing_row(facts: VenueFacts, columns: int) -> Row:
    """Give the chef's strip as one row: who has just come where that is news, else the pace; blank without a show."""
    if facts.arriving:
        return line_of(f" {clean(facts.arriving)}", columns, REVERSE)
    words = clean(facts.trouble or facts.pacing)
    return line_of(f" {fitted_list(words.split(' · '), columns - 2, separator=' · ')}", columns, BOLD)


def watch_rows(facts: VenueFacts, columns: int) -> tuple[Row, ...]:
    """Give the wishes that the kitchen must know before their guests come, each whole; none when there is none."""
    rows: list[Row] = []
    for watch in facts.watch:
        who = title_of(watch.party, sees_names=facts.sees_names)
        where = joined(watch.party.zone_name, place_words(watch.party), by=" ")
        text = clean(tr("PREP WATCH {wish}   {guest}   {place}", wish=watch.wish.upper(), guest=who, place=where))
        rows += [line_of(f" {line}", columns, ALLERGY) for line in wrap_cells(text, columns - 2)]
    return tuple(rows)


def venue_strips(facts: VenueFacts, columns: int) -> tuple[Row, ...]:
    """Give the rows below the header: the pace, and wishes that nobody would read otherwise.

    They stand there on every screen, since the list of parties gives way where there is little room.

    Args:
        facts: what is known of the show.
        columns: cells there are.
    """
    wishes = watch_rows(facts, columns)
    more = len(facts.watch) - 1
    shown = wishes if len(wishes) <= MOST_WISH_ROWS else watch_rows(replace(facts, watch=facts.watch[:1]), columns)
    if shown is not wishes:
        told = trn("MORE: {count} wish of guests to come", "MORE: {count} wishes of guests to come", more)
        shown = (*shown, line_of(f" {told}", columns, ALLERGY))
    return (pacing_row(facts, columns), *shown)


def party_rows(
    facts: VenueFacts, columns: int, rows: int, *, zones: Collection[str] = (), ascii_only: bool = False
) -> tuple[Row, ...]:
    """Draw the parties as a whole area, zone by zone; pace and wishes stand in the strips.

    Args:
        facts: what is known of the show.
        columns: cells there are.
        rows: rows there are; what does not fit is counted in the last one.
        zones: only these sectors, by their own word; empty for all.
        ascii_only: nothing outside ASCII; a local fact is marked `(local)`.
    """
    shown = [party for party in facts.parties if not zones or party.zone in zones]
    listed = [
        (row, party)
        for _, members in groupby(shown, key=lambda party: party.zone)
        for row, party in _zone_rows(facts, list(members), columns, ascii_only=ascii_only)
    ]
    if len(listed) > rows:
        left = sum(party is not None for _, party in listed[max(rows - 1, 0) :])
        more = trn("{count} more party", "{count} more parties", left)
        listed = [*listed[: max(rows - 1, 0)], (line_of(f" {more}", columns, BOLD), None)]
    drawn = [row for row, _ in listed]
    if not shown:
        drawn.append(
            line_of(f" {tr('No guests yet.') if facts.show is not None else tr('No show yet.')}", columns, BOLD)
        )
    filled_up = (*drawn, *[line_of("", columns)] * rows)[:rows]
    return in_ascii(filled_up) if ascii_only else filled_up


def in_ascii(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Give rows with the board's own signs in ASCII; names stay as they are."""
    return tuple(tuple(Span(span.text.translate(_SIGNS), span.look) for span in row) for row in rows)


def _zone_rows(
    facts: VenueFacts, parties: Sequence[Party], columns: int, *, ascii_only: bool
) -> list[tuple[Row, Party | None]]:
    inside = sum(party.arrived for party in parties)
    sold = sum(party.expected for party in parties)
    head = spread((Span(f" {clean(parties[0].zone_name)} ", REVERSE),), (Span(f"{inside}/{sold} ", BOLD),), columns)
    return [
        (head, None),
        *((_party_row(facts, party, columns, ascii_only=ascii_only), party) for party in parties),
    ]


def _party_row(facts: VenueFacts, party: Party, columns: int, *, ascii_only: bool) -> Row:
    is_local = bool(party.here_only)
    mark = _LOCAL if is_local else _REMOTE if party.presence is Presence.ARRIVED else _EXPECTED
    local = (tr("(local)") if ascii_only else tr("local")) if is_local else ""
    look = _look(facts, party)
    count = f"{party.arrived}/{party.expected}" if party.expected else tr("CANC")
    title, place = clean(title_of(party, sees_names=facts.sees_names)), clean(place_words(party))
    hold = tr("HOLD") if facts.late_hold and party.presence is Presence.EXPECTED else ""
    room = columns - _COUNT_CELLS - _MARK_CELLS
    words = joined(title, place, _when(facts, party), local, hold, by="   ")
    if columns < _ROOM_FOR_WORDS or cell_width(words) > room:
        place = clean(short_place_words(party))
        words = joined(title, place, _when(facts, party), local, hold, by=" ")
    if cell_width(words) > room:
        words = dotted(joined(local, hold, title, place, by=" "), room)
    wish = clean(" · ".join(party.wishes))
    left = room - cell_width(words) - _WISH_GAP
    told = (Span(" " * _WISH_GAP), Span(dotted(f'"{wish}"', left), UNDERLINE)) if wish else ()
    if wish and left < _LEAST_WISH:
        words = dotted(words, room - 1 - len(_HIDDEN_WISH))
        told = (Span(" "), Span(_HIDDEN_WISH, UNDERLINE))
    return filled((Span(f" {mark} ", BOLD), Span(f"{count:<{_COUNT_CELLS}}", look), Span(words, look), *told), columns)


def _look(facts: VenueFacts, party: Party) -> Look:
    match party.presence:
        case Presence.CANCELLED:
            return STRUCK
        case Presence.ARRIVED:
            return BOLD if party.missing else PLAIN
        case _:
            return DIM if facts.late_hold else PLAIN


def _when(facts: VenueFacts, party: Party) -> str:
    first = party.first_at
    if first is None:
        return ""
    return tr("in {time}", time=f"{facts.show.local(first) if facts.show is not None else first:%H:%M}")
