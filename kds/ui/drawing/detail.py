"""One table in full beside the rail: its lines by station, seats at the right edge, what comes later, the next key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from kds.domain.board import Board
from kds.domain.cards import Card, CardLine, LineKind, StationProgress
from kds.domain.order import Order
from kds.domain.pace import Level, pace
from kds.domain.progress import portions
from kds.domain.terms import Purchase, Status
from kds.domain.text import cell_width, clean, wrap_cells
from kds.language import tr, trn
from kds.ui.drawing.card import allergy_rows
from kds.ui.drawing.dish import dish_rows, mark_of, quantity_words, quoted_rows, words_of
from kds.ui.drawing.sizes import Density, Format
from kds.ui.drawing.spans import BOLD, COMPLETE, DIM, HELD, LATE, PLAIN, REVERSE, Row, Span, filled, line_of, spread
from kds.ui.drawing.words import guest_words, joined, minutes, minutes_seconds, padded, short_clock

_SEATS_AT = 21


@dataclass(frozen=True, slots=True)
class DetailView:
    """What a detail depends on beside its table.

    Attributes:
        width: cells of a row.
        is_wide: two details stand side by side, so each is narrow and seats stand at its edge.
        line: order id and item id of the chosen line, None for none.
    """

    board: Board
    now: datetime
    width: int
    is_wide: bool
    caps: Mapping[str, str]
    local: tzinfo | None = None
    line: tuple[str, int] | None = None

    @property
    def fmt(self) -> Format:
        """How its lines are made."""
        density = Density.ROOMY if self.is_wide else Density.NORMAL
        return Format(self.width, density, self.board.station.upper_case_items, caps=self.caps)


def detail_rows(card: Card, view: DetailView, height: int) -> tuple[tuple[Row, bool], ...]:
    """Give a table's rows, at most `height`, each with whether it belongs to the chosen line.

    When some are missing the last one says `MORE: D`.
    """
    head: list[Row] = [_title_row(card, view), line_of(_about(card, view), view.width)]
    if card.refusal:
        head += [
            line_of(text, view.width, BOLD)
            for text in wrap_cells(tr("REFUSED {reason}", reason=card.refusal), view.width)
        ]
    head += allergy_rows(card.allergies, view.width)
    if card.note:
        head += quoted_rows(card.note, view.fmt, 0)
    head.append(line_of("", view.width))
    tail: list[Row] = []
    if card.held:
        tail += [line_of("", view.width), line_of(tr("AFTER THIS, held"), view.width, BOLD), *_held_rows(card, view)]
    tail += _next_rows(card, view)
    rows = [*((row, False) for row in head), *_section_rows(card, view), *((row, False) for row in tail)]
    if len(rows) > height:
        more = joined(tr("MORE:"), view.caps.get("details", ""), by=" ")
        rows = [*rows[: height - 1], (line_of(more, view.width, BOLD), False)]
    return tuple(rows)


def _title_row(card: Card, view: DetailView) -> Row:
    number = f"#{card.numbers[0]}" if card.numbers and not view.is_wide else ""
    left = [Span(f" {card.title} ", REVERSE)]
    left += [Span(f"  {text}", BOLD) for text in (card.zone, number) if text]
    age = pace(card, view.board.station, view.now, view.local)
    if card.complete_since is not None:
        right = Span(tr("COMPLETE"), COMPLETE)
    else:
        right = Span(age.words, LATE if age.level is Level.LATE else BOLD)
    while len(left) > 1 and sum(span.width for span in left) + right.width + 1 > view.width:
        left.pop()
    return spread(left, (right,), view.width)


def _about(card: Card, view: DetailView) -> str:
    number = f"#{card.numbers[0]}" if card.numbers and view.is_wide else ""
    guests = guest_words(card.guests)
    fired = [order.processed_at for order in card.orders if order.processed_at is not None]
    since = short_clock(min(fired), view.local) if fired else ""
    if card.purchase is not Purchase.WALK_IN:
        guests = card.pickup_name or ""
        since = tr("for {time}", time=short_clock(card.due_at, view.local)) if card.due_at else since
    elif since and not view.is_wide:
        since = tr("fired {time}", time=since)
    for parts in ((number, guests, card.waiter, since), (number, guests, since), (guests, since)):
        text = joined(*parts)
        if cell_width(text) <= view.width:
            break
    return text


def _section_rows(card: Card, view: DetailView) -> list[tuple[Row, bool]]:
    rows: list[tuple[Row, bool]] = []
    named = {each.endpoint for each in card.others}
    for progress in card.others:
        if not progress.all:
            continue
        rows.append((_heading(progress, view), False))
        if not progress.served:
            rows += _line_rows(card, [line for line in card.lines if line.endpoint == progress.endpoint], view)
        else:
            voids = [line for line in card.lines if line.endpoint == progress.endpoint and line.unseen]
            rows += _line_rows(card, voids, view)
    loose = [line for line in card.lines if line.endpoint not in named]
    if loose and any(line.kind is not LineKind.ODDITY for line in loose):
        rows.append((_ruled(tr("NO STATION"), "", view, is_open=True), False))
    return rows + _line_rows(card, loose, view)


def _heading(progress: StationProgress, view: DetailView) -> Row:
    if progress.paper:
        words = tr("paper")
    elif progress.served:
        words = tr("sent")
    elif progress.missing:
        words = tr("{done} of {all}", done=progress.done, all=progress.all)
    else:
        since = minutes_seconds(view.now - progress.ready_since) if progress.ready_since else ""
        words = joined(tr("ok"), since, by=" ")
    return _ruled(clean(progress.endpoint).upper(), words, view, is_open=progress.missing > 0)


def _ruled(title: str, words: str, view: DetailView, *, is_open: bool) -> Row:
    look = BOLD if is_open else DIM
    dashes = view.width - cell_width(title) - cell_width(words) - (2 if words else 1)
    spans = (Span(title, look), Span(f" {'-' * max(dashes, 1)}", DIM), Span(f" {words}" if words else "", look))
    return filled(spans, view.width)


def _line_rows(card: Card, lines: list[CardLine], view: DetailView) -> list[tuple[Row, bool]]:
    rows: list[tuple[Row, bool]] = []
    bright = card.complete_since is not None
    for line in lines:
        is_chosen = view.line == (line.order_id, line.item_id)
        drawn = dish_rows(line, view.fmt, keep_bright=bright, seat=_seat_tag(line, view))
        rows += [(row, is_chosen) for row in drawn]
    return rows


def _seat_tag(line: CardLine, view: DetailView) -> str:
    """Give `s1 s4`: at the edge of a narrow detail, in a column of its own in a wider one."""
    words = joined(seat_words(line.seat), tr("sent") if line.status is Status.SERVED else "")
    used = max(cell_width(mark_of(line)), 1) + cell_width(words_of(line, view.fmt))
    if not words or view.is_wide or used >= _SEATS_AT or line.kind is not LineKind.DISH or line.was is not None:
        return words
    return padded(words, view.width - _SEATS_AT)


def seat_words(seat: str | None) -> str:
    """Give `s1 s4` for the seats that a line names."""
    if not seat:
        return ""
    parts = "".join(char if char.isalnum() else " " for char in seat).split()
    return " ".join(f"s{part}" if part.isdigit() else part for part in parts)


def _held_rows(card: Card, view: DetailView) -> list[Row]:
    """Give the courses to come, each with its dishes."""
    courses: dict[int | None, list[Order]] = {}
    for order in card.held:
        course = min((item.course for item in order.items if item.course is not None), default=None)
        courses.setdefault(course, []).append(order)
    rows: list[Row] = []
    for course, orders in sorted(courses.items(), key=lambda entry: (entry[0] is None, entry[0] or 0)):
        title = tr("course {course}", course=course) if course is not None else tr("held")
        items = [item for order in orders for item in order.items if not item.is_negative]
        names = [item.name.upper() if view.fmt.upper_case else item.name for item in items]
        dishes = [f"{quantity_words(item.amount, item.unit)} {name}" for item, name in zip(items, names, strict=True)]
        if not view.is_wide:
            text = f"{title}: {', '.join(dishes)}"
            rows += [line_of(f" {each}", view.width, HELD) for each in wrap_cells(text, view.width - 1)]
            continue
        since = [order.created_at for order in orders if order.created_at is not None]
        age = minutes(view.now - min(since)) if since else ""
        rows.append(spread((Span(f" {title}", HELD),), (Span(age, HELD),), view.width))
        for dish, item in zip(dishes, items, strict=True):
            rows.append(spread((Span(f"  {dish}", HELD),), (Span(seat_words(item.seat), HELD),), view.width))
    return rows


def _next_rows(card: Card, view: DetailView) -> list[Row]:
    """Give the one key that a table asks for, in words."""
    blank_row = line_of("", view.width)
    if view.board.station.read_only:
        return []
    if card.unseen and "done" in view.caps:
        return [blank_row, _answer_row(tr("{key} = seen", key=view.caps["done"]), view.width)]
    if card.complete_since is not None and "done" in view.caps:
        return [blank_row, blank_row, _answer_row(tr("{key} = SEND", key=view.caps["done"]), view.width)]
    ready = _ready_portions(card)
    if not ready or "send_ready" not in view.caps:
        return []
    words = trn("send what is ready ({count} line)", "send what is ready ({count} lines)", ready)
    if view.is_wide:
        words = trn("send the {count} ready line", "send the {count} ready lines", ready)
    if cell_width(view.caps["send_ready"]) + 1 + cell_width(words) > view.width:
        words = trn("send {count} line", "send {count} lines", ready)
    return [blank_row, filled((Span(view.caps["send_ready"], REVERSE), Span(f" {words}")), view.width)]


def _answer_row(words: str, width: int) -> Row:
    return filled((Span(f" {words} ", REVERSE),), width)


def _ready_portions(card: Card) -> int:
    return sum(
        portions(line.quantity, line.unit)
        for line in card.lines
        if line.status is Status.READY and line.kind is not LineKind.VOID
    )


def plates_on_pass(card: Card) -> int:
    """Give how many plates of a complete table stand on the pass."""
    return _ready_portions(card)


def seats_on_pass(card: Card) -> str:
    """Give `s1 s2`: the seats of what stands on the pass, empty where the orders name none."""
    ready = (line for line in card.lines if line.status is Status.READY and line.kind is not LineKind.VOID)
    names = (name for line in ready for name in seat_words(line.seat).split())
    return " ".join(sorted(dict.fromkeys(names)))


def wait_words(waited: timedelta, alarm: timedelta) -> str:
    """Give `1:20`, with the word of an alarm `LATE 2:10`."""
    words = minutes_seconds(waited)
    return tr("LATE {time}", time=words) if waited > alarm else words


def plate_words(card: Card) -> str:
    """Give `4 plates`."""
    return trn("{count} plate", "{count} plates", plates_on_pass(card))


def on_pass_rows(board: Board, now: datetime, width: int) -> tuple[Row, ...]:
    """Give the block `ON THE PASS`: complete tables, the one that has waited longest first."""
    rows: list[Row] = [line_of(f" {tr('ON THE PASS')}", width, REVERSE)]
    for card, waited in on_the_pass(board, now):
        alarm = board.station.pass_alarm
        look = LATE if waited > alarm else BOLD
        words = f" {padded(card.title, 4)} {plate_words(card)}"
        base = look if look is LATE else PLAIN
        rows.append(spread((Span(words, look),), (Span(wait_words(waited, alarm), look),), width, base))
    return tuple(rows) if len(rows) > 1 else ()


def on_the_pass(board: Board, now: datetime) -> list[tuple[Card, timedelta]]:
    """Give the complete tables with the time they have stood there, longest first."""
    waiting = [(card, now - card.complete_since) for card in board.cards if card.complete_since is not None]
    return sorted(waiting, key=lambda entry: -entry[1])


def promised_rows(cards: Iterable[Card], width: int, local: tzinfo | None) -> tuple[Row, ...]:
    """Give the block `NEXT PROMISED`: what is fetched, by promised time; without a name a note stands in place of the time."""
    promised = [(card.due_at, card) for card in cards if card.due_at and card.purchase is not Purchase.WALK_IN]
    rows: list[Row] = [line_of(f" {tr('NEXT PROMISED')}", width, REVERSE)]
    for due, card in sorted(promised, key=lambda entry: entry[0]):
        number = f"#{card.numbers[0]}" if card.numbers else ""
        left = f" {joined(number, card.pickup_name or card.title.capitalize(), by=' ')}"
        if card.note and not card.pickup_name and cell_width(left) + 2 + cell_width(card.note) <= width:
            rows.append(line_of(f"{left}  {card.note}", width, BOLD))
        else:
            rows.append(spread((Span(left),), (Span(short_clock(due, local)),), width))
    return tuple(rows) if len(rows) > 1 else ()
