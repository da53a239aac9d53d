"""Everything known about one card as rows to read: notes, allergens, each status with its time; pure, from values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from kds.domain.allergy import plain_words
from kds.domain.board import Board
from kds.domain.cards import Allergy, Card, StationProgress
from kds.domain.folding import Folded, fold
from kds.domain.grouping import ticket_of
from kds.domain.notes import Note, NoteKind
from kds.domain.order import Item, Order, Pair
from kds.domain.pace import pace
from kds.domain.past import former_pairs
from kds.domain.terms import Purchase, Status
from kds.domain.text import clean, wrap_cells
from kds.domain.wording import amount_words, modifier_words, status_word
from kds.language import mark, tr, trn
from kds.ui.drawing.dish import quantity_words
from kds.ui.drawing.spans import ALLERGY, BOLD, DIM, PLAIN, UNDERLINE, Look, Row, Span
from kds.ui.drawing.words import joined, packed, told_age

_TOLD = {NoteKind.RUSH: mark("RUSH"), NoteKind.AGAIN: mark("AGAIN")}


@dataclass(frozen=True, slots=True)
class DetailSight:
    """What the rows of a card depend on beside it.

    Attributes:
        board: whose card it is; it knows what the dishes were before and what screens told each other.
        now: server time.
        columns: cells there are.
        local: the restaurant's time zone, None for the machine's own.
    """

    board: Board
    now: datetime
    columns: int
    local: tzinfo | None


def detail_rows(card: Card, sight: DetailSight) -> tuple[Row, ...]:
    """Give the whole card in rows of at most `columns` cells; nothing is cut, long texts go on below."""
    folded = fold(card.orders)
    slips = dict.fromkeys((*card.orders, *card.held))
    orders = (row for order in slips for row in _order_rows(card, order, folded, sight))
    return (*_card_rows(card, sight), *orders)


def clock_time(moment: datetime | None, local: tzinfo | None) -> str:
    """Write a time as the wall clock of that zone shows it, `--:--:--` when it is unknown."""
    return f"{moment.astimezone(local):%H:%M:%S}" if moment is not None else "--:--:--"


def _card_rows(card: Card, sight: DetailSight) -> Iterator[Row]:
    columns = sight.columns
    yield from _wrapped(", ".join(_facts(card, sight)), 1, columns, PLAIN)
    for allergy in card.allergies:
        seat = tr(", seat {seat}", seat=allergy.seat) if allergy.seat else ""
        read = tr("read here") if allergy.confirmed else tr("NOT READ YET")
        yield from _wrapped(f"{tr(allergy.word)} {allergy.text}{seat}: {read}", 1, columns, ALLERGY)
        yield from _read_rows(card, allergy, sight)
    if card.note:
        yield from _wrapped(tr("NOTE {note}", note=card.note), 1, columns, BOLD)
    if card.oddity:
        yield from _wrapped(card.oddity, 1, columns, BOLD)
    if card.refusal:
        yield from _wrapped(tr("REFUSED {reason}", reason=card.refusal), 1, columns, BOLD)
    for note in _notes(card, sight.board):
        yield from _wrapped(_note_words(card, note, sight.local), 1, columns, PLAIN)
    stations = packed((_progress_words(each, sight.local) for each in card.others), columns - 2)
    yield from ((Span(" ", PLAIN), Span(line, PLAIN)) for line in stations)


def _read_rows(card: Card, allergy: Allergy, sight: DetailSight) -> Iterator[Row]:
    """Name each station that has read an allergy, as far as the screens told each other."""
    tickets = {ticket_of(order) for order in (*card.orders, *card.held)}
    for note in sight.board.shared.of(NoteKind.ALLERGY_SEEN):
        if note.ticket_id in tickets and plain_words(note.text) == plain_words(allergy.text):
            words = tr("read at {station} {time}", station=note.station, time=clock_time(note.at, sight.local))
            yield from _wrapped(joined(words, _by(note.by), by=" "), 3, sight.columns, PLAIN)


def _facts(card: Card, sight: DetailSight) -> list[str]:
    """Give what is known of the guests and their ticket, each fact in few words."""
    kinds = {Purchase.TAKE_AWAY: tr("take away"), Purchase.DELIVERY: tr("delivery")}
    age = pace(card, sight.board.station, sight.now, sight.local)
    facts = [
        told_age(age.words),
        tr("zone {zone}", zone=card.zone) if card.zone else "",
        " ".join(f"#{number}" for number in card.numbers),
        trn("{count} guest", "{count} guests", card.guests) if card.guests else "",
        tr("waiter {name}", name=card.waiter) if card.waiter else "",
        tr("course {number} of {count}", number=card.course, count=card.courses)
        if card.course and card.courses
        else "",
        tr("was {table}", table=card.former_title) if card.former_title else "",
        kinds.get(card.purchase, ""),
        tr("for {name}", name=card.pickup_name) if card.pickup_name else "",
        tr("promised {time}", time=clock_time(card.due_at, sight.local)[:5]) if card.due_at else "",
        tr("COMPLETE since {time}", time=clock_time(card.complete_since, sight.local)) if card.complete_since else "",
    ]
    return [fact for fact in facts if fact]


def _notes(card: Card, board: Board) -> list[Note]:
    """Give what the screens of this kitchen told each other about a card, oldest first."""
    orders = {order.id for order in (*card.orders, *card.held)}
    tickets = {ticket_of(order) for order in (*card.orders, *card.held)}
    about = (note for note in board.shared.notes if note.kind in _TOLD)
    return [note for note in about if note.order_id in orders or (note.order_id is None and note.ticket_id in tickets)]


def _note_words(card: Card, note: Note, local: tzinfo | None) -> str:
    """Give `19:41:02 AGAIN Ribeye, overcooked, at GRILL by Anna`."""
    order = next((each for each in card.orders if each.id == note.order_id), None)
    item = order.item(note.item_id) if order is not None and note.item_id is not None else None
    what = ", ".join(
        part for part in (item.name if item else note.text, tr(note.reason) if note.reason else "") if part
    )
    at = tr("at {station}", station=note.station) if note.station else ""
    return joined(clock_time(note.at, local), tr(_TOLD[note.kind]), what, at, _by(note.by), by=" ")


def _progress_words(progress: StationProgress, local: tzinfo | None) -> str:
    """Give how far a station is with the card."""
    name = clean(progress.endpoint)
    if progress.paper:
        return tr("{station}: paper", station=name)
    if progress.held and not progress.all:
        return tr("{station}: {count} held", station=name, count=progress.held)
    if progress.served:
        return tr("{station}: sent", station=name)
    if not progress.missing:
        time = clock_time(progress.ready_since, local)[:5]
        return tr("{station}: ready since {time}", station=name, time=time)
    return tr("{station}: {done} of {all} ready", station=name, done=progress.done, all=progress.all)


def _order_rows(card: Card, order: Order, folded: Folded, sight: DetailSight) -> Iterator[Row]:
    yield ()
    local = sight.local
    if order.is_processed:
        fired = tr("fired {time}", time=clock_time(order.processed_at, local))
    else:
        fired = tr("HELD, not fired")
    head = (
        tr("ORDER #{number}: came {time}", number=order.number, time=clock_time(order.created_at, local)),
        fired,
        tr("from {device}", device=order.device or tr("the till")),
        tr("waiter {name}", name=order.waiter) if order.waiter else "",
    )
    yield from _wrapped(joined(*head, by=", "), 1, sight.columns, BOLD)
    for item in order.items:
        yield from _item_rows(card, order, item, folded, sight)


def _item_rows(card: Card, order: Order, item: Item, folded: Folded, sight: DetailSight) -> Iterator[Row]:
    columns = sight.columns
    sign = tr("TAKEN BACK ") if item.is_negative else ""
    left = "" if item.is_negative else _left_words(item, folded.remainder(order, item))
    name = f"{sign}{quantity_words(item.amount, item.unit)} {item.name}{left}"
    yield from _wrapped(name, 2, columns, BOLD)
    for words in modifier_words(item):
        yield from _wrapped(words, 6, columns, PLAIN)
    if item.comment:
        yield from _wrapped(f'"{item.comment}"', 6, columns, UNDERLINE)
    facts = (
        tr("course {number}", number=item.course) if item.course is not None else "",
        tr("seat {seat}", seat=item.seat) if item.seat else "",
    )
    if any(facts):
        yield from _wrapped(joined(*facts, by=", "), 6, columns, PLAIN)
    yield from _allergen_rows(card, order, item, columns)
    for pair in item.pairs:
        for each in former_pairs(sight.board.former, order, item, pair):
            yield from _wrapped(_pair_words(each, sight.local), 6, columns, DIM)
        yield from _wrapped(_pair_words(pair, sight.local, is_present=True), 6, columns, DIM)


def _left_words(item: Item, left: Decimal) -> str:
    """Give how many are left of a dish that something was taken back from."""
    return "" if left == item.amount else tr("   {count} left", count=amount_words(left))


def _allergen_rows(card: Card, order: Order, item: Item, columns: int) -> Iterator[Row]:
    """Give what a dish contains as the till names it; without names nothing is said, for nothing is known."""
    met = {
        name for line in card.lines if (line.order_id, line.item_id) == (order.id, item.id) for name in line.contains
    }
    if met:
        names = ", ".join(name.upper() for name in item.allergens if name in met)
        yield from _wrapped(tr("CONTAINS {allergens}: the guest's allergy", allergens=names), 6, columns, ALLERGY)
    others = [name for name in item.allergens if name not in met]
    if others:
        yield from _wrapped(tr("CONTAINS {allergens}", allergens=", ".join(others)), 6, columns, PLAIN)


def _pair_words(pair: Pair, local: tzinfo | None, *, is_present: bool = False) -> str:
    """Give `Grill: Ready since 19:41:10 by cook`, of a former status `Grill: InProgress 19:33:12 by cook`."""
    word = pair.word if pair.status is Status.OTHER and pair.word else status_word(pair.status)
    time = clock_time(pair.changed_at, local)
    since = tr("since {time}", time=time) if is_present else time
    place = clean(pair.endpoint) if pair.endpoint else tr("no station")
    return joined(f"{place}: {word}", since if pair.changed_at is not None else "", _by(pair.changed_by or ""), by=" ")


def _by(user: str) -> str:
    return tr("by {user}", user=user) if user else ""


def _wrapped(text: str, indent: int, columns: int, look: Look) -> Iterator[Row]:
    for line in wrap_cells(clean(text), max(columns - indent - 1, 1)):
        yield (Span(" " * indent, PLAIN), Span(line, look))
