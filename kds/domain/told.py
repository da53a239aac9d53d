"""What the screens told each other, put on the cards it is about: rush, and why a dish is made again; changes nothing else."""

from __future__ import annotations

from dataclasses import replace

from kds.domain.cards import Card, CardLine, Section
from kds.domain.notes import NoteKind, Shared
from kds.domain.sorting import is_rushed
from kds.language import tr


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
