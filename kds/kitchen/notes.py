"""What the screens of one kitchen tell each other: read every second, told through the outbox (contract 7).

Readings never wait for the poll of the orders, nor that for them.
"""

from __future__ import annotations

import random
from typing import Protocol

from kds.domain.clock import Clock
from kds.domain.notes import LOCAL, NOTES, Note, NoteKind
from kds.errors import SourceError
from kds.kitchen.ages import Ages
from kds.kitchen.errands import Errands
from kds.kitchen.facts import Facts
from kds.kitchen.health import Health
from kds.kitchen.lanes import Lanes
from kds.kitchen.notes_book import NoteBook
from kds.kitchen.notes_errands import NoteErrands
from kds.kitchen.ports import Memory
from kds.kitchen.queue import Queue

PRESENCE_SECONDS = 20.0
"""How often a screen says what it watches (contract 7)."""

ASKED_AGAIN_SECONDS = 60.0
"""How often a till without a place for notes is asked whether it has one by now."""


class NoteSource(Protocol):
    """The till's place for notes (contract 7). Its methods raise `kds.errors.SourceError` and nothing else."""

    async def read(self) -> tuple[Note, ...] | None:
        """Give the notes of the business day, oldest first, the very same tuple while nothing changed; None without a place."""
        ...

    async def tell(self, note: Note, *, key: str | None) -> Note | None:
        """Tell a note and give it as the till has it; None without a place for it.

        Args:
            note: what is told.
            key: idempotency key, None for what is told again and again.
        """
        ...

    async def end(self, note_id: str, *, key: str) -> bool:
        """End a note; one that is over already counts as ended. False without a place for notes."""
        ...


class Notes:
    """Reads notes, says who watches here, and carries out what people told.

    Attributes:
        errands: the task that empties the notes' part of the outbox; whoever runs second systems runs it too.
        is_watching: whether anybody looks at this board; while nobody does, nobody is told so.
    """

    def __init__(
        self,
        source: NoteSource | None,
        facts: Facts,
        queue: Queue,
        memory: Memory,
        ages: Ages,
        health: Health,
        clock: Clock,
        chance: random.Random,
    ) -> None:
        """Prepare; nothing is asked before the first `refresh`.

        Args:
            source: where notes are told; None keeps all of them on this screen.
            facts: whose `shared` is kept up to date.
            queue: the outbox.
            memory: keeps the station's marks.
            ages: knows the business day.
            health: gives server time.
            clock: for the pauses.
            chance: random pauses after failures.
        """
        self._source = source
        self._facts = facts
        self._health = health
        self._clock = clock
        self._asked_at: float | None = None
        self._present_at: float | None = None
        self._said: Note | None = None
        self._is_down = False
        self.is_watching = True
        self.book = NoteBook(facts, memory, health.now, ages.day, is_offered=None if source is not None else False)
        lanes = Lanes(queue, NOTES, clock.monotonic, chance, waits_for_parked=False)
        self.errands = Errands(NoteErrands(source, self.book), queue, lanes, ages, clock)

    async def refresh(self) -> None:
        """Read the notes and say who watches here, each when it is due; called about once a second."""
        await self.book.tidy()
        if self._source is not None and self._is_due():
            await self._read(self._source)
        if self.book.is_offered is not None and self.is_watching:
            await self._be_present()

    def _is_due(self) -> bool:
        pause = ASKED_AGAIN_SECONDS if self.book.is_local else 0.0
        return self._asked_at is None or self._clock.monotonic() - self._asked_at >= pause

    async def _read(self, source: NoteSource) -> None:
        self._asked_at = self._clock.monotonic()
        writes = self.book.writes
        try:
            notes = await source.read()
        except SourceError:
            self._is_down = True
            self.errands.source_failed()
            return
        if self._is_down:
            self._is_down = False
            self._present_at = None
        self.errands.source_answered()
        if self.book.is_offered is not (notes is not None):
            self._present_at = None
            self.book.offered(is_offered=notes is not None)
        if writes == self.book.writes:  # otherwise this answer may be older than what was told meanwhile
            self.book.take(notes or ())

    async def _be_present(self) -> None:
        now = self._clock.monotonic()
        note = self._presence()
        is_said = self._said is not None and (self._said.station, self._said.text) == (note.station, note.text)
        is_fresh = self._present_at is not None and now - self._present_at < PRESENCE_SECONDS
        if self._is_down or (is_said and is_fresh):
            return
        self._present_at, self._said = now, note
        if self._source is None or self.book.is_local:
            self.book.watches(note)
            return
        try:
            await self._source.tell(note, key=None)
        except SourceError:
            self._present_at = None

    def _presence(self) -> Note:
        """Give what this screen watches; the pass and a runner see everything and replace nobody's screen."""
        station = self._facts.station
        endpoints = "" if station.sees_all else "\n".join(station.endpoints)
        now = self._health.now()
        return Note(LOCAL + "presence", NoteKind.PRESENCE, now, self._facts.user, station=station.name, text=endpoints)
