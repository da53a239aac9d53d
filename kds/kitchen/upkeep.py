"""Start and housekeeping of the kitchen: loads what an earlier run left, forgets the old, asks about what waits too long."""

from __future__ import annotations

from datetime import timedelta

from kds.domain.overlay import overlay
from kds.domain.status import is_processable
from kds.errors import StateError
from kds.kitchen.ages import Ages
from kds.kitchen.alarms import Alarm
from kds.kitchen.announcing import Announcing
from kds.kitchen.confirming import Confirming
from kds.kitchen.delivery import Delivery
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.history import KEPT, History
from kds.kitchen.ports import Memory, Outbox
from kds.kitchen.pressing import held_seconds
from kds.kitchen.queue import Queue
from kds.kitchen.sides import Sides
from kds.language import tr

KEEP_ENDED = timedelta(days=14)
"""How long ended commands stay on disk."""

ALARM_FULLNESS = 0.8
"""Used part of the outbox's largest size above which the board says so (reliability 3.1.11)."""


class Upkeep:
    """What happens to the outbox beside pressing and sending."""

    def __init__(
        self,
        facts: Facts,
        queue: Queue,
        history: History,
        confirming: Confirming,
        delivery: Delivery,
        announcing: Announcing,
        outbox: Outbox,
        memory: Memory,
        health: Health,
        ages: Ages,
        sides: Sides,
    ) -> None:
        self._facts = facts
        self._queue = queue
        self._history = history
        self._confirming = confirming
        self._delivery = delivery
        self._announcing = announcing
        self._outbox = outbox
        self._memory = memory
        self._health = health
        self._ages = ages
        self._sides = sides

    async def load(self) -> None:
        """Load what an earlier run left and draw it; raises StateError."""
        facts = self._facts
        facts.marks = await self._memory.load_marks(facts.station.name)
        orders, facts.endpoints, facts.cached_at = await self._memory.load_board()
        facts.cover(facts.marks.covering)
        known = overlay(orders, await self._outbox.done_since_board())
        facts.orders = tuple(order for order in known if is_processable(order))
        facts.finished = tuple(order for order in known if not is_processable(order))
        self._health.remembered(facts.cached_at)
        now = self._health.now()
        with self._announcing.together():
            await self._queue.load()
            self._confirming.load()
            intents = await self._outbox.recent_intents(now - KEPT)
            self._history.load(intent for intent in intents if intent.station == facts.station.name)
            for row in self._queue.rows:
                held = held_seconds(row.not_before, now)
                if not self._sides.take_on(row.command, held):
                    self._delivery.hold_back(row.command.id, held)
            await self._sides.start()
            await self._ages.ask()

    async def tidy(self) -> None:
        """Forget what ended long ago, ask about what waits too long, and tell when the outbox fills up; never raises."""
        with self._announcing.together():
            try:
                await self._memory.tidy(self._health.now() - KEEP_ENDED)
                await self._forget()
                await self._ages.ask()
                fullness = await self._memory.fullness()
            except StateError as error:
                self._facts.alarms.set_off(Alarm.STORE, str(error))
            else:
                sentence = tr("The outbox is nearly full; when it is, no bump can be kept. See: kds outbox list.")
                self._facts.alarms.set_off(Alarm.FULL, sentence if fullness >= ALARM_FULLNESS else "")

    async def _forget(self) -> None:
        """Forget what was seen of things in other systems that are over."""
        facts = self._facts
        marks = self._sides.without_old(facts.marks)
        if marks is not facts.marks:
            facts.marks = marks
            await self._memory.save_marks(facts.station.name, marks)
