"""Counts countdowns down where no server does it: what orders ask for, less what they take back (contract 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from kds.domain.notes import Note, NoteKind
from kds.domain.order import Order

_JUST_BEFORE = timedelta(milliseconds=1)


def lowered(notes: Sequence[Note], orders: Sequence[Order]) -> tuple[Note, ...]:
    """Give the notes with every countdown lowered by the orders made since it was last counted.

    Args:
        notes: all notes of this screen; `at` of a countdown is when the newest order counted was made.
        orders: the orders known now, each once.
    """
    return tuple(_lowered(note, orders) if note.kind is NoteKind.COUNTDOWN else note for note in notes)


def _lowered(note: Note, orders: Sequence[Order]) -> Note:
    news = [order for order in orders if order.created_at is not None and order.created_at > note.at]
    if not news or note.amount is None:
        return note
    left, gone_at = note.amount, note.gone_at
    newest = note.at
    for order in sorted(news, key=lambda each: each.created_at or note.at):
        newest = max(newest, order.created_at or newest)
        left -= _wanted(order, note.plu_code)
        if left > 0:
            gone_at = None
        elif gone_at is None:
            gone_at = newest if left == 0 else newest - _JUST_BEFORE
        left = max(left, Decimal(0))
    return note if left == note.amount else replace(note, amount=left, gone_at=gone_at, at=newest)


def _wanted(order: Order, plu_code: int | None) -> Decimal:
    amounts = (-item.amount if item.is_negative else item.amount for item in order.items if item.plu_code == plu_code)
    return sum(amounts, Decimal(0))
