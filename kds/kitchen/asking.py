"""Asks the source: the open orders, the login, the recall list; whatever fails becomes the connection's reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from kds.domain.clock import Clock
from kds.domain.leaving import still_counting
from kds.domain.order import Order
from kds.errors import LoginRefused, NotTheSource, SourceError, StateError, TlsFailure
from kds.kitchen.alarms import Alarm
from kds.kitchen.announcing import Announcing
from kds.kitchen.confirming import Confirming
from kds.kitchen.delivery import Delivery
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.ports import Reading, Source
from kds.kitchen.receive import Receiving
from kds.kitchen.restarts import Restarts
from kds.kitchen.troubles import Troubles
from kds.language import mark, tr

RECALL_LIMIT = 100
"""How many finished orders are read for the recall list (board 6)."""

HELD_FINISHED_SECONDS = 2.0
"""While orders are held, the finished ones are read this often: a Negative against a held order is finished from its
first moment and in no list of open orders (contract 2)."""

FINISHED = mark("reading finished orders")
"""What people call that work when it fails."""

LOG = logging.getLogger(__name__)


class Asking:
    """Polls and other reads; none of its methods raises."""

    def __init__(
        self,
        source: Source,
        facts: Facts,
        receiving: Receiving,
        confirming: Confirming,
        delivery: Delivery,
        health: Health,
        announcing: Announcing,
        clock: Clock,
        restarts: Restarts,
        troubles: Troubles,
        *,
        arrived: Callable[[frozenset[str]], Awaitable[None]],
    ) -> None:
        self._source = source
        self._facts = facts
        self._receiving = receiving
        self._confirming = confirming
        self._delivery = delivery
        self._health = health
        self._announcing = announcing
        self._clock = clock
        self._arrived = arrived
        self._restarts = restarts
        self._troubles = troubles
        self._applied = 0
        self._finished_at: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def poll(self) -> None:
        """Read the open orders and take them in; an answer older than one already taken in is thrown away."""
        self._confirming.polls += 1
        number = self._confirming.polls
        asked_at = self._clock.monotonic()
        former = (*self._facts.orders, *self._facts.finished)
        try:
            reading = await self._source.read_open()
            if self._health.is_repeated(reading.server_time):
                raise NotTheSource(
                    tr(
                        "Something between here and the till repeats its old answers. "
                        "Let nothing keep them, or go to the till directly."
                    )
                )
            if not self._facts.rights.known or not self._facts.endpoints:
                await self._log_in()
            async with self._one_at_a_time:
                if number > self._applied:
                    self._applied = number
                    await self._take(reading, number, asked_at, former)
        except SourceError as error:
            self._failed(error)
        except StateError as error:
            self._facts.alarms.set_off(Alarm.STORE, str(error))
        except Exception as error:
            LOG.exception("a poll failed in an unforeseen way")
            self._health.failed(error)
            self._facts.alarms.set_off(
                Alarm.UNEXPECTED, tr("An answer of the till could not be used ({error}).", error=type(error).__name__)
            )
        else:
            if self._needs_finished():
                await self.recall_list()
        self._announcing.redraw()

    async def profile(self) -> None:
        """Read the rights and the endpoints again; rights that were withdrawn come back."""
        try:
            await self._log_in()
        except SourceError as error:
            LOG.info("the profile could not be read: %s", error)
        self._announcing.redraw()

    async def recall_list(self) -> bool:
        """Read the finished orders again and tell whether that worked.

        One that fell out of the list stays while it still reduces a dish on the board.
        """
        self._finished_at = self._clock.monotonic()
        try:
            finished = await self._source.read_finished(RECALL_LIMIT)
            listed = {order.id for order in finished}
            left = still_counting(self._facts.orders, (each for each in self._facts.finished if each.id not in listed))
            still_there = await asyncio.gather(*(self._source.read_order(order.id) for order in left))
        except SourceError as error:
            # while the till is away that is no news
            LOG.log(
                logging.DEBUG if self._health.is_down else logging.INFO, "the recall list could not be read: %s", error
            )
            return False
        except Exception as error:  # noqa: BLE001 - it is logged and shown; the open orders must not suffer from it
            self._troubles.failed(FINISHED, error)
            return False
        self._troubles.worked(FINISHED)
        finished += tuple(order for order in still_there if order is not None)
        if finished != self._facts.finished:
            self._facts.finished = finished
            self._announcing.redraw()
        return True

    def _needs_finished(self) -> bool:
        """Whether finished orders may reduce what is held and were not read lately."""
        if self._finished_at is None:
            return True
        is_due = self._clock.monotonic() - self._finished_at >= HELD_FINISHED_SECONDS
        return is_due and any(not order.is_processed for order in self._facts.orders)

    async def _take(self, reading: Reading, number: int, asked_at: float, former: tuple[Order, ...]) -> None:
        self._health.answered(asked_at, reading.server_time)
        self._facts.alarms.end(Alarm.LOGIN, Alarm.TLS, Alarm.PORTAL, Alarm.UNEXPECTED)
        self._delivery.source_answered()
        with self._announcing.together():
            shown = self._announcing.board.slips
            arrived = await self._receiving.take(reading, shown, self._health.now(), former=former)
            await self._restarts.end_strangers(reading.orders)
            whole = reading.pages == 1 and not reading.left_out
            await self._confirming.compare(reading.orders, poll=number, is_whole=whole)
        if self._restarts.is_unsettled:
            await self._log_in()
            if await self.recall_list() or self._restarts.is_overdue:
                with self._announcing.together():
                    await self._restarts.send_again()
        if arrived:
            await self._arrived(arrived)
        self._delivery.wake()
        await self._receiving.keep_board()

    async def _log_in(self) -> None:
        self._facts.log_in(await self._source.profile())
        self._confirming.user = self._facts.user
        self._facts.name_endpoints(await self._source.read_endpoints())
        self._facts.alarms.end(Alarm.PROCESS)
        if not self._restarts.is_checking:
            self._facts.alarms.end(Alarm.INSTANCE)

    def _failed(self, error: SourceError) -> None:
        self._health.failed(error)
        self._delivery.source_failed()
        match error:
            case TlsFailure():
                self._facts.alarms.set_off(Alarm.TLS, str(error))
            case LoginRefused():
                self._facts.alarms.set_off(Alarm.LOGIN, str(error))
            case NotTheSource():
                self._facts.alarms.set_off(Alarm.PORTAL, str(error))
