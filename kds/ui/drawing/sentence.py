"""The one sentence of a table on the rail: what it waits for, and anything unusual; the worst comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from kds.domain.board import Board
from kds.domain.cards import Card, CardLine, LineKind, Sync
from kds.domain.order import Order
from kds.domain.terms import Purchase, Status
from kds.domain.text import cell_width, clean, wrap_cells
from kds.domain.wording import amount_words
from kds.language import tr
from kds.ui.drawing.dish import quantity_words
from kds.ui.drawing.sizes import ExpoGrid
from kds.ui.drawing.spans import BOLD, HELD, PLAIN, VOID, Look, Span
from kds.ui.drawing.words import joined, minutes, minutes_seconds, seat_word, short_clock, short_name

_MARGIN = 12
ADD_ON_FOR = timedelta(minutes=2)
"""How long a sentence tells an add-on."""


@dataclass(frozen=True, slots=True)
class RailView:
    """What the rows of a table depend on beside the table itself.

    Attributes:
        now: server time.
        caps: action → what is printed on its key.
        local: the restaurant's time zone, None for the machine's own.
    """

    board: Board
    grid: ExpoGrid
    now: datetime
    caps: Mapping[str, str]
    local: tzinfo | None = None

    @property
    def width(self) -> int:
        """Cells of a row, without the bar at its left."""
        return self.grid.rail - 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the key that answers it.

    Attributes:
        entries: when given, the text is `text` and as many of these as fit.
        loud: how many cells at its beginning are reverse.
        answer: what a key does about it, at the right.
        is_due_a_row: it may not be left out beside an allergy.
    """

    text: str = ""
    look: Look = PLAIN
    entries: tuple[str, ...] = ()
    loud: int = 0
    answer: str = ""
    answer_look: Look = PLAIN
    is_due_a_row: bool = False

    def within(self, room: int) -> str:
        """Give the text with as many entries as fit; without entries the whole text."""
        if not self.entries:
            return self.text
        words = self.text
        for index, entry in enumerate(self.entries):
            longer = f"{words}{', ' if index else ' '}{entry}"
            if index and cell_width(longer) > room:
                break
            words = longer
        return words

    def wrapped(self, room: int) -> tuple[str, ...]:
        """Give the rows of the text."""
        text = self.within(room)
        return (text,) if cell_width(text) <= room else wrap_cells(text, room)

    def spans(self, base: Look | None, room: int) -> tuple[Span, ...]:
        """Give the text on one row with its looks."""
        return next(iter(self.looks((self.within(room),), base)))

    def looks(self, texts: Sequence[str], base: Look | None) -> Iterator[tuple[Span, ...]]:
        """Give rows of text with their looks; the loud beginning is on the first."""
        for index, text in enumerate(texts):
            loud = 0 if index else self.loud
            yield tuple(span for span in (Span(text[:loud], VOID), Span(text[loud:], base or self.look)) if span.text)


def allergy_sentences(card: Card, room: int) -> tuple[str, ...]:
    """Give `## ALLERGY NUTS seat 3 ##`; a long text gets more rows, it is never cut."""
    rows: list[str] = []
    for allergy in card.allergies:
        words = joined(tr(allergy.word), allergy.text.upper(), seat_word(allergy.seat), by=" ")
        rows.extend(f"## {text} ##" for text in wrap_cells(words, room - 6))
    return tuple(rows)


def sentence_of(card: Card, view: RailView) -> Sentence:
    """Give a table's sentence, worst first: refused, void, changed, moved, add-on, complete, again, held, promise."""
    found = _problem(card) or _news(card, view) or _progress(card, view) or Sentence()
    if card.is_rush:
        found = _rushed(found)
    if card.unseen and not found.answer:
        key = view.caps.get("done", "ENTER")
        asks = key if found.text.endswith(tr("seen?")) else tr("seen? {key}", key=key)
        return _with_answer(found, tr("{key} = seen", key=key) if view.grid.is_wide else asks)
    return found


def _with_answer(found: Sentence, answer: str) -> Sentence:
    return Sentence(found.text, found.look, found.entries, found.loud, answer, PLAIN, found.is_due_a_row)


def _rushed(found: Sentence) -> Sentence:
    """Add the word RUSH, first where nothing louder stands there."""
    words = (found.text, tr("RUSH")) if found.loud else (tr("RUSH"), found.text)
    look = BOLD if found.look is PLAIN else found.look
    return replace(found, text=joined(*words), look=look, is_due_a_row=True)


def _problem(card: Card) -> Sentence | None:
    if card.sync is Sync.REFUSED or card.refusal:
        return Sentence(tr("REFUSED {reason}", reason=card.refusal or "").strip(), BOLD, is_due_a_row=True)
    oddity = card.oddity or next((line.name for line in card.lines if line.kind is LineKind.ODDITY), "")
    return Sentence(oddity, BOLD, is_due_a_row=True) if oddity else None


