"""Lays notes over what a board shows: this screen's own unsent words, then what all of them say about cards and dishes.

Pure; it only adds words and marks, and never takes a card or a dish away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kds.domain.cards import Card, CardLine, LineKind, Section
from kds.domain.errands import EndNote, TellNote
from kds.domain.intents import Command, Errand
from kds.domain.marks import Marks, again_key
from kds.domain.notes import Note, NoteKind, Shared, subject_of
from kds.domain.order import Order
from kds.domain.sorting import is_rushed
from kds.domain.wording import joined_notices
from kds.language import tr


def with_own(shared: Shared, commands: Iterable[Command]) -> Shared:
    """Give what will be known once this screen's commands have reached the till.

    Args:
        shared: what was read.
        commands: everything not yet confirmed, oldest first; what is no note is passed over.

    Returns:
        The very same object where no command changes anything.
    """
    notes = shared.notes
    for command in commands:
        match command.change:
            case Errand(deed=TellNote(note=note)):
                notes = (*_without(notes, note), note)
            case Errand(deed=EndNote(note=note)):
                notes = _without(notes, note)
    return shared if notes is shared.notes else replace(shared, notes=notes)


def made_again(marks: Marks, shared: Shared) -> Mapping[str, datetime]:
    """Give which dishes are made again, and since when.

    From the notes where the till has a place for them, else from what this screen saw happen as well (board 3).
    """
    told = {
        again_key(note.order_id, note.item_id): note.at
        for note in shared.of(NoteKind.AGAIN)
        if note.order_id is not None and note.item_id is not None
    }
    return told if shared.is_offered else {**marks.again, **told}


def with_sold_out(cards: tuple[Card, ...], shared: Shared) -> tuple[Card, ...]:
    """Give the cards with a word on each dish that was ordered after it was sold out.

    Cards without one are the very same objects.
    """
    gone = {code: note.gone_at or note.at for code, note in shared.sold_out.items()}
    return tuple(_with_sold_out(card, gone) for card in cards) if gone else cards


def _without(notes: tuple[Note, ...], note: Note) -> tuple[Note, ...]:
    subject = subject_of(note)
    left = tuple(each for each in notes if subject_of(each) != subject)
    return left if len(left) < len(notes) else notes


def _with_sold_out(card: Card, gone: Mapping[int, datetime]) -> Card:
    orders = {order.id: order for order in card.orders}
    sections = tuple(_section(section, orders, gone) for section in card.sections)
    same = all(new is old for new, old in zip(sections, card.sections, strict=True))
    return card if same else replace(card, sections=sections)


def _section(section: Section, orders: Mapping[str, Order], gone: Mapping[int, datetime]) -> Section:
    lines = tuple(_line(line, orders.get(line.order_id), gone) for line in section.lines)
    same = all(new is old for new, old in zip(lines, section.lines, strict=True))
    return section if same else replace(section, lines=lines)


def _line(line: CardLine, order: Order | None, gone: Mapping[int, datetime]) -> CardLine:
    item = order.item(line.item_id) if order is not None else None
    since = gone.get(item.plu_code) if item is not None and item.plu_code is not None else None
    if order is None or since is None or line.kind not in (LineKind.DISH, LineKind.CHANGED):
        return line
    if not line.status.is_open or order.created_at is None or order.created_at <= since:
        return line
    return replace(line, notice=joined_notices(tr("86: SOLD OUT"), line.notice))


def with_notes(cards: tuple[Card, ...], shared: Shared) -> tuple[Card, ...]:
    """Give the cards with what was told about them; a card that nothing was told about stays the same object."""
    rushed = shared.rushed
    reasons = {(note.order_id, note.item_id): note.reason for note in shared.of(NoteKind.AGAIN) if note.reason}
    if not rushed and not reasons:
        return cards
    return tuple(_with_reasons(_with_rush(card, rushed), reasons) for card in cards)


def _with_rush(card: Card, rushed: frozenset[str]) -> Card:
    return replace(card, is_rush=True) if is_rushed(card, rushed) else card


def _with_reasons(card: Card, reasons: dict[tuple[str | None, int | None], str]) -> Card:
    if not any(line.again and (line.order_id, line.item_id) in reasons for line in card.lines):
        return card
    sections = (
        Section(tuple(_told(line, reasons) for line in section.lines), section.order_ids, section.added_at)
        for section in card.sections
    )
    return replace(card, sections=tuple(sections))


def _told(line: CardLine, reasons: dict[tuple[str | None, int | None], str]) -> CardLine:
    reason = reasons.get((line.order_id, line.item_id))
    if reason is None or not line.again:
        return line
    words = tr("AGAIN: {reason}", reason=tr(reason))
    return replace(line, notice=f"{words}, {line.notice}" if line.notice else words)
