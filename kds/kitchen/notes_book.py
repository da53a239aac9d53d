"""What is known of the notes of this kitchen: the till's as read, and those that only this screen knows; asks nobody.

Where the till has no place for notes they are facts of *this screen only* (contract 7): they stand in the station's marks then,
so that they outlive a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from kds.domain.business_day import BusinessDay
from kds.domain.counting_down import lowered
from kds.domain.notes import LOCAL, Note, Shared, subject_of
from kds.domain.order import Order
from kds.errors import StateError
from kds.kitchen.alarms import Alarm
from kds.kitchen.facts import Facts
from kds.kitchen.ports import Memory

TOLD_FOR = timedelta(seconds=20)
"""How long a person reads why a note was not taken."""

LISTENS_FOR = timedelta(seconds=60)
"""After so long every other screen has said three times what it watches (contract 7), or is not there."""


class NoteBook:
    """Keeps `Facts.shared` up to date.

    Attributes:
        writes: how often something was told or ended at the till: an answer asked for before that is too old.
    """

    def __init__(
        self, facts: Facts, memory: Memory, now: Callable[[], datetime], day: BusinessDay, *, is_offered: bool | None
    ) -> None:
        """Prepare an empty book.

        Args:
            facts: whose `shared` is kept up to date.
            memory: keeps the station's marks.
            now: gives server time.
            day: when a business day begins.
            is_offered: False where nobody will ever be asked.
        """
        self._facts = facts
        self._memory = memory
        self._now = now
        self._day = day
        self._changed: Callable[[], None] = _nobody
        self._told: tuple[Note, ...] = ()
        self._read_at: datetime | None = None
        self._first_read_at: datetime | None = None
        self._refused_at: datetime | None = None
        self._counted: tuple[Order, ...] = ()
        self._own: Note | None = None
        self.writes = 0
        facts.shared = Shared(is_offered=is_offered, has_listened=False)

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this after every change of what is known."""
        self._changed = changed

    @property
    def is_offered(self) -> bool | None:
        """Whether the till has a place for notes, None while nobody knows."""
        return self._facts.shared.is_offered

    @property
    def is_local(self) -> bool:
        """Whether the till is known to have no place for notes."""
        return self._facts.shared.is_offered is False

    def is_over(self, note: Note) -> bool:
        """Whether a note is of an earlier business day, so that nobody wants it any more."""
        return note.at < self._day.start(self._now())

    async def keep(self, note: Note) -> None:
        """Keep a note here, in place of what was known about its subject; raises StateError."""
        self.offered(is_offered=False)
        others = [each for each in self._facts.marks.told if subject_of(each) != subject_of(note)]
        await self._save((*others, replace(note, id=note.id if note.is_local else LOCAL + note.id)))

    async def drop(self, note: Note) -> None:
        """Forget what is kept here about a note's subject; raises StateError."""
        kept = tuple(each for each in self._facts.marks.told if subject_of(each) != subject_of(note))
        if len(kept) < len(self._facts.marks.told):
            await self._save(kept)

    def took(self, note: Note, answer: Note | None) -> None:
        """Take over at once what the till answered, so that nothing flickers until the next reading.

        Args:
            note: what was told or ended.
            answer: the till's note about that subject now, None when there is none any more.
        """
        self.writes += 1
        others = tuple(each for each in self._told if subject_of(each) != subject_of(note))
        self._told = others if answer is None else (*others, answer)
        self.show()

    def refused(self, sentence: str) -> None:
        """Say once that a note was not taken; nothing else suffers from it."""
        self._refused_at = self._now()
        self._facts.alarms.set_off(Alarm.NOTES, sentence)
        self._changed()

    def offered(self, *, is_offered: bool) -> None:
        """Learn whether the till has a place for notes."""
        if self.is_offered is not is_offered:
            self._facts.shared = replace(self._facts.shared, is_offered=is_offered)
            self.show()
            self._changed()

    def take(self, notes: tuple[Note, ...]) -> None:
        """Take in a reading; the very same tuple as last time costs nothing."""
        if notes is not self._told:
            self._told = notes
            self.show()
        self._read_at = self._now()
        self._first_read_at = self._first_read_at or self._read_at

    def watches(self, note: Note) -> None:
        """Take note of what this screen itself watches, where there is nobody to tell."""
        if self._own is None or self._own.text != note.text:
            self._own = note
            self.show()

    async def tidy(self) -> None:
        """End kept notes with their day, count kept countdowns down as orders arrive, and end what was said long enough."""
        if self._refused_at is not None and self._now() - self._refused_at > TOLD_FOR:
            self._refused_at = None
            self._facts.alarms.end(Alarm.NOTES)
            self._changed()
        told = self._facts.marks.told
        orders = self._facts.orders
        self.show()  # another station of this screen brings notes of its own
        if not told:
            self._counted = orders
            return
        kept = tuple(note for note in told if not self.is_over(note))
        if orders is not self._counted:
            kept = lowered(kept, (*orders, *self._facts.finished))
            self._counted = orders
        if kept != told:
            try:
                await self._save(kept)
            except StateError as error:
                self._facts.alarms.set_off(Alarm.STORE, str(error))

    def show(self) -> None:
        """Bring `Facts.shared` up to date: the till's notes, and those kept here."""
        shared = self._facts.shared
        kept = self._facts.marks.told
        subjects = {subject_of(each) for each in kept}
        own = () if self._own is None or shared.is_offered is not False else (self._own,)
        notes = (*(each for each in self._told if subject_of(each) not in subjects), *kept, *own)
        listened = self._first_read_at is not None and self._now() - self._first_read_at >= LISTENS_FOR
        fresh = replace(shared, notes=tuple(sorted(notes, key=lambda note: note.at)), has_listened=listened)
        if fresh != shared:
            gone = shared.watched - fresh.watched
            seen_at = self._read_at or self._now()
            self._facts.shared = replace(fresh, last_watched={**shared.last_watched, **dict.fromkeys(gone, seen_at)})
            self._changed()

    async def _save(self, told: Iterable[Note]) -> None:
        self._facts.marks = replace(self._facts.marks, told=tuple(told))
        self.show()
        await self._memory.save_marks(self._facts.station.name, self._facts.marks)


def _nobody() -> None:
    """Stand in until somebody watches."""
