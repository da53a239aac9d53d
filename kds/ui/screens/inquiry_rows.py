"""Rows of one inquiry's page: its thread, what is known about it, the numbered list, the line being typed; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from kds.domain.inquiries.actions import Choice
from kds.domain.inquiries.cards import InquiryCard
from kds.domain.inquiries.inquiry import Author, InquiryMessage
from kds.domain.inquiries.laying_over import UNSENT_ID
from kds.domain.inquiries.phases import InquiryPhase
from kds.domain.inquiries.replies import ReplyTemplate
from kds.domain.text import cell_width, clean, wrap_cells
from kds.language import mark, tr
from kds.ui.drawing.lane import not_read_words
from kds.ui.drawing.spans import ALLERGY, BOLD, DIM, PLAIN, REVERSE, SELECTED, VOID, Row, Span
from kds.ui.drawing.words import joined, minutes, short_clock
from kds.ui.screens.inquiry_form import OWN_WORDS, Form
from kds.ui.screens.list_rows import fitted

_MEMO_LINES = 2
_NAMES = {Author.CUSTOMER: mark("asks"), Author.SHOP: mark("we"), Author.OTHER: mark("other")}


def heading_of(card: InquiryCard, now: datetime) -> str:
    """Give subject, customer, language, and how long they wait."""
    waits = card.phase in (InquiryPhase.UNANSWERED, InquiryPhase.TO_DO)
    phase = tr(card.phase).upper()
    state = joined(phase, tr("waits {age}", age=minutes(now - card.waits_since)) if waits else "")
    who = joined(clean(card.customer), clean(card.language), by=" · ")
    return joined(clean(card.title), who, state, by="   ")


def thread_rows(card: InquiryCard, columns: int, local: tzinfo | None) -> tuple[Row, ...]:
    """Give the whole thread, oldest first; what is not sent yet carries `~`."""
    if card.thread is None:
        return ((Span(fitted(f" {tr('The conversation has not been read yet.')}", columns), DIM),),)
    if not card.thread:
        return ((Span(fitted(f" {tr('Nothing is written but the subject.')}", columns), DIM),),)
    return tuple(row for message in card.thread for row in _message_rows(message, columns, local))


def about_rows(card: InquiryCard, columns: int) -> tuple[Row, ...]:
    """Give what is known beside the thread: a conflict, food, web-shop orders, what is on its way, the memo's end."""
    return tuple(_about(card, columns))


def body_rows(
    card: InquiryCard,
    form: Form,
    entries: Sequence[Choice | ReplyTemplate],
    columns: int,
    room: int,
    local: tzinfo | None,
) -> tuple[Row, ...]:
    """Give everything between title and foot in at most `room` rows.

    Args:
        card: the inquiry.
        form: where the person is.
        entries: what the digits stand for.
        columns: width of a row.
        room: rows there are; the list below is never cut, the conversation shows its end.
        local: the restaurant's time zone, None for the machine's.
    """
    if form.step.is_typed:
        below = typing_rows(tr(form.step.value), form.text, columns, max(room // 2, 2))
    else:
        below = numbered_rows(entries, form.chosen, columns)
    about = about_rows(card, columns)[: max(room - len(below) - 2, 0)]
    left = room - len(below) - len(about) - 1
    if left <= 0:
        return (*about, *below)[-room:]
    return (*thread_rows(card, columns, local)[-left:], *about, (), *below)


def numbered_rows(entries: Sequence[Choice | ReplyTemplate], chosen: int, columns: int) -> tuple[Row, ...]:
    """Give entries with their digits, a bar at the chosen one; what can't be done is dim and says why."""
    rows: list[Row] = []
    for index, entry in enumerate(entries):
        words, reason = _words_of(entry)
        look = DIM if reason else BOLD if index == chosen else PLAIN
        box = Span(f"[{(index + 1) % 10}]", DIM if reason else REVERSE)
        said = f" {words}   ({reason})" if reason else f" {words}"
        rows.append((Span("█" if index == chosen else " ", SELECTED), box, Span(fitted(said, columns - 4), look)))
    return tuple(rows)


def _words_of(entry: Choice | ReplyTemplate) -> tuple[str, str]:
    """Give what an entry is called, and why it can't be chosen."""
    if isinstance(entry, ReplyTemplate):
        return entry.text or tr(OWN_WORDS), ""
    return entry.words, entry.reason


def typing_rows(label: str, text: str, columns: int, most: int) -> tuple[Row, ...]:
    """Give what is being typed with a block as its cursor: the label, then the last `most - 1` rows of the text."""
    lines = wrap_cells(f"{text}█", max(columns - 2, 1))[-max(most - 1, 1) :]
    return ((Span(fitted(f" {label}", columns), BOLD),), *((Span(f" {line}", PLAIN),) for line in lines))


def _message_rows(message: InquiryMessage, columns: int, local: tzinfo | None) -> Iterator[Row]:
    is_ours = message.author is Author.SHOP
    sign = "~" if message.id == UNSENT_ID else " "
    lead = f" {short_clock(message.at, local)} {sign}{tr(_NAMES[message.author])}"
    speaker = max(cell_width(tr(name)) for name in _NAMES.values()) + 3
    room = max(columns - speaker - 6, 1)
    for index, text in enumerate(wrap_cells(clean(message.text), room)):
        left = fitted(lead if index == 0 else "", speaker + 5)
        yield (Span(left, DIM), Span(text, DIM if is_ours else PLAIN))


def _about(card: InquiryCard, columns: int) -> Iterator[Row]:
    for stuck in card.stuck:
        ours = f"{stuck.words}: {clean(stuck.text)}" if stuck.text else f"{stuck.words}."
        yield from (
            (Span(f" {text}", VOID),)
            for text in wrap_cells(tr("{reason} Ours: {ours}", reason=stuck.reason, ours=ours), columns - 2)
        )
    for link in card.food:
        title, number = clean(link.title), clean(link.number)
        if card.unread:
            yield (
                Span(fitted(f" {tr('{what} on {title}', what=not_read_words(card), title=title)}", columns), ALLERGY),
            )
        else:
            yield (
                Span(fitted(f" {tr('{number} is {title} on this board', number=number, title=title)}", columns), BOLD),
            )
    for order in card.web_orders:
        status = clean(order.status_word).replace("_", " ")
        yield (
            Span(
                fitted(f" {tr('web order {number}: {status}', number=clean(order.number), status=status)}", columns),
                PLAIN,
            ),
        )
    if card.unsent:
        yield (Span(fitted(f" {tr('~ on its way: {what}', what=', '.join(card.unsent))}", columns), BOLD),)
    for line in card.memo[-_MEMO_LINES:]:
        yield (Span(fitted(f" {tr('memo {text}', text=clean(line))}", columns), DIM),)
