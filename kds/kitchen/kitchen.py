"""The kitchen: takes in what the source says, stores what people press, and tells whoever draws; wires its parts together."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from kds.domain.board import Board
from kds.domain.business_day import BusinessDay
from kds.domain.clock import Clock
from kds.domain.intents import Intent, Refusal
from kds.domain.modes import Mode
from kds.domain.notes import NOTES
from kds.domain.station import Station
from kds.kitchen.ages import Ages
from kds.kitchen.alarms import Alarm
from kds.kitchen.announcing import Announcing
from kds.kitchen.asking import Asking
from kds.kitchen.confirming import Confirming
from kds.kitchen.consequences import Consequences
from kds.kitchen.delivery import Delivery
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.history import History
from kds.kitchen.lanes import Lanes
from kds.kitchen.notes import Notes, NoteSource
from kds.kitchen.picture import Picture
from kds.kitchen.ports import Listener, Memory, Outbox, Source, StoredCommand
from kds.kitchen.pressing import Pressing
from kds.kitchen.push import Push
from kds.kitchen.queue import Queue
from kds.kitchen.receive import Receiving
from kds.kitchen.restarts import Restarts
from kds.kitchen.sides import Side, Sides
from kds.kitchen.switching import Switching
from kds.kitchen.times import Times
from kds.kitchen.troubles import Troubles
from kds.kitchen.upkeep import Upkeep


class Kitchen:
    """One station's kitchen.

    `perform` commits to the outbox first, then changes the board, then tells the listeners. The board is always the
    last reading with the commands laid over it that are not yet confirmed.

    Attributes:
        delivery: the task that empties the outbox; `deliver` runs it.
        troubles: takes note of work by the clock that failed, and of its success.
        sides: the second systems on the same board.
        notes: what the screens of this kitchen tell each other; `refresh` it about once a second.
        times: the speed of service.
        push: hears the source, where that tells of changes by itself.
        switching: makes this screen another station, or lets it cover others.
    """

    def __init__(
        self,
        station: Station,
        source: Source,
        outbox: Outbox,
        memory: Memory,
        clock: Clock,
        *,
        poll_seconds: float = 1.0,
        banner: str = "",
        remark: str = "",
        day: BusinessDay | None = None,
        chance: random.Random | None = None,
        sides: Sequence[Side] = (),
        stations: Sequence[Station] = (),
        notes: NoteSource | None = None,
        mode: Mode = Mode.REAL,
    ) -> None:
        """Wire the parts together; nothing is read or sent yet.

        Args:
            station: what the screen is for.
            source: where orders come from.
            outbox: durable commands.
            memory: durable marks and last board, in the same file.
            clock: wall and monotonic clock.
            poll_seconds: the ordinary pause between two polls.
            banner: what the store has to say about its start.
            remark: what stands on the board for ever, below any problem: that what is sent can be read on the way.
            day: when a business day begins, 05:00 of this machine if None; a command of an earlier one asks a person.
            chance: random pauses after failures; a seeded one makes them repeatable.
            sides: second systems on the same board.
            notes: where the screens of this kitchen tell each other things, None to keep them on this one.
            stations: all stations of this installation, to cover one of them or to become it.
            mode: whether this is the real kitchen.
        """
        self._facts = facts = _facts_of(station, stations, banner, remark, mode)
        self._health = health = Health(clock, poll_seconds)
        self.push = Push(health, clock)
        self._queue = queue = Queue(outbox)
        history = History(queue)
        ages = Ages(queue, day or BusinessDay(), health.now)
        chance = chance or random.Random()
        self.notes = Notes(notes, facts, queue, memory, ages, health, clock, chance)
        self.sides = aside = Sides(sides, queue, ages, clock, chance, besides={NOTES: self.notes.errands})
        self._announcing = news = Announcing(Picture(facts, queue, aside, ages.day), queue, history, health)
        self.troubles = troubles = Troubles(facts.alarms, news.redraw)
        self._confirming = confirming = Confirming(source, queue, clock)
        restarts = Restarts(facts, queue, outbox, clock, health.now)
        consequences, delivery = _sending(source, facts, queue, chance, confirming, restarts, clock, ages)
        self.delivery = delivery
        press = Pressing(facts, queue, history, delivery, consequences, news, memory, health, aside)
        self._pressing, fire = press, press.fire_arrived
        self._upkeep = Upkeep(facts, queue, history, confirming, delivery, news, outbox, memory, health, ages, aside)
        self.times = Times(memory.times, facts, clock, health.now, ages.day, news.subscribe)
        self._receiving = receiving = Receiving(source, facts, memory, clock, restarts, self.times)
        self.switching = Switching(facts, history, receiving, news, outbox, memory, health)
        self._asking = Asking(
            source, facts, receiving, confirming, delivery, health, news, clock, restarts, troubles, arrived=fire
        )

    @property
    def board(self) -> Board:
        """The newest board."""
        return self._announcing.board

    @property
    def is_down(self) -> bool:
        """Whether the last poll failed, so that the next may wait longer."""
        return self._health.is_down

    def now(self) -> datetime:
        """Give the server's time."""
        return self._health.now()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` on this event loop at every change, until the returned function is called."""
        return self._announcing.subscribe(listener)

    def when_delivered(self, poll_soon: Callable[[], None]) -> None:
        """Call this after each acknowledged command: a poll now confirms it early."""
        self._confirming.poll_soon = poll_soon

    async def start(self) -> None:
        """Load what an earlier run left and draw it; raises StateError. Nothing is asked of the source yet."""
        self.notes.book.watch(self._announcing.redraw)
        await self._upkeep.load()

    async def deliver(self, beat: Callable[[], None] | None = None) -> None:
        """Send the outbox until `stop` is called; calls `beat` every few seconds while that goes on."""
        await asyncio.gather(self.delivery.run(beat), self.sides.run())

    async def stop(self) -> None:
        """Wait a moment for answers on their way and keep the last board; raises StateError."""
        await asyncio.gather(self.delivery.stop(), self.sides.stop())
        await self._receiving.keep_board(at_once=True)
        await self.times.stop()

    async def poll(self) -> None:
        """Read the open orders; never raises."""
        await self._asking.poll()

    async def refresh_profile(self) -> None:
        """Read rights and endpoints; never raises."""
        await self._asking.profile()

    async def refresh_recall(self) -> None:
        """Read the finished orders for the recall list; never raises."""
        await self._asking.recall_list()

    async def refresh_sides(self) -> None:
        """Let the second systems ask what is due, and take in their local orders; raises StateError."""
        await self.sides.refresh(self.troubles)
        with self._announcing.together():
            self._facts.others_finished = self.sides.finished
            await self._receiving.take_others(self.sides.orders, self.board.slips, self.now())

    async def beat(self) -> None:
        """Let the connection's word grow old; to be called once a second."""
        self.push.beat()
        self._announcing.redraw()

    async def tidy(self) -> None:
        """Forget what ended long ago; never raises."""
        await self._upkeep.tidy()
        await self.times.tidy()

    async def perform(self, intent: Intent) -> Refusal | None:
        """Store an intent, then show it; give the reason when it was not taken."""
        return await self._pressing.perform(intent)

    async def painted(self, keys: Collection[str]) -> None:
        """Take note that these cards stood on the screen."""
        await self._pressing.painted(keys)

    def outbox_view(self) -> tuple[StoredCommand, ...]:
        """Give the commands that have not ended, parked ones included, oldest first."""
        return self._queue.rows

    async def retry(self, command_id: str) -> None:
        """Send a parked command again, as a person wants it."""
        await self._pressing.retry(command_id)

    async def discard(self, command_id: str, why: str) -> None:
        """Give up a parked or waiting command for good; the reason is logged."""
        await self._pressing.discard(command_id, why)


def _sending(
    source: Source,
    facts: Facts,
    queue: Queue,
    chance: random.Random,
    confirming: Confirming,
    restarts: Restarts,
    clock: Clock,
    ages: Ages,
) -> tuple[Consequences, Delivery]:
    """Give what follows from the till's answers, and what sends it the outbox."""
    lanes = Lanes(queue, source.name, clock.monotonic, chance)
    consequences = Consequences(
        source, queue, lanes, confirming, facts.alarms, withdraw=facts.withdraw, let_go=restarts.let_go
    )
    told = confirming.acknowledged
    return consequences, Delivery(source, facts, queue, lanes, consequences, clock, ages, delivered=told)


def _facts_of(station: Station, stations: Sequence[Station], banner: str, remark: str, mode: Mode) -> Facts:
    """Give the facts of a board that has just been started, with what it has to say of that."""
    facts = Facts(station, tuple(stations))
    facts.mode = mode
    facts.alarms.set_off(Alarm.DAMAGE, banner)
    facts.alarms.set_off(Alarm.PLAIN, remark)
    return facts
