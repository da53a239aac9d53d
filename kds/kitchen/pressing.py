"""Takes what people press: into the outbox first, then over the board; gives a sentence when it is not taken."""

from __future__ import annotations

import logging
from collections.abc import Collection, Coroutine
from dataclasses import replace
from datetime import datetime

from kds.domain.actions.firing import auto_fire
from kds.domain.errands import words_of
from kds.domain.intents import Change, Delete, Errand, Fire, Intent, IntentKind, Refusal, SetStatus
from kds.domain.marks import Marks
from kds.domain.remembering import painted
from kds.errors import StateError
from kds.kitchen.alarms import Alarm
from kds.kitchen.announcing import Announcing
from kds.kitchen.consequences import Consequences, right_for
from kds.kitchen.delivery import Delivery
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.history import History
from kds.kitchen.ports import CommandState, Memory
from kds.kitchen.queue import Queue
from kds.kitchen.sides import Sides
from kds.language import tr

LOG = logging.getLogger(__name__)


class Pressing:
    """What people do: press, look, and decide about parked commands."""

    def __init__(
        self,
        facts: Facts,
        queue: Queue,
        history: History,
        delivery: Delivery,
        consequences: Consequences,
        announcing: Announcing,
        memory: Memory,
        health: Health,
        sides: Sides,
    ) -> None:
        self._facts = facts
        self._queue = queue
        self._history = history
        self._delivery = delivery
        self._consequences = consequences
        self._announcing = announcing
        self._memory = memory
        self._health = health
        self._sides = sides

    async def perform(self, intent: Intent) -> Refusal | None:
        """Store an intent, then show it; give the reason when it was not taken."""
        refusal = self._refusal(intent)
        if refusal is not None:
            return refusal
        with self._announcing.together():
            try:
                return await self._store(intent)
            except StateError as error:
                self._facts.alarms.set_off(Alarm.STORE, str(error))
                return Refusal(str(error))

    async def painted(self, keys: Collection[str]) -> None:
        """Take note that these cards stood on the screen: what a person may have read stays until seen."""
        marks = painted(self._facts.marks, [card for card in self._announcing.board.cards if card.key in keys])
        if marks == self._facts.marks:
            return
        self._facts.marks = marks
        try:
            await self._memory.save_marks(self._facts.station.name, marks)
        except StateError as error:
            self._facts.alarms.set_off(Alarm.STORE, str(error))

    async def retry(self, command_id: str) -> None:
        """Send a parked command again, as a person wants it; any other stays as it is."""
        row = self._queue.row(command_id)
        if row is not None and row.state is CommandState.PARKED:
            self._consequences.try_all_again()
            # an errand may go out once more after it was looked for: that is what the person has decided
            attempts = min(row.attempts, 1) if isinstance(row.command.change, Errand) else None
            now = self._health.now()
            await self._decide(self._queue.send_again(command_id, reason="", rounds=0, asked_at=now, attempts=attempts))

    async def discard(self, command_id: str, why: str) -> None:
        """Give up a parked or waiting command for good; one that is on its way or already there stays."""
        await self._decide(self._queue.discard(command_id, why))

    async def fire_arrived(self, arrived: frozenset[str]) -> None:
        """Fire what has just arrived, where the station fires by itself; without the right say so once."""
        intent = auto_fire(self._announcing.board, arrived, self._health.now())
        refusal = await self.perform(intent) if isinstance(intent, Intent) else intent
        if refusal is not None:
            self._facts.alarms.set_off(
                Alarm.PROCESS, tr("Orders wait to be fired by hand: {reason}", reason=refusal.sentence)
            )

    def _refusal(self, intent: Intent) -> Refusal | None:
        if self._facts.station.read_only and intent.commands:
            return Refusal(tr("This screen is for looking only."))
        for command in intent.commands:
            if self._sides.has(command.source):
                continue  # another system's rights were asked for where the key was pressed
            right = right_for(command.change)
            if not self._facts.rights.has(right):
                who, deed = self._facts.user or tr("This login"), _deed(command.change)
                return Refusal(tr("{who} may not {deed} (right {right}).", who=who, deed=deed, right=right))
        return None

    async def _store(self, intent: Intent) -> Refusal | None:
        station = self._facts.station.name
        before = self._facts.marks
        marks = _marked(before, intent)
        undone = self._history.intent(intent.undoes)
        stored = await self._queue.add(intent, undone, station=station, marks=None if marks == before else marks)
        if isinstance(stored, Refusal):
            return stored
        if intent.kind is IntentKind.CLOSE:
            numbers = ", ".join(f"#{command.number}" for command in intent.commands)
            LOG.info("%s closed orders of an earlier day: %s", self._facts.user or "this login", numbers)
        if intent.station == station:
            self._history.add(intent)
        for command in stored.commands:
            held = held_seconds(intent.not_before, self._health.now())
            if not self._sides.take_on(command, held):
                self._delivery.take_on(command, held_seconds=held)
        if self._facts.station.name != station:
            return None  # this screen is another station by now; what was marked went to disk with the press
        if self._facts.marks is before:
            self._facts.marks = marks
        else:
            # A reading came in while the disk was busy: its marks are on disk now and must get this press too.
            self._facts.marks = _marked(self._facts.marks, intent)
            await self._memory.save_marks(station, self._facts.marks)
        return None

    async def _decide(self, move: Coroutine[object, object, object]) -> None:
        with self._announcing.together():
            try:
                await move
            except StateError as error:
                self._facts.alarms.set_off(Alarm.STORE, str(error))
        self._delivery.wake()
        self._sides.wake()


def held_seconds(not_before: datetime | None, now: datetime) -> float:
    """Give how long a command must still be held back, 0 when it may go."""
    return 0.0 if not_before is None else max(0.0, (not_before - now).total_seconds())


def _marked(marks: Marks, intent: Intent) -> Marks:
    if not (intent.seen or intent.ticked or intent.unticked):
        return marks
    return replace(marks, seen=marks.seen | intent.seen, ticked=(marks.ticked | intent.ticked) - intent.unticked)


def _deed(change: Change) -> str:
    match change:
        case SetStatus():
            return tr("change the status of orders")
        case Fire():
            return tr("fire orders")
        case Delete():
            return tr("delete orders")
        case Errand(deed=deed):
            return words_of(deed)
