"""Makes this screen another station without a restart, and lets a station cover others; marks are per station, the outbox stays."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from kds.domain.covering import can_cover, uncovered
from kds.domain.intents import Refusal
from kds.domain.order import Order
from kds.domain.station import Station
from kds.errors import StateError
from kds.kitchen.alarms import Alarm
from kds.kitchen.announcing import Announcing
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.history import KEPT, History
from kds.kitchen.ports import Memory, Outbox
from kds.kitchen.receive import Receiving
from kds.language import tr

LOG = logging.getLogger(__name__)


class Switching:
    """Which station this screen is, and what it covers."""

    def __init__(
        self,
        facts: Facts,
        history: History,
        receiving: Receiving,
        announcing: Announcing,
        outbox: Outbox,
        memory: Memory,
        health: Health,
    ) -> None:
        self._facts = facts
        self._history = history
        self._receiving = receiving
        self._announcing = announcing
        self._outbox = outbox
        self._memory = memory
        self._health = health
        self._left: dict[str, tuple[Order, ...]] = {}

    async def become(self, station: Station) -> None:
        """Be another station from now on: with its own marks, its own last presses and what it covered; raises StateError.

        Unsent presses of the former station stay in the outbox and go out as they would have.
        """
        facts = self._facts
        marks = await self._memory.load_marks(station.name)
        intents = await self._outbox.recent_intents(self._health.now() - KEPT)
        self._left[facts.station.name] = self._announcing.board.slips
        LOG.info("station %s is station %s now", facts.station.name, station.name)
        with self._announcing.together():
            # what only this screen knows of rush and sold out stays with the screen
            facts.station, facts.marks = uncovered(station), replace(marks, told=facts.marks.told)
            facts.name_endpoints(facts.endpoints)
            self._history.load(intent for intent in intents if intent.station == station.name)
            self._receiving.begin_anew(self._left.pop(station.name, ()))

    async def cover(self, names: Sequence[str]) -> Refusal | None:
        """Watch the endpoints of exactly those stations too; give the reason when that can't be done or kept."""
        facts = self._facts
        if not can_cover(facts.station):
            return Refusal(tr("{station} can't cover another station.", station=facts.station.name))
        with self._announcing.together():
            facts.cover(tuple(names))
            facts.name_endpoints(facts.endpoints)
            self._receiving.begin_anew(self._announcing.board.slips)
        LOG.info("station %s covers: %s", facts.station.name, ", ".join(names) or "nobody")
        try:
            await self._memory.save_marks(facts.station.name, facts.marks)
        except StateError as error:
            facts.alarms.set_off(Alarm.STORE, str(error))
            return Refusal(str(error))
        return None
