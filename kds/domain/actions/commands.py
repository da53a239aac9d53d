"""Turns planned routes into commands and intents with everything they carry along: ids, versions, former statuses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from kds.domain.board import Board
from kds.domain.cards import Card
from kds.domain.grouping import type_words
from kds.domain.intents import Change, Command, Intent, IntentKind, PairState
from kds.domain.order import Order
from kds.domain.terms import Purchase
from kds.language import mark, tr

_SHORT_TITLES = {Purchase.TAKE_AWAY: mark("TAKE"), Purchase.DELIVERY: mark("DELIVERY")}


def new_id(now: datetime) -> str:
    """Make a UUID whose text sorts by time (RFC 9562, version 7)."""
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    noise = uuid.uuid4().int
    bits = milliseconds << 80 | 0x7 << 76 | (noise >> 64 & 0xFFF) << 64 | 0b10 << 62 | noise & (2**62 - 1)
    return str(uuid.UUID(int=bits))


def pair_states(order: Order) -> tuple[PairState, ...]:
    """Give where every pair of an order stands now."""
    return tuple(
        PairState(order.id, item.id, pair.endpoint, pair.status) for item in order.items for pair in item.pairs
    )


def commands_for(order: Order, changes: Iterable[Change], now: datetime) -> tuple[Command, ...]:
    """Make one command per change of an order; each carries all of the order's former statuses.

    All of them, not only those it changes, so that an undo can be planned after the order has left the board.
    """
    before = pair_states(order)
    return tuple(
        Command(
            id=new_id(now),
            order_id=order.id,
            number=order.number,
            change=change,
            base_version=order.version,
            before=before,
            source=order.source,
            at=now,
            created_at=order.created_at,
        )
        for change in changes
    )


def card_intent(
    board: Board,
    card: Card,
    kind: IntentKind,
    now: datetime,
    commands: Iterable[Command] = (),
    *,
    ticked: Iterable[str] = (),
    unticked: Iterable[str] = (),
    seen: frozenset[str] = frozenset(),
) -> Intent:
    """Bundle what one key press on a card does."""
    return Intent(
        id=new_id(now),
        kind=kind,
        station=board.station.name,
        label=label_of(card),
        card_key=card.key,
        at=now,
        commands=tuple(commands),
        seen=seen,
        ticked=frozenset(ticked),
        unticked=frozenset(unticked),
    )


def ticks_of(board: Board, orders: Iterable[Order]) -> frozenset[str]:
    """Give the local ticks of some orders' lines; they end when the till is told."""
    starts = tuple(f"{order.id}/" for order in orders)
    return frozenset(key for key in board.marks.ticked if key.startswith(starts)) if starts else frozenset()


def label_of(card: Card) -> str:
    """Say what a person calls a card: `T9`, `TAKE #131`."""
    word = _SHORT_TITLES.get(card.purchase)
    is_only_type = card.title == type_words(card.purchase)
    return f"{tr(word)} #{card.numbers[0]}" if word and is_only_type and card.numbers else card.title
