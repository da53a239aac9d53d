"""Turns facts and outbox into a `Board`; rebuilds cards only when something they are made of has changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kds.domain.board import Board, BoardChanged, DoneIntent
from kds.domain.business_day import BusinessDay
from kds.domain.cards import Card, Recallable, Sync
from kds.domain.changes import rings
from kds.domain.composing import cards_for, held_tables
from kds.domain.connection import Connection
from kds.domain.intents import Command
from kds.domain.leaving import still_counting
from kds.domain.noted import made_again, with_notes, with_own, with_sold_out
from kds.domain.order import Order
from kds.domain.overlay import overlay
from kds.domain.past import Past, after
from kds.domain.promises import set_apart
from kds.domain.recalling import recallable
from kds.domain.status import is_processable
from kds.domain.yesterday import left_over, todays
from kds.kitchen.alarms import Alarm
from kds.kitchen.facts import Facts
from kds.kitchen.ports import CommandState
from kds.kitchen.queue import Queue
from kds.kitchen.sides import Sides
from kds.language import tr

LOG = logging.getLogger(__name__)

SKEW_TOLD_SECONDS = 1.0
"""The screen hears of the clock's skew only in steps of this size."""


class Picture:
    """The board as it was last drawn, and what it was made of."""

    def __init__(self, facts: Facts, queue: Queue, sides: Sides, day: BusinessDay) -> None:
        self._facts = facts
        self._day = day
        self._cards: tuple[Card, ...] = ()
        self._past = Past()
        self._again: Mapping[str, datetime] = {}
        self._sides = sides
        self._queue = queue
        self._made_of: tuple[object, ...] = ()
        self._recallable: tuple[Recallable, ...] = ()
        self._heard: frozenset[str] = frozenset()
        self.board = Board(station=facts.station)

    def draw(self, connection: Connection, done: tuple[DoneIntent, ...], now: datetime) -> BoardChanged | None:
        """Bring the board up to date; None when a person would see no difference."""
        former = self.board
        facts = self._facts
        try:
            self._recompose(now)
            self._set_apart(now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the board must say that it stands still
            self._stands_still(error)
        else:
            facts.alarms.end(Alarm.DRAWING)
        self.board = replace(
            self.board,
            station=facts.station,
            stations=facts.stations,
            marks=facts.marks,
            done=former.done if done == former.done else done,
            endpoints=facts.endpoints,
            connection=connection,
            rights=facts.rights,
            known=facts.known,
            cached_at=facts.cached_at,
            banner=facts.alarms.banner,
            device=facts.device,
            user=facts.user,
            mode=facts.mode,
        )
        self.board = self._sides.put_on(self.board)
        return self._difference(former)

    def _recompose(self, now: datetime) -> None:
        facts = self._facts
        commands = self._queue.laid_over(now)
        sync, refusals = self._on_the_way()
        # What was painted is on the cards already; it matters only once a reading takes it away.
        marks = replace(facts.marks, painted=frozenset())
        read = (facts.orders, facts.others, facts.finished, facts.others_finished)
        open_orders, finished = facts.orders + facts.others, facts.finished + facts.others_finished
        began = self._day.start(now)
        made_of = (*read, facts.station, began, marks, facts.shared, facts.endpoints, commands, sync, refusals)
        if len(made_of) == len(self._made_of) and all(map(_same, made_of, self._made_of)):
            return
        known = (*read, facts.station)
        if not all(map(_same, known, self._made_of)) or not self._made_of:
            self._recallable = recallable(facts.station, open_orders, finished, now)
        self._made_of = made_of
        self._past = after(self._past, open_orders)
        orders = _laid_over(open_orders, finished, commands)
        reducing = still_counting(orders, finished)
        slips = orders + reducing
        old = left_over(slips, facts.marks, facts.station, began)
        slips, marks = todays(old, slips, facts.marks)
        shared = with_own(facts.shared, commands)
        again = made_again(facts.marks, shared)
        self._again = self._again if again == self._again else again
        marks = replace(marks, again=self._again)
        cards = cards_for(facts.station, slips, marks, sync, facts.endpoints)
        cards = with_sold_out(with_notes(cards, shared), shared)
        self._cards = tuple(_with_refusal(card, refusals) for card in cards)
        self.board = replace(
            self.board,
            left_over=old,
            shared=shared,
            held=held_tables(facts.station, slips, marks),
            orders=orders,
            reducing=reducing,
            former=self._past.former,
            sync=sync,
            recallable=self._recallable,
        )

    def _set_apart(self, now: datetime) -> None:
        """Keep promised cards off the board until it is time for them; the same cards stay the same objects."""
        facts, board = self._facts, self.board
        shown, promised = set_apart(self._cards, facts.station, facts.marks, board.shared.rushed, now)
        self.board = replace(
            board,
            cards=board.cards if _same(shown, board.cards) else shown,
            promised=board.promised if _same(promised, board.promised) else promised,
        )

    def _stands_still(self, error: Exception) -> None:
        """Keep the former cards where new ones can't be made, and say so: a dead board must never look alive."""
        sentence = tr(
            "The cards can't be brought up to date ({error}). What stands here is old: look at the till.",
            error=type(error).__name__,
        )
        if sentence not in self._facts.alarms.banner:
            LOG.error("the cards can't be made", exc_info=error)
        self._facts.alarms.set_off(Alarm.DRAWING, sentence)
        self._made_of = ()

    def _on_the_way(self) -> tuple[dict[str, Sync], dict[str, str]]:
        """Give order id → how far it is in sync, and order id → why something was refused."""
        sync: dict[str, Sync] = {}
        refusals: dict[str, str] = {}
        for row in self._queue.rows:
            order_id = row.command.order_id
            if row.state is CommandState.PARKED:
                refusals.setdefault(order_id, row.reason)
                sync[order_id] = Sync.REFUSED
            elif sync.get(order_id) is not Sync.REFUSED:
                is_unknown = row.state is CommandState.UNKNOWN or sync.get(order_id) is Sync.UNKNOWN
                sync[order_id] = Sync.UNKNOWN if is_unknown else Sync.PENDING
        return sync, refusals

    def _difference(self, former: Board) -> BoardChanged | None:
        board = self.board
        same_link = replace(
            board.connection,
            last_answer_at=former.connection.last_answer_at,
            skew_seconds=former.connection.skew_seconds,
        )
        skew = abs(board.connection.skew_seconds - former.connection.skew_seconds)
        if (
            skew < SKEW_TOLD_SECONDS
            and same_link == former.connection
            and replace(board, connection=former.connection) == former
        ):
            return None
        if board.cards is former.cards:
            return BoardChanged(board)
        return self._with_sounds(former)

    def _with_sounds(self, former: Board) -> BoardChanged:
        """Name the cards that should ring: never for what this screen or a restart brought back."""
        heard = self._heard
        self._heard = heard | {order.id for card in self.board.cards if not card.all_held for order in card.orders}
        if not former.known or former.station.name != self.board.station.name:
            return BoardChanged(self.board)
        heard_of = rings(former.cards, self.board.cards)
        fresh = {card.key for card in self.board.cards if any(order.id not in heard for order in card.orders)}
        return BoardChanged(self.board, heard_of.arrived & fresh, heard_of.changed, heard_of.voided)


def _laid_over(
    orders: tuple[Order, ...], finished: tuple[Order, ...], commands: tuple[Command, ...]
) -> tuple[Order, ...]:
    """Give the open orders as they will be, with finished ones that a recall on its way brings back."""
    laid = overlay(orders, commands)
    recalled = {command.order_id for command in commands} - {order.id for order in orders}
    if not recalled:
        return laid
    back = overlay(tuple(order for order in finished if order.id in recalled), commands)
    return laid + tuple(order for order in back if is_processable(order))


def _with_refusal(card: Card, refusals: Mapping[str, str]) -> Card:
    reason = next((refusals[order.id] for order in (*card.orders, *card.held) if order.id in refusals), "")
    return replace(card, refusal=reason) if reason and not card.refusal else card


def _same(new: object, old: object) -> bool:
    """Compare cheaply: tuples item by item by identity, anything else by value."""
    if new is old or not (isinstance(new, tuple) and isinstance(old, tuple)):
        return new is old or new == old
    return len(new) == len(old) and all(one is other for one, other in zip(new, old, strict=True))
