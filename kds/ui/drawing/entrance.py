"""The door as rows of cells: verdicts to be read from two metres, without colour as well; decides nothing and reads no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kds.domain.text import cell_width, clean, cut_cells, wrap_cells
from kds.domain.venue.facts import VenueFacts
from kds.domain.venue.parties import guest_of
from kds.domain.venue.searching import Found, place_of
from kds.domain.venue.show import Show
from kds.domain.venue.verdicts import Alarm, Verdict, Word
from kds.language import mark, month_day_words, tr, trn
from kds.ui.drawing.lettering import Lettering, lettered
from kds.ui.drawing.parties import in_ascii
from kds.ui.drawing.spans import (
    BOLD,
    COMPLETE,
    DIM,
    DUE,
    LATE,
    OFFLINE,
    PLAIN,
    REVERSE,
    SELECTED,
    Look,
    Row,
    Span,
    filled,
    line_of,
    spread,
    width_of,
)
from kds.ui.drawing.words import fitted_list, joined

LEAST_COLUMNS, LEAST_ROWS = 40, 14
"""With less room there is no door."""

_LOOKS = {Alarm.COME_IN: COMPLETE, Alarm.LOOK: DUE, Alarm.STOP: LATE}
_BORDERS = {Alarm.COME_IN: "", Alarm.LOOK: mark("? LOOK ?"), Alarm.STOP: mark("X STOP X")}
"""What stands along the edges of a verdict: the word tells without colour what the tone tells with it."""

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_OLD_LIST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Searching:
    """A person looks for a guest.

    Attributes:
        text: what was typed.
        found: who that finds.
        chosen: index of the chosen one.
        asks_reason: a guest was chosen and the reason is asked for.
    """

    text: str = ""
    found: tuple[Found, ...] = ()
    chosen: int = 0
    asks_reason: bool = False


@dataclass(frozen=True, slots=True)
class DoorView:
    """What the door shows beside the facts.

    Attributes:
        verdict: the newest one, None while nobody stands there.
        number: how many verdicts there were, so that two equal ones in a row are told apart.
        searching: a guest is looked for, None otherwise.
        lists_clashes: the entries that clash are listed.
        message: what the last key answered.
        reasons: why a guest without a readable code may be let in, by digit.
        ascii_only: letters of `#`.
    """

    verdict: Verdict | None = None
    number: int = 0
    searching: Searching | None = None
    lists_clashes: bool = False
    message: str = ""
    reasons: tuple[str, ...] = ()
    ascii_only: bool = False


def entrance_rows(facts: VenueFacts, view: DoorView, now: datetime, columns: int, rows: int) -> tuple[Row, ...]:
    """Draw the whole screen of a door.

    Args:
        facts: what is known of the show.
        view: what the door shows.
        now: the seller's time.
        columns: width of the screen in cells.
        rows: height of the screen in cells.
    """
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        sentence = tr(
            "The door needs {least} cells, this screen has {given}.",
            least=f"{LEAST_COLUMNS}x{LEAST_ROWS}",
            given=f"{columns}x{rows}",
        )
        said = [line_of(text, columns, BOLD) for text in wrap_cells(sentence, columns)]
        return (*said, *[line_of("", columns)] * rows)[:rows]
    head = (_header(facts, now, columns), _counts(facts, now, columns))
    foot = (_zones(facts, columns), _footer(facts, view, columns))
    height = rows - len(head) - len(foot)
    if view.searching is not None:
        body = _search_rows(facts, view, view.searching, columns, height)
    elif view.lists_clashes:
        body = _clash_rows(facts, columns, height)
    elif view.verdict is not None:
        body = _verdict_rows(facts, view, view.verdict, now, columns, height)
    else:
        body = _idle_rows(facts, view, columns, height)
    blank = [line_of("", columns)] * (height - len(body))
    drawn = (*head, *body[:height], *blank, *foot)
    return in_ascii(drawn) if view.ascii_only else drawn


def _header(facts: VenueFacts, now: datetime, columns: int) -> Row:
    left = [Span(f" {clean(facts.gate)} ", REVERSE), Span(f"  {_clock(facts.show, now)}", BOLD)]
    right: list[Span] = []
    if facts.refused:
        right += [Span(f" {tr('{count} REFUSED', count=facts.refused)} ", REVERSE), Span("  ")]
    if facts.is_online:
        right.append(Span(f"{tr('LIVE  held {count}', count=facts.held)} ", BOLD if facts.held else PLAIN))
    elif facts.list_at is None:
        right.append(Span(f"{tr('CONNECTING')} ", BOLD))
    else:
        kept = trn("OFFLINE - {count} scan held", "OFFLINE - {count} scans held", facts.held)
        right.append(Span(f" {kept} ", OFFLINE))
    room = columns - width_of(left) - width_of(right) - 2
    name = cut_cells(clean(facts.show.event), max(room - 1, 0)) if facts.show is not None and room > 10 else ""
    return spread((*left, Span(f"  {name}")), right, columns)


def _counts(facts: VenueFacts, now: datetime, columns: int) -> Row:
    counters = facts.counters
    words = [
        tr("IN {inside}/{sold}", inside=counters.inside, sold=counters.sold),
        tr("remaining {count}", count=counters.remaining),
        tr("{count} in 5 min", count=counters.last_5),
        tr("{count} in 10 min", count=counters.last_10),
    ]
    is_old = facts.list_at is not None and now - facts.list_at > _OLD_LIST
    age = Span(f"{list_words(facts, now)} ", BOLD if is_old or facts.from_disk else PLAIN)
    room = columns - age.width - 2
    first, rest = words[0], fitted_list(words[1:], room - cell_width(words[0]) - 3, separator="   ")
    return spread((Span(f" {first}", BOLD), Span(f"   {rest}")), (age,), columns)


def list_words(facts: VenueFacts, now: datetime) -> str:
    """Give how old the list is: `list 4 min old`, `no list yet`."""
    if facts.list_at is None:
        return tr("no list yet")
    age = max(now - facts.list_at, timedelta(0))
    old = tr("{count} s", count=age // _SECOND) if age < _MINUTE else tr("{count} min", count=age // _MINUTE)
    return tr("list {age} old (kept)", age=old) if facts.from_disk else tr("list {age} old", age=old)


def _zones(facts: VenueFacts, columns: int) -> Row:
    zones = [f"{clean(zone.zone_name)} {zone.inside}/{zone.sold}" for zone in facts.counters.zones]
    return line_of(f" {fitted_list(zones, columns - 4, separator='   ', more=' ..')}", columns)


def _footer(facts: VenueFacts, view: DoorView, columns: int) -> Row:
    if view.message:
        return line_of(f" {clean(view.message)}", columns, REVERSE)
    clashes = len(facts.duplicates)
    left = (Span(f" {trn('{count} DUPLICATE - D', '{count} DUPLICATES - D', clashes)} ", REVERSE),) if clashes else ()
    if view.searching is not None:
        legend = [tr("ENTER let in"), tr("UP DOWN choose"), tr("ESC back")]
    elif view.lists_clashes:
        legend = [tr("ESC back")]
    else:
        legend = [
            tr("type a name"),
            tr("U undo"),
            tr("D duplicates"),
            tr("CTRL+L refresh"),
            tr("O outbox"),
            tr("? help"),
        ]
    return spread(left, (Span(f"{fitted_list(legend, columns - width_of(left) - 3, separator='   ')} "),), columns)


def _verdict_rows(
    facts: VenueFacts, view: DoorView, verdict: Verdict, now: datetime, columns: int, height: int
) -> list[Row]:
    """Draw a verdict: a welcome from the top, anything else from the bottom and between two edges that say so."""
    look = _LOOKS[verdict.alarm]
    details = _details(facts, view, verdict, now, columns)
    border = _BORDERS[verdict.alarm]
    edges = 2 if border else 0
    word = _word_rows(view, tr(verdict.word), columns, height - len(details) - edges - 2, look)
    said = [line_of(f"  {cut_cells(text, columns - 4)}", columns, look) for text in details]
    gap = [line_of("", columns, look)]
    free = max(height - edges - len(word) - len(said) - 2, 0)
    spare = gap * free
    if not border:
        return [*gap, *word, *gap, *said, *_party_rows(view, verdict, columns, free, look)]
    edge = _edge(tr(border), columns)
    return [edge, *gap, *said, *spare, *word, *gap, edge]


def _word_rows(view: DoorView, text: str, columns: int, height: int, look: Look) -> list[Row]:
    """Draw a word as large as it fits; where two words are too many the first is large and both stand below it."""
    letters = lettered(text, columns - 2, height, full=_full(view))
    if letters.rows:
        return _letter_rows(letters, columns, look)
    letters = lettered(text.split(maxsplit=1)[0], columns - 2, height - 1, full=_full(view))
    return [*_letter_rows(letters, columns, look), line_of(text.center(columns), columns, look)]


def _party_rows(view: DoorView, verdict: Verdict, columns: int, height: int, look: Look) -> list[Row]:
    """Draw how many of a party are in as large as there is room, for those who count heads."""
    party = verdict.party
    blank = line_of("", columns, look)
    letters = Lettering()
    if party is not None and party.expected > 1:
        letters = lettered(f"{party.arrived}/{party.expected}", columns - 2, height - 2, full=_full(view))
    rows = [blank, *_letter_rows(letters, columns, look)] if letters.rows else []
    return [*rows, *[blank] * (height - len(rows))]


def _details(facts: VenueFacts, view: DoorView, verdict: Verdict, now: datetime, columns: int) -> list[str]:
    admission, party = verdict.admission, verdict.party
    rows: list[str] = []
    if verdict.trouble:
        told = trouble = clean(verdict.trouble)
        if verdict.is_new_entry:
            told = tr("LET IN, BUT NOT WRITTEN DOWN: {trouble}", trouble=trouble)
        rows += wrap_cells(told, columns - 4)
    rows += _why(facts, verdict, now)
    if admission is not None:
        rows.append(clean(place_of(admission)).upper())
        guest = clean(guest_of(admission, sees_names=facts.sees_names))
        count = (
            tr("{arrived} of {expected} in", arrived=party.arrived, expected=party.expected)
            if party is not None
            else ""
        )
        rows.append(joined(guest, count, clean(admission.tariff), by="   "))
        if verdict.word is Word.WELCOME and admission.comment:
            rows += wrap_cells(f'"{clean(admission.comment)}"', columns - 4)[:2]
    bounce = tr("scanned twice") if verdict.is_bounce else ""
    by_hand = tr("by hand: {reason}", reason=tr(verdict.reason)) if verdict.reason else ""
    code = tr("code {code}", code=clean(verdict.code, limit_cells=24))
    if admission is not None and admission.basket_id is not None:
        code = tr("ticket {number}", number=admission.basket_id)
    rows.append(
        joined(tr("No {number}", number=view.number), _clock(facts.show, verdict.at), code, bounce, by_hand, by="   ")
    )
    return [row for row in rows if row]


def _why(facts: VenueFacts, verdict: Verdict, now: datetime) -> list[str]:
    """Give the rows that say why nobody is let in."""
    match verdict.word:
        case Word.ALREADY_IN if verdict.since is not None:
            gate = f" ({clean(verdict.gate)})" if verdict.gate else ""
            return [tr("SINCE {time}", time=_short(facts.show, verdict.since)) + gate]
        case Word.WRONG_DATE:
            return [tr("THIS TICKET IS FOR {show}", show=_date_words(verdict.other_show, verdict))]
        case Word.UNKNOWN_CODE if not verdict.trouble:
            return [tr("{list} - refresh CTRL+L", list=list_words(facts, now))]
        case Word.ASK:
            return [tr("not on the list, the seller is being asked")]
        case Word.CANCELLED | Word.REFUNDED | Word.NOT_PAID:
            return [tr("THIS TICKET LETS NOBODY IN")]
        case _:
            return []


def _date_words(show: Show | None, verdict: Verdict) -> str:
    start = (show.starts_at or show.doors_at) if show is not None else None
    if show is None or start is None:
        number = verdict.admission.show_id if verdict.admission is not None else 0
        return tr("ANOTHER SHOW ({number})", number=number)
    at = show.local(start)
    return f"{month_day_words(at)} {at:%H:%M} {clean(show.event)}"


def _idle_rows(facts: VenueFacts, view: DoorView, columns: int, height: int) -> list[Row]:
    said: list[str] = []
    word = tr("SCAN")
    if facts.trouble:
        said += wrap_cells(clean(facts.trouble), columns - 4)
    if facts.show is None:
        word = tr("WAIT")
        said += [] if facts.trouble else [tr("The show is being looked for.")]
    if facts.loading is not None:
        read, total = facts.loading.read, facts.loading.total
        if total is None:
            said.append(tr("LOADING: {read} orders read", read=read))
        else:
            said.append(tr("LOADING: {read} of {total} orders read", read=read, total=total))
    if facts.arriving:
        said.append(clean(facts.arriving))
    if facts.pacing:
        said += wrap_cells(clean(facts.pacing), columns - 4)
    letters = lettered(word, columns // 2, max(height - len(said) - 4, 5), full=_full(view))
    rows = [line_of("", columns), *_letter_rows(letters, columns, PLAIN), line_of("", columns)]
    rows += [line_of(f"  {text}", columns, REVERSE if text == facts.arriving else BOLD) for text in said]
    return rows


def _search_rows(facts: VenueFacts, view: DoorView, search: Searching, columns: int, height: int) -> list[Row]:
    rows = [
        line_of(f" {tr('LET IN BY HAND   name, order or seat: {typed}', typed=clean(search.text))}_", columns, REVERSE)
    ]
    if search.asks_reason and search.found:
        found = search.found[search.chosen]
        rows += [line_of("", columns), line_of(f" {_found_words(facts, found)}", columns, BOLD)]
        rows += [line_of("", columns), line_of(f" {tr('WHY WITHOUT A CODE?')}", columns, BOLD)]
        rows += [
            filled((Span("  "), Span(f"[{digit}]", REVERSE), Span(f" {tr(reason)}")), columns)
            for digit, reason in enumerate(view.reasons, start=1)
        ]
        return rows
    if not search.found:
        rows += [line_of("", columns), line_of(f" {tr('Nobody found yet.')}" if search.text else "", columns)]
    room = max(height - len(rows) - 1, 1)
    start = max(0, min(search.chosen - room // 2, len(search.found) - room))
    for index, found in enumerate(search.found[start : start + room], start=start):
        is_chosen = index == search.chosen
        look = BOLD if is_chosen else DIM if found.since is not None else PLAIN
        bar = Span(("#" if view.ascii_only else "█") if is_chosen else " ", SELECTED)
        rows.append(filled((bar, Span(f" {_found_words(facts, found)}", look)), columns))
    return rows


def _found_words(facts: VenueFacts, found: Found) -> str:
    order = tr("order {number}", number=found.order_id) if found.order_id is not None else ""
    since = tr("IN since {time}", time=_short(facts.show, found.since)) if found.since is not None else ""
    return joined(clean(found.guest) or tr("no name"), clean(found.place), order, since, by="   ")


def _clash_rows(facts: VenueFacts, columns: int, height: int) -> list[Row]:
    rows = [line_of(f" {tr('TWO ENTRIES WITH ONE TICKET: {count}', count=len(facts.duplicates))}", columns, REVERSE)]
    for clash in facts.duplicates[: height - 1]:
        here = f"{clean(clash.gate)} {_clock(facts.show, clash.here_at)}"
        other = joined(tr("elsewhere"), _clock(facts.show, clash.elsewhere_at) if clash.elsewhere_at else "", by=" ")
        words = joined(here, other, clean(clash.place), clean(clash.guest), clash.key, by="   ")
        rows.append(line_of(f" {words}", columns))
    if not facts.duplicates:
        rows.append(line_of(f" {tr('None so far.')}", columns))
    return rows


def _letter_rows(letters: Lettering, columns: int, look: Look) -> list[Row]:
    left = (columns - letters.width) // 2
    return [filled((Span(" " * left, look), Span(row, look)), columns, look) for row in letters.rows]


def _edge(word: str, columns: int) -> Row:
    repeated = f"  {word}  " * (columns // (len(word) + 4) + 1)
    return line_of(repeated[:columns], columns, BOLD)


def _full(view: DoorView) -> str:
    return "#" if view.ascii_only else "█"


def _clock(show: Show | None, moment: datetime) -> str:
    return f"{show.local(moment) if show is not None else moment:%H:%M:%S}"


def _short(show: Show | None, moment: datetime) -> str:
    return f"{show.local(moment) if show is not None else moment:%H:%M}"
