"""Real orders and notes, and nothing sent: what is pressed is kept here and laid over each reading; it asks, but never tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kds.domain.intents import Command, Delete
from kds.domain.notes import Note, NoteKind, subject_of
from kds.domain.order import Endpoint, Order
from kds.domain.overlay import overlay
from kds.domain.status import is_processable
from kds.errors import Missing
from kds.kitchen.notes import NoteSource
from kds.kitchen.ports import Profile, Reading, Source
from kds.language import tr


class DryRun:
    """A till (`kds.kitchen.ports.Source`) that takes every change and passes none on.

    Args:
        source: the real till, which is only read.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._done: tuple[Command, ...] = ()
        self._open: tuple[Order, ...] = ()
        self._finished: tuple[Order, ...] = ()
        self._made_of: tuple[object, ...] = ()
        self._made: tuple[Order, ...] = ()

    @property
    def name(self) -> str:
        """The real till's name, which its orders carry."""
        return self._source.name

    async def profile(self) -> Profile:
        """Log in at the real till: without that it can't be read."""
        return await self._source.profile()

    async def read_open(self) -> Reading:
        """Give the open orders as they would be if everything that was pressed had been sent."""
        reading = await self._source.read_open()
        self._open = reading.orders
        self._forget_gone()
        return replace(reading, orders=self._as_pressed())

    async def read_order(self, order_id: str) -> Order | None:
        """Give one order as it would be."""
        order = await self._source.read_order(order_id)
        return None if order is None else self._laid_over(order)

    async def read_finished(self, limit: int) -> tuple[Order, ...]:
        """Give the finished orders, those that only this screen has finished before the till's own."""
        self._finished = await self._source.read_finished(limit)
        laid = overlay(self._open, self._done)
        pressed = tuple(order for order in laid if not is_processable(order))
        known = {order.id for order in pressed}
        really = overlay(self._finished, self._done)
        return (*pressed, *(each for each in really if each.id not in known and not is_processable(each)))[:limit]

    async def read_endpoints(self) -> tuple[Endpoint, ...]:
        """Give the real till's endpoints."""
        return await self._source.read_endpoints()

    async def send(self, command: Command, *, key: str) -> tuple[Order, ...]:
        """Keep a command instead of sending it, and answer as the till would.

        Raises:
            Missing: the till knows no such order.
        """
        del key
        known = next((order for order in (*self._open, *self._finished) if order.id == command.order_id), None)
        if known is None:
            raise Missing(tr("Order {number} is not known to the till.", number=command.number), status=404)
        self._done = (*self._done, command)
        order = self._laid_over(known)
        return () if order is None or isinstance(command.change, Delete) else (order,)

    async def aclose(self) -> None:
        """Close the real till's connections."""
        await self._source.aclose()

    def _laid_over(self, order: Order) -> Order | None:
        return next(iter(overlay((order,), self._done)), None)

    def _as_pressed(self) -> tuple[Order, ...]:
        """Give the very same tuple as before while neither the till nor a press has changed anything."""
        made_of = (self._open, self._finished, self._done)
        if len(self._made_of) == len(made_of) and all(map(_is, made_of, self._made_of)):
            return self._made
        there = {order.id for order in self._open}
        back = (order for order in overlay(self._finished, self._done) if order.id not in there)
        laid = (*overlay(self._open, self._done), *back)
        self._made_of, self._made = made_of, tuple(order for order in laid if is_processable(order))
        return self._made

    def _forget_gone(self) -> None:
        """Forget what was pressed on orders that the till neither has open nor lists as finished."""
        there = {order.id for order in (*self._open, *self._finished)}
        kept = tuple(command for command in self._done if command.order_id in there)
        self._done = kept if len(kept) < len(self._done) else self._done


class DryNotes:
    """A till's place for notes (`kds.kitchen.notes.NoteSource`) that is read, and told nothing.

    Args:
        source: the real one.
    """

    def __init__(self, source: NoteSource) -> None:
        self._source = source
        self._own: dict[str, Note] = {}
        self._ended: set[str] = set()
        self._read: tuple[Note, ...] = ()

    async def read(self) -> tuple[Note, ...] | None:
        """Give the till's notes with what was told here in place of what it says about the same."""
        notes = await self._source.read()
        if notes is None:
            return None
        laid = tuple(self._laid_over(notes))
        self._read = self._read if laid == self._read else laid
        return self._read

    async def tell(self, note: Note, *, key: str | None) -> Note | None:
        """Keep a note instead of telling it; nobody is told that this screen is watched."""
        del key
        if note.kind is not NoteKind.PRESENCE:
            self._own[subject_of(note)] = note
        return note

    async def end(self, note_id: str, *, key: str) -> bool:
        """End a note here alone."""
        del key
        self._ended.add(note_id)
        self._own = {subject: note for subject, note in self._own.items() if note.id != note_id}
        return True

    def _laid_over(self, notes: Iterable[Note]) -> Iterable[Note]:
        real = (each for each in notes if each.id not in self._ended and subject_of(each) not in self._own)
        return sorted((*real, *self._own.values()), key=lambda note: note.at)


def _is(one: object, other: object) -> bool:
    return one is other
