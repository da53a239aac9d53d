"""Watches acknowledged commands until a later poll shows them, and sends again what a late request undid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kds.domain.clock import Clock
from kds.domain.intents import SetStatus
from kds.domain.order import Order
from kds.domain.overlay import is_met
from kds.domain.wording import status_word
from kds.errors import SourceError
from kds.kitchen.ports import CommandState, Source, StoredCommand
from kds.kitchen.queue import Lane, Queue, lane_of
from kds.kitchen.reconcile import Ack, Verdict, verdicts
from kds.language import tr

SETTLE_SECONDS = 10.0
"""After a request without an answer its order is not compared for this long, so that it has landed by then: more than
the 8 s that a delivery is waited for (reliability 5.7)."""


class Confirming:
    """Acknowledged commands and what their answers said.

    Attributes:
        polls: how many polls have started in this run.
        user: our user name at the till, "" before the login.
        poll_soon: asks for a poll now, which confirms early; None while nobody polls.
    """

    def __init__(self, source: Source, queue: Queue, clock: Clock) -> None:
        self._source = source
        self._queue = queue
        self._clock = clock
        self._acks: dict[str, Ack] = {}
        self._settled_at: dict[Lane, float] = {}
        self.polls = 0
        self.user = ""
        self.poll_soon: Callable[[], None] | None = None

    def load(self) -> None:
        """Wait for requests of an earlier run to land, before anything they may undo is compared."""
        for row in self._queue.rows:
            self.in_doubt(lane_of(row))

    def in_doubt(self, lane: Lane) -> None:
        """Learn that a request of this order got no answer and may land late."""
        self._settled_at[lane] = self._clock.monotonic() + SETTLE_SECONDS

    def acknowledged(self, row: StoredCommand, orders: tuple[Order, ...]) -> None:
        """Learn that the till has carried out a command."""
        self._acks[row.command.id] = Ack(poll=self.polls, orders=orders, in_doubt=lane_of(row) in self._settled_at)
        if self.poll_soon is not None:
            self.poll_soon()

    async def compare(self, orders: Sequence[Order], *, poll: int, is_whole: bool = True) -> None:
        """Judge what the till acknowledged by what a poll showed; raises StateError.

        Args:
            orders: the open orders of the poll.
            poll: the number it had when it started.
            is_whole: no order can be missing from it by chance, as between two pages.
        """
        lanes = {
            lane: rows
            for lane, rows in self._queue.lanes(self._source.name).items()
            if any(row.state is CommandState.CONFIRMING for row in rows)
        }
        if lanes:
            shown = {(order.source, order.id): order for order in orders}
            for lane, rows in lanes.items():
                if self._is_settled(lane):
                    await self._judge(rows, shown.get(lane), poll, is_whole=is_whole)
        self._forget()

    async def _judge(self, rows: Sequence[StoredCommand], order: Order | None, poll: int, *, is_whole: bool) -> None:
        judged = verdicts(rows, order, self._acks, poll=poll, user=self.user, is_whole=is_whole)
        if Verdict.LOOK in judged.values():
            try:
                order = await self._source.read_order(rows[0].command.order_id)
            except SourceError:
                return
            judged = verdicts(rows, order, self._acks, poll=poll, user=self.user)
        for row in rows:
            verdict = judged.get(row.command.id, Verdict.WAIT)
            await self._follow(row, verdict, order)

    async def _follow(self, row: StoredCommand, verdict: Verdict, order: Order | None) -> None:
        match verdict:
            case Verdict.WAIT:
                return
            case Verdict.DONE:
                await self._queue.move(row.command.id, CommandState.DONE)
            case Verdict.OBSOLETE | Verdict.LOOK:
                await self._queue.move(
                    row.command.id, CommandState.OBSOLETE, reason=tr("the order is gone at the till")
                )
            case Verdict.AGAIN:
                fresh = row.command if order is None else replace(row.command, base_version=order.version)
                is_its_own_fault = order is not None and is_met(order, row.command.change) is False
                await self._queue.send_again(
                    row.command.id,
                    reason=tr("the till accepted it but does not show it"),
                    rounds=row.rounds + is_its_own_fault,
                    command=fresh,
                )
            case Verdict.PARK:
                await self._queue.move(row.command.id, CommandState.PARKED, reason=_disagreement(row))

    def _is_settled(self, lane: Lane) -> bool:
        return self._settled_at.get(lane, 0.0) <= self._clock.monotonic()

    def _forget(self) -> None:
        now = self._clock.monotonic()
        self._settled_at = {lane: at for lane, at in self._settled_at.items() if at > now}
        self._acks = {key: ack for key, ack in self._acks.items() if self._queue.row(key) is not None}


def _disagreement(row: StoredCommand) -> str:
    change = row.command.change
    if isinstance(change, SetStatus):
        return tr(
            "The till accepted {status} for order {number} again and again but does not show it.",
            status=status_word(change.status),
            number=row.command.number,
        )
    return tr(
        "The till accepted this for order {number} again and again but does not show it.", number=row.command.number
    )