def _news(card: Card, view: RailView) -> Sentence | None:
    """Give what somebody has to read."""
    is_wide = view.grid.is_wide
    voids = [line for line in card.lines if line.kind is LineKind.VOID]
    if voids:
        fate = _fate(voids[0]) if is_wide and len(voids) == 1 else tr("seen?")
        text = joined(f"{tr('VOID')} {', '.join(map(_dish, voids))}", fate, by=", ")
        return Sentence(text, loud=len(tr("VOID")), is_due_a_row=True)
    changed = [line for line in card.lines if line.unseen]
    if changed:
        text = ", ".join(_changed(line) for line in changed)
        return Sentence(joined(text, "" if is_wide else tr("seen?"), by=", "), is_due_a_row=True)
    if card.former_title:
        return Sentence(tr("{title} (was {former})", title=card.title, former=card.former_title), is_due_a_row=True)
    section = card.sections[-1] if card.sections else None
    if section is None or section.added_at is None or card.complete_since is not None:
        return None
    since = view.now - section.added_at
    is_fresh = since < ADD_ON_FOR
    return (
        Sentence(tr("ADD-ON {age}:", age=minutes(since)), entries=tuple(map(_dish, section.lines)))
        if is_fresh
        else None
    )


def _progress(card: Card, view: RailView) -> Sentence | None:
    """Give how far a table is."""
    is_wide = view.grid.is_wide
    if card.complete_since is not None:
        on_pass = minutes_seconds(view.now - card.complete_since)
        text = tr("COMPLETE {since} on pass", since=on_pass)
        if is_wide:
            text = tr("COMPLETE   {since} on the pass", since=on_pass)
        key = view.caps.get("done", "ENTER")
        return Sentence(text, answer=tr("{key} = seen", key=key) if card.unseen else tr("{key} = SEND", key=key))
    again = [line for line in card.lines if line.again and line.status.rank < Status.READY.rank]
    if again:
        return Sentence(_again(again[0], view.now, is_wide=is_wide))
    missing = [each for each in card.others if each.missing]
    if card.held and not missing:
        answer = tr("{key} = fire", key=view.caps["fire"]) if "fire" in view.caps else ""
        return Sentence(_held(card, view.now, is_wide=is_wide), HELD, answer=answer, answer_look=HELD)
    if card.purchase is not Purchase.WALK_IN:
        return Sentence(_promise(card, view))
    if not missing:
        return None
    open_lines = [
        line for line in card.lines if line.kind is not LineKind.VOID and line.status.rank < Status.READY.rank
    ]
    if len(missing) == 1 and len(open_lines) == 1:
        words = f"{clean(missing[0].endpoint).upper()} {_dish(open_lines[0])}"
        if cell_width(words) + _MARGIN <= view.width:
            return Sentence(tr("waits {what}", what=words))
    entries = tuple(f"{clean(each.endpoint).upper()} {each.missing}" for each in missing)
    return Sentence(tr("waits"), entries=entries)


def _dish(line: CardLine) -> str:
    return f"{quantity_words(line.quantity, line.unit)} {short_name(line.name)}"


def _fate(line: CardLine) -> str:
    return tr("was on the {station}", station=line.fate_at) if line.fate_at else line.fate


def _changed(line: CardLine) -> str:
    was = tr("WAS {amount}", amount=amount_words(line.was)) if line.was is not None else ""
    head = tr("CHANGED") if line.kind is LineKind.CHANGED else ""
    moved = line.notice if not head and not was else ""
    return joined(joined(head, _dish(line), was, moved, by=" "), line.former, by=", ")


def _again(line: CardLine, now: datetime, *, is_wide: bool) -> str:
    since = minutes(now - line.changed_at) if line.changed_at else ""
    seat = seat_word(line.seat)
    words = tr("AGAIN {dish}", dish=_dish(line))
    if is_wide:
        return joined(joined(words, seat, by=" "), tr("since {age}", age=since) if since else "", by=", ")
    return joined(words, seat, since, by=", ")


def _held(card: Card, now: datetime, *, is_wide: bool) -> str:
    courses = sorted({item.course for order in card.held for item in order.items if item.course is not None})
    held = tr("course {course} HELD", course=courses[0]) if courses else tr("HELD")
    sent = _last_sent(card) if is_wide else None
    if sent is None:
        return held
    course, at = sent
    return tr("course {course} sent {age} ago, {held}", course=course, age=minutes(now - at), held=held)


def _last_sent(card: Card) -> tuple[int, datetime] | None:
    """Give course and time of what was served last, None where the slips don't say."""
    fired: list[Order] = [order for order in card.orders if all(order.id != held.id for held in card.held)]
    served = [
        (pair.changed_at, item.course)
        for order in fired
        for item in order.items
        for pair in item.pairs
        if pair.status is Status.SERVED and pair.changed_at is not None and item.course is not None
    ]
    if not served:
        return None
    at, course = max(served)
    return course, at


def _promise(card: Card, view: RailView) -> str:
    number = f"#{card.numbers[0]}" if card.numbers else ""
    due = tr("for {time}", time=short_clock(card.due_at, view.local)) if card.due_at else ""
    gap = "   " if view.grid.is_wide else "  "
    return joined(joined(number, card.pickup_name or "", by=" "), due, card.note or "", by=gap)
