"""Carries out the commands that tell or end a note; where the till has no place for notes, they are kept on this screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from kds.domain.errands import EndNote, TellNote, words_of
from kds.domain.intents import Command, Errand
from kds.domain.notes import NOTES, Note, NoteKind, subject_of
from kds.errors import Forbidden
from kds.kitchen.errands import End, Finding
from kds.language import mark, tr

if TYPE_CHECKING:
    from kds.kitchen.notes import NoteSource
    from kds.kitchen.notes_book import NoteBook

NOT_OF_TODAY = mark("the business day it was pressed on is over")
"""Why a note of yesterday goes nowhere."""

CLOCK_SLACK = timedelta(seconds=2)
"""How far the till's time of a note may lie before the press: `Date` has whole seconds only."""

_DONE = Finding(End.DONE)
_REPLACED_BY_THE_NEXT = frozenset({NoteKind.AGAIN, NoteKind.COUNTDOWN})


class NoteErrands:
    """`kds.kitchen.errands.ErrandSource` for notes.

    Telling and ending are repeatable: the till knows the command's own id as its idempotency key, and what a note is about
    tells whether it is there.
    """

    def __init__(self, source: NoteSource | None, notes: NoteBook) -> None:
        """Prepare.

        Args:
            source: the till's place for notes, None where there is none to ask.
            notes: what is known, and what is kept here.
        """
        self._source = source
        self._notes = notes

    @property
    def name(self) -> str:
        """The name that its commands carry in `source`."""
        return NOTES

    @property
    def most_together(self) -> int:
        """One request carries one note."""
        return 1

    async def find(self, command: Command) -> Finding:
        """Look whether the till knows a note already, or no longer."""
        match command.change:
            case Errand(deed=(TellNote(note=note) | EndNote(note=note)) as deed) if self._asks_till:
                there = await self._about(note)
                if isinstance(deed, EndNote):
                    return Finding(End.OPEN if there else End.DONE)
                return Finding(End.DONE if any(_says(each, note) for each in there) else End.OPEN)
            case _:
                return Finding(End.OPEN)

    async def do(self, command: Command) -> Finding:
        """Tell or end a note, at the till or here."""
        match command.change:
            case Errand(deed=TellNote(note=note) | EndNote(note=note)) if self._notes.is_over(note):
                return Finding(End.DONE, tr(NOT_OF_TODAY))
            case Errand(deed=(TellNote() | EndNote()) as deed):
                try:
                    return await (
                        self._tell(deed.note, command) if isinstance(deed, TellNote) else self._end(deed.note, command)
                    )
                except Forbidden as error:
                    sentence = tr("Not told to the other screens: {what}. {reason}", what=words_of(deed), reason=error)
                    self._notes.refused(sentence)
                    return Finding(End.DONE, str(error))
            case _:
                return Finding(End.CONFLICT, tr("It is no note."))

    async def do_many(self, commands: Sequence[Command]) -> Mapping[str, Finding]:
        """Carry out several, one after the other."""
        return {command.id: await self.do(command) for command in commands}

    async def _tell(self, note: Note, command: Command) -> Finding:
        if self._source is not None and self._asks_till:
            answer = await self._source.tell(note, key=command.id)
            if answer is not None:
                await self._notes.drop(note)
                self._notes.took(note, answer)
                return _DONE
        if note.kind is not NoteKind.ALLERGY_SEEN:
            await self._notes.keep(note)
        return _DONE

    async def _end(self, note: Note, command: Command) -> Finding:
        await self._notes.drop(note)
        for each in await self._about(note):
            if self._source is not None:
                await self._source.end(each.id, key=f"{command.id} {each.id}")
        self._notes.took(note, None)
        return _DONE

    @property
    def _asks_till(self) -> bool:
        return self._source is not None and not self._notes.is_local

    async def _about(self, note: Note) -> list[Note]:
        """Give the till's notes about the same subject."""
        listed = await self._source.read() if self._source is not None and self._asks_till else None
        return [each for each in listed or () if subject_of(each) == subject_of(note)]


def _says(there: Note, note: Note) -> bool:
    """Whether the till's note is the one that was told: of those that the newest word replaces, not an older one."""
    is_newest = there.kind not in _REPLACED_BY_THE_NEXT or there.at >= note.at - CLOCK_SLACK
    return there.kind is note.kind and is_newest
